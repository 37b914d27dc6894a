package dev.cloudjar.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Types that hold any number of values of another type. */
abstract class ContainerShape extends Shape {
  private final Object empty;

  private ContainerShape(Object empty) {
    this.empty = empty;
  }

  @Override
  final Object missing() {
    return empty;
  }

  static Shape list(Shape element) {
    return new Elements(List.of(), element, ContainerShape::immutable);
  }

  static Shape set(Shape element) {
    return new Elements(
        Collections.emptySet(),
        element,
        read -> Collections.unmodifiableSequencedSet(new LinkedHashSet<>(read)));
  }

  static Shape sortedSet(Shape element) {
    return new Elements(
        Collections.emptyNavigableSet(),
        element,
        read -> Collections.unmodifiableNavigableSet(new TreeSet<>(read)));
  }

  /** Keys that are text make a map of CBOR; others alternate with their values in an array. */
  static Shape map(Shape key, Shape value) {
    return key.equals(ScalarShape.of(String.class))
        ? new TextPairs(Map.of(), value, Collections::unmodifiableSequencedMap)
        : new Pairs(Map.of(), key, value, Collections::unmodifiableSequencedMap);
  }

  static Shape sortedMap(Shape key, Shape value) {
    return key.equals(ScalarShape.of(String.class))
        ? new TextPairs(
            Collections.emptyNavigableMap(),
            value,
            read -> Collections.unmodifiableNavigableMap(new TreeMap<>(read)))
        : new Pairs(
            Collections.emptyNavigableMap(),
            key,
            value,
            read -> Collections.unmodifiableNavigableMap(new TreeMap<>(read)));
  }

  static Shape optional(Shape element) {
    return new Maybe(element);
  }

  private static List<@Nullable Object> immutable(List<@Nullable Object> read) {
    return Collections.unmodifiableList(read);
  }

  private static final class Elements extends ContainerShape {
    private final Shape element;
    private final Function<List<@Nullable Object>, Object> finish;

    Elements(Object empty, Shape element, Function<List<@Nullable Object>, Object> finish) {
      super(empty);
      this.element = element;
      this.finish = finish;
    }

    @Override
    void write(JsonGenerator out, Object value) {
      Collection<?> elements = (Collection<?>) value;
      out.writeStartArray(null, elements.size());
      for (Object each : elements) {
        element.writeNullable(out, each);
      }
      out.writeEndArray();
    }

    @Override
    Object read(JsonParser in) {
      List<@Nullable Object> read = new ArrayList<>();
      while (in.nextToken() != JsonToken.END_ARRAY) {
        read.add(element.readNullable(in));
      }
      return finish.apply(read);
    }
  }

  private static final class Pairs extends ContainerShape {
    private final Shape key;
    private final Shape value;
    private final Function<SequencedMap<@Nullable Object, @Nullable Object>, Object> finish;

    Pairs(
        Object empty,
        Shape key,
        Shape value,
        Function<SequencedMap<@Nullable Object, @Nullable Object>, Object> finish) {
      super(empty);
      this.key = key;
      this.value = value;
      this.finish = finish;
    }

    @Override
    void write(JsonGenerator out, Object map) {
      Map<?, ?> pairs = (Map<?, ?>) map;
      out.writeStartArray(null, pairs.size() * 2);
      for (Map.Entry<?, ?> pair : pairs.entrySet()) {
        key.writeNullable(out, pair.getKey());
        value.writeNullable(out, pair.getValue());
      }
      out.writeEndArray();
    }

    @Override
    Object read(JsonParser in) {
      SequencedMap<@Nullable Object, @Nullable Object> read = new LinkedHashMap<>();
      while (in.nextToken() != JsonToken.END_ARRAY) {
        Object eachKey = key.readNullable(in);
        in.nextToken();
        read.put(eachKey, value.readNullable(in));
      }
      return finish.apply(read);
    }
  }

  private static final class TextPairs extends ContainerShape {
    private final Shape value;
    private final Function<SequencedMap<String, @Nullable Object>, Object> finish;

    TextPairs(
        Object empty,
        Shape value,
        Function<SequencedMap<String, @Nullable Object>, Object> finish) {
      super(empty);
      this.value = value;
      this.finish = finish;
    }

    @Override
    void write(JsonGenerator out, Object map) {
      Map<?, ?> pairs = (Map<?, ?>) map;
      out.writeStartObject(null, pairs.size());
      for (Map.Entry<?, ?> pair : pairs.entrySet()) {
        out.writeName((String) pair.getKey());
        value.writeNullable(out, pair.getValue());
      }
      out.writeEndObject();
    }

    @Override
    Object read(JsonParser in) {
      SequencedMap<String, @Nullable Object> read = new LinkedHashMap<>();
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        in.nextToken();
        read.put(name, value.readNullable(in));
      }
      return finish.apply(read);
    }
  }

  private static final class Maybe extends ContainerShape {
    private final Shape element;

    Maybe(Shape element) {
      super(Optional.empty());
      this.element = element;
    }

    @Override
    Object whenNull() {
      return Optional.empty();
    }

    @Override
    void write(JsonGenerator out, Object value) {
      element.writeNullable(out, ((Optional<?>) value).orElse(null));
    }

    @Override
    Object read(JsonParser in) {
      return Optional.of(element.read(in));
    }
  }
}
