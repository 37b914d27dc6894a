package dev.cloudjar.s3;

import dev.cloudjar.s3.Document.Structure;
import dev.cloudjar.s3.lifecycle.Filter;
import dev.cloudjar.s3.lifecycle.Midnight;
import dev.cloudjar.s3.lifecycle.Waterfall;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What AWS refuses of a rule's moves, and of how they stand to what the rule ends. */
final class LifecycleTransitionChecks {
  private static final int INFREQUENT_ACCESS_DAYS = 30;
  private static final String CURRENT = "Transition";
  private static final String NONCURRENT = "NoncurrentVersionTransition";

  private LifecycleTransitionChecks() {}

  /**
   * A move.
   *
   * @param at days, or seconds since 1970 where the rule names dates
   */
  private record Move(String storageClass, long at, boolean dated) {}

  static void check(Structure rule, boolean hasFilters) {
    String filter = told(LifecycleDocuments.filter(rule));
    List<Move> moves = new ArrayList<>();
    for (Structure each : rule.structures("Transitions")) {
      moves.add(move(each));
    }
    checkClasses(moves, CURRENT, filter);
    Structure expiration = LifecycleDocuments.structure(rule, "Expiration");
    checkMixed(moves, expiration, filter);
    checkOrder(moves, "Days", CURRENT, filter);
    checkEnd(moves, expiration, filter);

    List<Move> noncurrent = new ArrayList<>();
    for (Structure each : rule.structures("NoncurrentVersionTransitions")) {
      noncurrent.add(noncurrentMove(each, hasFilters));
    }
    checkClasses(noncurrent, NONCURRENT, filter);
    checkOrder(noncurrent, "NoncurrentDays", NONCURRENT, filter);
    Structure end = LifecycleDocuments.structure(rule, "NoncurrentVersionExpiration");
    Long days = LifecycleDocuments.number(end, "NoncurrentDays");
    if (days != null && noncurrent.stream().anyMatch(move -> move.at() >= days)) {
      throw LifecycleFaults.endsTooSoon(
          "NoncurrentDays", "NoncurrentVersionExpiration", NONCURRENT, filter);
    }
  }

  private static Move move(Structure action) {
    checkDate(action);
    Long days = LifecycleDocuments.number(action, "Days");
    Instant date = action.member("Date") instanceof Document.Time(Instant time) ? time : null;
    if ((days == null) == (date == null)) {
      throw S3Faults.malformedXml();
    }
    String storageClass = storageClass(action);
    checkDays(days, "Days", CURRENT, storageClass);
    return new Move(
        storageClass, days != null ? days : date == null ? 0 : date.getEpochSecond(), date != null);
  }

  private static Move noncurrentMove(Structure action, boolean hasFilters) {
    Long days = LifecycleDocuments.number(action, "NoncurrentDays");
    if (days == null) {
      throw S3Faults.malformedXml();
    }
    String storageClass = storageClass(action);
    checkDays(days, "NoncurrentDays", NONCURRENT, storageClass);
    checkNewer(action, hasFilters);
    return new Move(storageClass, days, false);
  }

  private static String storageClass(Structure action) {
    String storageClass = action.text("StorageClass");
    if (storageClass == null || !Waterfall.isTarget(storageClass)) {
      throw S3Faults.malformedXml();
    }
    return storageClass;
  }

  private static void checkDays(
      @Nullable Long days, String element, String action, String storageClass) {
    if (days != null && days < 0) {
      throw LifecycleFaults.negative(element, action, days);
    }
    if (days != null
        && days < INFREQUENT_ACCESS_DAYS
        && Waterfall.isInfrequentAccess(storageClass)) {
      throw LifecycleFaults.tooSoon(element, action, storageClass, days);
    }
  }

  static void checkNewer(Structure action, boolean hasFilters) {
    Long newer = LifecycleDocuments.number(action, "NewerNoncurrentVersions");
    if (newer != null && !hasFilters) {
      throw LifecycleFaults.newerVersionsBesidePrefixes();
    }
    if (newer != null && newer <= 0) {
      throw LifecycleFaults.newerVersions(newer);
    }
  }

  static void checkDate(Structure action) {
    if (action.member("Date") instanceof Document.Time(Instant date)
        && !Midnight.notBefore(date).equals(date)) {
      throw LifecycleFaults.notMidnight(date.toString());
    }
  }

  private static void checkClasses(List<Move> moves, String action, String filter) {
    Set<String> classes = new HashSet<>();
    for (Move move : moves) {
      if (!classes.add(move.storageClass())) {
        throw LifecycleFaults.sameClass(action, filter);
      }
    }
  }

  private static void checkMixed(List<Move> moves, Structure expiration, String filter) {
    if (moves.stream().map(Move::dated).distinct().count() > 1) {
      throw LifecycleFaults.mixed("Transition actions", filter);
    }
    boolean dated = expiration.member("Date") != null;
    boolean counted = expiration.member("Days") != null;
    if (!moves.isEmpty() && (moves.getFirst().dated() ? counted : dated)) {
      throw LifecycleFaults.mixed("Expiration and Transition actions", filter);
    }
  }

  /** Objects move to colder classes later, and stay for 30 days where they cost for 30 days. */
  private static void checkOrder(List<Move> moves, String element, String action, String filter) {
    List<Move> ordered =
        moves.stream()
            .sorted(Comparator.comparingInt(move -> Waterfall.temperature(move.storageClass())))
            .toList();
    for (int i = 1; i < ordered.size(); i++) {
      Move warmer = ordered.get(i - 1);
      Move colder = ordered.get(i);
      long gapDays =
          Waterfall.isInfrequentAccess(warmer.storageClass()) ? INFREQUENT_ACCESS_DAYS : 0;
      long gap = warmer.dated() ? Duration.ofDays(gapDays).toSeconds() : gapDays;
      if (colder.at() < warmer.at() + Math.max(gap, 1)) {
        throw LifecycleFaults.movesTooSoon(
            warmer.dated() ? "Date" : element,
            action,
            colder.storageClass(),
            warmer.storageClass(),
            filter,
            gapDays);
      }
    }
  }

  private static void checkEnd(List<Move> moves, Structure expiration, String filter) {
    Long days = LifecycleDocuments.number(expiration, "Days");
    if (days != null && moves.stream().anyMatch(move -> move.at() >= days)) {
      throw LifecycleFaults.endsTooSoon("Days", "Expiration", CURRENT, filter);
    }
    if (expiration.member("Date") instanceof Document.Time(Instant date)
        && moves.stream().anyMatch(move -> move.at() >= date.getEpochSecond())) {
      throw LifecycleFaults.endsTooSoon("Date", "Expiration", CURRENT, filter);
    }
  }

  /** A filter as AWS's messages name it. */
  private static String told(Filter filter) {
    List<String> terms = new ArrayList<>();
    boolean isBare =
        filter.tags().isEmpty() && filter.largerThan() == null && filter.smallerThan() == null;
    if (!filter.prefix().isEmpty() || isBare) {
      terms.add("prefix=" + filter.prefix());
    }
    filter.tags().forEach((key, value) -> terms.add("tag={key=" + key + ", value=" + value + "}"));
    if (filter.largerThan() != null) {
      terms.add("objectsizegreaterthan=" + filter.largerThan());
    }
    if (filter.smallerThan() != null) {
      terms.add("objectsizelessthan=" + filter.smallerThan());
    }
    return String.join(" and ", terms);
  }
}
