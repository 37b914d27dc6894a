package dev.cloudjar.conformance.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.catalog.Catalog;
import dev.cloudjar.cloud.DecisionObserver.Decided;
import dev.cloudjar.conformance.access.ActionTableTest.Registered;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Operations bring the condition keys that AWS documents for their actions, no others. */
@CloudjarTest(shared = false)
class ConditionKeyTableTest {
  private static final Catalog CATALOG = Catalog.load();
  private static final Map<String, List<String>> DOCUMENTED = documented();

  private final TestCloud cloud;

  ConditionKeyTableTest(TestCloud cloud) {
    this.cloud = cloud;
    cloud.clock().freeze();
  }

  static List<Registered> operations() throws IOException {
    return Trial.tried();
  }

  private static Map<String, List<String>> documented() {
    Map<String, List<String>> all = new HashMap<>();
    for (Fixtures fixture : Fixtures.values()) {
      all.putAll(CATALOG.service(fixture.service()).conditionKeys());
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("operations")
  void operations_bring_keys_of_the_table(Registered tried) {
    Trial trial = new Trial(tried, cloud);
    Queue<Decided> decisions = new ConcurrentLinkedQueue<>();
    cloud.watchDecisions(decisions::add);
    trial.call(cloud.credentials());
    Map<String, Set<String>> undocumented = new TreeMap<>();
    for (Decided decided : decisions) {
      for (String key : decided.need().context().keySet()) {
        if (!isDocumented(decided.need().action(), key)) {
          undocumented.computeIfAbsent(decided.need().action(), action -> new TreeSet<>()).add(key);
        }
      }
    }
    assertThat(undocumented).as("keys that AWS does not document for the action").isEmpty();
  }

  private static boolean isDocumented(String action, String lowerCaseKey) {
    return DOCUMENTED.getOrDefault(action, List.of()).stream()
        .map(key -> key.toLowerCase(Locale.ROOT))
        .anyMatch(
            key -> {
              int variable = key.indexOf("${");
              return variable < 0
                  ? key.equals(lowerCaseKey)
                  : lowerCaseKey.startsWith(key.substring(0, variable));
            });
  }
}
