package dev.cloudjar.wire.protocol;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.traits.PayloadTrait;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/**
 * Objects as trees that can be compared, less what their protocol cannot say.
 *
 * @param keepsEmptyStructures whether a structure without members is told from none
 * @param keepsEmptyLists whether a list without elements is told from none
 * @param keepsEmptyFlattened whether it is so for flattened lists and maps too
 * @param keepsEmptyMaps whether a map without entries is told from none
 * @param keepsEmptyTexts whether an empty text is told from none
 */
record Canonical(
    boolean keepsEmptyStructures,
    boolean keepsEmptyLists,
    boolean keepsEmptyFlattened,
    boolean keepsEmptyMaps,
    boolean keepsEmptyTexts) {

  static final Canonical EXACT = new Canonical(true, true, true, true, true);

  /** The members of an object by name; those that say nothing are left out. */
  Map<String, Object> of(SdkPojo pojo) {
    Map<String, Object> members = new TreeMap<>();
    for (SdkField<?> field : pojo.sdkFields()) {
      // Not the field's own reader of defaults: that would invent idempotency tokens.
      Object value = field.getValueOrDefault(pojo);
      if (value == null
          || value instanceof SdkAutoConstructList
          || value instanceof SdkAutoConstructMap) {
        continue;
      }
      Object canonical = value(field, value);
      if (canonical != null) {
        members.put(field.memberName(), canonical);
      }
    }
    return members;
  }

  private Object value(SdkField<?> field, Object value) {
    boolean inBody =
        field.location() == MarshallLocation.PAYLOAD && !field.containsTrait(PayloadTrait.class);
    return switch (value) {
      case SdkPojo pojo -> {
        Map<String, Object> members = of(pojo);
        yield members.isEmpty() && !(keepsEmptyStructures && inBody) ? null : members;
      }
      case List<?> list -> {
        SdkField<?> element = field.getTrait(ListTrait.class).memberFieldInfo();
        boolean keepsEmpty =
            keepsEmptyLists
                && inBody
                && (keepsEmptyFlattened || !field.getTrait(ListTrait.class).isFlattened());
        List<Object> elements = new ArrayList<>();
        for (Object each : list) {
          Object canonical = value(element, each);
          if (canonical != null) {
            elements.add(canonical);
          }
        }
        // A list of nothing but nothings is not there, which is not the same as an empty one.
        boolean vanished = elements.isEmpty() && !list.isEmpty();
        yield vanished || (elements.isEmpty() && !keepsEmpty) ? null : elements;
      }
      case Map<?, ?> map -> {
        SdkField<?> element = field.getTrait(MapTrait.class).valueFieldInfo();
        Map<String, Object> entries = new TreeMap<>();
        map.forEach(
            (key, each) -> {
              Object canonical = value(element, each);
              if (canonical != null) {
                entries.put((String) key, canonical);
              }
            });
        yield entries.isEmpty() && !(keepsEmptyMaps && inBody) ? null : entries;
      }
      case Instant instant -> instant.truncatedTo(precision(field));
      case Document document -> document.isNull() ? null : document(document);
      case SdkBytes bytes when bytes.asByteArrayUnsafe().length == 0 && !inBody -> null;
      case String text ->
          text.isEmpty() && (!keepsEmptyTexts || field.containsTrait(PayloadTrait.class))
              ? null
              : text;
      default -> value;
    };
  }

  private static ChronoUnit precision(SdkField<?> field) {
    TimestampFormatTrait trait = field.getTrait(TimestampFormatTrait.class);
    boolean wholeSeconds =
        trait == null
            ? field.location() == MarshallLocation.HEADER
            : trait.format() == TimestampFormatTrait.Format.RFC_822;
    return wholeSeconds ? ChronoUnit.SECONDS : ChronoUnit.MILLIS;
  }

  private static Object document(Document document) {
    if (document.isNumber()) {
      return new BigDecimal(document.asNumber().stringValue()).stripTrailingZeros();
    } else if (document.isList()) {
      return document.asList().stream().map(Canonical::document).toList();
    } else if (document.isMap()) {
      Map<String, Object> entries = new TreeMap<>();
      document.asMap().forEach((key, value) -> entries.put(key, document(value)));
      return entries;
    }
    return document.isNull() ? "null" : document.unwrap();
  }
}
