package dev.cloudjar.gateway;

import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.cloud.Gate.Need;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The tags that requests bring, for all actions that AWS documents to know them: found in the
 * request by its model, so that no room has to. What a room tells itself stays as it is.
 */
final class RequestTags {
  private static final String REQUEST_TAG = "aws:RequestTag/${TagKey}";
  private static final String TAG_KEYS = "aws:TagKeys";
  private static final int DEEPEST = 2;

  private final Set<String> tagged = new HashSet<>();
  private final Set<String> keyed = new HashSet<>();

  RequestTags(ServiceModel service) {
    service
        .conditionKeys()
        .forEach(
            (action, keys) -> {
              if (keys.contains(REQUEST_TAG)) {
                tagged.add(action);
              } else if (keys.contains(TAG_KEYS)) {
                keyed.add(action);
              }
            });
  }

  /** The needs with the tags of their request. */
  List<Need> addTo(List<Need> needs, AwsRequest request) {
    for (Need need : needs) {
      if (lacksTags(need)) {
        Found found = new Found();
        found.read(request, 0);
        return found.isEmpty() ? needs : addTo(needs, found);
      }
    }
    return needs;
  }

  private List<Need> addTo(List<Need> needs, Found found) {
    List<Need> all = new ArrayList<>(needs.size());
    for (Need need : needs) {
      if (!lacksTags(need)) {
        all.add(need);
      } else {
        Need tagging = tagged.contains(need.action()) ? need.withRequestTags(found.tags) : need;
        all.add(tagging.with(TAG_KEYS, List.copyOf(found.keys)));
      }
    }
    return all;
  }

  private boolean lacksTags(Need need) {
    return (tagged.contains(need.action()) || keyed.contains(need.action()))
        && !need.context().containsKey("aws:tagkeys");
  }

  /** The tags of a request, and all keys of tags that it names. */
  private static final class Found {
    private final Map<String, String> tags = new LinkedHashMap<>();
    private final Set<String> keys = new LinkedHashSet<>();

    boolean isEmpty() {
      return keys.isEmpty();
    }

    void read(SdkPojo structure, int depth) {
      for (SdkField<?> field : structure.sdkFields()) {
        Object value = field.getValueOrDefault(structure);
        String name = field.memberName().toLowerCase(Locale.ROOT);
        if (name.startsWith("tag") || name.endsWith("tags")) {
          readTags(value, depth);
        } else if (value instanceof SdkPojo inner && depth < DEEPEST) {
          read(inner, depth + 1);
        }
      }
    }

    /** Tags are pairs in a list or a map; in a list without values, they are keys. */
    private void readTags(Object value, int depth) {
      switch (value) {
        case Map<?, ?> map -> map.forEach((key, its) -> add(key, its));
        case List<?> list -> list.forEach(each -> readTag(each, depth));
        case SdkPojo inner -> read(inner, depth + 1);
        case null, default -> {
          // A tag of another kind, such as that of an object in a header.
        }
      }
    }

    private void readTag(Object element, int depth) {
      if (element instanceof SdkPojo pair) {
        Optional<Object> key = member(pair, "key");
        key.ifPresentOrElse(
            it -> add(it, member(pair, "value").orElse("")), () -> read(pair, depth + 1));
      } else {
        keys.add(String.valueOf(element));
      }
    }

    private void add(Object key, Object value) {
      if (key instanceof String name && value instanceof String text) {
        tags.put(name, text);
        keys.add(name);
      }
    }

    /** A member such as {@code Key}, {@code TagKey} or {@code key}. */
    private static Optional<Object> member(SdkPojo pair, String name) {
      for (SdkField<?> field : pair.sdkFields()) {
        String its = field.memberName().toLowerCase(Locale.ROOT);
        if (its.equals(name) || its.equals("tag" + name)) {
          return Optional.ofNullable(field.getValueOrDefault(pair));
        }
      }
      return Optional.empty();
    }
  }
}
