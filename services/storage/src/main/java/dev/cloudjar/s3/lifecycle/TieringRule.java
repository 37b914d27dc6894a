package dev.cloudjar.s3.lifecycle;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of objects of Intelligent-Tiering that nobody reads.
 *
 * @param archiveDays after how many days without a read they are archived; null for never
 * @param deepDays after how many days they are archived deeply; null for never
 */
public record TieringRule(
    Filter filter, @Nullable Integer archiveDays, @Nullable Integer deepDays) {

  Plan plan(Plan before, Subject subject, Instant now) {
    Subject.Tiered tiered = subject.tiered();
    if (tiered == null
        || subject.sizeBytes() < LifecycleRules.SMALL_BYTES
        || !filter.matches(subject)) {
      return before;
    }
    Plan plan = before;
    if (archiveDays != null && tiered.archive() == null) {
      plan = plan.with(new Deed.Archive(false), Midnight.after(tiered.read(), archiveDays), now);
    }
    if (deepDays != null && tiered.archive() != Subject.Archive.DEEP) {
      plan = plan.with(new Deed.Archive(true), Midnight.after(tiered.read(), deepDays), now);
    }
    return plan;
  }

  @Nullable Instant earliest(Instant now) {
    if (archiveDays == null) {
      return deepDays == null ? null : Midnight.after(now, deepDays);
    }
    return Midnight.after(now, deepDays == null ? archiveDays : Math.min(archiveDays, deepDays));
  }
}
