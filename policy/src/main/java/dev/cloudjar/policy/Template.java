package dev.cloudjar.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A value of a policy, which may hold wildcards and variables. What a variable stands for is never
 * wild itself.
 */
final class Template {
  /** What may be wild in a value. */
  enum Wild {
    /** Nothing. */
    NO,
    /** Stars and question marks, for any characters. */
    LIKE,
    /**
     * As in an ARN of a {@code Resource} element: before the fifth colon, wildcards stay between
     * the colons, but for a star that ends what is between them; and variables are none.
     */
    ARN
  }

  private static final int COLONS_BEFORE_RESOURCE = 5;

  private sealed interface Part {}

  private record Fixed(String chars, Wild wild, int colonsBefore) implements Part {}

  private record Variable(String name, String key, @Nullable String otherwise) implements Part {}

  private final List<Part> parts = new ArrayList<>();
  private final boolean folded;
  private final @Nullable Glob constant;
  private final String prefix;

  private Template(String text, Wild wild, boolean variables, boolean folded) {
    this.folded = folded;
    split(text, wild, variables);
    this.constant = parts.stream().anyMatch(Variable.class::isInstance) ? null : assemble(null);
    this.prefix = parts.getFirst() instanceof Fixed first ? literalPrefix(first) : "";
  }

  /**
   * @param variables whether the document's version knows variables
   */
  static Template of(String text, Wild wild, boolean variables) {
    return new Template(text, wild, variables, false);
  }

  /** One that is matched with texts in small letters. */
  static Template folded(String text, boolean variables) {
    return new Template(text, Wild.NO, variables, true);
  }

  static String fold(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** Whether a text may match, by what comes before the first wildcard or variable. */
  boolean mayMatch(String text) {
    return folded || text.startsWith(prefix);
  }

  /** The pattern for a request; null where a variable stands for nothing. */
  @Nullable Glob resolve(Evaluation evaluation) {
    return constant != null ? constant : assemble(evaluation);
  }

  /** The pattern before it is built; null where a variable stands for nothing. */
  Glob.@Nullable Builder builder(@Nullable Evaluation evaluation) {
    var builder = new Glob.Builder();
    for (Part part : parts) {
      switch (part) {
        case Fixed fixed -> append(builder, fixed);
        case Variable variable -> {
          String value = evaluation == null ? null : evaluation.single(variable.key());
          if (value == null) {
            value = variable.otherwise();
          }
          if (value == null) {
            return null;
          }
          builder.literal(folded ? fold(value) : value);
        }
      }
    }
    return builder;
  }

  boolean isConstant() {
    return constant != null;
  }

  /** Adds the names of the condition keys that the variables need. */
  void addKeys(Set<String> names) {
    for (Part part : parts) {
      if (part instanceof Variable variable) {
        names.add(variable.name());
      }
    }
  }

  private @Nullable Glob assemble(@Nullable Evaluation evaluation) {
    Glob.Builder builder = builder(evaluation);
    return builder == null ? null : builder.build();
  }

  private void split(String text, Wild wild, boolean variables) {
    int from = 0;
    int colons = 0;
    while (variables && from < text.length()) {
      int start = text.indexOf("${", from);
      int end = start < 0 ? -1 : text.indexOf('}', start);
      if (end < 0) {
        break;
      }
      String before = text.substring(from, start);
      String inside = text.substring(start + 2, end);
      int colonsHere = colons + colons(before);
      if (wild == Wild.ARN && colonsHere < COLONS_BEFORE_RESOURCE) {
        String literally = text.substring(from, end + 1);
        parts.add(new Fixed(literally, wild, colons));
        colons += colons(literally);
      } else {
        parts.add(new Fixed(before, wild, colons));
        colons = colonsHere;
        parts.add(variable(inside, colons));
      }
      from = end + 1;
    }
    parts.add(new Fixed(text.substring(from), wild, colons));
  }

  private static Part variable(String inside, int colons) {
    if (inside.equals("*") || inside.equals("?") || inside.equals("$")) {
      return new Fixed(inside, Wild.NO, colons);
    }
    int comma = inside.indexOf(',');
    if (comma < 0) {
      String name = inside.strip();
      return new Variable(name, fold(name), null);
    }
    String name = inside.substring(0, comma).strip();
    String rest = inside.substring(comma + 1).strip();
    boolean quoted = rest.length() >= 2 && rest.startsWith("'") && rest.endsWith("'");
    return new Variable(name, fold(name), quoted ? rest.substring(1, rest.length() - 1) : null);
  }

  private void append(Glob.Builder builder, Fixed fixed) {
    switch (fixed.wild()) {
      case NO -> builder.literal(folded ? fold(fixed.chars()) : fixed.chars());
      case LIKE -> builder.wild(fixed.chars());
      case ARN -> appendArn(builder, fixed);
    }
  }

  private static void appendArn(Glob.Builder builder, Fixed fixed) {
    String text = fixed.chars();
    int colons = fixed.colonsBefore();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean inside = colons < COLONS_BEFORE_RESOURCE;
      boolean ends = i + 1 == text.length() || text.charAt(i + 1) == ':';
      builder.add(
          c,
          switch (c) {
            case '*' -> inside && !ends ? Glob.ANY_INSIDE : Glob.ANY;
            case '?' -> inside ? Glob.ONE_INSIDE : Glob.ONE;
            default -> Glob.LITERAL;
          });
      colons += c == ':' ? 1 : 0;
    }
  }

  private static String literalPrefix(Fixed fixed) {
    String text = fixed.chars();
    int end = 0;
    while (end < text.length()
        && (fixed.wild() == Wild.NO || (text.charAt(end) != '*' && text.charAt(end) != '?'))) {
      end++;
    }
    return text.substring(0, end);
  }

  private static int colons(String text) {
    return (int) text.chars().filter(c -> c == ':').count();
  }
}
