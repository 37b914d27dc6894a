package dev.cloudjar.store;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.io.SerializedString;

/** A record, stored as a map from the names of its members. */
final class RecordShape extends Shape {
  private final Class<?> type;
  private final Constructor<?> constructor;
  private final Method[] accessors;
  private final SerializedString[] names;
  private final Map<String, Integer> indexes = new HashMap<>();
  private final Shape[] shapes;
  private @Nullable Object[] missing = {};

  /** Members come later, by {@link #resolve}, for a record may hold its own kind. */
  RecordShape(Class<?> type) {
    this.type = type;
    RecordComponent[] members = type.getRecordComponents();
    accessors = new Method[members.length];
    names = new SerializedString[members.length];
    shapes = new Shape[members.length];
    for (int i = 0; i < members.length; i++) {
      accessors[i] = members[i].getAccessor();
      accessors[i].setAccessible(true);
      StoredName stored = members[i].getAnnotation(StoredName.class);
      String name = stored == null ? members[i].getName() : stored.value();
      names[i] = new SerializedString(name);
      if (indexes.put(name, i) != null) {
        throw new IllegalArgumentException("two members of " + type + " are stored as " + name);
      }
    }
    constructor = canonicalConstructor(type, members);
  }

  void resolve(Function<RecordComponent, Shape> shapeOf) {
    RecordComponent[] members = type.getRecordComponents();
    missing = new @Nullable Object[members.length];
    for (int i = 0; i < members.length; i++) {
      shapes[i] = shapeOf.apply(members[i]);
      missing[i] = shapes[i].missing();
    }
  }

  @Override
  void write(JsonGenerator out, Object value) {
    @Nullable Object[] members = new @Nullable Object[names.length];
    int present = 0;
    for (int i = 0; i < members.length; i++) {
      members[i] = member(i, value);
      if (!isMissing(i, members[i])) {
        present++;
      }
    }
    out.writeStartObject(null, present);
    for (int i = 0; i < members.length; i++) {
      if (!isMissing(i, members[i])) {
        out.writeName(names[i]);
        shapes[i].writeNullable(out, members[i]);
      }
    }
    out.writeEndObject();
  }

  @Override
  Object read(JsonParser in) {
    @Nullable Object[] members = missing.clone();
    int next = 0;
    while (true) {
      // Rows are written in the order of the members, so the next name is nearly always known.
      int index = next;
      if (next == names.length || !in.nextName(names[next])) {
        String name = next == names.length ? in.nextName() : in.currentName();
        if (in.currentToken() == JsonToken.END_OBJECT) {
          return construct(members);
        }
        index = indexes.getOrDefault(name, -1);
      }
      in.nextToken();
      if (index < 0) {
        in.skipChildren();
      } else {
        members[index] = shapes[index].readNullable(in);
        next = index + 1;
      }
    }
  }

  private boolean isMissing(int index, @Nullable Object value) {
    Object none = missing[index];
    return none == null ? value == null : none.equals(value);
  }

  private @Nullable Object member(int index, Object value) {
    try {
      return accessors[index].invoke(value);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("cannot read " + names[index] + " of " + type.getName(), e);
    }
  }

  private Object construct(@Nullable Object[] members) {
    try {
      return constructor.newInstance(members);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(type.getName() + " refuses a stored row", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make a " + type.getName(), e);
    }
  }

  private static Constructor<?> canonicalConstructor(Class<?> type, RecordComponent[] members) {
    try {
      Constructor<?> constructor =
          type.getDeclaredConstructor(
              Arrays.stream(members).map(RecordComponent::getType).toArray(Class<?>[]::new));
      constructor.setAccessible(true);
      return constructor;
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException("no canonical constructor in " + type, e);
    }
  }
}
