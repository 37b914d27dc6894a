package dev.cloudjar.cloud;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Watches what principals need while they work, allowed or not, and writes the policy that allows
 * just that.
 */
public final class Learning {
  /** So many resources are named one by one; more of them by what their ARNs begin with. */
  private static final int MOST_NAMED = 10;

  /** What is kept of one principal; who uses more resources is told so by a wildcard. */
  private static final int MOST_KEPT = 10_000;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Map<String, Set<String>>> actionsByResource = new TreeMap<>();
  private volatile boolean on;

  /** Begins anew. */
  public void start() {
    lock.lock();
    try {
      actionsByResource.clear();
      on = true;
    } finally {
      lock.unlock();
    }
  }

  /** Whether it watches. */
  public boolean isOn() {
    return on;
  }

  /**
   * Ends.
   *
   * @return policies as JSON, by the ARNs of those who need them
   */
  public Map<String, String> stop() {
    lock.lock();
    try {
      on = false;
      Map<String, String> policies = new LinkedHashMap<>();
      actionsByResource.forEach((principal, used) -> policies.put(principal, policy(used)));
      return policies;
    } finally {
      lock.unlock();
    }
  }

  /** A principal needs something. */
  public void needed(Call call, Gate.Need need) {
    if (!on) {
      return;
    }
    String who =
        call.principal() instanceof Principal.AssumedRole role
            ? role.roleArn()
            : call.principal().arn();
    lock.lock();
    try {
      Map<String, Set<String>> used =
          actionsByResource.computeIfAbsent(who, arn -> new TreeMap<>());
      String resource = used.size() < MOST_KEPT ? need.resource().arn() : "*";
      used.computeIfAbsent(resource, arn -> new TreeSet<>()).add(need.action());
    } finally {
      lock.unlock();
    }
  }

  private static String policy(Map<String, Set<String>> used) {
    Map<Set<String>, List<String>> byActions = new LinkedHashMap<>();
    used.forEach(
        (resource, actions) ->
            byActions.computeIfAbsent(actions, same -> new ArrayList<>()).add(resource));
    ObjectNode policy = JSON.createObjectNode();
    policy.put("Version", "2012-10-17");
    ArrayNode statements = policy.putArray("Statement");
    byActions.forEach(
        (actions, resources) -> {
          ObjectNode statement = statements.addObject();
          statement.put("Effect", "Allow");
          ArrayNode named = statement.putArray("Action");
          actions.forEach(named::add);
          ArrayNode on = statement.putArray("Resource");
          summed(resources).forEach(on::add);
        });
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(policy);
  }

  /** Many resources by the folders that they are in. */
  private static List<String> summed(List<String> resources) {
    if (resources.size() <= MOST_NAMED) {
      return resources;
    }
    Set<String> folders = new TreeSet<>();
    for (String resource : resources) {
      int end = Math.max(resource.lastIndexOf('/'), resource.lastIndexOf(':'));
      folders.add(resource.substring(0, end + 1) + "*");
    }
    return List.copyOf(folders);
  }
}
