package dev.cloudjar.wire;

import dev.cloudjar.catalog.ShapeModel;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;

/** What a single value may be, in the words in which AWS says it. */
final class ConstraintRules {
  private final Map<String, ConstraintPattern> patterns = new ConcurrentHashMap<>();

  /** The rules that a value breaks: first the longest, then the shortest, then the pattern. */
  List<String> broken(Object value, ShapeModel.Value rules, boolean enumerations) {
    if (isFree(rules)) {
      return List.of();
    }
    List<String> broken = new ArrayList<>(0);
    Measure measure = measure(value);
    if (measure != null) {
      BigDecimal size = measure.size();
      if (rules.max() != null && size.compareTo(rules.max()) > 0) {
        broken.add(atMost(measure.noun(), rules.max()));
      }
      if (rules.min() != null && size.compareTo(rules.min()) < 0) {
        broken.add(atLeast(measure.noun(), rules.min()));
      }
    }
    if (value instanceof String text) {
      if (rules.pattern() != null && !pattern(rules.pattern()).matches(text)) {
        broken.add(pattern(rules));
      }
      if (enumerations && !rules.oneOf().isEmpty() && !rules.oneOf().contains(text)) {
        broken.add(oneOf(rules));
      }
    }
    return broken;
  }

  /** Every rule that there is for a text or a number, as they are listed for lists and maps. */
  List<String> all(Object value, ShapeModel.Value rules, boolean enumerations) {
    List<String> all = new ArrayList<>();
    Measure measure = measure(value);
    String noun = measure == null ? "length" : measure.noun();
    if (rules.max() != null) {
      all.add(atMost(noun, rules.max()));
    }
    if (rules.min() != null) {
      all.add(atLeast(noun, rules.min()));
    }
    if (rules.pattern() != null) {
      all.add(pattern(rules));
    }
    if (enumerations && !rules.oneOf().isEmpty()) {
      all.add(oneOf(rules));
    }
    return all;
  }

  ConstraintPattern pattern(String regex) {
    ConstraintPattern known = patterns.get(regex);
    return known != null ? known : patterns.computeIfAbsent(regex, ConstraintPattern::new);
  }

  private static boolean isFree(ShapeModel.Value rules) {
    return rules.min() == null
        && rules.max() == null
        && rules.pattern() == null
        && rules.oneOf().isEmpty();
  }

  private static String atMost(String noun, BigDecimal max) {
    return "Member must have " + noun + " less than or equal to " + max.toPlainString();
  }

  private static String atLeast(String noun, BigDecimal min) {
    return "Member must have " + noun + " greater than or equal to " + min.toPlainString();
  }

  private static String pattern(ShapeModel.Value rules) {
    return "Member must satisfy regular expression pattern: " + rules.pattern();
  }

  private static String oneOf(ShapeModel.Value rules) {
    return "Member must satisfy enum value set: [" + String.join(", ", rules.oneOf()) + "]";
  }

  /** How large a value is, and what its size is called. */
  private record Measure(String noun, BigDecimal size) {}

  private static @Nullable Measure measure(Object value) {
    return switch (value) {
      case String text -> length(text.codePointCount(0, text.length()));
      case SdkBytes bytes -> length(bytes.asByteArrayUnsafe().length);
      case Collection<?> list -> length(list.size());
      case Map<?, ?> map -> length(map.size());
      case BigDecimal number -> new Measure("value", number);
      case Double number -> finite(number);
      case Float number -> finite(number.doubleValue());
      case Number number -> new Measure("value", BigDecimal.valueOf(number.longValue()));
      default -> null;
    };
  }

  private static @Nullable Measure finite(double number) {
    return Double.isFinite(number) ? new Measure("value", BigDecimal.valueOf(number)) : null;
  }

  private static Measure length(int length) {
    return new Measure("length", BigDecimal.valueOf(length));
  }
}
