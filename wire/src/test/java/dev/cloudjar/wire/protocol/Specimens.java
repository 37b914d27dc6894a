package dev.cloudjar.wire.protocol;

import dev.cloudjar.catalog.ServiceModel;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.DefaultValueTrait;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.traits.PayloadTrait;
import software.amazon.awssdk.core.traits.RequiredTrait;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** Makes objects of the SDK's model classes, the same ones for the same seed. */
final class Specimens {

  /** How much of an object there is. */
  enum Fullness {
    /** What the SDK itself asks for. */
    MINIMAL,
    /** Every member, with values as people use them. */
    FULL,
    /** Most members, with values at the edges of what can be said. */
    EDGE
  }

  /** Which characters text may have. */
  enum Alphabet {
    /** All of Unicode. */
    UNICODE,
    /** All that XML 1.0 can say. */
    XML
  }

  private static final int DEEPEST = 7;
  private static final int MOST_VALUES = 1500;

  private static final List<String> EDGE_TEXTS =
      List.of(
          "",
          " ",
          "  spaces around  ",
          "<&>\"'",
          "]]>",
          "<!-- -->",
          "a+b c%20d&e=f;g#h?i",
          "line\nfeed\ttab",
          "carriage\rreturn\r\n",
          "\u00e4\u00f6\u00fc\u00df\u20ac",
          "\u65e5\u672c\u8a9e",
          "\ud83d\ude00 astral \ud834\udd1e",
          "\u2028\u2029\u0085\ufeff",
          "null",
          "true",
          "0",
          "{\"json\":[1,2.5,null]}",
          "\\backslash\\u0041",
          "x".repeat(3000));
  private static final List<String> EDGE_UNICODE_TEXTS =
      List.of("\u0000", "\u0001\u001f", "\u007f\u0080", "\ufffe\uffff");

  private final Random random;
  private final Fullness fullness;
  private final Alphabet alphabet;
  private final ServiceModel service;
  private boolean onlyFinite;
  private boolean onlyWholeSeconds;
  private int values;

  Specimens(long seed, Fullness fullness, Alphabet alphabet, ServiceModel service) {
    this.service = service;
    this.random = new Random(seed);
    this.fullness = fullness;
    this.alphabet = alphabet;
  }

  /** Leaves out NaN and the infinities. */
  Specimens onlyFinite(boolean only) {
    onlyFinite = only;
    return this;
  }

  /** Leaves out the fractions of seconds. */
  Specimens onlyWholeSeconds(boolean only) {
    onlyWholeSeconds = only;
    return this;
  }

  /** An object of a class. */
  SdkPojo of(Class<? extends SdkPojo> type) {
    values = 0;
    return structure(newBuilder(type), 0);
  }

  static SdkPojo newBuilder(Class<?> type) {
    try {
      Method builder = type.getMethod("builder");
      return (SdkPojo) builder.invoke(null);
    } catch (ReflectiveOperationException broken) {
      throw new LinkageError(broken.getMessage(), broken);
    }
  }

  private SdkPojo structure(SdkPojo builder, int depth) {
    if (isUnion(builder)) {
      return union(builder, depth);
    }
    for (SdkField<?> field : builder.sdkFields()) {
      Object value = OfficialQuirks.forced(service, builder, field, random);
      if (value == null && wanted(field, depth)) {
        value = value(field, depth);
      }
      if (value != null && !value.equals(OfficialQuirks.NEVER)) {
        field.set(builder, value);
      }
    }
    return (SdkPojo) ((SdkBuilder<?, ?>) builder).build();
  }

  private SdkPojo union(SdkPojo builder, int depth) {
    SdkField<?> field = builder.sdkFields().get(random.nextInt(builder.sdkFields().size()));
    Object value = value(field, depth);
    if (value == null) {
      return null;
    }
    field.set(builder, value);
    return (SdkPojo) ((SdkBuilder<?, ?>) builder).build();
  }

  /** Whether one member only may be set, which the SDK says with an enumeration of its members. */
  private static boolean isUnion(SdkPojo builder) {
    for (Class<?> nested : builder.getClass().getEnclosingClass().getDeclaredClasses()) {
      if (nested.isEnum() && nested.getSimpleName().equals("Type")) {
        return true;
      }
    }
    return false;
  }

  private boolean wanted(SdkField<?> field, int depth) {
    boolean needed =
        field.location() == MarshallLocation.PATH
            || field.location() == MarshallLocation.STATUS_CODE
            || field.location() == MarshallLocation.GREEDY_PATH
            || field.containsTrait(RequiredTrait.class)
            || field.containsTrait(DefaultValueTrait.class);
    if (needed) {
      return true;
    }
    return switch (fullness) {
      case MINIMAL -> false;
      case FULL -> depth < 2 || values < MOST_VALUES;
      case EDGE -> random.nextInt(10) < (depth < 2 ? 8 : 4) && values < MOST_VALUES;
    };
  }

  private Object value(SdkField<?> field, int depth) {
    values++;
    MarshallingType<?> type = field.marshallingType();
    if (type.equals(MarshallingType.SDK_POJO)) {
      return depth >= DEEPEST || (depth > 2 && values > MOST_VALUES)
          ? null
          : structure(field.constructor().get(), depth + 1);
    } else if (type.equals(MarshallingType.LIST)) {
      return list(field, depth);
    } else if (type.equals(MarshallingType.MAP)) {
      return map(field, depth);
    }
    return scalar(field, type);
  }

