package dev.cloudjar.fabric.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which users this process may give files to. Real root may give them to all; the root of a user
 * namespace only to those that its maps have, and it is an ordinary user outside.
 *
 * @param all whether it is real root, as far as can be told from here
 * @param first the first of those that machines may have, by the number that is told here
 * @param count how many there are from there on, without a gap
 */
public record Users(boolean all, int first, int count) {
  // Above those that distributions hand out to people and to containers.
  private static final int FIRST_OF_ALL = 0x7000_0000;
  private static final int MOST = 65536;

  /** How many users a machine needs: up to the one who is nobody. */
  public static final int LEAST = 65535;

  private static final long EVERYBODY = 0xffff_ffffL;

  private static final Users HERE = read();

  /** Those of this process. */
  public static Users here() {
    return HERE;
  }

  private static Users read() {
    try {
      return of(
          Files.readString(Path.of("/proc/self/uid_map")),
          Files.readString(Path.of("/proc/self/gid_map")));
    } catch (IOException e) {
      // Without such maps there are no user namespaces either.
      return new Users(true, FIRST_OF_ALL, MOST);
    }
  }

  /** Those of maps, as the kernel tells them. */
  static Users of(String users, String groups) {
    Range ofUsers = longest(users);
    Range ofGroups = longest(groups);
    if (ofUsers.end() == EVERYBODY && ofGroups.end() == EVERYBODY) {
      return new Users(true, FIRST_OF_ALL, MOST);
    }
    long first = Math.max(ofUsers.first(), ofGroups.first());
    long count = Math.min(ofUsers.end(), ofGroups.end()) - first;
    return new Users(false, (int) first, Math.clamp(count, 0, MOST));
  }

  private record Range(long first, long end) {
    long size() {
      return end - first;
    }
  }

  /** The longest range without a gap; root is not in it, since machines must not be root here. */
  private static Range longest(String map) {
    List<Range> ranges = new ArrayList<>();
    map.lines()
        .map(line -> line.strip().split("\\s+"))
        .filter(words -> words.length == 3)
        .map(
            words ->
                new Range(
                    Math.max(1, Long.parseLong(words[0])),
                    Long.parseLong(words[0]) + Long.parseLong(words[2])))
        .sorted(Comparator.comparingLong(Range::first))
        .forEach(
            range -> {
              if (!ranges.isEmpty() && ranges.getLast().end() == range.first()) {
                ranges.add(new Range(ranges.removeLast().first(), range.end()));
              } else {
                ranges.add(range);
              }
            });
    return ranges.stream().max(Comparator.comparingLong(Range::size)).orElse(new Range(1, 1));
  }
}
