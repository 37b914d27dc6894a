package dev.cloudjar.policy;

import java.util.List;
import java.util.Optional;

/**
 * A decision as IAM's policy simulator tells it.
 *
 * @param matched the statements that decide: those that deny, if any does, else those that allow
 * @param missingContextKeys the condition keys that the policies ask for and the request lacks, as
 *     the policies write them
 * @param allowedByBoundary whether the permissions boundary allows it; empty where there is none
 * @param allowedByOrganizations whether the service control policies allow it; empty where there
 *     are none
 */
public record PolicyEvaluation(
    Verdict verdict,
    Decision decision,
    List<MatchedStatement> matched,
    List<String> missingContextKeys,
    Optional<Boolean> allowedByBoundary,
    Optional<Boolean> allowedByOrganizations) {

  public PolicyEvaluation {
    matched = List.copyOf(matched);
    missingContextKeys = List.copyOf(missingContextKeys);
  }

  /** What is decided, in the simulator's words. */
  public enum Decision {
    ALLOWED("allowed"),
    EXPLICIT_DENY("explicitDeny"),
    IMPLICIT_DENY("implicitDeny");

    private final String text;

    Decision(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** A statement that applies to the request; where it stands is its span. */
  public record MatchedStatement(NamedPolicy policy, Statement statement) {}
}