  private List<Object> list(SdkField<?> field, int depth) {
    SdkField<?> element = field.getTrait(ListTrait.class).memberFieldInfo();
    int size =
        fullness == Fullness.FULL ? 1 + random.nextInt(depth < 2 ? 3 : 2) : random.nextInt(4);
    List<Object> elements = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Object value =
          field.location() == MarshallLocation.HEADER
              ? "token" + random.nextInt(1000)
              : value(element, depth + 1);
      if (value != null) {
        elements.add(value);
      }
    }
    return elements;
  }

  private Map<String, Object> map(SdkField<?> field, int depth) {
    SdkField<?> element = field.getTrait(MapTrait.class).valueFieldInfo();
    int size = fullness == Fullness.FULL ? 1 + random.nextInt(2) : random.nextInt(3);
    Map<String, Object> entries = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      boolean header = field.location() == MarshallLocation.HEADER;
      Object value = header ? headerText() : value(element, depth + 1);
      if (value != null) {
        entries.put(
            header || field.location() == MarshallLocation.QUERY_PARAM
                ? "key-" + i
                : "k" + i + text(),
            value);
      }
    }
    return entries;
  }

  private Object scalar(SdkField<?> field, MarshallingType<?> type) {
    if (type.equals(MarshallingType.STRING)) {
      return switch (field.location()) {
        case HEADER -> headerText();
        case PATH -> "p" + random.nextInt(1000) + pathText();
        case GREEDY_PATH -> "dir " + random.nextInt(1000) + "/" + pathText() + "//end";
        default ->
            field.containsTrait(PayloadTrait.class)
                ? "payload " + random.nextInt(1000) + text()
                : text();
      };
    } else if (type.equals(MarshallingType.BOOLEAN)) {
      return random.nextBoolean();
    } else if (type.equals(MarshallingType.INTEGER)) {
      return edge() ? pick(Integer.MIN_VALUE, Integer.MAX_VALUE, 0, -1) : random.nextInt(100_000);
    } else if (type.equals(MarshallingType.LONG)) {
      return edge()
          ? pick(Long.MIN_VALUE, Long.MAX_VALUE, 0L, -1L, 1L << 53)
          : random.nextLong(1L << 40);
    } else if (type.equals(MarshallingType.DOUBLE)) {
      return edge() ? edgeNumber() : random.nextInt(100_000) / 8.0;
    } else if (type.equals(MarshallingType.FLOAT)) {
      return edge()
          ? pick(Float.MAX_VALUE, Float.MIN_VALUE, -0.0f, onlyFinite ? 1f : Float.NaN, 0.1f)
          : random.nextInt(1000) / 8.0f;
    } else if (type.equals(MarshallingType.INSTANT)) {
      long millis =
          edge()
              ? pick(0L, 1L, 999L, 951_782_400_000L, 253_402_300_799_999L, -1000L)
              : 1_600_000_000_000L + random.nextLong(200_000_000_000L);
      return Instant.ofEpochMilli(onlyWholeSeconds ? millis / 1000 * 1000 : millis);
    } else if (type.equals(MarshallingType.SDK_BYTES)) {
      byte[] bytes =
          new byte[edge() && !field.containsTrait(PayloadTrait.class) ? 0 : 1 + random.nextInt(40)];
      random.nextBytes(bytes);
      return SdkBytes.fromByteArray(bytes);
    } else if (type.equals(MarshallingType.DOCUMENT)) {
      return document(field.containsTrait(PayloadTrait.class) ? 0 : 1);
    } else if (type.equals(MarshallingType.BIG_DECIMAL)) {
      return new BigDecimal("12345678901234567890.0123456789");
    } else if (type.equals(MarshallingType.SHORT)) {
      return (short) random.nextInt(Short.MAX_VALUE);
    } else if (type.equals(MarshallingType.BYTE)) {
      return (byte) random.nextInt(Byte.MAX_VALUE);
    }
    throw new AssertionError("No value for " + type);
  }

  private Document document(int depth) {
    return switch (depth == 0 ? 6 : random.nextInt(depth > 2 ? 5 : 7)) {
      case 0 -> Document.fromString(text());
      case 1 -> Document.fromBoolean(random.nextBoolean());
      case 2 -> Document.fromNumber(new BigDecimal("12345678901234567890.125"));
      case 3 -> Document.fromNumber(random.nextInt(1000));
      case 4 -> Document.fromNull();
      case 5 -> Document.fromList(List.of(document(depth + 1), document(depth + 1)));
      default ->
          Document.fromMap(Map.of("k" + text(), document(depth + 1), "z", document(depth + 1)));
    };
  }

  private double edgeNumber() {
    double chosen =
        pick(
            Double.MAX_VALUE,
            Double.MIN_VALUE,
            -0.0,
            1e21,
            0.1,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY);
    return onlyFinite && !Double.isFinite(chosen) ? 0.25 : chosen;
  }

  private boolean edge() {
    return fullness == Fullness.EDGE && random.nextInt(4) != 0;
  }

  private String headerText() {
    return edge()
        ? pick("a,b", "semi;colon=1", "\"quoted\"", "x y", "~!@#$%^&*()_+", "y".repeat(500))
        : "header-" + random.nextInt(100_000);
  }

  private String pathText() {
    return edge()
        ? pick(" +%&?=#;:@", "a/b", "\u00e4\ud83d\ude00", "..", "%2F", "\"<>\\^`{|}")
        : "";
  }

  private String text() {
    if (!edge()) {
      return "text-" + Integer.toString(random.nextInt(1_000_000), 36);
    }
    int all = EDGE_TEXTS.size() + (alphabet == Alphabet.UNICODE ? EDGE_UNICODE_TEXTS.size() : 0);
    int chosen = random.nextInt(all);
    return chosen < EDGE_TEXTS.size()
        ? EDGE_TEXTS.get(chosen)
        : EDGE_UNICODE_TEXTS.get(chosen - EDGE_TEXTS.size());
  }

  @SafeVarargs
  private <T> T pick(T... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
