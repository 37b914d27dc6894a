package dev.cloudjar.s3;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.utils.builder.Buildable;

/** Reads configurations out of official shapes, and fills shapes with them. */
final class Documents {
  private Documents() {}

  static Document.Structure read(SdkPojo shape) {
    Map<String, Document> members = new LinkedHashMap<>();
    for (SdkField<?> field : shape.sdkFields()) {
      Object value = field.getValueOrDefault(shape);
      if (value != null
          && !(value instanceof SdkAutoConstructList)
          && !(value instanceof SdkAutoConstructMap)) {
        members.put(field.memberName(), document(value));
      }
    }
    return new Document.Structure(members);
  }

  private static Document document(Object value) {
    return switch (value) {
      case String text -> new Document.Text(text);
      case Integer number -> new Document.Whole(number);
      case Long number -> new Document.Whole(number);
      case Boolean flag -> new Document.Flag(flag);
      case Instant time -> new Document.Time(time);
      case List<?> list -> {
        List<Document> elements = new ArrayList<>(list.size());
        for (Object element : list) {
          elements.add(document(element));
        }
        yield new Document.Sequence(List.copyOf(elements));
      }
      case Map<?, ?> map -> {
        Map<String, Document> members = new LinkedHashMap<>();
        map.forEach((name, each) -> members.put(name.toString(), document(each)));
        yield new Document.Structure(members);
      }
      case SdkPojo shape -> read(shape);
      default -> throw new IllegalStateException("no document: " + value.getClass());
    };
  }

  /** Sets the members of {@code builder} that {@code document} has. */
  static void fill(SdkPojo builder, Document.Structure document) {
    document
        .members()
        .forEach(
            (name, value) -> {
              SdkField<?> field = Members.find(builder, name);
              if (field != null) {
                field.set(builder, value(field, value));
              }
            });
  }

  /** Sets one member of {@code builder}. */
  static void set(SdkPojo builder, String member, Document value) {
    SdkField<?> field = Members.find(builder, member);
    if (field == null) {
      throw new IllegalStateException(builder.getClass() + " has no " + member);
    }
    field.set(builder, value(field, value));
  }

  private static @Nullable Object value(SdkField<?> field, Document document) {
    return switch (document) {
      case Document.Text(String text) -> text;
      case Document.Whole(long number) ->
          field.marshallingType().equals(MarshallingType.INTEGER) ? (Object) (int) number : number;
      case Document.Flag(boolean flag) -> flag;
      case Document.Time(Instant time) -> time;
      case Document.Sequence(List<Document> elements) -> {
        SdkField<?> element = field.getTrait(ListTrait.class).memberFieldInfo();
        List<@Nullable Object> values = new ArrayList<>(elements.size());
        for (Document each : elements) {
          values.add(value(element, each));
        }
        yield values;
      }
      case Document.Structure structure
          when field.marshallingType().equals(MarshallingType.MAP) -> {
        SdkField<?> each = field.getTrait(MapTrait.class).valueFieldInfo();
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        structure.members().forEach((name, member) -> values.put(name, value(each, member)));
        yield values;
      }
      case Document.Structure structure -> {
        SdkPojo builder = field.constructor().get();
        fill(builder, structure);
        yield ((Buildable) builder).build();
      }
    };
  }
}
