package dev.cloudjar.s3;

import dev.cloudjar.store.RowReader;
import dev.cloudjar.store.RowWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An access control list: who may do what with a bucket or an object.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html">Access
 *     control list (ACL) overview</a>
 */
record AccessList(List<Grant> grants) {
  static final int MAX_GRANTS = 100;
  static final String ALL_USERS = "http://acs.amazonaws.com/groups/global/AllUsers";
  static final String AUTHENTICATED_USERS =
      "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";
  static final String LOG_DELIVERY = "http://acs.amazonaws.com/groups/s3/LogDelivery";
  static final String OWNER_HAS_ALL = "bucket-owner-full-control";

  private static final Set<String> GROUPS = Set.of(ALL_USERS, AUTHENTICATED_USERS, LOG_DELIVERY);

  /** The account with which EC2 reads images, the same for everybody. */
  private static final String EC2 =
      "6aa5a366c34c1cbe25dc49211496e913e0351eb0e8c37aa3477e40942ec6b97c";

  /** What a grant gives, in AWS's words. */
  enum Permission {
    FULL_CONTROL,
    READ,
    WRITE,
    READ_ACP,
    WRITE_ACP;

    /** The permission of a name; null where there is none. */
    static @Nullable Permission named(@Nullable String name) {
      for (Permission each : values()) {
        if (each.name().equals(name)) {
          return each;
        }
      }
      return null;
    }

    boolean covers(Permission other) {
      return this == FULL_CONTROL || this == other;
    }
  }

  /**
   * One line of a list.
   *
   * @param grantee a canonical user id, or the URI of a group
   */
  record Grant(String grantee, Permission permission) {
    boolean isToGroup() {
      return GROUPS.contains(grantee);
    }

    boolean isPublic() {
      return grantee.equals(ALL_USERS) || grantee.equals(AUTHENTICATED_USERS);
    }
  }

  AccessList {
    grants = List.copyOf(grants);
  }

  static boolean isGroup(String uri) {
    return GROUPS.contains(uri);
  }

  /** The list that buckets and objects begin with. */
  static AccessList ownedBy(String ownerId) {
    return new AccessList(List.of(new Grant(ownerId, Permission.FULL_CONTROL)));
  }

  /**
   * The list of a canned name.
   *
   * @param ofBucket whether it is for a bucket, where those that name its owner say nothing
   * @return null where there is none of that name
   */
  static @Nullable AccessList canned(
      String name, String ownerId, String bucketOwnerId, boolean ofBucket) {
    List<Grant> grants = new ArrayList<>(3);
    grants.add(new Grant(ownerId, Permission.FULL_CONTROL));
    switch (name) {
      case "private" -> {}
      case "public-read" -> grants.add(new Grant(ALL_USERS, Permission.READ));
      case "public-read-write" -> {
        grants.add(new Grant(ALL_USERS, Permission.READ));
        grants.add(new Grant(ALL_USERS, Permission.WRITE));
      }
      case "authenticated-read" -> grants.add(new Grant(AUTHENTICATED_USERS, Permission.READ));
      case "aws-exec-read" -> grants.add(new Grant(EC2, Permission.READ));
      case "bucket-owner-read" -> {
        if (!ofBucket) {
          grants.add(new Grant(bucketOwnerId, Permission.READ));
        }
      }
      case OWNER_HAS_ALL -> {
        if (!ofBucket && !ownerId.equals(bucketOwnerId)) {
          grants.add(new Grant(bucketOwnerId, Permission.FULL_CONTROL));
        }
      }
      case "log-delivery-write" -> {
        grants.add(new Grant(LOG_DELIVERY, Permission.WRITE));
        grants.add(new Grant(LOG_DELIVERY, Permission.READ_ACP));
      }
      default -> {
        return null;
      }
    }
    return new AccessList(grants);
  }

  /** Whether it gives anything to everybody, or to everybody with an account. */
  boolean isPublic() {
    return grants.stream().anyMatch(Grant::isPublic);
  }

  void write(RowWriter out) {
    out.number(grants.size());
    for (Grant grant : grants) {
      out.text(grant.grantee).text(grant.permission.name());
    }
  }

  static AccessList read(RowReader in) {
    int count = in.integer();
    List<Grant> grants = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      grants.add(new Grant(in.text(), Permission.valueOf(in.text())));
    }
    return new AccessList(grants);
  }

  Document.Structure toDocument() {
    List<Document> lines = new ArrayList<>(grants.size());
    for (Grant grant : grants) {
      lines.add(
          new Document.Structure(
              Map.of(
                  "Grantee",
                  new Document.Text(grant.grantee),
                  "Permission",
                  new Document.Text(grant.permission.name()))));
    }
    return Document.Structure.of("Grants", new Document.Sequence(lines));
  }

  static AccessList ofDocument(Document.Structure document) {
    return new AccessList(
        document.structures("Grants").stream()
            .map(
                line ->
                    new Grant(
                        Objects.requireNonNull(line.text("Grantee")),
                        Permission.valueOf(Objects.requireNonNull(line.text("Permission")))))
            .toList());
  }
}
