package dev.cloudjar.s3;

import dev.cloudjar.s3.Document.Structure;
import dev.cloudjar.s3.lifecycle.Filter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What AWS refuses of a lifecycle configuration. One whose first rule has a filter is of the second
 * version of the form; in the first, rules have prefixes alone.
 */
final class LifecycleChecks {
  private static final int MAX_RULES = 1000;
  private static final int MAX_ID = 255;
  private static final long MAX_SIZE = 1_099_511_627_776_000L;
  private static final int MAX_TERMS_WITHOUT_AND = 1;

  private static final Map<String, String> ACTIONS =
      Map.of(
          "Expiration", "Expiration",
          "Transitions", "Transition",
          "NoncurrentVersionExpiration", "NoncurrentVersionExpiration",
          "NoncurrentVersionTransitions", "NoncurrentVersionTransition",
          "AbortIncompleteMultipartUpload", "AbortIncompleteMultipartUpload");

  private LifecycleChecks() {}

  static Structure check(Bucket bucket, Structure document) {
    List<Structure> rules = document.structures("Rules");
    if (rules.isEmpty()) {
      throw S3Faults.malformedXml();
    }
    if (rules.size() > MAX_RULES) {
      throw LifecycleFaults.tooManyRules();
    }
    String minimum = document.text(LifecycleDocuments.MINIMUM_SIZE);
    if (minimum != null
        && !List.of("all_storage_classes_128K", LifecycleDocuments.VARIES).contains(minimum)) {
      throw LifecycleFaults.minimumSize(minimum);
    }
    Set<String> ids = ids(rules);
    boolean hasFilters = rules.getFirst().member("Filter") != null;
    for (Structure rule : rules) {
      check(rule, hasFilters);
    }
    if (!hasFilters) {
      checkOverlaps(rules);
    }
    if (bucket.mfaDelete()) {
      throw LifecycleFaults.ofMfaBucket();
    }
    return named(document, rules, ids);
  }

  private static Set<String> ids(List<Structure> rules) {
    Set<String> ids = new HashSet<>();
    for (Structure rule : rules) {
      String id = rule.text("ID");
      if (id != null && !id.isEmpty()) {
        if (id.length() > MAX_ID) {
          throw LifecycleFaults.tooLongId(id);
        }
        if (!ids.add(id)) {
          throw LifecycleFaults.sameId(id);
        }
      }
    }
    return ids;
  }

  /** With an id for each rule that came without. */
  private static Structure named(Structure document, List<Structure> rules, Set<String> ids) {
    List<Document> named = new ArrayList<>();
    int number = 0;
    for (Structure rule : rules) {
      String id = rule.text("ID");
      if (id != null && !id.isEmpty()) {
        named.add(rule);
        continue;
      }
      String given = "rule-" + ++number;
      while (!ids.add(given)) {
        given = "rule-" + ++number;
      }
      named.add(with(rule, "ID", new Document.Text(given)));
    }
    return with(document, "Rules", new Document.Sequence(named));
  }

  private static void check(Structure rule, boolean hasFilters) {
    String status = rule.text("Status");
    if (!"Enabled".equals(status) && !"Disabled".equals(status)) {
      throw S3Faults.malformedXml();
    }
    checkScope(rule, hasFilters);
    if (ACTIONS.keySet().stream().noneMatch(action -> has(rule, action))) {
      throw LifecycleFaults.noAction();
    }
    checkExpiration(rule);
    checkNoncurrentExpiration(rule, hasFilters);
    checkAbort(rule);
    LifecycleTransitionChecks.check(rule, hasFilters);
  }

  private static boolean has(Structure rule, String action) {
    return rule.member(action) instanceof Structure || !rule.structures(action).isEmpty();
  }

