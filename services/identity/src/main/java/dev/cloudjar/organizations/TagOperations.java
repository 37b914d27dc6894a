package dev.cloudjar.organizations;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.store.Snapshot;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import software.amazon.awssdk.services.organizations.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.organizations.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.organizations.model.Tag;
import software.amazon.awssdk.services.organizations.model.TagResourceRequest;
import software.amazon.awssdk.services.organizations.model.TagResourceResponse;
import software.amazon.awssdk.services.organizations.model.UntagResourceRequest;
import software.amazon.awssdk.services.organizations.model.UntagResourceResponse;

/** Tags of roots, units, accounts and policies. */
final class TagOperations {
  private static final int MOST_TAGS = 50;

  private final Cloud cloud;

  TagOperations(Cloud cloud) {
    this.cloud = cloud;
  }

  TagResourceResponse tag(Call call, TagResourceRequest request) {
    Map<String, String> more = read(request.tags());
    change(call, request.resourceId(), tags -> tags.putAll(more));
    return TagResourceResponse.builder().build();
  }

  UntagResourceResponse untag(Call call, UntagResourceRequest request) {
    change(call, request.resourceId(), tags -> tags.keySet().removeAll(request.tagKeys()));
    return UntagResourceResponse.builder().build();
  }

  ListTagsForResourceResponse list(Call call, ListTagsForResourceRequest request) {
    return cloud
        .store()
        .read(
            snapshot -> {
              Organization organization = Standing.asReader(snapshot, call);
              requireResource(snapshot, organization, request.resourceId());
              return ListTagsForResourceResponse.builder()
                  .tags(
                      OrganizationStore.tags(snapshot, organization, request.resourceId())
                          .entrySet()
                          .stream()
                          .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                          .toList())
                  .build();
            });
  }

  /** The tags of a request. */
  static Map<String, String> read(Collection<Tag> tags) {
    Map<String, String> byKey = new LinkedHashMap<>();
    for (Tag tag : tags) {
      if (tag.key().startsWith("aws:")) {
        throw OrganizationsFaults.invalidInput(
            "INVALID_SYSTEM_TAGS_PARAMETER",
            "You can't add, edit, or delete system tag keys, which begin with aws:.");
      }
      if (byKey.put(tag.key(), tag.value()) != null) {
        throw OrganizationsFaults.invalidInput(
            "DUPLICATE_TAG_KEY", "Tag keys must be unique among the tags of an entity.");
      }
    }
    return byKey;
  }

  private void change(Call call, String resourceId, Consumer<Map<String, String>> edit) {
    cloud
        .store()
        .transact(
            transaction -> {
              Organization organization = Standing.asManagement(transaction, call);
              requireResource(transaction, organization, resourceId);
              Map<String, String> tags =
                  new TreeMap<>(OrganizationStore.tags(transaction, organization, resourceId));
              edit.accept(tags);
              if (tags.size() > MOST_TAGS) {
                throw OrganizationsFaults.constraint(
                    "MAX_TAG_LIMIT_EXCEEDED", "You have exceeded the number of tags allowed.");
              }
              OrganizationStore.putTags(transaction, organization, resourceId, tags);
              return organization;
            });
  }

  private static void requireResource(Snapshot snapshot, Organization organization, String id) {
    if (id.startsWith("p-")) {
      Policy policy = OrganizationStore.policy(snapshot, organization, id);
      if (policy == null || policy.awsManaged()) {
        throw OrganizationsFaults.targetNotFound();
      }
    } else if (id.startsWith("rp-")) {
      var policy = OrganizationStore.RESOURCE_POLICIES.get(snapshot, organization.id());
      if (policy == null || !policy.id().equals(id)) {
        throw OrganizationsFaults.targetNotFound();
      }
    } else {
      Target.require(snapshot, organization, id);
    }
  }
}
