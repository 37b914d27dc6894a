package dev.cloudjar.store;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** Finds the shapes of one {@link RecordCodec}'s types. */
final class Shapes {
  /** A type with the shapes of its arguments; kept so that a record may hold its own kind. */
  private record Known(Class<?> type, List<Shape> arguments) {}

  private final Map<Known, Shape> known = new HashMap<>();

  Shape of(Class<?> type) {
    return of(type, List.of());
  }

  private Shape of(Type type, Map<TypeVariable<?>, Shape> variables) {
    if (type instanceof Class<?> plain) {
      return of(plain, List.of());
    }
    if (type instanceof ParameterizedType generic) {
      return of(
          (Class<?>) generic.getRawType(),
          Arrays.stream(generic.getActualTypeArguments())
              .map(each -> of(each, variables))
              .toList());
    }
    if (type instanceof WildcardType wildcard) {
      return of(wildcard.getUpperBounds()[0], variables);
    }
    Shape shape = type instanceof TypeVariable<?> variable ? variables.get(variable) : null;
    if (shape == null) {
      throw unsupported(type);
    }
    return shape;
  }

  private Shape of(Class<?> type, List<Shape> arguments) {
    Shape scalar = ScalarShape.of(type);
    if (scalar != null) {
      return scalar;
    }
    Known key = new Known(type, arguments);
    Shape before = known.get(key);
    if (before != null) {
      return before;
    }
    if (type.isRecord()) {
      return ofRecord(type, key);
    }
    if (type.isSealed() && !type.isEnum()) {
      return ofSealed(type, key);
    }
    Shape shape = type.isEnum() ? NamedShape.ofEnum(type) : ofContainer(type, arguments);
    if (shape == null) {
      throw unsupported(type);
    }
    known.put(key, shape);
    return shape;
  }

  private Shape ofRecord(Class<?> type, Known key) {
    RecordShape shape = new RecordShape(type);
    known.put(key, shape);
    Map<TypeVariable<?>, Shape> variables = new HashMap<>();
    for (int i = 0; i < key.arguments().size(); i++) {
      variables.put(type.getTypeParameters()[i], key.arguments().get(i));
    }
    shape.resolve(member -> ofMember(member, variables));
    return shape;
  }

  private Shape ofMember(RecordComponent member, Map<TypeVariable<?>, Shape> variables) {
    try {
      return of(member.getGenericType(), variables);
    } catch (IllegalArgumentException e) {
      String name = member.getDeclaringRecord().getName() + "." + member.getName();
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  private Shape ofSealed(Class<?> type, Known key) {
    NamedShape.Sealed shape = NamedShape.ofSealed(type);
    known.put(key, shape);
    List<Class<?>> leaves = new ArrayList<>();
    addLeaves(type, leaves);
    shape.resolve(leaves, leaves.stream().map(this::of).toList());
    return shape;
  }

  private static void addLeaves(Class<?> type, List<Class<?>> leaves) {
    for (Class<?> each : type.getPermittedSubclasses()) {
      if (each.isRecord() || each.isEnum()) {
        leaves.add(each);
      } else if (each.isSealed()) {
        addLeaves(each, leaves);
      } else {
        throw unsupported(each);
      }
    }
  }

  private static @Nullable Shape ofContainer(Class<?> type, List<Shape> arguments) {
    if (arguments.size() == 1) {
      Shape element = arguments.getFirst();
      if (type == Optional.class) {
        return ContainerShape.optional(element);
      }
      if (type == List.class || type == Collection.class) {
        return ContainerShape.list(element);
      }
      if (type == Set.class || type == SequencedSet.class) {
        return ContainerShape.set(element);
      }
      if (type == SortedSet.class || type == NavigableSet.class) {
        return ContainerShape.sortedSet(element);
      }
    }
    if (arguments.size() == 2) {
      if (type == Map.class || type == SequencedMap.class) {
        return ContainerShape.map(arguments.getFirst(), arguments.getLast());
      }
      if (type == SortedMap.class || type == NavigableMap.class) {
        return ContainerShape.sortedMap(arguments.getFirst(), arguments.getLast());
      }
    }
    return null;
  }

  private static IllegalArgumentException unsupported(Type type) {
    return new IllegalArgumentException(type.getTypeName() + " cannot be stored");
  }
}
