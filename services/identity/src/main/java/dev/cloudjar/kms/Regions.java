package dev.cloudjar.kms;

import java.util.ArrayList;
import java.util.List;

/** The keys of a multi-Region key. */
final class Regions {
  private Regions() {}

  /** A key, and those that share its material in other Regions. */
  static List<KeyId> all(KeyId id, Key key) {
    return key.multiRegion().map(it -> all(id, it)).orElse(List.of(id));
  }

  /** The keys in all Regions, the primary one first. */
  static List<KeyId> all(KeyId id, Key.MultiRegion regions) {
    List<KeyId> all = new ArrayList<>();
    all.add(id.in(regions.primaryRegion()));
    regions.replicaRegions().forEach(region -> all.add(id.in(region)));
    return all;
  }
}
