package dev.cloudjar.wire.protocol;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TSFBuilder;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.dataformat.cbor.CBORFactory;
import tools.jackson.dataformat.cbor.CBORGenerator;

/** The formats that are made of objects, arrays and scalars, and where they differ. */
enum TokenFormat {
  /** JSON: timestamps are seconds unless said otherwise, bytes are base64. */
  JSON(JsonFactory.builder()) {
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
  },

  /** CBOR as Smithy's RPC protocol has it: timestamps are tagged seconds. */
  CBOR(CBORFactory.builder()) {
    @Override
    Instant readInstant(JsonParser in, TimestampFormatTrait.@Nullable Format format) {
      return in.currentToken() == JsonToken.VALUE_NUMBER_FLOAT
          ? Timestamps.ofSeconds(in.getDoubleValue())
          : Timestamps.ofSeconds(readNumber(in));
    }

    @Override
    byte[] readBytes(JsonParser in) {
      return embeddedBytes(in);
    }

    @Override
    void write(JsonGenerator out, Instant value, TimestampFormatTrait.@Nullable Format format) {
      ((CBORGenerator) out).writeTag(1);
      if (value.getNano() < 1_000_000) {
        out.writeNumber(value.getEpochSecond());
      } else {
        out.writeNumber(value.toEpochMilli() / 1000.0);
      }
    }

    @Override
    void write(JsonGenerator out, byte[] value) {
      out.writeBinary(value);
    }
  },

  /** CBOR as the older {@code x-amz-cbor-1.1} has it: timestamps are tagged milliseconds. */
  CBOR_MILLIS(CBORFactory.builder()) {
    @Override
    Instant readInstant(JsonParser in, TimestampFormatTrait.@Nullable Format format) {
      return Timestamps.ofSeconds(readNumber(in).movePointLeft(3));
    }

    @Override
    byte[] readBytes(JsonParser in) {
      return embeddedBytes(in);
    }

    @Override
    void write(JsonGenerator out, Instant value, TimestampFormatTrait.@Nullable Format format) {
      ((CBORGenerator) out).writeTag(1);
      out.writeNumber(value.toEpochMilli());
    }

    @Override
    void write(JsonGenerator out, byte[] value) {
      out.writeBinary(value);
    }
  };

  final TokenStreamFactory factory;

  TokenFormat(TSFBuilder<?, ?> builder) {
    factory =
        builder
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(256)
                    .maxNumberLength(400)
                    .maxStringLength(256 << 20)
                    .build())
            .build();
  }

  abstract Instant readInstant(JsonParser in, TimestampFormatTrait.@Nullable Format format);

  abstract byte[] readBytes(JsonParser in);

  abstract void write(
      JsonGenerator out, Instant value, TimestampFormatTrait.@Nullable Format format);

  abstract void write(JsonGenerator out, byte[] value);

  private static BigDecimal readNumber(JsonParser in) {
    if (in.currentToken() != JsonToken.VALUE_NUMBER_INT
        && in.currentToken() != JsonToken.VALUE_NUMBER_FLOAT) {
      throw new IllegalArgumentException("Not a number");
    }
    return in.getDecimalValue();
  }

  private static byte[] embeddedBytes(JsonParser in) {
    if (in.currentToken() != JsonToken.VALUE_EMBEDDED_OBJECT) {
      throw new IllegalArgumentException("Not bytes");
    }
    return in.getBinaryValue();
  }
}
