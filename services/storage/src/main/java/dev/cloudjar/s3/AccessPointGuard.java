package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Gate.Need;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.cloud.ResourceGuard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an access point says of who may use it. Its bucket has its own say.
 *
 * @param key of an object; null for the bucket
 * @param block the strictest of what access point, bucket and account block
 * @param ofBucket knows what the request brings
 */
record AccessPointGuard(
    Call call, AccessPoint point, @Nullable String key, PublicAccess block, ResourceGuard ofBucket)
    implements ResourceGuard {

  /** A need with that of the access point that the request came through, if it did. */
  static List<Need> both(Need need) {
    List<Need> needs = new ArrayList<>(2);
    needs.add(need);
    if (need.resource().guard() instanceof AccessGuard guard && guard.through() != null) {
      needs.add(new Need(need.action(), guard.through().resource(), need.context()));
    }
    return needs;
  }

  static boolean allows(Call call, Need need) {
    return both(need).stream().allMatch(call::allows);
  }

  Resource resource() {
    return new Resource(
        key == null ? point.arn() : point.arn() + "/object/" + key, point.accountId(), this);
  }

  @Override
  public Optional<String> policy() {
    boolean own =
        !(call.principal() instanceof Principal.Anonymous)
            && call.accountId().equals(point.accountId());
    boolean restricted =
        !own
            && !(call.principal() instanceof Principal.Service)
            && block.restrictPublicBuckets()
            && point.isPublic();
    return restricted ? Optional.empty() : Optional.ofNullable(point.policy());
  }

  @Override
  public List<String> values(String lowerCaseKey) {
    return ofBucket.values(lowerCaseKey);
  }
}
