package dev.cloudjar.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.cloudjar.policy.Explanation.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The evaluator agrees with the plain reading of the documentation, and with its explanations. */
class AgreementTest {
  private static final int POLICY_SETS = 10_000;
  private static final int REQUESTS_EACH = 4;

  @Test
  void agreesWithTheReference() {
    var specimens = new Specimens(20_261_123);
    Map<String, Integer> seen = new TreeMap<>();
    for (int i = 0; i < POLICY_SETS; i++) {
      PolicySet policies = specimens.policies();
      for (int j = 0; j < REQUESTS_EACH; j++) {
        AccessRequest request = specimens.request();
        String expected = ReferenceEvaluator.decide(policies, request);
        String decided = describe(Evaluator.decide(policies, request));
        if (!expected.equals(decided)) {
          fail("%s, not %s: %s", decided, expected, Evaluator.explain(policies, request).toJson());
        }
        seen.merge(expected, 1, Integer::sum);
      }
    }
    // Nothing is proven by requests that all end alike.
    assertThat(seen.keySet())
        .contains(
            "allowed",
            "explicit INLINE",
            "explicit BOUNDARY",
            "explicit SESSION",
            "explicit RESOURCE",
            "explicit SERVICE_CONTROL",
            "explicit RESOURCE_CONTROL",
            "explicit ENDPOINT",
            "implicit IDENTITY_BASED",
            "implicit PERMISSIONS_BOUNDARY",
            "implicit SESSION",
            "implicit RESOURCE_BASED",
            "implicit RESOURCE_CONTROL",
            "implicit SERVICE_CONTROL",
            "implicit VPC_ENDPOINT");
    assertThat(seen.get("allowed")).isGreaterThan(POLICY_SETS / 3);
  }

  @Test
  void explanationsFitDecisionsAndTheirFixesHelp() {
    var specimens = new Specimens(4_711);
    for (int i = 0; i < 2_500; i++) {
      PolicySet policies = specimens.policies();
      AccessRequest request = specimens.request();
      Explanation explanation = Evaluator.explain(policies, request);
      Verdict verdict = Evaluator.decide(policies, request);
      assertThat(explanation.verdict()).isEqualTo(verdict);
      boolean denied =
          explanation.policies().stream().anyMatch(it -> it.outcome() == Outcome.DENIES);
      assertThat(denied).isEqualTo(verdict instanceof Verdict.ExplicitDeny);
      PolicyEvaluation simulated = Evaluator.simulate(policies, request);
      assertThat(simulated.verdict()).isEqualTo(verdict);
      assertThat(explanation.toJson()).contains("\"verdict\"");
      if (!verdict.isAllowed()) {
        assertThat(helps(policies, request)).as(explanation.toJson()).isTrue();
      }
    }
  }

  /** Whether the fixes, made one after the other, let the request through. */
  private static boolean helps(PolicySet policies, AccessRequest request) {
    PolicySet changed = policies;
    for (int i = 0; i < 64; i++) {
      Verdict verdict = Evaluator.decide(changed, request);
      if (verdict.isAllowed()) {
        return true;
      }
      changed = Repair.of(changed, request, verdict).orElseThrow().policies();
    }
    return false;
  }

  /** Texts that are nearly policies are policies or malformed, and nothing else happens. */
  @Test
  void mutilatedPoliciesAreMalformedAtWorst() {
    var specimens = new Specimens(99);
    var random = new Random(7);
    List<String> splinters =
        List.of(
            "\"",
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "null",
            "1e999",
            "\\",
            "\\u0000",
            "${",
            "*",
            "?",
            "\"Statement\"",
            "\"Condition\"",
            "\"Principal\"",
            "\uD800",
            "-",
            "0x1",
            "true",
            "//");
    List<PolicyKind> kinds = List.of(PolicyKind.values());
    var outcomes = new int[2];
    for (int i = 0; i < 25_000; i++) {
      PolicyKind kind = kinds.get(random.nextInt(kinds.size()));
      PolicyKind from = kind == PolicyKind.TRUST ? PolicyKind.RESOURCE : kind;
      var text = new StringBuilder(specimens.document(from, 1 + random.nextInt(2)));
      for (int cuts = random.nextInt(4); cuts >= 0; cuts--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(4)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.insert(at, splinters.get(random.nextInt(splinters.size())));
          case 2 -> text.setCharAt(at, (char) random.nextInt(0x250));
          default -> text.delete(at, Math.min(text.length(), at + random.nextInt(40)));
        }
        if (text.isEmpty()) {
          text.append(' ');
        }
      }
      try {
        PolicyDocument document = PolicyDocument.parse(text.toString(), kind);
        use(document, specimens.request());
        outcomes[0]++;
      } catch (MalformedPolicyException e) {
        assertThat(e.getMessage()).isNotBlank();
        outcomes[1]++;
      }
    }
    assertThat(outcomes[0]).as("still policies").isGreaterThan(500);
    assertThat(outcomes[1]).as("malformed").isGreaterThan(5_000);
  }

  private static void use(PolicyDocument document, AccessRequest request) {
    var policies = new ArrayList<NamedPolicy>();
    policies.add(new NamedPolicy("mutilated", NamedPolicy.Source.INLINE, document));
    Evaluator.explain(PolicySet.NONE.withIdentity(policies), request);
  }

  private static String describe(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Allowed allowed -> "allowed";
      case Verdict.ExplicitDeny denied -> "explicit " + denied.policy().source();
      case Verdict.ImplicitDeny missing -> "implicit " + missing.missing();
    };
  }
}
