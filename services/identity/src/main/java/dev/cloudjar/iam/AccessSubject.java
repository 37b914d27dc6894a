package dev.cloudjar.iam;

import dev.cloudjar.cloud.AttachedPolicy;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.PrincipalPolicies;
import dev.cloudjar.policy.MalformedPolicyException;
import dev.cloudjar.policy.PolicyDocument;
import dev.cloudjar.policy.PolicyKind;
import dev.cloudjar.store.Snapshot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a report of access is about: a user, group, role or policy.
 *
 * @param policies what it may do; the policy itself where it is one
 * @param entities the users and roles that may do it
 */
record AccessSubject(List<AttachedPolicy> policies, List<AccessReport.Entity> entities) {
  private static final String POLICY = "policy";
  private static final int FIELDS = 6;

  /** The policies, as far as they can be read. */
  List<PolicyDocument> documents() {
    return policies.stream().flatMap(it -> parsed(it.document()).stream()).toList();
  }

  static Optional<PolicyDocument> parsed(String document) {
    try {
      return Optional.of(PolicyDocument.parse(document, PolicyKind.IDENTITY));
    } catch (MalformedPolicyException e) {
      return Optional.empty();
    }
  }

  /** What has this ARN; empty where nothing has. */
  static Optional<AccessSubject> find(Snapshot snapshot, String accountId, String arn) {
    return isPolicy(arn)
        ? ManagedPolicies.document(snapshot, accountId, arn)
            .map(document -> ofPolicy(snapshot, accountId, arn, document))
        : holder(snapshot, accountId, arn).map(it -> ofHolder(snapshot, accountId, it));
  }

  /** Whether an ARN is that of a policy. */
  static boolean isPolicy(String arn) {
    return kind(arn).equals(POLICY);
  }

  /** Whether an ARN can be that of a subject in an account. */
  static boolean isSubject(String arn, String accountId) {
    String[] fields = arn.split(":", FIELDS);
    String owner = fields.length == FIELDS ? fields[FIELDS - 2] : "";
    return switch (kind(arn)) {
      case POLICY -> owner.equals(accountId) || owner.equals("aws");
      case "user", "group", "role" -> owner.equals(accountId);
      default -> false;
    };
  }

  private static String kind(String arn) {
    int slash = arn.indexOf('/');
    String[] fields = (slash < 0 ? "" : arn.substring(0, slash)).split(":", -1);
    return fields.length == FIELDS && arn.startsWith("arn:aws:iam::") ? fields[FIELDS - 1] : "";
  }

  static Optional<PolicyHolder> holder(Snapshot snapshot, String accountId, String arn) {
    String name = arn.substring(arn.lastIndexOf('/') + 1);
    Optional<? extends PolicyHolder> found =
        switch (kind(arn)) {
          case "user" -> IamStore.USERS.find(snapshot, accountId, name);
          case "group" -> IamStore.GROUPS.find(snapshot, accountId, name);
          case "role" -> IamStore.ROLES.find(snapshot, accountId, name);
          default -> Optional.empty();
        };
    return found.filter(it -> it.arn(accountId).equals(arn)).map(it -> it);
  }

  private static AccessSubject ofPolicy(
      Snapshot snapshot, String accountId, String arn, String document) {
    Map<String, AccessReport.Entity> entities = new LinkedHashMap<>();
    Attachments.holders(
            snapshot,
            accountId,
            arn,
            Optional.of(Attachments.Usage.PERMISSIONS),
            Paging.NONE,
            it -> true)
        .items()
        .stream()
        .flatMap(it -> entities(snapshot, accountId, it))
        .forEach(it -> entities.put(it.id(), it));
    return new AccessSubject(
        List.of(new AttachedPolicy(arn, AttachedPolicy.Origin.MANAGED, arn, document)),
        List.copyOf(entities.values()));
  }

  private static AccessSubject ofHolder(Snapshot snapshot, String accountId, PolicyHolder holder) {
    return new AccessSubject(
        policies(snapshot, accountId, holder), entities(snapshot, accountId, holder).toList());
  }

  /** The policies of a holder; those of a user's groups among them. */
  static List<AttachedPolicy> policies(Snapshot snapshot, String accountId, PolicyHolder holder) {
    PrincipalPolicies all =
        switch (holder) {
          case User user ->
              Identity.ofUser(
                  snapshot, new Principal.User(accountId, user.path(), user.name(), user.id()));
          case Role role ->
              Identity.ofRole(
                  snapshot,
                  new Principal.AssumedRole(
                      accountId, role.path(), role.name(), role.id(), role.name()));
          case Group group -> Identity.ofGroup(snapshot, accountId, group);
        };
    return all.policies();
  }

  private static Stream<AccessReport.Entity> entities(
      Snapshot snapshot, String accountId, PolicyHolder holder) {
    return switch (holder) {
      case Group group ->
          Memberships.users(snapshot, accountId, group, Paging.NONE).items().stream()
              .map(it -> entity(accountId, it));
      case User user -> Stream.of(entity(accountId, user));
      case Role role -> Stream.of(entity(accountId, role));
    };
  }

  private static AccessReport.Entity entity(String accountId, PolicyHolder holder) {
    return new AccessReport.Entity(
        holder.kind(), holder.arn(accountId), holder.name(), holder.id(), holder.path());
  }
}
