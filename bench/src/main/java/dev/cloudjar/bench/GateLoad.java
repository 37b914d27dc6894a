package dev.cloudjar.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;

/**
 * What the gate costs: the same load by the root and by users to whom 1, 10 and 100 policies apply.
 *
 * <p>What is told is the calls in a second, and the server's processor time for one, which
 * neighbours blur less than times by the clock. All callers take short turns on one server, round
 * by round and each round in another order, so that whatever drifts, drifts for all of them; each
 * caller is compared with the root of its own round, and the median of the rounds counts.
 * Arguments: the repository, the load generator's folder, seconds per turn, rounds.
 */
final class GateLoad {
  private static final int PORT = 4714;
  private static final int POLICIES_PER_GROUP = 10;
  private static final String WORKLOAD = "s3-get-1k";
  private static final String ROOT = "root";
  private static final String WARMING_SECONDS = "5";
  private static final String SETTLING_SECONDS = "1";

  private GateLoad() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("cloudjar-bench");
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Yard yard = Yard.compile(Path.of(arguments[1]), java, folder);
    String seconds = arguments[2];
    int rounds = Integer.parseInt(arguments[3]);
    String program = Path.of(arguments[0], "cloudjar").toAbsolutePath().normalize().toString();
    List<String> command =
        List.of(program, "start", "--port", "" + PORT, "--data", folder.resolve("data").toString());
    try (var _ = new Contender("cloudjar", PORT, command, folder).start()) {
      Map<String, Caller> callers = callers();
      for (Map.Entry<String, Caller> each : callers.entrySet()) {
        System.out.println("Warming up: " + each.getKey());
        turn(yard, each.getValue(), WARMING_SECONDS, WARMING_SECONDS);
      }
      Map<String, List<Yard.Result>> measured = new LinkedHashMap<>();
      List<String> order = new ArrayList<>(callers.keySet());
      for (int round = 1; round <= rounds; round++) {
        StringBuilder line = new StringBuilder();
        for (String name : order) {
          Yard.Result result =
              turn(yard, Objects.requireNonNull(callers.get(name)), seconds, SETTLING_SECONDS);
          measured.computeIfAbsent(name, its -> new ArrayList<>()).add(result);
          line.append(String.format(Locale.ROOT, "  %s %d", name, result.serverMicros()));
        }
        System.out.println("Round " + round + " of " + rounds + ", us:" + line);
        Collections.rotate(order, 1);
      }
      report(measured);
    }
  }

  private static void report(Map<String, List<Yard.Result>> measured) {
    System.out.println("Server's processor time for a call, and how many times the root's:");
    table("us", measured, Yard.Result::serverMicros);
    System.out.println("Calls in a second, and how many times the root's:");
    table("/s", measured, Yard.Result::perSecond);
    System.out.println("Medians, with the quartiles in brackets.");
  }

  /** The rounds of each caller are in one order, so that those of a round belong together. */
  private static void table(
      String unit, Map<String, List<Yard.Result>> measured, ToDoubleFunction<Yard.Result> measure) {
    List<Yard.Result> root = measured.getOrDefault(ROOT, List.of());
    measured.forEach(
        (name, results) -> {
          List<Double> values = new ArrayList<>();
          List<Double> ratios = new ArrayList<>();
          for (int round = 0; round < results.size(); round++) {
            double value = measure.applyAsDouble(results.get(round));
            values.add(value);
            ratios.add(value / measure.applyAsDouble(root.get(round)));
          }
          System.out.printf(
              Locale.ROOT,
              "  %-13s %8.1f %s (%.1f-%.1f)  %5.2f (%.2f-%.2f)%n",
              name,
              quantile(values, 0.5),
              unit,
              quantile(values, 0.25),
              quantile(values, 0.75),
              quantile(ratios, 0.5),
              quantile(ratios, 0.25),
              quantile(ratios, 0.75));
        });
  }

  private static double quantile(List<Double> values, double share) {
    List<Double> sorted = values.stream().sorted().toList();
    double place = share * (sorted.size() - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.size() - 1);
    return sorted.get(below) + (place - below) * (sorted.get(above) - sorted.get(below));
  }

  private record Caller(String accessKey, String secretKey) {}

  private static Yard.Result turn(Yard yard, Caller caller, String seconds, String warmingSeconds)
      throws IOException, InterruptedException {
    List<String> options =
        List.of(
            "--access-key",
            caller.accessKey,
            "--secret-key",
            caller.secretKey,
            "--connections",
            "16",
            "--seconds",
            seconds,
            "--warmup",
            warmingSeconds);
    Yard.Result result = yard.run(PORT, WORKLOAD, options).getFirst();
    if (result.errors() > 0) {
      throw new IOException(result.errors() + " calls failed");
    }
    return result;
  }

  private static Map<String, Caller> callers() {
    Map<String, Caller> callers = new LinkedHashMap<>();
    callers.put(ROOT, new Caller("test", "test"));
    try (IamClient iam =
        IamClient.builder()
            .endpointOverride(URI.create("http://127.0.0.1:" + PORT))
            .region(Region.AWS_GLOBAL)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
            .httpClient(UrlConnectionHttpClient.create())
            .build()) {
      for (int policies : List.of(1, 10, 100)) {
        callers.put(policies + " policies", user(iam, policies));
      }
    }
    return callers;
  }

  /** The policies are of groups: what a user's own may say together is too little for so many. */
  private static Caller user(IamClient iam, int policies) {
    String name = "user-" + policies;
    iam.createUser(user -> user.userName(name));
    List<String> documents = new ArrayList<>();
    for (int i = 1; i < policies; i++) {
      documents.add(allow("[\"s3:Get*\",\"s3:List*\"]", "arn:aws:s3:::other-" + i + "/*"));
    }
    documents.add(allow("\"s3:*\"", "*"));
    for (int i = 0; i < documents.size(); i++) {
      String group = name + "-group-" + i / POLICIES_PER_GROUP;
      if (i % POLICIES_PER_GROUP == 0) {
        iam.createGroup(it -> it.groupName(group));
        iam.addUserToGroup(it -> it.groupName(group).userName(name));
      }
      String document = documents.get(i);
      String policy = "policy-" + i;
      iam.putGroupPolicy(it -> it.groupName(group).policyName(policy).policyDocument(document));
    }
    AccessKey key = iam.createAccessKey(it -> it.userName(name)).accessKey();
    return new Caller(key.accessKeyId(), key.secretAccessKey());
  }

  private static String allow(String actions, String resource) {
    return """
        {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":%s,"Resource":"%s"}}"""
        .formatted(actions, resource);
  }
}
