package dev.cloudjar.s3.lifecycle;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A rule that is in force.
 *
 * @param expiration when current objects end; null for never
 * @param expiresMarkers whether delete markers end that have no version behind them
 * @param abortDays after how many days uploads end that nobody completes; null for never
 */
public record LifecycleRule(
    String id,
    Filter filter,
    @Nullable When expiration,
    boolean expiresMarkers,
    List<Transition> transitions,
    @Nullable NoncurrentExpiration noncurrentExpiration,
    List<NoncurrentTransition> noncurrentTransitions,
    @Nullable Integer abortDays) {

  /** Moves current objects. */
  public record Transition(When when, String storageClass) {}

  /**
   * Ends noncurrent versions.
   *
   * @param newer how many of them are kept in any case
   */
  public record NoncurrentExpiration(int days, int newer) {}

  /**
   * Moves noncurrent versions.
   *
   * @param newer how many of them are left in any case
   */
  public record NoncurrentTransition(int days, int newer, String storageClass) {}

  Plan plan(Plan before, Subject subject, Instant now, boolean variesByClass) {
    if (!filter.matches(subject)) {
      return before;
    }
    Instant since = subject.noncurrentSince();
    if (since != null) {
      return planNoncurrent(before, subject, since, now, variesByClass);
    }
    return subject.isMarker()
        ? planMarker(before, subject, now)
        : planCurrent(before, subject, now, variesByClass);
  }

  private Plan planCurrent(Plan before, Subject object, Instant now, boolean variesByClass) {
    Plan plan = before;
    if (expiration != null) {
      Deed end = object.isVersioned() ? new Deed.Expire() : new Deed.DeleteForGood();
      plan = plan.with(end, expiration.due(object.written()), now);
    }
    for (Transition each : transitions) {
      if (moves(object, each.storageClass(), variesByClass)) {
        plan =
            plan.with(
                new Deed.Transition(each.storageClass()), each.when().due(object.written()), now);
      }
    }
    return plan;
  }

  /** A marker that hides a version stays. */
  private Plan planMarker(Plan before, Subject marker, Instant now) {
    if (!marker.isLone()) {
      return before;
    }
    Plan plan = before;
    if (expiresMarkers) {
      plan = plan.with(new Deed.DeleteForGood(), marker.written(), now);
    }
    if (expiration != null) {
      plan = plan.with(new Deed.DeleteForGood(), expiration.due(marker.written()), now);
    }
    return plan;
  }

  private Plan planNoncurrent(
      Plan before, Subject version, Instant since, Instant now, boolean variesByClass) {
    Plan plan = before;
    NoncurrentExpiration end = noncurrentExpiration;
    if (end != null && version.newerNoncurrent() >= end.newer()) {
      plan = plan.with(new Deed.DeleteForGood(), Midnight.after(since, end.days()), now);
    }
    for (NoncurrentTransition each : noncurrentTransitions) {
      if (version.newerNoncurrent() >= each.newer()
          && moves(version, each.storageClass(), variesByClass)) {
        plan =
            plan.with(
                new Deed.Transition(each.storageClass()), Midnight.after(since, each.days()), now);
      }
    }
    return plan;
  }

  private boolean moves(Subject object, String storageClass, boolean variesByClass) {
    String from = object.storageClass();
    boolean isLargeEnough =
        object.sizeBytes() >= LifecycleRules.SMALL_BYTES
            || filter.namesSize()
            || (variesByClass && Waterfall.isArchive(storageClass));
    return from != null && isLargeEnough && Waterfall.allows(from, storageClass);
  }

  /** The earliest that it acts on what is written or becomes noncurrent from now on. */
  @Nullable Instant earliest(Instant now) {
    boolean counts =
        (noncurrentExpiration != null && noncurrentExpiration.newer() > 0)
            || noncurrentTransitions.stream().anyMatch(each -> each.newer() > 0);
    if (counts) {
      return Midnight.after(now);
    }
    return Stream.of(
            Stream.ofNullable(expiration).map(when -> when.due(now)),
            transitions.stream().map(each -> each.when().due(now)),
            Stream.ofNullable(noncurrentExpiration).map(each -> Midnight.after(now, each.days())),
            noncurrentTransitions.stream().map(each -> Midnight.after(now, each.days())))
        .flatMap(dues -> dues)
        .filter(Objects::nonNull)
        .min(Instant::compareTo)
        .map(due -> due.isAfter(now) ? due : Midnight.after(now))
        .orElse(null);
  }

  /** Whether it is about versions at all, and not only about uploads. */
  boolean isAboutVersions() {
    return expiration != null
        || expiresMarkers
        || !transitions.isEmpty()
        || noncurrentExpiration != null
        || !noncurrentTransitions.isEmpty();
  }

  int mostNewer() {
    int most = noncurrentExpiration == null ? 0 : noncurrentExpiration.newer();
    for (NoncurrentTransition each : noncurrentTransitions) {
      most = Math.max(most, each.newer());
    }
    return most;
  }
}
