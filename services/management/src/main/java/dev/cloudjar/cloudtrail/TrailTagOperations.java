package dev.cloudjar.cloudtrail;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Cloud;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import software.amazon.awssdk.services.cloudtrail.model.AddTagsRequest;
import software.amazon.awssdk.services.cloudtrail.model.AddTagsResponse;
import software.amazon.awssdk.services.cloudtrail.model.ListTagsRequest;
import software.amazon.awssdk.services.cloudtrail.model.ListTagsResponse;
import software.amazon.awssdk.services.cloudtrail.model.RemoveTagsRequest;
import software.amazon.awssdk.services.cloudtrail.model.RemoveTagsResponse;
import software.amazon.awssdk.services.cloudtrail.model.ResourceTag;
import software.amazon.awssdk.services.cloudtrail.model.Tag;

/** Tags of trails. */
final class TrailTagOperations {
  private static final int MOST_TAGS = 50;

  private final Cloud cloud;

  TrailTagOperations(Cloud cloud) {
    this.cloud = cloud;
  }

  AddTagsResponse add(Call call, AddTagsRequest request) {
    Map<String, String> more = read(request.tagsList());
    change(call, request.resourceId(), tags -> tags.putAll(more));
    return AddTagsResponse.builder().build();
  }

  RemoveTagsResponse remove(Call call, RemoveTagsRequest request) {
    List<String> keys = request.tagsList().stream().map(Tag::key).toList();
    change(call, request.resourceId(), tags -> tags.keySet().removeAll(keys));
    return RemoveTagsResponse.builder().build();
  }

  ListTagsResponse list(Call call, ListTagsRequest request) {
    return ListTagsResponse.builder()
        .resourceTagList(
            request.resourceIdList().stream()
                .map(
                    arn ->
                        ResourceTag.builder()
                            .resourceId(arn)
                            .tagsList(shown(find(call, arn).tags()))
                            .build())
                .toList())
        .build();
  }

  /** The tags of a request. */
  static Map<String, String> read(Collection<Tag> tags) {
    Map<String, String> byKey = new LinkedHashMap<>();
    for (Tag tag : tags) {
      if (tag.key().startsWith("aws:")) {
        throw CloudTrailFaults.invalidTag("Tag keys must not begin with aws:.");
      }
      byKey.put(tag.key(), tag.value() == null ? "" : tag.value());
    }
    return byKey;
  }

  private Trail find(Call call, String arn) {
    Trail.Key key =
        Trail.Key.parse(arn)
            .filter(it -> it.accountId().equals(call.accountId()))
            .orElseThrow(() -> CloudTrailFaults.invalidArn(arn));
    Trail trail = cloud.store().read(snapshot -> TrailStore.trail(snapshot, key));
    if (trail == null) {
      throw CloudTrailFaults.resourceNotFound(arn);
    }
    return trail;
  }

  private void change(Call call, String arn, Consumer<Map<String, String>> edit) {
    Trail.Key key = find(call, arn).key();
    cloud
        .store()
        .transact(
            transaction -> {
              Trail trail = TrailNames.require(transaction, key);
              Map<String, String> tags = new TreeMap<>(trail.tags());
              edit.accept(tags);
              if (tags.size() > MOST_TAGS) {
                throw CloudTrailFaults.tooManyTags();
              }
              TrailStore.put(transaction, trail.withTags(tags));
              return trail;
            });
  }

  private static List<Tag> shown(Map<String, String> tags) {
    return tags.entrySet().stream()
        .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
        .toList();
  }
}
