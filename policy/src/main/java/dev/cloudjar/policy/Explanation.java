package dev.cloudjar.policy;

import java.util.List;
import java.util.Optional;

/**
 * Why a request was decided as it was.
 *
 * @param principal who asked, as messages name it
 * @param policies every policy that was looked at, in order
 * @param grant what lets the principal in besides policies; empty where nothing does
 * @param deciding the statement that decided; empty where it was that none allows
 * @param fixes the smallest changes that, made together, let the request through; none for what is
 *     allowed
 */
public record Explanation(
    String principal,
    String action,
    String resource,
    Verdict verdict,
    List<PolicyTrace> policies,
    Optional<String> grant,
    Optional<Deciding> deciding,
    List<Fix> fixes) {

  public Explanation {
    policies = List.copyOf(policies);
    fixes = List.copyOf(fixes);
  }

  /** What one policy said. */
  public enum Outcome {
    ALLOWS,
    DENIES,
    /** None of its statements applies. */
    SILENT
  }

  /** A policy and what each of its statements said. */
  public record PolicyTrace(
      String name, NamedPolicy.Source source, Outcome outcome, List<StatementTrace> statements) {
    public PolicyTrace {
      statements = List.copyOf(statements);
    }
  }

  /**
   * A statement.
   *
   * @param index the number of statements before it
   * @param mismatch the first element that keeps it from applying; empty if it applies
   */
  public record StatementTrace(
      int index, Optional<String> sid, Effect effect, TextSpan span, Optional<Mismatch> mismatch) {
    /** Whether all of it applies to the request. */
    public boolean applies() {
      return mismatch.isEmpty();
    }
  }

  /**
   * An element that does not apply.
   *
   * @param element such as {@code Action} or {@code Condition}
   * @param operator of a condition; else empty
   * @param key of a condition; else empty
   * @param inPolicy what the statement says
   * @param inRequest what the request says; nothing for a condition key that is absent
   */
  public record Mismatch(
      String element,
      Optional<String> operator,
      Optional<String> key,
      List<String> inPolicy,
      List<String> inRequest) {
    public Mismatch {
      inPolicy = List.copyOf(inPolicy);
      inRequest = List.copyOf(inRequest);
    }
  }

  /** The statement that decided. */
  public record Deciding(String policy, Optional<NamedPolicy.Source> source, Statement statement) {}

  /** A change that a request needs to go through. */
  public sealed interface Fix {

    /**
     * A policy of this type has to allow it too.
     *
     * @param policy the name of the one to change; empty where there is none yet, or any will do
     * @param level of control policies, 0 for the root; else 0
     * @param statement the smallest statement that does, as JSON
     */
    record Allow(PolicyType type, Optional<String> policy, int level, String statement)
        implements Fix {}

    /** A statement must go, or no longer apply. */
    record Remove(String policy, NamedPolicy.Source source, Statement statement) implements Fix {}
  }

  /** The whole of it as JSON. */
  public String toJson() {
    return ExplanationJson.of(this).toString();
  }
}
