package dev.cloudjar.cloudtrail;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.cloud.ResourceGuard;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Snapshot;
import java.util.Map;
import java.util.regex.Pattern;

/** Trails by the names that callers give them. */
final class TrailNames {
  private static final Pattern LETTERS = Pattern.compile("[A-Za-z0-9._-]*");
  private static final Pattern EDGES = Pattern.compile("[A-Za-z0-9](.*[A-Za-z0-9])?");
  private static final Pattern ADJACENT = Pattern.compile(".*[._-]{2}.*");
  private static final Pattern ADDRESS = Pattern.compile("[0-9]+(\\.[0-9]+){3}");
  private static final int SHORTEST = 3;
  private static final int LONGEST = 128;

  private TrailNames() {}

  /** The trail that a name or an ARN means, whether it exists or not. */
  static Trail.Key key(Call call, String nameOrArn) {
    if (nameOrArn.startsWith("arn:")) {
      return Trail.Key.parse(nameOrArn).orElseThrow(() -> CloudTrailFaults.invalidArn(nameOrArn));
    }
    check(nameOrArn);
    return new Trail.Key(call.accountId(), call.region(), nameOrArn);
  }

  static Trail require(Snapshot snapshot, Trail.Key key) {
    Trail trail = TrailStore.trail(snapshot, key);
    if (trail == null) {
      throw CloudTrailFaults.trailNotFound(key);
    }
    return trail;
  }

  /** The trail of a name, for a change, which only its home Region takes. */
  static Trail requireAtHome(Snapshot snapshot, Call call, Trail.Key key) {
    Trail trail = require(snapshot, key);
    if (!key.homeRegion().equals(call.region())) {
      throw CloudTrailFaults.invalidHomeRegion(key);
    }
    return trail;
  }

  static Resource resource(KeyValueStore store, Call call, String nameOrArn) {
    Trail.Key key = key(call, nameOrArn);
    return new Resource(key.arn(), key.accountId())
        .guardedBy(
            new ResourceGuard() {
              @Override
              public Map<String, String> tags() {
                Trail trail = store.read(snapshot -> TrailStore.trail(snapshot, key));
                return trail == null ? Map.of() : trail.tags();
              }
            });
  }

  private static void check(String name) {
    if (name.length() < SHORTEST) {
      throw CloudTrailFaults.invalidTrailName(
          "Trail name too short. Minimum allowed length: 3 characters. Specified name length: "
              + name.length()
              + " characters.");
    }
    if (name.length() > LONGEST) {
      throw CloudTrailFaults.invalidTrailName(
          "Trail name too long. Maximum allowed length: 128 characters. Specified name length: "
              + name.length()
              + " characters.");
    }
    if (!LETTERS.matcher(name).matches()) {
      throw CloudTrailFaults.invalidTrailName(
          "Trail name or ARN can only contain uppercase letters, lowercase letters, numbers,"
              + " periods (.), hyphens (-), and underscores (_).");
    }
    if (!EDGES.matcher(name).matches()) {
      throw CloudTrailFaults.invalidTrailName(
          "Trail name must start and end with a letter or number.");
    }
    if (ADJACENT.matcher(name).matches() || ADDRESS.matcher(name).matches()) {
      throw CloudTrailFaults.invalidTrailName(
          "Trail name must not have adjacent periods, underscores or dashes, and must not look like"
              + " an IP address.");
    }
  }
}
