package dev.cloudjar.policy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A value of a condition, ready to be compared with those of requests. */
sealed interface Operand {

  /** How a value of a request compares. */
  enum Outcome {
    MATCH,
    NO_MATCH,
    /** A variable stands for nothing, so that the statement says nothing. */
    UNRESOLVED;

    static Outcome of(boolean matches) {
      return matches ? MATCH : NO_MATCH;
    }
  }

  Outcome test(String value, Evaluation evaluation);

  default void addKeys(Set<String> names) {}

  static Operand of(ConditionOperator operator, String text, boolean variables) {
    return switch (operator.family()) {
      case STRING -> new Text(Template.of(text, Template.Wild.NO, variables), false);
      case LIKE -> new Text(Template.of(text, Template.Wild.LIKE, variables), false);
      case FOLDED_STRING, BOOL -> new Text(Template.folded(text, variables), true);
      case NUMERIC -> new Numeric(operator, number(text));
      case DATE -> new Date(operator, DateValue.parse(text));
      case BINARY -> new Binary(text, bytes(text) != null);
      case ADDRESS -> new Address(AddressRange.parse(text));
      case ARN -> Arn.of(Template.of(text, Template.Wild.LIKE, variables));
      case NULL -> new Text(Template.folded(text, false), true);
    };
  }

  /** A string, with or without wildcards. */
  record Text(Template template, boolean folded) implements Operand {
    @Override
    public Outcome test(String value, Evaluation evaluation) {
      Glob glob = template.resolve(evaluation);
      if (glob == null) {
        return Outcome.UNRESOLVED;
      }
      return Outcome.of(glob.matches(folded ? Template.fold(value) : value));
    }

    @Override
    public void addKeys(Set<String> names) {
      template.addKeys(names);
    }
  }

  /** A number; null for what is none, which nothing compares with. */
  record Numeric(ConditionOperator operator, @Nullable BigDecimal limit) implements Operand {
    @Override
    public Outcome test(String value, Evaluation evaluation) {
      BigDecimal number = limit == null ? null : number(value);
      return Outcome.of(
          limit != null && number != null && operator.accepts(number.compareTo(limit)));
    }
  }

  /** A point in time. */
  record Date(ConditionOperator operator, @Nullable Instant limit) implements Operand {
    @Override
    public Outcome test(String value, Evaluation evaluation) {
      Instant time = limit == null ? null : DateValue.parse(value);
      return Outcome.of(limit != null && time != null && operator.accepts(time.compareTo(limit)));
    }
  }

  /** Bytes, which both sides write in base 64. */
  record Binary(String expected, boolean valid) implements Operand {
    @Override
    public Outcome test(String value, Evaluation evaluation) {
      return Outcome.of(valid && Arrays.equals(bytes(expected), bytes(value)));
    }
  }

  /** Addresses. */
  record Address(@Nullable AddressRange range) implements Operand {
    @Override
    public Outcome test(String value, Evaluation evaluation) {
      AddressRange address = range == null ? null : AddressRange.parse(value);
      return Outcome.of(range != null && address != null && range.contains(address));
    }
  }

  /** An ARN, whose six parts are compared one by one. */
  record Arn(Template template, @Nullable List<Glob> constant) implements Operand {
    private static final int PARTS = 6;

    static Arn of(Template template) {
      return new Arn(template, template.isConstant() ? parts(template, null) : null);
    }

    @Override
    public Outcome test(String value, Evaluation evaluation) {
      List<Glob> patterns = constant != null ? constant : parts(template, evaluation);
      if (patterns == null) {
        return Outcome.UNRESOLVED;
      }
      String[] values = value.split(":", PARTS);
      if (values.length != PARTS || !values[0].equals("arn")) {
        return Outcome.NO_MATCH;
      }
      if (patterns.size() == 1) {
        return Outcome.of(patterns.getFirst().matches(value) && !patterns.getFirst().isExact());
      }
      if (patterns.size() != PARTS) {
        return Outcome.NO_MATCH;
      }
      for (int i = 0; i < PARTS; i++) {
        if (!patterns.get(i).matches(values[i])) {
          return Outcome.NO_MATCH;
        }
      }
      return Outcome.MATCH;
    }

    @Override
    public void addKeys(Set<String> names) {
      template.addKeys(names);
    }

    private static @Nullable List<Glob> parts(Template template, @Nullable Evaluation evaluation) {
      Glob.Builder builder = template.builder(evaluation);
      if (builder == null) {
        return null;
      }
      var parts = new ArrayList<Glob>();
      int start = 0;
      for (int i = 0; i < builder.length() && parts.size() < PARTS - 1; i++) {
        if (builder.isColon(i)) {
          parts.add(builder.build(start, i));
          start = i + 1;
        }
      }
      parts.add(builder.build(start, builder.length()));
      return List.copyOf(parts);
    }
  }

  private static @Nullable BigDecimal number(String text) {
    if (text.length() > 1_000) {
      return null;
    }
    try {
      return new BigDecimal(text.strip());
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static byte @Nullable [] bytes(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
