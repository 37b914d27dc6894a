package dev.cloudjar.store;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds an order in which transactions that ran at the same time can have run one after another:
 * each saw what the ones before it had left, and none comes before one that had ended when it
 * began. Where there is no such order, the store is not strictly serialisable.
 */
final class SerialOrder {

  /** What a transaction did, with what it was shown. */
  sealed interface Step {}

  record Get(String key, @Nullable String found) implements Step {}

  /**
   * @param limit how many pairs were asked for at the most
   */
  record Walk(String start, String end, boolean ascending, int limit, List<String> found)
      implements Step {}

  record Put(String key, String value) implements Step {}

  record Delete(String key) implements Step {}

  record DeleteRange(String start, String end) implements Step {}

  /**
   * A transaction that has ended.
   *
   * @param kept whether it committed
   */
  record Ended(long begunNanos, long endedNanos, boolean kept, List<Step> steps) {}

  private record Position(BitSet placed, NavigableMap<String, String> state) {}

  private final List<Ended> all;
  private final Set<Position> tried = new HashSet<>();
  private final List<Ended> order = new ArrayList<>();

  private SerialOrder(List<Ended> all) {
    this.all = all;
  }

  /** The transactions in such an order, if there is one, begun with an empty store. */
  static Optional<List<Ended>> of(List<Ended> all) {
    SerialOrder search = new SerialOrder(all);
    return search.complete(new BitSet(), new TreeMap<>())
        ? Optional.of(search.order)
        : Optional.empty();
  }

  private boolean complete(BitSet placed, NavigableMap<String, String> state) {
    if (placed.cardinality() == all.size()) {
      return true;
    }
    if (!tried.add(new Position((BitSet) placed.clone(), state))) {
      return false;
    }
    long firstEnd = Long.MAX_VALUE;
    for (int i = placed.nextClearBit(0); i < all.size(); i = placed.nextClearBit(i + 1)) {
      firstEnd = Math.min(firstEnd, all.get(i).endedNanos());
    }
    for (int i = placed.nextClearBit(0); i < all.size(); i = placed.nextClearBit(i + 1)) {
      if (all.get(i).begunNanos() <= firstEnd) {
        NavigableMap<String, String> next = replay(all.get(i), state);
        if (next != null) {
          placed.set(i);
          order.addLast(all.get(i));
          if (complete(placed, next)) {
            return true;
          }
          order.removeLast();
          placed.clear(i);
        }
      }
    }
    return false;
  }

  /** The state after {@code ended}, or null where it would have been shown something else. */
  private static @Nullable NavigableMap<String, String> replay(
      Ended ended, NavigableMap<String, String> before) {
    NavigableMap<String, String> state = new TreeMap<>(before);
    for (Step step : ended.steps()) {
      boolean same =
          switch (step) {
            case Get get -> String.valueOf(state.get(get.key())).equals(get.found() + "");
            case Walk walk -> walk(walk, state).equals(walk.found());
            case Put put -> {
              state.put(put.key(), put.value());
              yield true;
            }
            case Delete delete -> {
              state.remove(delete.key());
              yield true;
            }
            case DeleteRange range -> {
              if (range.start().compareTo(range.end()) < 0) {
                state.subMap(range.start(), range.end()).clear();
              }
              yield true;
            }
          };
      if (!same) {
        return null;
      }
    }
    return ended.kept() ? state : before;
  }

  private static List<String> walk(Walk walk, NavigableMap<String, String> state) {
    if (walk.start().compareTo(walk.end()) >= 0) {
      return List.of();
    }
    NavigableMap<String, String> range = state.subMap(walk.start(), true, walk.end(), false);
    return (walk.ascending() ? range : range.descendingMap())
        .entrySet().stream().limit(walk.limit()).map(e -> e.getKey() + "=" + e.getValue()).toList();
  }
}
