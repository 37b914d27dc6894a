package dev.cloudjar.kms;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.store.KeyValueStore;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import software.amazon.awssdk.services.kms.model.ListResourceTagsRequest;
import software.amazon.awssdk.services.kms.model.ListResourceTagsResponse;
import software.amazon.awssdk.services.kms.model.Tag;
import software.amazon.awssdk.services.kms.model.TagResourceRequest;
import software.amazon.awssdk.services.kms.model.TagResourceResponse;
import software.amazon.awssdk.services.kms.model.UntagResourceRequest;
import software.amazon.awssdk.services.kms.model.UntagResourceResponse;

/** Reads and writes the tags of keys. */
final class KeyTagOperations {
  private static final int MOST_TAGS = 50;
  private static final int LONGEST_PAGE = 50;

  private final KeyValueStore store;
  private final KeyFinder finder;

  KeyTagOperations(KeyValueStore store, KeyFinder finder) {
    this.store = store;
    this.finder = finder;
  }

  TagResourceResponse tag(Call call, TagResourceRequest request) {
    Map<String, String> more = checked(request.tags());
    change(finder.customerManaged(call, request.keyId()).id(), tags -> tags.putAll(more));
    return TagResourceResponse.builder().build();
  }

  UntagResourceResponse untag(Call call, UntagResourceRequest request) {
    change(
        finder.customerManaged(call, request.keyId()).id(),
        tags -> tags.keySet().removeAll(request.tagKeys()));
    return UntagResourceResponse.builder().build();
  }

  ListResourceTagsResponse list(Call call, ListResourceTagsRequest request) {
    KeyId id = finder.own(call, request.keyId()).id();
    int limit = Markers.limit(request.limit(), LONGEST_PAGE, LONGEST_PAGE);
    String after = Markers.read(request.marker());
    Map<String, String> kept = store.read(snapshot -> KeyStore.tags(snapshot, id));
    TreeMap<String, String> tags = new TreeMap<>(kept);
    List<Tag> rest =
        tags.tailMap(after, false).entrySet().stream()
            .map(it -> Tag.builder().tagKey(it.getKey()).tagValue(it.getValue()).build())
            .toList();
    List<Tag> page = Markers.page(rest, limit);
    boolean truncated = rest.size() > limit;
    return ListResourceTagsResponse.builder()
        .tags(page)
        .truncated(truncated)
        .nextMarker(truncated ? Markers.write(page.getLast().tagKey()) : null)
        .build();
  }

  /** The tags of a request, by their keys. */
  static Map<String, String> checked(List<Tag> tags) {
    Map<String, String> checked = new TreeMap<>();
    for (Tag tag : tags) {
      if (tag.tagKey().startsWith("aws:")) {
        throw KmsFaults.tag("Tags beginning with aws: are reserved");
      }
      if (checked.put(tag.tagKey(), tag.tagValue()) != null) {
        throw KmsFaults.tag("Duplicate tag keys");
      }
    }
    return checked;
  }

  private void change(KeyId id, Consumer<Map<String, String>> edit) {
    store.transact(
        transaction -> {
          KeyRules.requireNotPendingDeletion(id, KeyStore.require(transaction, id));
          Map<String, String> tags = new TreeMap<>(KeyStore.tags(transaction, id));
          edit.accept(tags);
          if (tags.size() > MOST_TAGS) {
            throw KmsFaults.tag("Too many tags");
          }
          KeyStore.putTags(transaction, id, tags);
          return true;
        });
  }
}
