package dev.cloudjar.s3;

import org.jspecify.annotations.Nullable;

/**
 * What must hold of the object that a write is about to take the place of.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html">Conditional
 *     writes</a>
 */
sealed interface WriteCondition {
  /** Anything goes. */
  record Nothing() implements WriteCondition {}

  /** There must be no object. */
  record Absent() implements WriteCondition {}

  /** The object must have this ETag, without its quotes. */
  record Unchanged(String etag) implements WriteCondition {}

  static WriteCondition of(@Nullable String ifMatch, @Nullable String ifNoneMatch) {
    if (ifMatch == null && ifNoneMatch == null) {
      return new Nothing();
    }
    if (ifMatch != null && ifNoneMatch != null) {
      throw S3Faults.notImplementedHeaders("If-Match,If-None-Match");
    }
    if (ifNoneMatch != null) {
      if (!ifNoneMatch.strip().equals("*")) {
        throw S3Faults.notImplementedHeader("If-None-Match", "If-None-Match");
      }
      return new Absent();
    }
    String etag = ReadCondition.unquoted(String.valueOf(ifMatch));
    if (etag.equals("*")) {
      throw S3Faults.notImplementedHeader("If-Match", "If-Match");
    }
    return new Unchanged(etag);
  }

  /** Refuses the write where the condition doesn't hold of the current object. */
  default void check(String key, Version.@Nullable Stored current) {
    switch (this) {
      case Nothing nothing -> {}
      case Absent absent -> {
        if (current != null) {
          throw S3Faults.preconditionFailed("If-None-Match");
        }
      }
      case Unchanged(String etag) -> {
        if (current == null) {
          throw S3Faults.noSuchKey(key);
        }
        if (!current.etag().equals(etag)) {
          throw S3Faults.preconditionFailed("If-Match");
        }
      }
    }
  }
}
