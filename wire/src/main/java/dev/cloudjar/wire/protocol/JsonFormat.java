package dev.cloudjar.wire.protocol;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.json.JsonFactory;

/** JSON: timestamps are seconds unless said otherwise, bytes are base64. */
final class JsonFormat extends TokenFormat {

  JsonFormat() {
    super(JsonFactory.builder());
  }

  @Override
  Instant readInstant(JsonParser in, TimestampFormatTrait.@Nullable Format format) {
    if (in.currentToken() == JsonToken.VALUE_STRING
        && (format == TimestampFormatTrait.Format.ISO_8601
            || format == TimestampFormatTrait.Format.RFC_822)) {
      return Timestamps.read(in.getString(), format);
    }
    BigDecimal number = readNumber(in);
    return Timestamps.ofSeconds(
        format == TimestampFormatTrait.Format.UNIX_TIMESTAMP_MILLIS
            ? number.movePointLeft(3)
            : number);
  }

  @Override
  byte[] readBytes(JsonParser in) {
    if (in.currentToken() != JsonToken.VALUE_STRING) {
      throw new IllegalArgumentException("Not text");
    }
    return Base64.getDecoder().decode(in.getString());
  }

  @Override
  void write(JsonGenerator out, Instant value, TimestampFormatTrait.@Nullable Format format) {
    if (format == null || format == TimestampFormatTrait.Format.UNIX_TIMESTAMP) {
      out.writeNumber(Timestamps.unixSeconds(value));
    } else if (format == TimestampFormatTrait.Format.UNIX_TIMESTAMP_MILLIS) {
      out.writeNumber(value.toEpochMilli());
    } else {
      out.writeString(Timestamps.write(value, format));
    }
  }

  @Override
  void write(JsonGenerator out, byte[] value) {
    out.writeString(Base64.getEncoder().encodeToString(value));
  }
}
