package dev.cloudjar.iam;

import dev.cloudjar.iam.managed.AwsPolicies;
import dev.cloudjar.iam.managed.AwsPolicy;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Managed policies, those of AWS among them, and their versions. */
final class ManagedPolicies {
  private static final int MOST_VERSIONS = 5;
  private static final Pattern ARN =
      Pattern.compile("arn:aws:iam::(aws|[0-9]{12}):policy(/(?:[!-~]*/)?)([\\w+=,.@-]{1,128})");

  static final Entities<ManagedPolicy> CUSTOMER =
      new Entities<>(
          Kind.POLICY, ManagedPolicy.class, IamFaults::noPolicy, IamFaults::policyExists);
  private static final Table<Key, ManagedPolicy.Version> VERSIONS =
      Key.table("policy-version", 3, ManagedPolicy.Version.class);

  /** Where policies are that sessions of roots are made for, and that nobody else can have. */
  private static final String ROOT_TASKS = "/root-task/";

  /** The owner of the policies that all accounts have. */
  private static final String AWS = "aws";

  /**
   * A policy that was found.
   *
   * @param owner the account, or {@code aws}
   */
  record Found(String owner, ManagedPolicy policy) {
    String arn() {
      return policy.arn(owner);
    }

    boolean isAws() {
      return owner.equals(AWS);
    }
  }

  private ManagedPolicies() {}

  /** The policy with an ARN, if an account can use it. */
  static Optional<Found> find(Snapshot snapshot, String accountId, String arn) {
    Matcher matcher = ARN.matcher(arn);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String owner = matcher.group(1);
    String name = matcher.group(3);
    Optional<ManagedPolicy> policy =
        owner.equals(AWS)
            ? AwsPolicies.find(name).map(ManagedPolicies::ofAws)
            : CUSTOMER.find(snapshot, accountId, name);
    return policy
        .map(it -> new Found(owner, it))
        .filter(it -> it.arn().equals(arn))
        .filter(it -> it.isAws() || owner.equals(accountId));
  }

  /**
   * @throws dev.cloudjar.cloud.Fault where there is none
   */
  static Found require(Snapshot snapshot, String accountId, String arn) {
    return find(snapshot, accountId, arn).orElseThrow(() -> IamFaults.noPolicy(arn));
  }

  /** The like, of a policy that is to be changed. */
  static ManagedPolicy requireOwn(Snapshot snapshot, String accountId, String arn) {
    Found found = require(snapshot, accountId, arn);
    if (found.isAws()) {
      throw IamFaults.policyOfAws();
    }
    return found.policy();
  }

  /** The like, of a policy that is to be attached. */
  static Found requireAttachable(Snapshot snapshot, String accountId, String arn) {
    return find(snapshot, accountId, arn)
        .filter(it -> !it.policy().path().equals(ROOT_TASKS))
        .orElseThrow(() -> IamFaults.notAttachable(arn));
  }

  /** What a policy says, in the version that counts. */
  static Optional<String> document(Snapshot snapshot, String accountId, String arn) {
    return find(snapshot, accountId, arn)
        .flatMap(it -> version(snapshot, it, it.policy().defaultVersion()))
        .map(ManagedPolicy.Version::document);
  }

  static Optional<ManagedPolicy.Version> version(Snapshot snapshot, Found found, int number) {
    if (found.isAws()) {
      return AwsPolicies.find(found.policy().name())
          .filter(it -> it.version() == number)
          .map(it -> new ManagedPolicy.Version(number, it.updated(), it.document()));
    }
    return Optional.ofNullable(VERSIONS.get(snapshot, key(found.owner(), found.policy(), number)));
  }

  static Paging.Page<ManagedPolicy.Version> versions(
      Snapshot snapshot, Found found, Paging paging) {
    if (found.isAws()) {
      return paging.of(version(snapshot, found, found.policy().defaultVersion()).stream().toList());
    }
    return paging.over(
        snapshot,
        VERSIONS,
        Key.range(VERSIONS, found.owner(), found.policy().id()),
        (key, version) -> Optional.of(version));
  }

  static void create(
      Transaction transaction, String accountId, ManagedPolicy policy, String document) {
    CUSTOMER.add(transaction, accountId, policy);
    VERSIONS.put(
        transaction,
        key(accountId, policy, 1),
        new ManagedPolicy.Version(1, policy.created(), document));
  }

  static ManagedPolicy.Version addVersion(
      Transaction transaction,
      String accountId,
      ManagedPolicy policy,
      String document,
      boolean asDefault,
      Instant now) {
    Found found = new Found(accountId, policy);
    if (versions(transaction, found, Paging.NONE).items().size() >= MOST_VERSIONS) {
      throw IamFaults.tooManyVersions();
    }
    int number = policy.lastVersion() + 1;
    var version = new ManagedPolicy.Version(number, now, document);
    VERSIONS.put(transaction, key(accountId, policy, number), version);
    CUSTOMER.put(
        transaction,
        accountId,
        policy.versioned(asDefault ? number : policy.defaultVersion(), number, now));
    return version;
  }

  static void deleteVersion(
      Transaction transaction, String accountId, ManagedPolicy policy, int number, Instant now) {
    if (number == policy.defaultVersion()) {
      throw IamFaults.defaultVersion();
    }
    VERSIONS.delete(transaction, key(accountId, policy, number));
    CUSTOMER.put(
        transaction,
        accountId,
        policy.versioned(policy.defaultVersion(), policy.lastVersion(), now));
  }

  static void delete(Transaction transaction, String accountId, ManagedPolicy policy) {
    Found found = new Found(accountId, policy);
    if (!Attachments.uses(transaction, accountId, found.arn()).equals(Attachments.Uses.NONE)) {
      throw IamFaults.policyAttached();
    }
    if (versions(transaction, found, Paging.NONE).items().size() > 1) {
      throw IamFaults.policyHasVersions();
    }
    VERSIONS.delete(transaction, key(accountId, policy, policy.defaultVersion()));
    CUSTOMER.remove(transaction, accountId, policy);
  }

  /** The policies that AWS has made, in the order of their names. */
  static List<Found> allOfAws() {
    return AwsPolicies.all().stream().map(it -> new Found(AWS, ofAws(it))).toList();
  }

  private static ManagedPolicy ofAws(AwsPolicy policy) {
    return new ManagedPolicy(
        policy.path(),
        policy.name(),
        policy.id(),
        policy.created(),
        policy.updated(),
        Optional.empty(),
        policy.version(),
        policy.version(),
        Map.of());
  }

  /** Numbers order as texts, being padded; the newest comes first, as AWS lists them. */
  private static Key key(String accountId, ManagedPolicy policy, int number) {
    return Key.of(accountId, policy.id(), String.format("%010d", Integer.MAX_VALUE - number));
  }
}
