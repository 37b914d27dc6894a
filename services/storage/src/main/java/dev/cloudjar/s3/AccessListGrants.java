package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.s3.AccessList.Grant;
import dev.cloudjar.s3.AccessList.Permission;
import dev.cloudjar.s3.Version.Stored;
import dev.cloudjar.store.Snapshot;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which actions an access control list lets a caller use.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#acl-access-policy-permission-mapping">Mapping
 *     of ACL permissions and access policy permissions</a>
 */
final class AccessListGrants {
  private static final Set<String> LOG_WRITERS =
      Set.of("logging.s3.amazonaws.com", "delivery.logs.amazonaws.com");

  private static final Map<String, Permission> OF_BUCKETS =
      Map.of(
          "s3:ListBucket", Permission.READ,
          "s3:ListBucketVersions", Permission.READ,
          "s3:ListBucketMultipartUploads", Permission.READ,
          "s3:PutObject", Permission.WRITE,
          "s3:PutObjectAcl", Permission.WRITE,
          "s3:DeleteObject", Permission.WRITE,
          "s3:GetBucketAcl", Permission.READ_ACP,
          "s3:PutBucketAcl", Permission.WRITE_ACP);

  private static final Map<String, Permission> OF_OBJECTS =
      Map.of(
          "s3:GetObject", Permission.READ,
          "s3:GetObjectVersion", Permission.READ,
          "s3:GetObjectAcl", Permission.READ_ACP,
          "s3:GetObjectVersionAcl", Permission.READ_ACP,
          "s3:PutObjectAcl", Permission.WRITE_ACP,
          "s3:PutObjectVersionAcl", Permission.WRITE_ACP);

  private final AccessLists lists;
  private final ObjectStore objects;
  private final AccessTarget target;

  AccessListGrants(AccessLists lists, ObjectStore objects, AccessTarget target) {
    this.lists = lists;
    this.objects = objects;
    this.target = target;
  }

  /** The name of the grant that lets a caller use an action; empty where none does. */
  Optional<String> find(Snapshot snapshot, Call call, String action) {
    Bucket bucket = target.bucket();
    Stored object = target.object();
    Permission wanted = (object == null ? OF_BUCKETS : OF_OBJECTS).get(action);
    Ownership ownership = lists.ownership(snapshot, bucket);
    if (wanted == null || !ownership.listsCount()) {
      return Optional.empty();
    }
    if (wanted == Permission.WRITE && !mayReplace(snapshot, call, action, ownership)) {
      return Optional.empty();
    }
    AccessList list =
        object == null
            ? lists.ofBucket(snapshot, bucket)
            : ownership.list(bucket, object.attributes());
    boolean ignoresPublic = lists.publicAccess(snapshot, bucket).ignorePublicAcls();
    for (Grant grant : list.grants()) {
      if (grant.permission().covers(wanted)
          && !(ignoresPublic && grant.isPublic())
          && isTo(grant.grantee(), call)) {
        return Optional.of(
            grant.permission()
                + " in the access control list of "
                + (object == null ? bucket.arn() : target.arn()));
      }
    }
    return Optional.empty();
  }

  /** Whoever may write to a bucket may write over nobody's objects but its own. */
  private boolean mayReplace(Snapshot snapshot, Call call, String action, Ownership ownership) {
    Bucket bucket = target.bucket();
    String key = target.key();
    Stored current = key == null ? null : objects.current(snapshot, bucket, key);
    String account = CanonicalUser.account(call);
    if (current == null) {
      return !action.equals("s3:DeleteObject") || account.equals(bucket.accountId());
    }
    return account.equals(bucket.accountId())
        || account.equals(ownership.owner(bucket, current.attributes()));
  }

  /** Users of the owner's own account have what its policies give them, whatever it has itself. */
  private boolean isTo(String grantee, Call call) {
    Principal principal = call.principal();
    if (grantee.equals(AccessList.ALL_USERS)) {
      return true;
    }
    if (principal instanceof Principal.Service service) {
      return grantee.equals(AccessList.LOG_DELIVERY) && LOG_WRITERS.contains(service.name());
    }
    boolean anonymous = principal instanceof Principal.Anonymous;
    if (grantee.equals(AccessList.AUTHENTICATED_USERS)) {
      return !anonymous;
    }
    String account = CanonicalUser.account(call);
    return (anonymous || !account.equals(target.ownerAccountId()))
        && grantee.equals(CanonicalUser.id(account));
  }
}
