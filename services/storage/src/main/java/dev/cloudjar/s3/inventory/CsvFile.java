package dev.cloudjar.s3.inventory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Compressed CSV: every value in quotes, keys percent-encoded, no line of titles. */
final class CsvFile implements ReportFile {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final List<InventoryField> fields;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final GZIPOutputStream compressed;

  CsvFile(List<InventoryField> fields) {
    this.fields = fields;
    try {
      this.compressed = new GZIPOutputStream(bytes, 65_536);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void add(InventoryRow row) {
    StringBuilder line = new StringBuilder(256);
    for (InventoryField field : fields) {
      line.append(line.isEmpty() ? "\"" : ",\"").append(text(field, field.of(row))).append('"');
    }
    try {
      compressed.write(line.append('\n').toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(InventoryField field, @Nullable Object value) {
    if (value == null) {
      return "";
    }
    if (field == InventoryField.KEY) {
      return URLEncoder.encode(value.toString(), StandardCharsets.UTF_8).replace("%2F", "/");
    }
    return field.type() == InventoryField.Type.TIME
        ? TIME.format(Instant.ofEpochMilli((Long) value))
        : value.toString().replace("\"", "\"\"");
  }

  @Override
  public long sizeBytes() {
    return bytes.size();
  }

  @Override
  public byte[] finish() {
    try {
      compressed.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
