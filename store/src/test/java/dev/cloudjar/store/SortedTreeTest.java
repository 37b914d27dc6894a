package dev.cloudjar.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SortedTreeTest {
  private final long seed = System.nanoTime();
  private final SplittableRandom random = new SplittableRandom(seed);

  @Test
  void doesWhatASortedMapDoes() {
    SortedTree tree = SortedTree.EMPTY;
    NavigableMap<Integer, Long> model = new TreeMap<>();
    for (int step = 1; step <= 20_000; step++) {
      int at = random.nextInt(500);
      int kind = random.nextInt(100);
      if (kind < 2) {
        int end = random.nextInt(500);
        tree = tree.removeRange(range(at, end));
        if (at < end) {
          model.subMap(at, end).clear();
        }
      } else if (kind < 40) {
        tree = tree.remove(key(at));
        model.remove(at);
      } else {
        tree = tree.put(key(at), key(step), step);
        model.put(at, (long) step);
      }
      if (step % 50 == 0) {
        assertSame(tree, model);
      }
    }
  }

  @Test
  void leavesTheOldTreeAsItWas() {
    SortedTree before = SortedTree.EMPTY;
    for (int i = 0; i < 100; i++) {
      before = before.put(key(i), key(i), i + 1);
    }
    NavigableMap<Integer, Long> model = new TreeMap<>();
    for (int i = 0; i < 100; i++) {
      model.put(i, i + 1L);
    }
    SortedTree after = before.removeRange(range(10, 90)).remove(key(5)).put(key(7), key(0), 500);

    assertSame(before, model);
    assertThat(keys(after.all())).hasSize(19);
  }

  @Test
  void staysShallowHoweverItIsFilled() {
    SortedTree tree = SortedTree.EMPTY;
    for (int i = 0; i < 100_000; i++) {
      tree = tree.put(key(i), null, 1);
    }
    assertThat(tree.height()).isLessThan(28);
    for (int i = 0; i < 99_000; i++) {
      tree = tree.remove(key(i));
    }
    assertThat(tree.height()).isLessThan(18);
    for (int i = 0; i < 1_000; i++) {
      int at = 99_000 + random.nextInt(1_000);
      tree = tree.removeRange(range(at, at + 2));
      assertThat(tree.height()).isLessThan(18);
    }
  }

  private void assertSame(SortedTree tree, NavigableMap<Integer, Long> model) {
    int start = random.nextInt(500);
    int end = random.nextInt(500);
    Map<Integer, Long> inRange = start < end ? model.subMap(start, end) : Map.of();
    List<Integer> expected = List.copyOf(inRange.keySet());

    assertThat(keys(tree.all())).as("seed %s", seed).isEqualTo(List.copyOf(model.keySet()));
    assertThat(keys(tree.ascending(range(start, end)))).as("seed %s", seed).isEqualTo(expected);
    assertThat(keys(tree.descending(range(start, end))))
        .as("seed %s", seed)
        .isEqualTo(expected.reversed());
    assertThat(tree.newest(range(start, end)))
        .as("seed %s", seed)
        .isEqualTo(inRange.values().stream().mapToLong(each -> each).max().orElse(0));
    SortedTree.Entry found = tree.find(key(start));
    assertThat(found == null ? null : found.stamp()).isEqualTo(model.get(start));
    SortedTree.Entry floor = tree.floor(key(start));
    assertThat(floor == null ? null : number(floor.key())).isEqualTo(model.floorKey(start));
    assertThat(tree.isEmpty()).isEqualTo(model.isEmpty());
  }

  private static List<Integer> keys(SortedTree.Cursor cursor) {
    List<Integer> keys = new ArrayList<>();
    for (SortedTree.Entry each = cursor.next(); each != null; each = cursor.next()) {
      keys.add(number(each.key()));
    }
    assertThat(cursor.next()).isNull();
    return keys;
  }

  private static KeyRange range(int start, int end) {
    return new KeyRange(key(start), key(end));
  }

  private static byte[] key(int number) {
    return new KeyWriter().number(number).toBytes();
  }

  private static Integer number(byte[] key) {
    return (int) new KeyReader(key, 0).number();
  }
}
