package dev.cloudjar.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;

/**
 * What the gate costs: the same load by the root and by users to whom 1, 10 and 100 policies apply,
 * in turn on one server. Arguments: the repository, the load generator's folder, seconds per
 * measurement, rounds.
 */
final class GateLoad {
  private static final int PORT = 4714;
  private static final int POLICIES_PER_GROUP = 10;
  private static final String WORKLOAD = "s3-get-1k";

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
      for (int round = 1; round <= rounds; round++) {
        System.out.println("Round " + round + " of " + rounds);
        for (Map.Entry<String, Caller> caller : callers.entrySet()) {
          measure(yard, caller.getKey(), caller.getValue(), seconds);
        }
      }
    }
  }

  private record Caller(String accessKey, String secretKey) {}

  private static void measure(Yard yard, String name, Caller caller, String seconds)
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
            seconds);
    for (Yard.Result result : yard.run(PORT, WORKLOAD, options)) {
      System.out.printf(
          Locale.ROOT,
          "  %-13s %s %9.0f/s  p50 %7.2f ms  %6d us  errors %d  others %d%%%n",
          name,
          result.workload(),
          result.perSecond(),
          result.medianMillis(),
          result.serverMicros(),
          result.errors(),
          result.otherPercent());
    }
  }

  private static Map<String, Caller> callers() {
    Map<String, Caller> callers = new LinkedHashMap<>();
    callers.put("root", new Caller("test", "test"));
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
