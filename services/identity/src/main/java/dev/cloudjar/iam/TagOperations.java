package dev.cloudjar.iam;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Gate;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Resource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.services.iam.model.ListInstanceProfileTagsRequest;
import software.amazon.awssdk.services.iam.model.ListInstanceProfileTagsResponse;
import software.amazon.awssdk.services.iam.model.ListPolicyTagsRequest;
import software.amazon.awssdk.services.iam.model.ListPolicyTagsResponse;
import software.amazon.awssdk.services.iam.model.ListRoleTagsRequest;
import software.amazon.awssdk.services.iam.model.ListRoleTagsResponse;
import software.amazon.awssdk.services.iam.model.ListUserTagsRequest;
import software.amazon.awssdk.services.iam.model.ListUserTagsResponse;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.TagInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.TagInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.TagPolicyRequest;
import software.amazon.awssdk.services.iam.model.TagPolicyResponse;
import software.amazon.awssdk.services.iam.model.TagRoleRequest;
import software.amazon.awssdk.services.iam.model.TagRoleResponse;
import software.amazon.awssdk.services.iam.model.TagUserRequest;
import software.amazon.awssdk.services.iam.model.TagUserResponse;
import software.amazon.awssdk.services.iam.model.UntagInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.UntagInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.UntagPolicyRequest;
import software.amazon.awssdk.services.iam.model.UntagPolicyResponse;
import software.amazon.awssdk.services.iam.model.UntagRoleRequest;
import software.amazon.awssdk.services.iam.model.UntagRoleResponse;
import software.amazon.awssdk.services.iam.model.UntagUserRequest;
import software.amazon.awssdk.services.iam.model.UntagUserResponse;

/** Tags of everything that has some. */
final class TagOperations {
  private static final int MOST_TAGS = 50;

  private final IamStore store;
  private final IamResources resources;

  TagOperations(IamStore store, IamResources resources) {
    this.store = store;
    this.resources = resources;
  }

  void register(Operations ops) {
    users(ops);
    roles(ops);
    instanceProfiles(ops);
    policies(ops);
  }

  private void users(Operations ops) {
    TaggableOperations<User> users = new TaggableOperations<>(store, IamStore.USERS);
    ops.on(
            TagUserRequest.class,
            TagUserResponse.class,
            (call, it) -> {
              users.add(call, it.userName(), it.tags());
              return TagUserResponse.builder().build();
            })
        .authorises(
            tagging(
                "iam:TagUser",
                (call, it) -> new Change(resources.user(call, it.userName()), map(it.tags()))));
    ops.on(
            UntagUserRequest.class,
            UntagUserResponse.class,
            (call, it) -> {
              users.remove(call, it.userName(), it.tagKeys());
              return UntagUserResponse.builder().build();
            })
        .authorises(
            untagging(
                "iam:UntagUser",
                (call, it) -> new Removal(resources.user(call, it.userName()), it.tagKeys())));
    ops.on(
            ListUserTagsRequest.class,
            ListUserTagsResponse.class,
            (call, it) -> {
              var page = users.list(call, it.userName(), new Paging(it.marker(), it.maxItems()));
              return ListUserTagsResponse.builder()
                  .tags(page.items())
                  .isTruncated(page.isTruncated())
                  .marker(page.marker())
                  .build();
            })
        .authorises("iam:ListUserTags", (call, it) -> resources.user(call, it.userName()));
  }

  private void roles(Operations ops) {
    TaggableOperations<Role> roles = new TaggableOperations<>(store, IamStore.ROLES);
    ops.on(
            TagRoleRequest.class,
            TagRoleResponse.class,
            (call, it) -> {
              roles.add(call, it.roleName(), it.tags());
              return TagRoleResponse.builder().build();
            })
        .authorises(
            tagging(
                "iam:TagRole",
                (call, it) -> new Change(resources.role(call, it.roleName()), map(it.tags()))));
    ops.on(
            UntagRoleRequest.class,
            UntagRoleResponse.class,
            (call, it) -> {
              roles.remove(call, it.roleName(), it.tagKeys());
              return UntagRoleResponse.builder().build();
            })
        .authorises(
            untagging(
                "iam:UntagRole",
                (call, it) -> new Removal(resources.role(call, it.roleName()), it.tagKeys())));
    ops.on(
            ListRoleTagsRequest.class,
            ListRoleTagsResponse.class,
            (call, it) -> {
              var page = roles.list(call, it.roleName(), new Paging(it.marker(), it.maxItems()));
              return ListRoleTagsResponse.builder()
                  .tags(page.items())
                  .isTruncated(page.isTruncated())
                  .marker(page.marker())
                  .build();
            })
        .authorises("iam:ListRoleTags", (call, it) -> resources.role(call, it.roleName()));
  }

