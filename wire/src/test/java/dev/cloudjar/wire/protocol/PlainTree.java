package dev.cloudjar.wire.protocol;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.DefaultValueTrait;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;
import tools.jackson.databind.JsonNode;

/**
 * What two clients of different tongues can both say: trees of text, numbers, lists and maps. What
 * is empty is left out, for they differ in whether they tell it from nothing; so is what only the
 * newer of the two models has.
 */
final class PlainTree {
  private PlainTree() {}

  /** An object of the SDK. */
  static Map<String, Object> of(SdkPojo pojo) {
    Map<String, Object> members = new TreeMap<>();
    for (SdkField<?> field : pojo.sdkFields()) {
      put(members, field.memberName(), plain(field, value(field, pojo)));
    }
    return members;
  }

  /** The value that was set: the SDK makes up tokens where none was. */
  private static Object value(SdkField<?> field, SdkPojo pojo) {
    return field.containsTrait(DefaultValueTrait.class) && pojo instanceof SdkRequest request
        ? request.getValueForField(field.memberName(), Object.class).orElse(null)
        : field.getValueOrDefault(pojo);
  }

  /** What JSON says of an object whose members the SDK's class describes. */
  static Map<String, Object> of(SdkPojo described, JsonNode json) {
    Map<String, Object> members = new TreeMap<>();
    Set<String> names = new TreeSet<>();
    described.sdkFields().forEach(field -> names.add(field.memberName()));
    for (SdkField<?> field : described.sdkFields()) {
      // The SDK's class may have another name for a member that cannot be a method's.
      boolean renamed = !json.has(field.memberName()) && !names.contains(field.locationName());
      JsonNode value = json.get(renamed ? field.locationName() : field.memberName());
      if (value != null && !value.isNull()) {
        put(members, field.memberName(), plain(field, value));
      }
    }
    return members;
  }

  /** An object of the SDK less the members that are not in a list of names. */
  static Map<String, Object> of(SdkPojo pojo, Set<String> names) {
    Map<String, Object> tree = of(pojo);
    for (SdkField<?> field : pojo.sdkFields()) {
      if (!names.contains(field.memberName()) && !names.contains(field.locationName())) {
        tree.remove(field.memberName());
      }
    }
    return tree;
  }

  /** Where two trees differ, each place with both its values. */
  static List<String> differences(Object expected, Object found) {
    List<String> differences = new ArrayList<>();
    compare("", expected, found, differences);
    return differences;
  }

  private static void compare(
      String place, Object expected, Object found, List<String> differences) {
    if (expected instanceof Map<?, ?> one && found instanceof Map<?, ?> other) {
      Set<Object> names = new TreeSet<>(one.keySet());
      names.addAll(other.keySet());
      names.forEach(
          name -> compare(place + '.' + name, one.get(name), other.get(name), differences));
    } else if (expected instanceof List<?> one
        && found instanceof List<?> other
        && one.size() == other.size()) {
      for (int i = 0; i < one.size(); i++) {
        compare(place + '[' + i + ']', one.get(i), other.get(i), differences);
      }
    } else if (!Objects.equals(expected, found)) {
      differences.add(place + ": expected " + shortened(expected) + ", found " + shortened(found));
    }
  }

  private static String shortened(Object value) {
    String text = String.valueOf(value);
    return text.length() <= 200 ? text : text.substring(0, 200) + "...";
  }

  private static void put(Map<String, Object> members, String name, Object value) {
    boolean empty =
        value == null
            || value.equals("")
            || (value instanceof Map<?, ?> map && map.isEmpty())
            || (value instanceof List<?> list && list.isEmpty());
    if (!empty) {
      members.put(name, value);
    }
  }

  private static Object plain(SdkField<?> field, Object value) {
    return switch (value) {
      case null -> null;
      case SdkPojo pojo -> of(pojo);
      case List<?> list -> {
        List<Object> elements = new ArrayList<>();
        SdkField<?> element = field.getTrait(ListTrait.class).memberFieldInfo();
        list.forEach(each -> add(elements, plain(element, each)));
        yield elements;
      }
      case Map<?, ?> map -> {
        Map<String, Object> entries = new TreeMap<>();
        SdkField<?> element = field.getTrait(MapTrait.class).valueFieldInfo();
        map.forEach((key, each) -> put(entries, (String) key, plain(element, each)));
        yield entries;
      }
      case Instant instant -> millis(field, instant.toEpochMilli());
      case SdkBytes bytes -> Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe());
      case Double number -> decimal(number.toString());
      case Float number -> decimal(Double.toString(number));
      case Number number -> decimal(number.toString());
      case Document document -> document.isNull() ? null : "a document";
      default -> value;
    };
  }

  private static Object plain(SdkField<?> field, JsonNode value) {
    MarshallingType<?> type = field.marshallingType();
    if (type.equals(MarshallingType.SDK_POJO)) {
      return of(field.constructor().get(), value);
    } else if (type.equals(MarshallingType.LIST)) {
      List<Object> elements = new ArrayList<>();
      SdkField<?> element = field.getTrait(ListTrait.class).memberFieldInfo();
      value.forEach(each -> add(elements, plain(element, each)));
      return elements;
    } else if (type.equals(MarshallingType.MAP)) {
      Map<String, Object> entries = new TreeMap<>();
      SdkField<?> element = field.getTrait(MapTrait.class).valueFieldInfo();
      value
          .properties()
          .forEach(entry -> put(entries, entry.getKey(), plain(element, entry.getValue())));
      return entries;
    } else if (type.equals(MarshallingType.INSTANT)) {
      return value.isNumber() ? millis(field, value.asLong()) : value.asString();
    } else if (type.equals(MarshallingType.DOCUMENT)) {
      return value.isNull() ? null : "a document";
    } else if (type.equals(MarshallingType.FLOAT)) {
      return decimal(
          value.isNumber() ? Double.toString((float) value.asDouble()) : value.asString());
    }
    return value.isNumber()
        ? decimal(value.asString())
        : value.isBoolean() ? (Object) value.asBoolean() : value.asString();
  }

  private static void add(List<Object> elements, Object value) {
    boolean empty =
        value == null
            || (value instanceof Map<?, ?> map && map.isEmpty())
            || (value instanceof List<?> list && list.isEmpty());
    if (!empty) {
      elements.add(value);
    }
  }

  /** Numbers of one value are equal, however they are written. */
  private static Object decimal(String number) {
    return switch (number) {
      case "NaN", "Infinity", "-Infinity" -> number;
      default -> new BigDecimal(number).stripTrailingZeros();
    };
  }

  private static BigDecimal millis(SdkField<?> field, long millis) {
    TimestampFormatTrait trait = field.getTrait(TimestampFormatTrait.class);
    boolean wholeSeconds =
        trait == null
            ? field.location() == MarshallLocation.HEADER
            : trait.format() == TimestampFormatTrait.Format.RFC_822;
    return BigDecimal.valueOf(wholeSeconds ? Math.floorDiv(millis, 1000) * 1000 : millis)
        .stripTrailingZeros();
  }
}
