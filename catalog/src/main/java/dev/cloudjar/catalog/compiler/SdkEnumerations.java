package dev.cloudjar.catalog.compiler;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The texts that a model class of the SDK knows for its members. A member with an enumeration has
 * two getters: {@code status()} gives the constant, {@code statusAsString()} the text.
 */
final class SdkEnumerations {
  private final Map<String, List<String>> textsByMember = new HashMap<>();

  SdkEnumerations(Class<?> model) {
    for (Method getter : model.getMethods()) {
      String name = getter.getName();
      if (getter.getParameterCount() == 0
          && (name.endsWith("AsString") || name.endsWith("AsStrings"))) {
        String plain = name.substring(0, name.lastIndexOf("AsString"));
        textsByMember.put(plain.toLowerCase(Locale.ROOT), texts(model, plain));
      }
    }
  }

  /** The texts of a member, or of its elements; empty where it has no enumeration. */
  List<String> of(String member) {
    return textsByMember.getOrDefault(member.toLowerCase(Locale.ROOT), List.of());
  }

  private static List<String> texts(Class<?> model, String getter) {
    try {
      Type type = model.getMethod(getter).getGenericReturnType();
      Type constant =
          type instanceof ParameterizedType list ? list.getActualTypeArguments()[0] : type;
      if (!(constant instanceof Class<?> c) || !c.isEnum()) {
        return List.of();
      }
      return Arrays.stream(c.getEnumConstants())
          // The constant for texts that the SDK does not know has none.
          .map(Object::toString)
          .filter(Objects::nonNull)
          .filter(t -> !t.equals("null"))
          .toList();
    } catch (NoSuchMethodException | ExceptionInInitializerError e) {
      // Glue's ParamType of 2.40.2 knows two constants of one text and cannot be used by anybody.
      return List.of();
    }
  }
}
