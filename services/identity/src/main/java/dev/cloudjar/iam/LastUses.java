package dev.cloudjar.iam;

import dev.cloudjar.cloud.Actions;
import dev.cloudjar.cloud.Backlog;
import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.CallObserver;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * When keys and roles were last used, and who has last tried which action of which service. A
 * steady stream of calls is noted once a minute: nobody is told more exactly, and a row for each
 * call would cost more than the call.
 */
final class LastUses implements CallObserver {
  private static final Duration FRESH = Duration.ofMinutes(1);
  private static final int MOST_REMEMBERED = 50_000;

  private static final Table<Key, Use> OF_KEY = Key.table("key-last-use", 2, Use.class);
  private static final Table<Key, Use> OF_SERVICE = Key.table("service-last-use", 3, Use.class);
  private static final Table<Key, Use> OF_ACTION = Key.table("action-last-use", 4, Use.class);

  private static final int WAITING = 1_000;

  private final KeyValueStore store;
  private final Actions actions;
  private final Backlog<Call> backlog;
  private final ConcurrentMap<Seen, Instant> noted = new ConcurrentHashMap<>();

  private record Seen(String who, String service, String operation, String region) {}

  /**
   * A use.
   *
   * @param service the service's namespace in actions, such as {@code s3}
   */
  record Use(Instant time, String service, String region) {}

  LastUses(Cloud cloud) {
    store = cloud.store();
    actions = cloud.actions();
    backlog = cloud.backlogs().open("iam-last-use", WAITING, this::write);
  }

  /** Waits until what was noted can be read. */
  void settle() {
    backlog.flush();
  }

  @Override
  public void answered(Answered answered) {
    Call call = answered.call();
    Optional<String> id = holderId(call.principal());
    if (id.isEmpty()) {
      return;
    }
    Seen seen =
        new Seen(
            call.accessKeyId().orElse(id.get()), call.service(), call.operation(), call.region());
    Instant last = noted.get(seen);
    if (last != null && call.time().isBefore(last.plus(FRESH)) && !call.time().isBefore(last)) {
      return;
    }
    if (noted.size() >= MOST_REMEMBERED) {
      noted.clear();
    }
    noted.put(seen, call.time());
    backlog.add(call);
  }

  private void write(List<Call> calls) {
    store.transact(
        transaction -> {
          calls.forEach(call -> write(transaction, call));
          return calls;
        });
  }

  private void write(Transaction transaction, Call call) {
    String id = holderId(call.principal()).orElseThrow();
    String namespace = actions.namespaceOf(call.service()).orElse(call.service());
    Use use = new Use(IamStore.time(call), namespace, call.region());
    String accountId = call.principal().accountId();
    call.accessKeyId()
        .filter(key -> AccessKeys.ownerOf(transaction, accountId, key).isPresent())
        .ifPresent(key -> OF_KEY.put(transaction, Key.of(accountId, key), use));
    OF_SERVICE.put(transaction, Key.of(accountId, id, namespace), use);
    for (String action : actions.triedBy(call.service(), call.operation())) {
      int colon = action.indexOf(':');
      OF_ACTION.put(
          transaction,
          Key.of(accountId, id, action.substring(0, colon), action.substring(colon + 1)),
          use);
    }
  }

  /** When a user or a role has last tried each action of a service. */
  static Map<String, Use> ofActions(
      Snapshot snapshot, String accountId, String holderId, String namespace) {
    Map<String, Use> uses = new TreeMap<>();
    try (Rows<Key, Use> rows =
        OF_ACTION.scan(snapshot, Key.range(OF_ACTION, accountId, holderId, namespace))) {
      while (rows.next()) {
        uses.put(rows.key().last(), rows.value());
      }
    }
    return uses;
  }

  static Optional<Use> ofKey(Snapshot snapshot, String accountId, String keyId) {
    return Optional.ofNullable(OF_KEY.get(snapshot, Key.of(accountId, keyId)));
  }

  static void forgetKey(Transaction transaction, String accountId, String keyId) {
    OF_KEY.delete(transaction, Key.of(accountId, keyId));
  }

  static void forget(Transaction transaction, String accountId, String holderId) {
    OF_SERVICE.deleteRange(transaction, Key.range(OF_SERVICE, accountId, holderId));
    OF_ACTION.deleteRange(transaction, Key.range(OF_ACTION, accountId, holderId));
  }

  /** When a user or a role has last called each service. */
  static List<Use> ofHolder(Snapshot snapshot, String accountId, String holderId) {
    List<Use> uses = new ArrayList<>();
    try (Rows<Key, Use> rows =
        OF_SERVICE.scan(snapshot, Key.range(OF_SERVICE, accountId, holderId))) {
      while (rows.next()) {
        uses.add(rows.value());
      }
    }
    return uses;
  }

  /** When anybody of an account has last called each service, by its namespace. */
  static Map<String, Use> ofAccount(Snapshot snapshot, String accountId) {
    Map<String, Use> last = new TreeMap<>();
    try (Rows<Key, Use> rows = OF_SERVICE.scan(snapshot, Key.range(OF_SERVICE, accountId))) {
      while (rows.next()) {
        last.merge(
            rows.key().last(),
            rows.value(),
            (one, other) -> one.time().isBefore(other.time()) ? other : one);
      }
    }
    return last;
  }

  /** The last of them. */
  static Optional<Use> lastOfHolder(Snapshot snapshot, String accountId, String holderId) {
    return ofHolder(snapshot, accountId, holderId).stream()
        .max(java.util.Comparator.comparing(Use::time));
  }

  private static Optional<String> holderId(Principal principal) {
    return switch (principal) {
      case Principal.Root root -> Optional.of(root.accountId());
      case Principal.User user -> Optional.of(user.userId());
      case Principal.AssumedRole session -> Optional.of(session.roleId());
      case Principal.FederatedUser federated -> federated.issuer().map(Principal.User::userId);
      case Principal.Service service -> Optional.empty();
      case Principal.Federated federated -> Optional.empty();
      case Principal.Anonymous anonymous -> Optional.empty();
    };
  }
}