  private static void checkScope(Structure rule, boolean hasFilters) {
    boolean hasFilter = rule.member("Filter") != null;
    boolean hasPrefix = rule.member("Prefix") != null;
    if (!hasFilter && !hasPrefix) {
      throw S3Faults.malformedXml();
    }
    if (hasPrefix && hasFilters) {
      throw LifecycleFaults.prefixBesideFilters();
    }
    if (hasFilter && !hasFilters) {
      throw LifecycleFaults.filterBesidePrefixes();
    }
    Structure filter = LifecycleDocuments.structure(rule, "Filter");
    if (filter.members().size() > MAX_TERMS_WITHOUT_AND) {
      throw S3Faults.malformedXml();
    }
    Structure and = LifecycleDocuments.structure(filter, "And");
    List<String> keys =
        and.structures("Tags").stream().map(tag -> String.valueOf(tag.text("Key"))).toList();
    if (new HashSet<>(keys).size() < keys.size()) {
      throw LifecycleFaults.sameTagKey();
    }
    Filter scope = LifecycleDocuments.filter(rule);
    if (scope.tags().keySet().stream().anyMatch(String::isEmpty)) {
      throw S3Faults.malformedXml();
    }
    checkSizes(scope.largerThan(), scope.smallerThan());
  }

  private static void checkSizes(@Nullable Long larger, @Nullable Long smaller) {
    if (larger != null && (larger < 0 || larger > MAX_SIZE)) {
      throw LifecycleFaults.size("ObjectSizeGreaterThan", 0);
    }
    if (smaller != null && (smaller < 1 || smaller > MAX_SIZE)) {
      throw LifecycleFaults.size("ObjectSizeLessThan", 1);
    }
    if (larger != null && smaller != null && smaller <= larger) {
      throw LifecycleFaults.sizeOrder();
    }
  }

  private static void checkExpiration(Structure rule) {
    if (!(rule.member("Expiration") instanceof Structure expiration)) {
      return;
    }
    boolean marker = expiration.member("ExpiredObjectDeleteMarker") != null;
    if (expiration.members().size() != 1) {
      throw S3Faults.malformedXml();
    }
    LifecycleTransitionChecks.checkDate(expiration);
    checkPositive(expiration, "Days", "Expiration");
    if (marker) {
      checkPlain(rule, "ExpiredObjectDeleteMarker");
    }
  }

  /** Refuses what looks at tags or sizes where there is nothing that has them. */
  private static void checkPlain(Structure rule, String action) {
    Filter filter = LifecycleDocuments.filter(rule);
    if (!filter.tags().isEmpty()) {
      throw LifecycleFaults.notWith(action, "Tags");
    }
    if (filter.largerThan() != null || filter.smallerThan() != null) {
      throw LifecycleFaults.notWith(action, "Object Size");
    }
  }

  private static void checkNoncurrentExpiration(Structure rule, boolean hasFilters) {
    if (rule.member("NoncurrentVersionExpiration") instanceof Structure noncurrent) {
      if (noncurrent.member("NoncurrentDays") == null) {
        throw S3Faults.malformedXml();
      }
      checkPositive(noncurrent, "NoncurrentDays", "NoncurrentVersionExpiration");
      LifecycleTransitionChecks.checkNewer(noncurrent, hasFilters);
    }
  }

  private static void checkAbort(Structure rule) {
    if (rule.member("AbortIncompleteMultipartUpload") instanceof Structure abort) {
      if (abort.member("DaysAfterInitiation") == null) {
        throw S3Faults.malformedXml();
      }
      checkPositive(abort, "DaysAfterInitiation", "AbortIncompleteMultipartUpload");
      checkPlain(rule, "AbortIncompleteMultipartUpload");
    }
  }

  private static void checkPositive(Structure action, String element, String name) {
    Long value = LifecycleDocuments.number(action, element);
    if (value != null && value <= 0) {
      throw LifecycleFaults.notPositive(element, name, value);
    }
  }

  private static void checkOverlaps(List<Structure> rules) {
    ACTIONS.forEach(
        (member, action) -> {
          List<String> prefixes =
              rules.stream()
                  .filter(rule -> has(rule, member))
                  .map(rule -> LifecycleDocuments.filter(rule).prefix())
                  .sorted()
                  .toList();
          for (int i = 1; i < prefixes.size(); i++) {
            if (prefixes.get(i).startsWith(prefixes.get(i - 1))) {
              throw LifecycleFaults.overlap(prefixes.get(i - 1), prefixes.get(i), action);
            }
          }
        });
  }

  private static Structure with(Structure document, String member, Document value) {
    Map<String, Document> members = new LinkedHashMap<>(document.members());
    members.put(member, value);
    return new Structure(members);
  }
}
