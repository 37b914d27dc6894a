package dev.cloudjar.s3;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A bucket as one would write it down: what the stores and listings must come to. */
final class PlainBucket {
  /** Newest versions first. */
  private final Map<String, Deque<PlainVersion>> keys =
      new TreeMap<>(
          (a, b) ->
              Arrays.compareUnsigned(
                  a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));

  private Versioning versioning = Versioning.UNVERSIONED;

  /**
   * A version.
   *
   * @param etag null for a delete marker
   */
  record PlainVersion(String key, String id, @Nullable String etag) {}

  /** What a listing shows, in order: a version, or a common prefix in place of many. */
  record Shown(@Nullable PlainVersion version, @Nullable String commonPrefix, boolean isLatest) {}

  void set(Versioning newVersioning) {
    versioning = newVersioning;
  }

  void put(String key, String id, @Nullable String etag) {
    Deque<PlainVersion> versions = keys.computeIfAbsent(key, each -> new ArrayDeque<>());
    if (versioning != Versioning.ENABLED) {
      versions.removeIf(version -> version.id().equals(VersionId.NULL));
    }
    versions.addFirst(new PlainVersion(key, id, etag));
  }

  void delete(String key, String markerId) {
    if (versioning == Versioning.UNVERSIONED) {
      keys.remove(key);
    } else {
      put(key, markerId, null);
    }
  }

  void deleteVersion(String key, String id) {
    Deque<PlainVersion> versions = keys.get(key);
    if (versions != null) {
      versions.removeIf(version -> version.id().equals(id));
      if (versions.isEmpty()) {
        keys.remove(key);
      }
    }
  }

  @Nullable PlainVersion latest(String key) {
    Deque<PlainVersion> versions = keys.get(key);
    return versions == null ? null : versions.peekFirst();
  }

  List<PlainVersion> allVersions() {
    List<PlainVersion> all = new ArrayList<>();
    keys.values().forEach(all::addAll);
    return all;
  }

  List<String> allKeys() {
    return List.copyOf(keys.keySet());
  }

  /** Everything that a listing without a marker shows. */
  List<Shown> list(Listing listing, boolean withVersions) {
    List<Shown> shown = new ArrayList<>();
    String lastPrefix = null;
    for (Map.Entry<String, Deque<PlainVersion>> each : keys.entrySet()) {
      String key = each.getKey();
      boolean isLatest = true;
      for (PlainVersion version : each.getValue()) {
        boolean visible = withVersions || (isLatest && version.etag() != null);
        if (visible && key.startsWith(listing.prefix())) {
          String commonPrefix = rolledUp(key, listing);
          if (commonPrefix == null) {
            shown.add(new Shown(version, null, isLatest));
          } else if (!commonPrefix.equals(lastPrefix)) {
            shown.add(new Shown(null, commonPrefix, false));
            lastPrefix = commonPrefix;
          }
        }
        isLatest = false;
      }
    }
    return shown;
  }

  private static @Nullable String rolledUp(String key, Listing listing) {
    String delimiter = listing.delimiter();
    if (delimiter == null) {
      return null;
    }
    int found = key.indexOf(delimiter, listing.prefix().length());
    return found < 0 ? null : key.substring(0, found + delimiter.length());
  }
}
