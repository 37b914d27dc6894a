package dev.cloudjar.ec2.instance;

import dev.cloudjar.ec2.ground.Ec2Resource;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTable;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The public keys that somebody was given to an instance with for a moment.
 *
 * @param id the instance
 * @see <a
 *     href="https://docs.aws.amazon.com/ec2-instance-connect/latest/APIReference/API_SendSSHPublicKey.html">SendSSHPublicKey</a>
 */
record ConnectKeys(String id, List<Key> keys) implements Ec2Resource {
  private static final ResourceTable<ConnectKeys> TABLE =
      new ResourceTable<>(ResourceKind.INSTANCE, "connect-keys", ConnectKeys.class);
  private static final Duration VALID = Duration.ofSeconds(60);

  /** Copies the list. */
  ConnectKeys {
    keys = List.copyOf(keys);
  }

  /**
   * A key.
   *
   * @param user who logs in with it
   * @param openSsh as OpenSSH writes it
   */
  record Key(String user, String openSsh, Instant expires) {}

  /** The keys that may be used now, by user. */
  static Map<String, List<String>> active(
      Snapshot rows, Place place, String instanceId, Instant now) {
    Map<String, List<String>> active = new TreeMap<>();
    for (Key key : valid(rows, place, instanceId, now)) {
      active.computeIfAbsent(key.user(), its -> new ArrayList<>()).add(key.openSsh());
    }
    return active;
  }

  private static List<Key> valid(Snapshot rows, Place place, String instanceId, Instant now) {
    ConnectKeys all = TABLE.find(rows, place, instanceId);
    return all == null
        ? List.of()
        : all.keys().stream().filter(it -> it.expires().isAfter(now)).toList();
  }

  /** Adds a key, which may be used for a minute, and forgets those whose time is over. */
  static void add(
      Transaction transaction,
      Place place,
      String instanceId,
      String user,
      String openSsh,
      Instant now) {
    List<Key> keys = new ArrayList<>(valid(transaction, place, instanceId, now));
    keys.add(new Key(user, openSsh, now.plus(VALID)));
    TABLE.put(transaction, place, new ConnectKeys(instanceId, keys));
  }

  /** Forgets the keys of an instance that is no more. */
  static void delete(Transaction transaction, Place place, String instanceId) {
    ConnectKeys all = TABLE.find(transaction, place, instanceId);
    if (all != null) {
      TABLE.delete(transaction, place, all);
    }
  }
}
