package dev.cloudjar.s3;

import dev.cloudjar.s3.Document.Structure;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a configuration asks to be analysed, and where the analysis goes.
 *
 * @param prefix of the keys that are in it; empty for all
 * @param tags that objects have to have, all of them
 * @param exported whether it goes anywhere
 * @param destination a bucket; empty where none is named as it has to be
 * @param destinationPrefix of the file's name, with its slash; empty for none
 */
record AnalysisPlan(
    String id,
    String prefix,
    Map<String, String> tags,
    boolean exported,
    String destination,
    String destinationPrefix) {
  private static final Pattern BUCKET = Pattern.compile("arn:aws[a-z-]*:s3:::([a-z0-9.-]+)");

  static AnalysisPlan of(Structure document) {
    Structure export = export(document);
    Structure bucket =
        LifecycleDocuments.structure(
            LifecycleDocuments.structure(export, "Destination"), "S3BucketDestination");
    Matcher arn = BUCKET.matcher(text(bucket, "Bucket"));
    String folder = text(bucket, "Prefix");
    var filter = LifecycleDocuments.filter(document);
    return new AnalysisPlan(
        text(document, "Id"),
        filter.prefix(),
        filter.tags(),
        !export.members().isEmpty(),
        arn.matches() ? arn.group(1) : "",
        folder.isEmpty() || folder.endsWith("/") ? folder : folder + "/");
  }

  static Structure export(Structure document) {
    return LifecycleDocuments.structure(
        LifecycleDocuments.structure(document, "StorageClassAnalysis"), "DataExport");
  }

  /** When the first report is due: behind the first whole day, and so after 24 to 48 hours. */
  static Instant first(Instant now) {
    return next(now.plus(Duration.ofDays(1)));
  }

  /** When the next report is due. */
  static Instant next(Instant now) {
    LocalDate day = now.atOffset(ZoneOffset.UTC).toLocalDate();
    return day.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
  }

  /** The one file that each day's lines are added to. */
  String key(Bucket source) {
    return destinationPrefix + source.name() + "/" + id + ".csv";
  }

  /** The filter as reports tell it. */
  String filter() {
    StringBuilder all = new StringBuilder(prefix);
    tags.forEach((key, value) -> all.append(all.isEmpty() ? "" : ";").append(key + "=" + value));
    return all.toString();
  }

  private static String text(Structure parent, String member) {
    return Objects.requireNonNullElse(parent.text(member), "");
  }
}
