package dev.cloudjar.s3;

import dev.cloudjar.s3.select.CsvFormat;
import dev.cloudjar.s3.select.CsvFormat.Header;
import dev.cloudjar.s3.select.Decompression;
import dev.cloudjar.s3.select.Output;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/**
 * How a request for a query says that its input and output are written.
 *
 * @param csv null where it is something else
 * @param json {@code LINES} or {@code DOCUMENT}; null where it is something else
 */
record SelectInput(
    @Nullable CsvFormat csv, @Nullable String json, Decompression compression, Output output) {

  boolean isParquet() {
    return csv == null && json == null;
  }

  static SelectInput of(SdkPojo request) {
    SdkPojo input = shape(request, "InputSerialization");
    SdkPojo output = shape(request, "OutputSerialization");
    if (input == null || output == null) {
      throw SelectFaults.missing(input == null ? "InputSerialization" : "OutputSerialization");
    }
    SdkPojo csv = shape(input, "CSV");
    SdkPojo json = shape(input, "JSON");
    SdkPojo parquet = shape(input, "Parquet");
    long kinds = Arrays.asList(csv, json, parquet).stream().filter(Objects::nonNull).count();
    if (kinds != 1) {
      throw kinds == 0
          ? SelectFaults.missing("InputSerialization")
          : SelectFaults.conflict("InputSerialization");
    }
    Decompression compression = compression(Members.text(input, "CompressionType"));
    if (parquet != null && compression != Decompression.NONE) {
      throw SelectFaults.invalid("InvalidCompressionFormat", "CompressionType");
    }
    return new SelectInput(
        csv == null ? null : csv(csv),
        json == null ? null : json(json),
        compression,
        output(output));
  }

  private static @Nullable SdkPojo shape(SdkPojo parent, String member) {
    return Members.get(parent, member) instanceof SdkPojo found ? found : null;
  }

  private static Decompression compression(@Nullable String name) {
    for (Decompression each : Decompression.values()) {
      if (each.name().equals(name == null ? "NONE" : name)) {
        return each;
      }
    }
    throw SelectFaults.invalid("InvalidCompressionFormat", "CompressionType");
  }

  private static CsvFormat csv(SdkPojo csv) {
    String header = text(csv, "FileHeaderInfo", "NONE");
    if (Arrays.stream(Header.values()).noneMatch(each -> each.name().equals(header))) {
      throw SelectFaults.invalid("InvalidFileHeaderInfo", "FileHeaderInfo");
    }
    return new CsvFormat(
        Header.valueOf(header),
        delimiter(csv, "FieldDelimiter", ","),
        delimiter(csv, "RecordDelimiter", "\n"),
        single(csv, "QuoteCharacter"),
        single(csv, "QuoteEscapeCharacter"),
        text(csv, "Comments", ""),
        Boolean.TRUE.equals(Members.get(csv, "AllowQuotedRecordDelimiter")));
  }

  private static String json(SdkPojo json) {
    String type = text(json, "Type", "");
    if (!type.equals("LINES") && !type.equals("DOCUMENT")) {
      throw type.isEmpty()
          ? SelectFaults.missing("Type")
          : SelectFaults.invalid("InvalidJsonType", "Type");
    }
    return type;
  }

  private static Output output(SdkPojo output) {
    SdkPojo csv = shape(output, "CSV");
    SdkPojo json = shape(output, "JSON");
    if ((csv == null) == (json == null)) {
      throw csv == null
          ? SelectFaults.missing("OutputSerialization")
          : SelectFaults.conflict("OutputSerialization");
    }
    if (csv == null) {
      return new Output.Json(text(Objects.requireNonNull(json), "RecordDelimiter", "\n"));
    }
    String quotes = text(csv, "QuoteFields", "ASNEEDED");
    if (!quotes.equals("ASNEEDED") && !quotes.equals("ALWAYS")) {
      throw SelectFaults.invalid("InvalidQuoteFields", "QuoteFields");
    }
    return new Output.Csv(
        delimiter(csv, "FieldDelimiter", ","),
        delimiter(csv, "RecordDelimiter", "\n"),
        String.valueOf(single(csv, "QuoteCharacter")),
        String.valueOf(single(csv, "QuoteEscapeCharacter")),
        quotes.equals("ALWAYS"));
  }

  private static String delimiter(SdkPojo shape, String member, String otherwise) {
    String text = text(shape, member, otherwise);
    if (text.isEmpty() || text.length() > 2) {
      throw SelectFaults.invalid("InvalidRequestParameter", member);
    }
    return text;
  }

  private static char single(SdkPojo shape, String member) {
    String text = text(shape, member, "\"");
    if (text.length() != 1 || text.charAt(0) > 0x7F) {
      throw SelectFaults.invalid("InvalidRequestParameter", member);
    }
    return text.charAt(0);
  }

  private static String text(SdkPojo shape, String member, String otherwise) {
    return Objects.requireNonNullElse(Members.text(shape, member), otherwise);
  }
}
