package dev.cloudjar.wire.protocol;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.dataformat.cbor.CBORFactory;
import tools.jackson.dataformat.cbor.CBORGenerator;

/** CBOR: timestamps are tagged numbers, bytes are bytes. */
final class CborFormat extends TokenFormat {
  private static final int EPOCH_TIME_TAG = 1;

  private final boolean millis;

  /**
   * A format.
   *
   * @param millis whether timestamps are in milliseconds, as in {@code x-amz-cbor-1.1}, instead of
   *     seconds
   */
  CborFormat(boolean millis) {
    super(CBORFactory.builder());
    this.millis = millis;
  }

  @Override
  Instant readInstant(JsonParser in, TimestampFormatTrait.@Nullable Format format) {
    if (millis) {
      return Timestamps.ofSeconds(readNumber(in).movePointLeft(3));
    }
    return in.currentToken() == JsonToken.VALUE_NUMBER_FLOAT
        ? Timestamps.ofSeconds(in.getDoubleValue())
        : Timestamps.ofSeconds(readNumber(in));
  }

  @Override
  byte[] readBytes(JsonParser in) {
    // CBOR's "undefined" comes as an embedded object too, of nothing.
    if (in.currentToken() == JsonToken.VALUE_EMBEDDED_OBJECT
        && in.getEmbeddedObject() instanceof byte[] bytes) {
      return bytes;
    }
    throw new IllegalArgumentException("Not bytes");
  }

  @Override
  void write(JsonGenerator out, Instant value, TimestampFormatTrait.@Nullable Format format) {
    ((CBORGenerator) out).writeTag(EPOCH_TIME_TAG);
    if (millis) {
      out.writeNumber(value.toEpochMilli());
    } else if (value.getNano() < 1_000_000) {
      out.writeNumber(value.getEpochSecond());
    } else {
      out.writeNumber(value.toEpochMilli() / 1000.0);
    }
  }

  @Override
  void write(JsonGenerator out, byte[] value) {
    out.writeBinary(value);
  }
}
