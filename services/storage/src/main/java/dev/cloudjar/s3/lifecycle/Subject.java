package dev.cloudjar.s3.lifecycle;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A version that rules may be about.
 *
 * @param storageClass null for a delete marker
 * @param noncurrentSince null for the version that is current
 * @param newerNoncurrent how many noncurrent versions of the key are newer, as far as was counted
 * @param isLone whether the key has no other version
 * @param isVersioned whether deleting what is current leaves a marker
 * @param tiered how it is kept by Intelligent-Tiering; null where it isn't
 */
public record Subject(
    String key,
    long sizeBytes,
    Map<String, String> tags,
    @Nullable String storageClass,
    Instant written,
    @Nullable Instant noncurrentSince,
    int newerNoncurrent,
    boolean isLone,
    boolean isVersioned,
    @Nullable Tiered tiered) {

  /** Where Intelligent-Tiering archives objects. */
  public enum Archive {
    PLAIN,
    DEEP
  }

  /**
   * How Intelligent-Tiering keeps an object.
   *
   * @param read when it was read last, or written
   * @param archive where it is archived; null for nowhere
   */
  public record Tiered(Instant read, @Nullable Archive archive) {}

  boolean isMarker() {
    return storageClass == null;
  }
}
