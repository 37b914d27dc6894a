package dev.cloudjar.s3;

import dev.cloudjar.s3.AnalysisStore.Day;
import dev.cloudjar.s3.AnalysisStore.Line;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Finds the age from which it pays to move objects from STANDARD to STANDARD_IA. AWS publishes no
 * formula. Here it is the youngest age, from 30 days on, from which less was retrieved in 30 days
 * than is stored on average: a gigabyte retrieved costs about what a gigabyte saves in a month.
 */
final class AnalysisAdvice {
  static final String STANDARD = "STANDARD";

  /** How long is observed before anything is said, and what it is said from. */
  private static final int OBSERVED_DAYS = 30;

  /** How long what is observed has to be the same before it is recommended. */
  private static final int STABLE_DAYS = 7;

  /** Rules move nothing younger to STANDARD_IA. */
  private static final int YOUNGEST_DAYS = 30;

  private AnalysisAdvice() {}

  /**
   * What a day's lines come to.
   *
   * @param before the days before, the first one first
   */
  static Day conclude(long epochDay, List<Line> lines, List<Day> before) {
    Day bare = new Day(epochDay, lines, 0, 0);
    int observed = before.size() + 1 < OBSERVED_DAYS ? 0 : observed(window(bare, before));
    boolean stable =
        observed > 0
            && before.reversed().stream()
                .limit(STABLE_DAYS - 1L)
                .allMatch(day -> day.observedDays() == observed);
    return new Day(epochDay, lines, observed, stable ? observed : 0);
  }

  private static int observed(List<Day> window) {
    for (int age = 0; age < AnalysisAge.SMALL; age++) {
      int place = age;
      boolean any =
          window.getLast().lines().stream()
              .anyMatch(it -> isStandard(it) && it.age() == place && it.storedBytes() > 0);
      if (AnalysisAge.days(age) >= YOUNGEST_DAYS && any && ratio(window, STANDARD, age) < 1) {
        return AnalysisAge.days(age);
      }
    }
    return 0;
  }

  private static boolean isStandard(Line line) {
    return line.storageClass().equals(STANDARD);
  }

  /** A day and those before that are looked at with it. */
  static List<Day> window(Day day, List<Day> before) {
    List<Day> last = before.subList(Math.max(0, before.size() - OBSERVED_DAYS + 1), before.size());
    return Stream.concat(last.stream(), Stream.of(day)).toList();
  }

  /**
   * How much was retrieved of what is stored on average: of an age group and the older ones.
   *
   * @param age behind the groups, all objects
   */
  static double ratio(List<Day> window, String storageClass, int age) {
    Predicate<Line> counted =
        line ->
            line.storageClass().equals(storageClass)
                && (age == AnalysisAge.SMALL
                    || (line.age() >= age && line.age() < AnalysisAge.SMALL));
    double stored = 0;
    double retrieved = 0;
    for (Day day : window) {
      for (Line line : day.lines()) {
        if (counted.test(line)) {
          stored += line.storedBytes();
          retrieved += line.transfer().retrievedBytes();
        }
      }
    }
    return stored == 0 ? 0 : retrieved * window.size() / stored;
  }
}
