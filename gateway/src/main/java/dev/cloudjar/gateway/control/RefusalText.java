package dev.cloudjar.gateway.control;

import dev.cloudjar.cloud.Refusal;
import dev.cloudjar.policy.Explanation;
import dev.cloudjar.policy.Explanation.Fix;
import dev.cloudjar.policy.Explanation.Mismatch;
import dev.cloudjar.policy.Explanation.PolicyTrace;
import dev.cloudjar.policy.Explanation.StatementTrace;
import java.util.List;
import java.util.Locale;

/** Why a call was refused, in words. */
final class RefusalText {
  private RefusalText() {}

  static String of(Refusal refusal) {
    Explanation why = refusal.explanation();
    StringBuilder out = new StringBuilder();
    out.append(refusal.principalArn()).append('\n');
    out.append("  may not ").append(why.action()).append('\n');
    out.append("  on      ").append(why.resource()).append('\n');
    out.append("  ").append(why.verdict().sentence()).append('\n');
    why.deciding()
        .ifPresent(
            it ->
                out.append("\nThe statement that decided, in ")
                    .append(it.policy())
                    .append(":\n")
                    .append(it.statement().text().indent(2)));
    out.append(why.policies().isEmpty() ? "\nNo policy applies.\n" : "\nLooked at:\n");
    why.policies().forEach(policy -> append(out, policy));
    if (!why.fixes().isEmpty()) {
      out.append("\nTo let it through:\n");
      why.fixes().forEach(fix -> append(out, fix));
    }
    return out.toString();
  }

  private static void append(StringBuilder out, PolicyTrace policy) {
    out.append("  ")
        .append(policy.name())
        .append(" (")
        .append(words(policy.source()))
        .append("): ")
        .append(words(policy.outcome()))
        .append('\n');
    for (StatementTrace statement : policy.statements()) {
      out.append("    ")
          .append(statement.effect())
          .append(' ')
          .append(statement.sid().orElseGet(() -> "statement " + (statement.index() + 1)));
      statement
          .mismatch()
          .ifPresentOrElse(
              it -> append(out.append(" does not apply: "), it), () -> out.append(" applies"));
      out.append('\n');
    }
  }

  private static void append(StringBuilder out, Mismatch mismatch) {
    out.append(mismatch.element());
    mismatch.operator().ifPresent(it -> out.append(' ').append(it));
    mismatch.key().ifPresent(it -> out.append(' ').append(it));
    out.append(" is ").append(values(mismatch.inPolicy())).append(" in the policy, ");
    out.append(mismatch.inRequest().isEmpty() ? "absent" : values(mismatch.inRequest()));
    out.append(" in the request");
  }

  private static void append(StringBuilder out, Fix fix) {
    switch (fix) {
      case Fix.Allow allow ->
          out.append("  allow it in ")
              .append(
                  allow
                      .policy()
                      .orElseGet(
                          () -> allow.type().name().toLowerCase(Locale.ROOT).replace('_', ' ')))
              .append(" by\n")
              .append(allow.statement().indent(4));
      case Fix.Remove remove ->
          out.append("  take this out of ")
              .append(remove.policy())
              .append(", or narrow it:\n")
              .append(remove.statement().text().indent(4));
    }
  }

  private static String values(List<String> values) {
    return values.size() == 1 ? values.getFirst() : values.toString();
  }

  private static String words(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
