package dev.cloudjar.s3;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The groups that an analysis puts objects in by the time since they were uploaded. Small objects
 * are in none of them and count only for all together.
 */
final class AnalysisAge {
  /** The place of small objects, behind the groups. */
  static final int SMALL = 12;

  private static final long LARGE_BYTES = 128L << 10;

  private static final List<Group> GROUPS =
      List.of(
          new Group(0, "000-014"),
          new Group(15, "015-029"),
          new Group(30, "030-044"),
          new Group(45, "045-059"),
          new Group(60, "060-074"),
          new Group(75, "075-089"),
          new Group(90, "090-119"),
          new Group(120, "120-149"),
          new Group(150, "150-179"),
          new Group(180, "180-364"),
          new Group(365, "365-729"),
          new Group(730, "730+"));

  private AnalysisAge() {}

  private record Group(int days, String name) {}

  /** The place of an object's group, or of small objects. */
  static int of(long sizeBytes, Instant uploaded, Instant now) {
    if (sizeBytes < LARGE_BYTES) {
      return SMALL;
    }
    long days = Duration.between(uploaded, now).toDays();
    int place = GROUPS.size() - 1;
    while (place > 0 && GROUPS.get(place).days() > days) {
      place--;
    }
    return place;
  }

  /** As reports call it; behind the groups, all together. */
  static String name(int place) {
    return place == SMALL ? "ALL" : GROUPS.get(place).name();
  }

  /** The age that a group begins with. */
  static int days(int place) {
    return GROUPS.get(place).days();
  }
}
