package dev.cloudjar.s3.lifecycle;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a bucket that are in force.
 *
 * @param variesByClass whether small objects are moved to archives
 * @param tierings what is archived by Intelligent-Tiering
 */
public record LifecycleRules(
    List<LifecycleRule> rules, boolean variesByClass, List<TieringRule> tierings) {
  /** Objects below this size are not moved unless a rule says so. */
  public static final long SMALL_BYTES = 128 * 1024;

  public static final LifecycleRules NONE = new LifecycleRules(List.of(), false, List.of());

  /** What is due for a version, and when something is next. */
  public Plan plan(Subject subject, Instant now) {
    Plan plan = Plan.NOTHING;
    for (LifecycleRule rule : rules) {
      plan = rule.plan(plan, subject, now, variesByClass);
    }
    for (TieringRule tiering : tierings) {
      plan = tiering.plan(plan, subject, now);
    }
    return plan;
  }

  /**
   * When something ends, and by which rule.
   *
   * @param ruleId as the rule was given it
   */
  public record End(Instant due, String ruleId) {
    private static @Nullable End earlier(@Nullable End before, Instant due, String ruleId) {
      return before == null || due.isBefore(before.due) ? new End(due, ruleId) : before;
    }
  }

  /** When a current object ends; null for never. */
  public @Nullable End expiration(Subject object) {
    End end = null;
    for (LifecycleRule rule : rules) {
      When when = rule.expiration();
      if (when != null && rule.filter().matches(object)) {
        end = End.earlier(end, when.due(object.written()), rule.id());
      }
    }
    return end;
  }

  /** When an upload ends that nobody completes; null for never. */
  public @Nullable End abortion(String key, Instant initiated) {
    End end = null;
    for (LifecycleRule rule : rules) {
      Integer days = rule.abortDays();
      if (days != null && key.startsWith(rule.filter().prefix())) {
        end = End.earlier(end, Midnight.after(initiated, days), rule.id());
      }
    }
    return end;
  }

  /**
   * The prefixes under which versions have to be looked through, with the earliest that anything is
   * due that is written or becomes noncurrent from now on; far away where nothing will be.
   */
  public Map<String, Instant> paces(Instant now) {
    Map<String, Instant> paces = new TreeMap<>();
    for (LifecycleRule rule : rules) {
      if (rule.isAboutVersions()) {
        add(paces, rule.filter(), rule.earliest(now));
      }
    }
    for (TieringRule tiering : tierings) {
      add(paces, tiering.filter(), tiering.earliest(now));
    }
    return paces;
  }

  private static void add(Map<String, Instant> paces, Filter filter, @Nullable Instant earliest) {
    paces.merge(
        filter.prefix(),
        earliest == null ? Instant.MAX : earliest,
        (one, other) -> one.isBefore(other) ? one : other);
  }

  /** The earliest that an upload is aborted that begins from now on; null for never. */
  public @Nullable Instant earliestAbortion(Instant now) {
    Instant earliest = null;
    for (LifecycleRule rule : rules) {
      Integer days = rule.abortDays();
      if (days != null) {
        Instant due = Midnight.after(now, days);
        earliest = earliest == null || due.isBefore(earliest) ? due : earliest;
      }
    }
    return earliest;
  }

  /** How many newer versions rules count at the most. */
  public int mostNewer() {
    return rules.stream().mapToInt(LifecycleRule::mostNewer).max().orElse(0);
  }
}
