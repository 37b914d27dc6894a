package dev.cloudjar.s3.lifecycle;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a rule is about.
 *
 * @param prefix of keys; empty for all
 * @param tags that objects must have, all of them
 * @param largerThan null for any size
 * @param smallerThan null for any size
 */
public record Filter(
    String prefix,
    Map<String, String> tags,
    @Nullable Long largerThan,
    @Nullable Long smallerThan) {

  boolean matches(Subject subject) {
    return subject.key().startsWith(prefix)
        && (subject.isMarker() ? isForMarkers() : matchesObject(subject));
  }

  private boolean matchesObject(Subject object) {
    return (largerThan == null || object.sizeBytes() > largerThan)
        && (smallerThan == null || object.sizeBytes() < smallerThan)
        && object.tags().entrySet().containsAll(tags.entrySet());
  }

  /** Delete markers have neither tags nor a size. */
  private boolean isForMarkers() {
    return tags.isEmpty() && !namesSize();
  }

  boolean namesSize() {
    return largerThan != null || smallerThan != null;
  }
}
