package dev.cloudjar.bench;

import dev.cloudjar.policy.AccessRequest;
import dev.cloudjar.policy.ContextKeys;
import dev.cloudjar.policy.Evaluator;
import dev.cloudjar.policy.NamedPolicy;
import dev.cloudjar.policy.PolicyDocument;
import dev.cloudjar.policy.PolicyKind;
import dev.cloudjar.policy.PolicySet;
import dev.cloudjar.policy.PrincipalFacts;
import dev.cloudjar.policy.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How long a decision over fifty statements takes: {@code bench/micro DecisionBenchmark}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DecisionBenchmark {
  private static final int POLICIES = 5;
  private static final int STATEMENTS_EACH = 10;
  private static final String[] SERVICES = {
    "s3", "sqs", "sns", "ec2", "iam", "kms", "dynamodb", "lambda", "logs", "sts"
  };

  private final PolicySet services = policies(false);
  private final PolicySet oneService = policies(true);
  private final String document = document(0, true);
  private final AccessRequest request =
      new AccessRequest(
          PrincipalFacts.user(
              "111122223333", "arn:aws:iam::111122223333:user/ann", "AIDACKCEVSQ6C2EXAMPLE"),
          "s3:GetObject",
          "arn:aws:s3:::bucket-49/home/ann/report.txt",
          "111122223333",
          ContextKeys.of(
              Map.of(
                  "aws:username", List.of("ann"),
                  "aws:sourceip", List.of("203.0.113.7"),
                  "aws:securetransport", List.of("true"))));

  /** Statements about ten services, of which five are about the one that is asked for. */
  @Benchmark
  public Verdict fiftyStatements() {
    return Evaluator.decide(services, request);
  }

  /** All statements are about the action; the last allows it, by a variable and two conditions. */
  @Benchmark
  public Verdict fiftyStatementsOfOneService() {
    return Evaluator.decide(oneService, request);
  }

  /** Reading a document of ten statements. */
  @Benchmark
  public PolicyDocument readTenStatements() {
    return PolicyDocument.parse(document, PolicyKind.IDENTITY);
  }

  private static PolicySet policies(boolean oneService) {
    var policies = new ArrayList<NamedPolicy>();
    for (int i = 0; i < POLICIES; i++) {
      policies.add(
          new NamedPolicy(
              "policy-" + i,
              NamedPolicy.Source.MANAGED,
              PolicyDocument.parse(document(i, oneService), PolicyKind.IDENTITY)));
    }
    return PolicySet.NONE.withIdentity(policies);
  }

  private static String document(int number, boolean oneService) {
    var statements = new ArrayList<String>();
    for (int i = 0; i < STATEMENTS_EACH; i++) {
      int each = number * STATEMENTS_EACH + i;
      boolean about = oneService || each == POLICIES * STATEMENTS_EACH - 1;
      statements.add(statement(about ? "s3" : SERVICES[i], each));
    }
    return "{\"Version\":\"2012-10-17\",\"Statement\":[" + String.join(",", statements) + "]}";
  }

  private static String statement(String service, int number) {
    String effect = number % 10 == 3 ? "Deny" : "Allow";
    String actions = "[\"" + service + ":Get*\",\"" + service + ":List*\"]";
    return """
        {"Effect":"%s","Action":%s,
         "Resource":["arn:aws:s3:::bucket-%d/home/${aws:username}/*","arn:aws:s3:::other-%d"],
         "Condition":{"Bool":{"aws:SecureTransport":"true"},
           "IpAddress":{"aws:SourceIp":["10.0.0.0/8","203.0.113.0/24"]}}}"""
        .formatted(effect, actions, number, number);
  }
}
