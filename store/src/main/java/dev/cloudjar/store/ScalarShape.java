package dev.cloudjar.store;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Types that hold no others. */
final class ScalarShape<T> extends Shape {
  private static final Map<Class<?>, Shape> ALL = all();

  private final Class<T> type;
  private final BiConsumer<JsonGenerator, T> writer;
  private final Function<JsonParser, T> reader;
  private final @Nullable T missing;

  private ScalarShape(
      Class<T> type,
      BiConsumer<JsonGenerator, T> writer,
      Function<JsonParser, T> reader,
      @Nullable T missing) {
    this.type = type;
    this.writer = writer;
    this.reader = reader;
    this.missing = missing;
  }

  static @Nullable Shape of(Class<?> type) {
    return ALL.get(type);
  }

  @Override
  void write(JsonGenerator out, Object value) {
    writer.accept(out, type.cast(value));
  }

  @Override
  Object read(JsonParser in) {
    return reader.apply(in);
  }

  @Override
  @Nullable Object missing() {
    return missing;
  }

  @Override
  @Nullable Object whenNull() {
    return missing;
  }

  private static Map<Class<?>, Shape> all() {
    Map<Class<?>, Shape> all = new HashMap<>();
    number(all, int.class, Integer.class, JsonGenerator::writeNumber, JsonParser::getIntValue, 0);
    number(all, long.class, Long.class, JsonGenerator::writeNumber, JsonParser::getLongValue, 0L);
    number(
        all,
        short.class,
        Short.class,
        JsonGenerator::writeNumber,
        JsonParser::getShortValue,
        (short) 0);
    number(
        all,
        byte.class,
        Byte.class,
        (out, value) -> out.writeNumber(value.intValue()),
        in -> (byte) in.getIntValue(),
        (byte) 0);
    number(
        all,
        double.class,
        Double.class,
        JsonGenerator::writeNumber,
        JsonParser::getDoubleValue,
        0.0);
    number(
        all, float.class, Float.class, JsonGenerator::writeNumber, JsonParser::getFloatValue, 0.0f);
    number(
        all,
        char.class,
        Character.class,
        (out, value) -> out.writeNumber(value.charValue()),
        in -> (char) in.getIntValue(),
        '\0');
    number(
        all,
        boolean.class,
        Boolean.class,
        JsonGenerator::writeBoolean,
        JsonParser::getBooleanValue,
        false);
    add(all, String.class, JsonGenerator::writeString, JsonParser::getString);
    add(all, BigInteger.class, JsonGenerator::writeNumber, JsonParser::getBigIntegerValue);
    add(all, BigDecimal.class, JsonGenerator::writeNumber, JsonParser::getDecimalValue);
    add(all, byte[].class, JsonGenerator::writeBinary, JsonParser::getBinaryValue);
    add(
        all,
        ByteBuffer.class,
        ScalarShape::writeBuffer,
        in -> ByteBuffer.wrap(in.getBinaryValue()));
    add(
        all,
        Instant.class,
        (out, value) -> writeTime(out, value.getEpochSecond(), value.getNano()),
        in -> readTime(in, Instant::ofEpochSecond));
    add(
        all,
        Duration.class,
        (out, value) -> writeTime(out, value.getSeconds(), value.getNano()),
        in -> readTime(in, Duration::ofSeconds));
    text(all, LocalDate.class, LocalDate::parse);
    text(all, LocalTime.class, LocalTime::parse);
    text(all, LocalDateTime.class, LocalDateTime::parse);
    text(all, OffsetDateTime.class, OffsetDateTime::parse);
    text(all, ZonedDateTime.class, ZonedDateTime::parse);
    text(all, Period.class, Period::parse);
    text(all, ZoneId.class, ZoneId::of);
    text(all, UUID.class, UUID::fromString);
    text(all, URI.class, URI::create);
    return Map.copyOf(all);
  }

  private static <T> void number(
      Map<Class<?>, Shape> all,
      Class<?> primitive,
      Class<T> boxed,
      BiConsumer<JsonGenerator, T> writer,
      Function<JsonParser, T> reader,
      T missing) {
    all.put(primitive, new ScalarShape<>(boxed, writer, reader, missing));
    all.put(boxed, new ScalarShape<>(boxed, writer, reader, null));
  }

  private static <T> void add(
      Map<Class<?>, Shape> all,
      Class<T> type,
      BiConsumer<JsonGenerator, T> writer,
      Function<JsonParser, T> reader) {
    all.put(type, new ScalarShape<>(type, writer, reader, null));
  }

  private static <T> void text(
      Map<Class<?>, Shape> all, Class<T> type, Function<String, T> parser) {
    add(
        all,
        type,
        (out, value) -> out.writeString(value.toString()),
        in -> parser.apply(in.getString()));
  }

  private static void writeBuffer(JsonGenerator out, ByteBuffer value) {
    if (value.hasArray()) {
      out.writeBinary(value.array(), value.arrayOffset() + value.position(), value.remaining());
    } else {
      byte[] bytes = new byte[value.remaining()];
      value.duplicate().get(bytes);
      out.writeBinary(bytes);
    }
  }

  /** Whole seconds are one number; others are a pair, for a long of nanoseconds ends in 2262. */
  private static void writeTime(JsonGenerator out, long seconds, int nanos) {
    if (nanos == 0) {
      out.writeNumber(seconds);
    } else {
      out.writeStartArray(null, 2);
      out.writeNumber(seconds);
      out.writeNumber(nanos);
      out.writeEndArray();
    }
  }

  private static <T> T readTime(JsonParser in, BiFunction<Long, Long, T> make) {
    if (in.currentToken() != JsonToken.START_ARRAY) {
      return make.apply(in.getLongValue(), 0L);
    }
    in.nextToken();
    long seconds = in.getLongValue();
    in.nextToken();
    long nanos = in.getLongValue();
    in.nextToken();
    return make.apply(seconds, nanos);
  }
}
