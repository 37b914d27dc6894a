package dev.cloudjar.s3;

import dev.cloudjar.s3.Document.Structure;
import dev.cloudjar.s3.lifecycle.Filter;
import dev.cloudjar.s3.lifecycle.LifecycleRule;
import dev.cloudjar.s3.lifecycle.LifecycleRules;
import dev.cloudjar.s3.lifecycle.TieringRule;
import dev.cloudjar.s3.lifecycle.When;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads lifecycle rules out of the configuration that was put. */
final class LifecycleDocuments {
  static final String MINIMUM_SIZE = "TransitionDefaultMinimumObjectSize";
  static final String VARIES = "varies_by_storage_class";

  private LifecycleDocuments() {}

  /** The rules that are enabled. */
  static LifecycleRules read(Structure lifecycle, List<Structure> tierings) {
    return new LifecycleRules(
        enabled(lifecycle.structures("Rules")).map(LifecycleDocuments::rule).toList(),
        VARIES.equals(lifecycle.text(MINIMUM_SIZE)),
        enabled(tierings).map(LifecycleDocuments::tiering).toList());
  }

  private static Stream<Structure> enabled(List<Structure> documents) {
    return documents.stream().filter(each -> "Enabled".equals(each.text("Status")));
  }

  private static TieringRule tiering(Structure document) {
    Integer archive = null;
    Integer deep = null;
    for (Structure each : document.structures("Tierings")) {
      if (Archive.DEEP_ARCHIVE_ACCESS.equals(each.text("AccessTier"))) {
        deep = count(each, "Days");
      } else {
        archive = count(each, "Days");
      }
    }
    return new TieringRule(filter(document), archive, deep);
  }

  private static LifecycleRule rule(Structure rule) {
    Structure expiration = structure(rule, "Expiration");
    Structure noncurrent = structure(rule, "NoncurrentVersionExpiration");
    Structure abort = structure(rule, "AbortIncompleteMultipartUpload");
    Long abortDays = number(abort, "DaysAfterInitiation");
    return new LifecycleRule(
        Objects.requireNonNullElse(rule.text("ID"), ""),
        filter(rule),
        when(expiration),
        expiration.member("ExpiredObjectDeleteMarker") instanceof Document.Flag(boolean ends)
            && ends,
        rule.structures("Transitions").stream()
            .map(
                each ->
                    new LifecycleRule.Transition(
                        Objects.requireNonNullElse(when(each), new When.Days(0)),
                        String.valueOf(each.text("StorageClass"))))
            .toList(),
        noncurrent.equals(Structure.EMPTY)
            ? null
            : new LifecycleRule.NoncurrentExpiration(
                count(noncurrent, "NoncurrentDays"), count(noncurrent, "NewerNoncurrentVersions")),
        rule.structures("NoncurrentVersionTransitions").stream()
            .map(
                each ->
                    new LifecycleRule.NoncurrentTransition(
                        count(each, "NoncurrentDays"),
                        count(each, "NewerNoncurrentVersions"),
                        String.valueOf(each.text("StorageClass"))))
            .toList(),
        abortDays == null ? null : Math.toIntExact(abortDays));
  }

  /** What a rule is about, by its filter or in the old form by its prefix alone. */
  static Filter filter(Structure rule) {
    Structure filter = structure(rule, "Filter");
    Structure terms = filter.member("And") instanceof Structure and ? and : filter;
    String prefix = terms.text("Prefix") == null ? rule.text("Prefix") : terms.text("Prefix");
    Map<String, String> tags = new LinkedHashMap<>();
    if (terms.member("Tag") instanceof Structure tag) {
      add(tags, tag);
    }
    terms.structures("Tags").forEach(tag -> add(tags, tag));
    return new Filter(
        prefix == null ? "" : prefix,
        tags,
        number(terms, "ObjectSizeGreaterThan"),
        number(terms, "ObjectSizeLessThan"));
  }

  private static void add(Map<String, String> tags, Structure tag) {
    tags.put(String.valueOf(tag.text("Key")), Objects.requireNonNullElse(tag.text("Value"), ""));
  }

  static @Nullable When when(Structure action) {
    if (action.member("Date") instanceof Document.Time(Instant date)) {
      return new When.Date(date);
    }
    Long days = number(action, "Days");
    return days == null ? null : new When.Days(Math.toIntExact(days));
  }

  static Structure structure(Structure document, String member) {
    return document.member(member) instanceof Structure found ? found : Structure.EMPTY;
  }

  static @Nullable Long number(Structure document, String member) {
    return document.member(member) instanceof Document.Whole(long value) ? value : null;
  }

  private static int count(Structure document, String member) {
    Long found = number(document, member);
    return found == null ? 0 : Math.toIntExact(found);
  }
}
