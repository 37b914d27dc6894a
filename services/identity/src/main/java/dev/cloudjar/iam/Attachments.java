package dev.cloudjar.iam;

import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Which managed policies are attached to whom, or bound whom. */
final class Attachments {
  private static final int MOST_OF_HOLDER = 10;

  private static final Table<Key, Marker> OF_HOLDER = Key.table("attachment", 3, Marker.class);
  private static final Table<Key, Holder> OF_POLICY = Key.table("policy-holder", 4, Holder.class);
  private static final Table<Key, Uses> USES = Key.table("policy-uses", 2, Uses.class);

  private record Holder(Kind kind) {}

  /** How often a policy is attached, and how many it bounds. */
  record Uses(int attachments, int boundaries) {
    static final Uses NONE = new Uses(0, 0);
  }

  /** As what a policy is used. */
  enum Usage {
    PERMISSIONS,
    BOUNDARY
  }

  private Attachments() {}

  /** Attaches a policy that exists; once is enough. */
  static void attach(
      Transaction transaction, String accountId, PolicyHolder holder, String policyArn) {
    Key key = Key.of(accountId, holder.id(), policyArn);
    if (OF_HOLDER.contains(transaction, key)) {
      return;
    }
    if (arns(transaction, accountId, holder.id()).size() >= MOST_OF_HOLDER) {
      throw IamFaults.quota("PoliciesPer" + IamFaults.noun(holder.kind()), MOST_OF_HOLDER);
    }
    OF_HOLDER.put(transaction, key, new Marker());
    use(transaction, accountId, policyArn, Usage.PERMISSIONS, holder, true);
  }

  static void detach(
      Transaction transaction, String accountId, PolicyHolder holder, String policyArn) {
    Key key = Key.of(accountId, holder.id(), policyArn);
    if (!OF_HOLDER.contains(transaction, key)) {
      throw IamFaults.noPolicy(policyArn);
    }
    OF_HOLDER.delete(transaction, key);
    use(transaction, accountId, policyArn, Usage.PERMISSIONS, holder, false);
  }

  /** Notes that a holder is bound by another policy than before, or by none. */
  static void bound(
      Transaction transaction,
      String accountId,
      PolicyHolder holder,
      Optional<String> before,
      Optional<String> after) {
    before.ifPresent(arn -> use(transaction, accountId, arn, Usage.BOUNDARY, holder, false));
    after.ifPresent(arn -> use(transaction, accountId, arn, Usage.BOUNDARY, holder, true));
  }

  /** The ARNs of all policies of a holder. */
  static List<String> arns(Snapshot snapshot, String accountId, String holderId) {
    List<String> found = new ArrayList<>();
    try (Rows<Key, Marker> rows =
        OF_HOLDER.scan(snapshot, Key.range(OF_HOLDER, accountId, holderId))) {
      while (rows.next()) {
        found.add(rows.key().last());
      }
    }
    return found;
  }

  static Paging.Page<String> list(
      Snapshot snapshot,
      String accountId,
      PolicyHolder holder,
      Paging paging,
      Predicate<String> wanted) {
    return paging.over(
        snapshot,
        OF_HOLDER,
        Key.range(OF_HOLDER, accountId, holder.id()),
        (key, row) -> Optional.of(key.last()).filter(wanted));
  }

  static Uses uses(Snapshot snapshot, String accountId, String policyArn) {
    Uses uses = USES.get(snapshot, Key.of(accountId, policyArn));
    return uses == null ? Uses.NONE : uses;
  }

  /** How many policies are used by somebody, those of AWS among them. */
  static Paging.Page<String> used(Snapshot snapshot, String accountId, Paging paging) {
    return paging.over(
        snapshot,
        USES,
        Key.range(USES, accountId),
        (key, uses) -> Optional.of(key.last()).filter(arn -> !uses.equals(Uses.NONE)));
  }

  /** Those that use a policy. */
  static Paging.Page<PolicyHolder> holders(
      Snapshot snapshot,
      String accountId,
      String policyArn,
      Optional<Usage> usage,
      Paging paging,
      Predicate<PolicyHolder> wanted) {
    return paging.over(
        snapshot,
        OF_POLICY,
        usage
            .map(it -> Key.range(OF_POLICY, accountId, policyArn, it.name()))
            .orElseGet(() -> Key.range(OF_POLICY, accountId, policyArn)),
        (key, row) ->
            holder(snapshot, accountId, row.kind(), key.last())
                .filter(wanted)
                .filter(
                    it ->
                        usage.isPresent()
                            || key.part(2).equals(Usage.PERMISSIONS.name())
                            || !OF_HOLDER.contains(
                                snapshot, Key.of(accountId, it.id(), policyArn))));
  }

  private static Optional<PolicyHolder> holder(
      Snapshot snapshot, String accountId, Kind kind, String id) {
    return switch (kind) {
      case USER -> IamStore.USERS.byId(snapshot, accountId, id).map(it -> it);
      case GROUP -> IamStore.GROUPS.byId(snapshot, accountId, id).map(it -> it);
      default -> IamStore.ROLES.byId(snapshot, accountId, id).map(it -> it);
    };
  }

  private static void use(
      Transaction transaction,
      String accountId,
      String policyArn,
      Usage usage,
      PolicyHolder holder,
      boolean begins) {
    Key key = Key.of(accountId, policyArn, usage.name(), holder.id());
    Uses uses = uses(transaction, accountId, policyArn);
    int more = begins ? 1 : -1;
    Uses now =
        usage == Usage.PERMISSIONS
            ? new Uses(uses.attachments() + more, uses.boundaries())
            : new Uses(uses.attachments(), uses.boundaries() + more);
    if (begins) {
      OF_POLICY.put(transaction, key, new Holder(holder.kind()));
    } else {
      OF_POLICY.delete(transaction, key);
    }
    if (now.equals(Uses.NONE)) {
      USES.delete(transaction, Key.of(accountId, policyArn));
    } else {
      USES.put(transaction, Key.of(accountId, policyArn), now);
    }
  }
}
