package dev.cloudjar.app;

import java.util.LinkedHashMap;
import java.util.Map;

/** The environment in which AWS clients reach the cloud. */
final class ClientEnvironment {

  private ClientEnvironment() {}

  /** What to set so that clients use {@code endpoint}; what the user has set stays. */
  static Map<String, String> of(String endpoint, Map<String, String> present) {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("AWS_ENDPOINT_URL", endpoint);
    variables.put("AWS_ACCESS_KEY_ID", "test");
    variables.put("AWS_SECRET_ACCESS_KEY", "test");
    variables.put("AWS_DEFAULT_REGION", "us-east-1");
    variables.keySet().removeIf(present::containsKey);
    return variables;
  }
}
