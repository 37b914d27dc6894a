package dev.cloudjar.ec2.template;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * What a template says of instances, by names as {@code NetworkInterfaces.0.Groups.1}. The shapes
 * in which AWS is told of it, tells of it and launches by it differ in their classes alone, so that
 * it is read from any of them and written to any other.
 */
public record TemplateData(Map<String, String> values) {
  private static final String IN = ".";

  /** Sorts the names, so that those below another stand together. */
  public TemplateData {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  /** What a structure says. */
  public static TemplateData of(SdkPojo structure) {
    Map<String, String> values = new TreeMap<>();
    readMembers(structure, "", values);
    return new TemplateData(values);
  }

  private static void readMembers(SdkPojo structure, String prefix, Map<String, String> values) {
    for (SdkField<?> field : structure.sdkFields()) {
      read(field.getValueOrDefault(structure), prefix + field.memberName(), values);
    }
  }

  private static void read(@Nullable Object value, String name, Map<String, String> values) {
    switch (value) {
      case null -> {
        // Not said.
      }
      case SdkPojo structure -> readMembers(structure, name + IN, values);
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          read(list.get(i), name + IN + i, values);
        }
      }
      default -> values.put(name, value.toString());
    }
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  /** A single value. */
  Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** Whether anything is said of one thing, such as {@code Placement}. */
  boolean says(String member) {
    return values.containsKey(member) || !below(member).isEmpty();
  }

  /** This, but for the things that another says something of, of which all is the other's. */
  TemplateData overriddenBy(TemplateData other) {
    Map<String, String> merged = new TreeMap<>(values);
    merged.keySet().removeIf(name -> other.says(name.split("\\.", 2)[0]));
    merged.putAll(other.values);
    return new TemplateData(merged);
  }

  private SortedMap<String, String> below(String name) {
    // The slash is the character after the full stop.
    return ((SortedMap<String, String>) values).subMap(name + IN, name + "/");
  }

  /** Says all of it in a structure of the SDK's, as far as that has members for it. */
  public void writeTo(SdkPojo builder) {
    for (SdkField<?> field : builder.sdkFields()) {
      if (says(field.memberName())) {
        field.set(builder, written(field, field.memberName()));
      }
    }
  }

  private @Nullable Object written(SdkField<?> field, String name) {
    MarshallingType<?> type = field.marshallingType();
    if (type.equals(MarshallingType.SDK_POJO)) {
      SdkPojo builder = field.constructor().get();
      for (SdkField<?> member : builder.sdkFields()) {
        String below = name + IN + member.memberName();
        if (says(below)) {
          member.set(builder, written(member, below));
        }
      }
      return ((SdkBuilder<?, ?>) builder).build();
    }
    if (type.equals(MarshallingType.LIST)) {
      SdkField<?> element = field.getRequiredTrait(ListTrait.class).memberFieldInfo();
      List<@Nullable Object> elements = new ArrayList<>();
      for (int i = 0; says(name + IN + i); i++) {
        elements.add(written(element, name + IN + i));
      }
      return elements;
    }
    return scalar(type, values.get(name));
  }

  private static @Nullable Object scalar(MarshallingType<?> type, @Nullable String text) {
    if (text == null || type.equals(MarshallingType.STRING)) {
      return text;
    }
    if (type.equals(MarshallingType.INTEGER)) {
      return Integer.valueOf(text);
    }
    if (type.equals(MarshallingType.LONG)) {
      return Long.valueOf(text);
    }
    if (type.equals(MarshallingType.DOUBLE)) {
      return Double.valueOf(text);
    }
    if (type.equals(MarshallingType.BOOLEAN)) {
      return Boolean.valueOf(text);
    }
    if (type.equals(MarshallingType.INSTANT)) {
      return Instant.parse(text);
    }
    throw new IllegalStateException("no launch template has a member of type " + type);
  }
}
