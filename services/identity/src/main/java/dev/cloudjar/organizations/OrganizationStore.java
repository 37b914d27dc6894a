package dev.cloudjar.organizations;

import dev.cloudjar.store.KeyRange;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The room's tables. */
final class OrganizationStore {
  static final Table<String, Organization> ORGANIZATIONS =
      new Table<>(
          "organizations.organization", OrganizationKey.ONE, RecordCodec.of(Organization.class));

  /** The organization of an account. */
  static final Table<String, Named> MEMBERSHIPS =
      new Table<>("organizations.membership", OrganizationKey.ONE, RecordCodec.of(Named.class));

  static final Table<String, Named> EMAILS =
      new Table<>("organizations.email", OrganizationKey.ONE, RecordCodec.of(Named.class));
  static final Table<String, Invitation> HANDSHAKES =
      new Table<>("organizations.handshake", OrganizationKey.ONE, RecordCodec.of(Invitation.class));
  static final Table<String, ResourcePolicy> RESOURCE_POLICIES =
      new Table<>(
          "organizations.resource-policy",
          OrganizationKey.ONE,
          RecordCodec.of(ResourcePolicy.class));

  static final Table<OrganizationKey, Member> MEMBERS = table("member", Member.class);
  static final Table<OrganizationKey, Unit> UNITS = table("unit", Unit.class);
  static final Table<OrganizationKey, Named> UNIT_NAMES = table("unit-name", Named.class);

  /** What is in a root or unit; accounts, whose ids are digits, come first. */
  static final Table<OrganizationKey, Marker> CHILDREN = table("child", Marker.class);

  static final Table<OrganizationKey, Policy> POLICIES = table("policy", Policy.class);

  /** Policies by type and name. */
  static final Table<OrganizationKey, Named> POLICY_NAMES = table("policy-name", Named.class);

  /** Policies by what they are attached to. */
  static final Table<OrganizationKey, Attachment> ATTACHED = table("attached", Attachment.class);

  /** What a policy is attached to. */
  static final Table<OrganizationKey, Marker> TARGETS = table("target", Marker.class);

  static final Table<OrganizationKey, AccountRequest> ACCOUNT_REQUESTS =
      table("account-request", AccountRequest.class);

  /** Handshakes of an organization, and of an account by its id. */
  static final Table<OrganizationKey, Marker> PARTIES = table("party", Marker.class);

  static final Table<OrganizationKey, Since> SERVICES = table("service", Since.class);

  /** The services that an account administers. */
  static final Table<OrganizationKey, Since> DELEGATIONS = table("delegation", Since.class);

  /** The accounts that administer a service, or any, which goes by no name. */
  static final Table<OrganizationKey, Since> DELEGATES = table("delegate", Since.class);

  static final Table<OrganizationKey, Tags> TAGS = table("tags", Tags.class);

  /** The name of something else. */
  record Named(String id) {}

  record Marker() {}

  record Since(Instant time) {}

  record Attachment(String type) {}

  record ResourcePolicy(String id, String content) {}

  record Tags(Map<String, String> byKey) {}

  /** A row with the last part of its key. */
  record Row<V>(String id, V value) {}

  /** A part of a list; the token tells where the next one begins. */
  record Page<V>(List<V> items, @Nullable String nextToken) {
    <T> Page<T> map(Function<V, T> change) {
      return new Page<>(items.stream().map(change).toList(), nextToken);
    }

    /** Those that are wanted; the next page begins where it would anyway. */
    Page<V> only(Predicate<V> wanted) {
      return new Page<>(items.stream().filter(wanted).toList(), nextToken);
    }

    /** Those before the first that is not wanted, where the list ends. */
    Page<V> asLongAs(Predicate<V> wanted) {
      List<V> some = items.stream().takeWhile(wanted).toList();
      return new Page<>(some, some.size() < items.size() ? null : nextToken);
    }
  }

  private OrganizationStore() {}

  static Optional<Organization> organizationOf(Snapshot snapshot, String accountId) {
    Named membership = MEMBERSHIPS.get(snapshot, accountId);
    return membership == null
        ? Optional.empty()
        : Optional.ofNullable(ORGANIZATIONS.get(snapshot, membership.id()));
  }

