package dev.cloudjar.s3;

import dev.cloudjar.s3.Document.Structure;
import dev.cloudjar.store.Snapshot;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The replication of a bucket.
 *
 * @param role the ARN of the role in whose name copies are made
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-add-config.html">Replication
 *     configuration file elements</a>
 */
record ReplicationRules(String role, List<ReplicationRule> rules) {

  /** A bucket's; null where it has none. */
  static @Nullable ReplicationRules find(
      ConfigurationStore configurations, Snapshot snapshot, Bucket bucket) {
    if (!bucket.hearers().replicated()) {
      return null;
    }
    ConfigurationStore.Entry entry =
        configurations.find(
            snapshot, bucket, ConfigurationKind.REPLICATION.name(), ConfigurationStore.ONLY);
    return entry == null || entry.document() == null ? null : of(entry.document());
  }

  static ReplicationRules of(Structure configuration) {
    return new ReplicationRules(
        String.valueOf(configuration.text("Role")),
        configuration.structures("Rules").stream().map(ReplicationRule::of).toList());
  }

  /** The rules that hold, one for each destination: that of the highest priority. */
  Collection<ReplicationRule> holding(Predicate<ReplicationRule> which) {
    Map<String, ReplicationRule> chosen = new TreeMap<>();
    for (ReplicationRule rule : rules) {
      if (which.test(rule)) {
        chosen.merge(
            rule.destination(),
            rule,
            (one, other) -> other.priority() > one.priority() ? other : one);
      }
    }
    return chosen.values();
  }

  /** The rule of a name, if it is enabled. */
  @Nullable ReplicationRule find(String id) {
    for (ReplicationRule rule : rules) {
      if (rule.id().equals(id) && rule.enabled()) {
        return rule;
      }
    }
    return null;
  }
}
