package dev.cloudjar.s3;

import dev.cloudjar.s3.Document.Structure;
import dev.cloudjar.s3.inventory.InventoryField;
import dev.cloudjar.s3.inventory.ReportFile;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration asks to be reported, and where.
 *
 * @param prefix of the keys that are in it; empty for all
 * @param destinationPrefix of the files' names, with its slash; empty for none
 * @param keyId the KMS key that files are encrypted under; null for none
 */
record InventoryPlan(
    String id,
    boolean enabled,
    boolean weekly,
    boolean versions,
    String prefix,
    String destination,
    String destinationPrefix,
    ReportFile.Form form,
    List<InventoryField> fields,
    boolean managedKey,
    @Nullable String keyId) {
  /** Reports are dated to one in the morning. */
  private static final int HOUR = 1;

  private static final Pattern BUCKET = Pattern.compile("arn:aws[a-z-]*:s3:::([a-z0-9.-]+)");
  private static final DateTimeFormatter FOLDER = format("yyyy-MM-dd'T'HH-mm'Z'");
  private static final DateTimeFormatter PARTITION = format("yyyy-MM-dd-HH-mm");

  static InventoryPlan of(Structure document) {
    Structure bucket = structure(structure(document, "Destination"), "S3BucketDestination");
    Matcher arn = BUCKET.matcher(text(bucket, "Bucket"));
    String prefix = text(bucket, "Prefix");
    boolean versions = text(document, "IncludedObjectVersions").equals("All");
    Structure encryption = structure(bucket, "Encryption");
    return new InventoryPlan(
        text(document, "Id"),
        document.member("IsEnabled") instanceof Document.Flag(boolean on) && on,
        text(structure(document, "Schedule"), "Frequency").equals("Weekly"),
        versions,
        text(structure(document, "Filter"), "Prefix"),
        arn.matches() ? arn.group(1) : "",
        prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/",
        text(bucket, "Format").equals("Parquet") ? ReportFile.Form.PARQUET : ReportFile.Form.CSV,
        InventoryField.of(versions, document.texts("OptionalFields")),
        encryption.member("SSES3") != null,
        structure(encryption, "SSEKMS").text("KeyId"));
  }

  /** When the next report falls due. */
  Instant next(Instant now) {
    LocalDate day = now.atOffset(ZoneOffset.UTC).toLocalDate();
    Instant due = at(weekly ? day.with(TemporalAdjusters.nextOrSame(DayOfWeek.SUNDAY)) : day);
    if (due.isAfter(now)) {
      return due;
    }
    return at(weekly ? day.with(TemporalAdjusters.next(DayOfWeek.SUNDAY)) : day.plusDays(1));
  }

  private static Instant at(LocalDate day) {
    return day.atTime(HOUR, 0).toInstant(ZoneOffset.UTC);
  }

  /** Where everything of the configuration is. */
  String folder(Bucket source) {
    return destinationPrefix + source.name() + "/" + id + "/";
  }

  String dataKey(Bucket source, String name, int number) {
    return folder(source) + "data/" + name + "-" + number + form.extension();
  }

  String manifestKey(Bucket source, Instant began, String file) {
    return folder(source) + FOLDER.format(began) + "/" + file;
  }

  String symlinkKey(Bucket source, Instant began) {
    return folder(source) + "hive/dt=" + PARTITION.format(began) + "/symlink.txt";
  }

  private static Structure structure(Structure parent, String member) {
    return parent.member(member) instanceof Structure found ? found : Structure.EMPTY;
  }

  private static String text(Structure parent, String member) {
    return Objects.requireNonNullElse(parent.text(member), "");
  }

  private static DateTimeFormatter format(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
  }
}