  private void instanceProfiles(Operations ops) {
    TaggableOperations<InstanceProfile> profiles =
        new TaggableOperations<>(store, IamStore.INSTANCE_PROFILES);
    ops.on(
            TagInstanceProfileRequest.class,
            TagInstanceProfileResponse.class,
            (call, it) -> {
              profiles.add(call, it.instanceProfileName(), it.tags());
              return TagInstanceProfileResponse.builder().build();
            })
        .authorises(
            tagging(
                "iam:TagInstanceProfile",
                (call, it) ->
                    new Change(
                        resources.instanceProfile(call, it.instanceProfileName()),
                        map(it.tags()))));
    ops.on(
            UntagInstanceProfileRequest.class,
            UntagInstanceProfileResponse.class,
            (call, it) -> {
              profiles.remove(call, it.instanceProfileName(), it.tagKeys());
              return UntagInstanceProfileResponse.builder().build();
            })
        .authorises(
            untagging(
                "iam:UntagInstanceProfile",
                (call, it) ->
                    new Removal(
                        resources.instanceProfile(call, it.instanceProfileName()), it.tagKeys())));
    ops.on(
            ListInstanceProfileTagsRequest.class,
            ListInstanceProfileTagsResponse.class,
            (call, it) -> {
              var page =
                  profiles.list(
                      call, it.instanceProfileName(), new Paging(it.marker(), it.maxItems()));
              return ListInstanceProfileTagsResponse.builder()
                  .tags(page.items())
                  .isTruncated(page.isTruncated())
                  .marker(page.marker())
                  .build();
            })
        .authorises(
            "iam:ListInstanceProfileTags",
            (call, it) -> resources.instanceProfile(call, it.instanceProfileName()));
  }

  private void policies(Operations ops) {
    TaggableOperations<ManagedPolicy> policies =
        new TaggableOperations<>(store, ManagedPolicies.CUSTOMER);
    ops.on(
            TagPolicyRequest.class,
            TagPolicyResponse.class,
            (call, it) -> {
              policies.add(call, own(call, it.policyArn()), it.tags());
              return TagPolicyResponse.builder().build();
            })
        .authorises(
            tagging(
                "iam:TagPolicy",
                (call, it) -> new Change(resources.policy(call, it.policyArn()), map(it.tags()))));
    ops.on(
            UntagPolicyRequest.class,
            UntagPolicyResponse.class,
            (call, it) -> {
              policies.remove(call, own(call, it.policyArn()), it.tagKeys());
              return UntagPolicyResponse.builder().build();
            })
        .authorises(
            untagging(
                "iam:UntagPolicy",
                (call, it) -> new Removal(resources.policy(call, it.policyArn()), it.tagKeys())));
    ops.on(
            ListPolicyTagsRequest.class,
            ListPolicyTagsResponse.class,
            (call, it) -> {
              var page =
                  policies.list(
                      call, own(call, it.policyArn()), new Paging(it.marker(), it.maxItems()));
              return ListPolicyTagsResponse.builder()
                  .tags(page.items())
                  .isTruncated(page.isTruncated())
                  .marker(page.marker())
                  .build();
            })
        .authorises("iam:ListPolicyTags", (call, it) -> resources.policy(call, it.policyArn()));
  }

  private String own(Call call, String policyArn) {
    return store
        .read(snapshot -> ManagedPolicies.requireOwn(snapshot, call.accountId(), policyArn))
        .name();
  }

  /** Tags that a request brings. */
  record Change(Resource resource, Map<String, String> tags) {}

  /** Keys that a request takes away. */
  record Removal(Resource resource, List<String> keys) {}

  static <I extends AwsRequest> BiFunction<Call, I, List<Gate.Need>> tagging(
      String action, BiFunction<Call, I, Change> change) {
    return (call, request) -> {
      Change it = change.apply(call, request);
      return List.of(new Gate.Need(action, it.resource()).withRequestTags(it.tags()));
    };
  }

  static <I extends AwsRequest> BiFunction<Call, I, List<Gate.Need>> untagging(
      String action, BiFunction<Call, I, Removal> removal) {
    return (call, request) -> {
      Removal it = removal.apply(call, request);
      return List.of(new Gate.Need(action, it.resource()).with("aws:TagKeys", it.keys()));
    };
  }

  /** The tags of a request. */
  static Map<String, String> map(Collection<Tag> tags) {
    Map<String, String> byKey = new TreeMap<>();
    Set<String> seen = new HashSet<>();
    for (Tag tag : tags) {
      String folded = tag.key().toLowerCase(Locale.ROOT);
      if (!seen.add(folded)) {
        throw IamFaults.duplicateTagKeys();
      }
      if (folded.startsWith("aws:")) {
        throw IamFaults.reservedTagKey();
      }
      byKey.put(tag.key(), tag.value());
    }
    if (byKey.size() > MOST_TAGS) {
      throw IamFaults.limitExceeded("The number of tags has reached the maximum limit.");
    }
    return byKey;
  }

  static List<Tag> tags(Map<String, String> byKey) {
    return byKey.entrySet().stream()
        .map(it -> Tag.builder().key(it.getKey()).value(it.getValue()).build())
        .toList();
  }
}