  static @Nullable Member member(Snapshot snapshot, Organization organization, String accountId) {
    return MEMBERS.get(snapshot, new OrganizationKey(organization.id(), accountId));
  }

  static Member requireMember(Snapshot snapshot, Organization organization, String accountId) {
    Member member = member(snapshot, organization, accountId);
    if (member == null) {
      throw OrganizationsFaults.accountNotFound();
    }
    return member;
  }

  static @Nullable Unit unit(Snapshot snapshot, Organization organization, String unitId) {
    return UNITS.get(snapshot, new OrganizationKey(organization.id(), unitId));
  }

  static boolean isParent(Snapshot snapshot, Organization organization, String id) {
    return organization.rootId().equals(id) || unit(snapshot, organization, id) != null;
  }

  static @Nullable Policy policy(Snapshot snapshot, Organization organization, String policyId) {
    return Policy.managed(policyId)
        .orElseGet(() -> POLICIES.get(snapshot, new OrganizationKey(organization.id(), policyId)));
  }

  static Map<String, String> tags(Snapshot snapshot, Organization organization, String id) {
    Tags tags = TAGS.get(snapshot, new OrganizationKey(organization.id(), id));
    return tags == null ? Map.of() : tags.byKey();
  }

  static void putTags(
      Transaction transaction, Organization organization, String id, Map<String, String> tags) {
    OrganizationKey key = new OrganizationKey(organization.id(), id);
    if (tags.isEmpty()) {
      TAGS.delete(transaction, key);
    } else {
      TAGS.put(transaction, key, new Tags(tags));
    }
  }

  /** The root, then the units on the way down, that something in {@code parentId} is in. */
  static List<String> way(Snapshot snapshot, Organization organization, String parentId) {
    List<String> way = new ArrayList<>();
    String next = parentId;
    while (!next.equals(organization.rootId())) {
      way.addFirst(next);
      Unit unit = unit(snapshot, organization, next);
      if (unit == null) {
        throw new IllegalStateException("a unit is in no root: " + next);
      }
      next = unit.parentId();
    }
    way.addFirst(next);
    return way;
  }

  // ---- lists -----------------------------------------------------------------------------------

  /** All that hangs on something, for what is known to be little. */
  static <V> List<Row<V>> all(
      Snapshot snapshot, Table<OrganizationKey, V> table, String organizationId, String holder) {
    return page(snapshot, table, organizationId, holder, "", null, Integer.MAX_VALUE).items();
  }

  /**
   * A part of what hangs on something.
   *
   * @param prefix what the ids begin with
   */
  static <V> Page<Row<V>> page(
      Snapshot snapshot,
      Table<OrganizationKey, V> table,
      String organizationId,
      String holder,
      String prefix,
      @Nullable String token,
      int limit) {
    KeyRange range =
        table.startingWith(out -> out.text(organizationId).text(holder).textPrefix(prefix));
    if (token != null) {
      String after = decode(token);
      range =
          range.from(table.bound(out -> out.text(organizationId).text(holder).text(after + '\0')));
    }
    List<Row<V>> items = new ArrayList<>();
    try (Rows<OrganizationKey, V> rows = table.scan(snapshot, range)) {
      while (rows.next()) {
        if (items.size() == limit) {
          return new Page<>(items, encode(items.getLast().id()));
        }
        items.add(new Row<>(rows.key().id(), rows.value()));
      }
    }
    return new Page<>(items, null);
  }

  static boolean isEmpty(
      Snapshot snapshot, Table<OrganizationKey, ?> table, String organizationId, String holder) {
    return page(snapshot, table, organizationId, holder, "", null, 1).items().isEmpty();
  }

  private static String encode(String id) {
    return Base64.getUrlEncoder().encodeToString(id.getBytes(StandardCharsets.UTF_8));
  }

  private static String decode(String token) {
    try {
      return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw OrganizationsFaults.invalidNextToken();
    }
  }

  private static <V extends Record> Table<OrganizationKey, V> table(String name, Class<V> type) {
    return new Table<>("organizations." + name, OrganizationKey.CODEC, RecordCodec.of(type));
  }
}
