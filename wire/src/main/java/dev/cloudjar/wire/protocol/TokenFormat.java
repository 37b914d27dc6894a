package dev.cloudjar.wire.protocol;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TSFBuilder;
import tools.jackson.core.TokenStreamFactory;

/** A format that is made of objects, arrays and scalars, and where it differs from the others. */
abstract class TokenFormat {
  private static final int DEEPEST = 256;
  private static final int LONGEST_NUMBER = 400;
  private static final int LONGEST_TEXT = 256 << 20;

  final TokenStreamFactory factory;

  TokenFormat(TSFBuilder<?, ?> builder) {
    factory =
        builder
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNumberLength(LONGEST_NUMBER)
                    .maxStringLength(LONGEST_TEXT)
                    .build())
            .build();
  }

  abstract Instant readInstant(JsonParser in, TimestampFormatTrait.@Nullable Format format);

  abstract byte[] readBytes(JsonParser in);

  abstract void write(
      JsonGenerator out, Instant value, TimestampFormatTrait.@Nullable Format format);

  abstract void write(JsonGenerator out, byte[] value);

  static BigDecimal readNumber(JsonParser in) {
    if (in.currentToken() != JsonToken.VALUE_NUMBER_INT
        && in.currentToken() != JsonToken.VALUE_NUMBER_FLOAT) {
      throw new IllegalArgumentException("Not a number");
    }
    return in.getDecimalValue();
  }
}
