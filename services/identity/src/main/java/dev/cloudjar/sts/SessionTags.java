package dev.cloudjar.sts;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The tags of a session: those passed along, and those that a chained session inherits.
 *
 * @param all keys and values
 * @param passed those that came with the request
 * @param transitiveKeys of those that sessions chained to this one inherit
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html">Pass session
 *     tags in AWS STS</a>
 */
record SessionTags(
    Map<String, String> all, Map<String, String> passed, Set<String> transitiveKeys) {
  private static final int MOST = 50;

  /**
   * Puts them together.
   *
   * @param inherited the transitive tags of the session that calls
   */
  static SessionTags of(
      Map<String, String> inherited, Map<String, String> passed, Set<String> transitive) {
    if (passed.size() > MOST) {
      throw StsFaults.tooManyTags(MOST);
    }
    Map<String, String> byFolded = new TreeMap<>();
    for (String key : passed.keySet()) {
      if (key.regionMatches(true, 0, "aws:", 0, 4)) {
        throw StsFaults.reservedTagKey();
      }
      if (byFolded.put(key.toLowerCase(Locale.ROOT), key) != null) {
        throw StsFaults.duplicateTagKeys();
      }
    }
    for (String key : inherited.keySet()) {
      if (byFolded.containsKey(key.toLowerCase(Locale.ROOT))) {
        throw StsFaults.inheritedTagKey();
      }
    }
    for (String key : transitive) {
      if (!passed.containsKey(key)) {
        throw StsFaults.unknownTransitiveKey();
      }
    }
    Map<String, String> all = new LinkedHashMap<>(inherited);
    all.putAll(passed);
    Set<String> keys = new HashSet<>(inherited.keySet());
    keys.addAll(transitive);
    return new SessionTags(Map.copyOf(all), Map.copyOf(passed), Set.copyOf(keys));
  }
}
