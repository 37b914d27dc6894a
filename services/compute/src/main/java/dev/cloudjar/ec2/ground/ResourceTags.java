package dev.cloudjar.ec2.ground;

import dev.cloudjar.cloud.Fault;
import dev.cloudjar.store.KeyRange;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.util.Map;
import java.util.TreeMap;

/** The tags of resources, and what they may be. */
public final class ResourceTags {
  private static final Table<ResourceKey, Tags> TAGS =
      new Table<>("ec2.tags", ResourceKey.CODEC, RecordCodec.of(Tags.class));
  private static final int MOST_TAGS = 50;
  private static final int LONGEST_KEY = 127;
  private static final int LONGEST_VALUE = 256;

  private ResourceTags() {}

  record Tags(Map<String, String> byKey) {}

  /** The tags of a resource, by key. */
  public static Map<String, String> of(Snapshot snapshot, Place place, String id) {
    Tags tags = TAGS.get(snapshot, new ResourceKey(place, id));
    return tags == null ? Map.of() : tags.byKey();
  }

  /**
   * Adds tags to a resource, or puts them in the place of those with their keys.
   *
   * @throws Fault where they may not be
   */
  public static void add(
      Transaction transaction, Place place, String id, Map<String, String> more) {
    if (more.isEmpty()) {
      return;
    }
    check(more);
    Map<String, String> all = new TreeMap<>(of(transaction, place, id));
    all.putAll(more);
    if (all.keySet().stream().filter(key -> !key.startsWith("aws:")).count() > MOST_TAGS) {
      throw Ec2Faults.tagLimitExceeded();
    }
    TAGS.put(transaction, new ResourceKey(place, id), new Tags(all));
  }

  /** Adds tags that only AWS gives, whose keys begin with {@code aws:}. */
  public static void addReserved(
      Transaction transaction, Place place, String id, Map<String, String> more) {
    Map<String, String> all = new TreeMap<>(of(transaction, place, id));
    all.putAll(more);
    TAGS.put(transaction, new ResourceKey(place, id), new Tags(all));
  }

  /** Puts all tags of a resource in the place of those that it has. */
  static void replace(Transaction transaction, Place place, String id, Map<String, String> all) {
    if (all.isEmpty()) {
      deleteAll(transaction, place, id);
    } else {
      TAGS.put(transaction, new ResourceKey(place, id), new Tags(new TreeMap<>(all)));
    }
  }

  static void deleteAll(Transaction transaction, Place place, String id) {
    TAGS.delete(transaction, new ResourceKey(place, id));
  }

  private static void check(Map<String, String> tags) {
    tags.forEach(
        (key, value) -> {
          if (key.startsWith("aws:")) {
            throw Ec2Faults.invalidParameterValue(
                "Tag keys starting with 'aws:' are reserved for internal use");
          }
          if (key.isEmpty()) {
            throw Ec2Faults.invalidParameterValue("Tag key cannot be empty");
          }
          if (key.length() > LONGEST_KEY) {
            throw Ec2Faults.invalidParameterValue(
                "Tag key exceeds the maximum length of %d characters".formatted(LONGEST_KEY));
          }
          if (value.length() > LONGEST_VALUE) {
            throw Ec2Faults.invalidParameterValue(
                "Tag value exceeds the maximum length of %d characters".formatted(LONGEST_VALUE));
          }
        });
  }

  /** The tagged resources of a place whose ids come after another. */
  static Rows<ResourceKey, Tags> after(Snapshot snapshot, Place place, String id) {
    KeyRange all = TAGS.startingWith(out -> ResourceKey.Keys.write(place, out));
    return TAGS.scan(snapshot, all.from(TAGS.encode(new ResourceKey(place, id))));
  }
}
