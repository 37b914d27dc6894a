package dev.cloudjar.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.io.SerializedString;

/**
 * Types whose values are told apart by a name: an enum's constants, a sealed interface's classes.
 */
final class NamedShape {
  private NamedShape() {}

  static Shape ofEnum(Class<?> type) {
    return new Constants(type);
  }

  static Sealed ofSealed(Class<?> type) {
    return new Sealed(type);
  }

  private static final class Constants extends Shape {
    private final Class<?> type;
    private final Map<Object, SerializedString> names = new HashMap<>();
    private final Map<String, Object> constants = new HashMap<>();

    Constants(Class<?> type) {
      this.type = type;
      for (Object constant : type.getEnumConstants()) {
        String name = storedName((Enum<?>) constant);
        names.put(constant, new SerializedString(name));
        if (constants.put(name, constant) != null) {
          throw new IllegalArgumentException("two constants of " + type + " are stored as " + name);
        }
      }
    }

    @Override
    void write(JsonGenerator out, Object value) {
      out.writeString(known(type, names, value));
    }

    @Override
    Object read(JsonParser in) {
      return known(type, constants, in.getString());
    }

    private String storedName(Enum<?> constant) {
      try {
        StoredName stored = type.getField(constant.name()).getAnnotation(StoredName.class);
        return stored == null ? constant.name() : stored.value();
      } catch (NoSuchFieldException e) {
        throw new IllegalArgumentException(e);
      }
    }
  }

  /** Stored as a pair of the class's name and the value. */
  static final class Sealed extends Shape {
    private final Class<?> type;
    private final Map<Class<?>, SerializedString> names = new HashMap<>();
    private final Map<Class<?>, Shape> shapes = new HashMap<>();
    private final Map<String, Shape> shapesByName = new HashMap<>();

    private Sealed(Class<?> type) {
      this.type = type;
    }

    void resolve(List<Class<?>> classes, List<Shape> shapesOfClasses) {
      for (int i = 0; i < classes.size(); i++) {
        Class<?> each = classes.get(i);
        StoredName stored = each.getAnnotation(StoredName.class);
        String name = stored == null ? each.getSimpleName() : stored.value();
        names.put(each, new SerializedString(name));
        shapes.put(each, shapesOfClasses.get(i));
        if (shapesByName.put(name, shapesOfClasses.get(i)) != null) {
          throw new IllegalArgumentException("two classes of " + type + " are stored as " + name);
        }
      }
    }

    @Override
    void write(JsonGenerator out, Object value) {
      Class<?> valueType =
          value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
      out.writeStartArray(null, 2);
      out.writeString(known(type, names, valueType));
      known(type, shapes, valueType).write(out, value);
      out.writeEndArray();
    }

    @Override
    Object read(JsonParser in) {
      Shape shape = known(type, shapesByName, String.valueOf(in.nextStringValue()));
      in.nextToken();
      Object value = shape.read(in);
      in.nextToken();
      return value;
    }
  }

  private static <K, T> T known(Class<?> type, Map<K, T> all, K name) {
    T found = all.get(name);
    if (found == null) {
      throw new IllegalStateException(type.getName() + " has no " + name);
    }
    return found;
  }
}
