package dev.cloudjar.s3.lifecycle;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is to become of a version.
 *
 * @param deed what is due; null for nothing
 * @param next when something else is due; null for never
 */
public record Plan(@Nullable Deed deed, @Nullable Instant next) {
  static final Plan NOTHING = new Plan(null, null);

  /** The same with something that is due at a time. */
  Plan with(Deed another, Instant due, Instant now) {
    if (!due.isAfter(now)) {
      return deed == null || another.rank() > deed.rank() ? new Plan(another, next) : this;
    }
    return next == null || due.isBefore(next) ? new Plan(deed, due) : this;
  }
}
