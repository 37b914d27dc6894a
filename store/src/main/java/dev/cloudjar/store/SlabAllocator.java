package dev.cloudjar.store;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds free slots of one size. It fills one slab after the other: one in which many became free
 * since it was filled, one that an earlier process left with room, or a new one. So a look at a
 * slab's rows pays for many slots, and the disk is written to in order where it can be.
 */
final class SlabAllocator {
  /** How many slots a slab has. Never to be changed. */
  static final int SLOTS = 1024;

  /** So many free slots are worth a look at the rows of a slab. */
  private static final int WORTH_A_LOOK = SLOTS / 4;

  private final int slotBytes;
  private final SlabRows rows;
  private final LongSupplier newSlab;

  private long current;
  private BitSet free = new BitSet();

  /** By slab, the slots that were given out and that no row tells of yet. */
  private final Map<Long, BitSet> busy = new HashMap<>();

  private final Map<Long, Integer> freed = new HashMap<>();
  private final Deque<Long> worthALook = new ArrayDeque<>();

  /** All slabs before this one have been looked at that earlier processes left with room. */
  private long unseen;

  private boolean allSeen;

  /**
   * @param newSlab numbers that no slab has
   */
  SlabAllocator(int slotBytes, SlabRows rows, LongSupplier newSlab) {
    this.slotBytes = slotBytes;
    this.rows = rows;
    this.newSlab = newSlab;
  }

  /** A place that nobody has: its slab, and its index within. */
  record Free(long slab, int index) {}

  synchronized Free take() {
    while (free.isEmpty()) {
      turnToNext();
    }
    int index = free.nextSetBit(0);
    free.clear(index);
    busy.computeIfAbsent(current, _ -> new BitSet()).set(index);
    return new Free(current, index);
  }

  /**
   * A slot of a slab became free. It is only counted: the rows alone tell which one, for it may
   * have been found there, and taken again, before this is called.
   */
  synchronized void freed(Slot slot) {
    if (freed.merge(slot.slab(), 1, Integer::sum) == WORTH_A_LOOK) {
      worthALook.add(slot.slab());
    }
  }

  /** A row tells of a slot, for good, or nobody wants it. */
  synchronized void settled(Slot slot) {
    busy.computeIfPresent(
        slot.slab(),
        (_, slots) -> {
          slots.clear(slot.index());
          return slots.isEmpty() ? null : slots;
        });
  }

  private void turnToNext() {
    Long next = worthALook.poll();
    if (next == null) {
      next = leftByOthers();
    }
    if (next == null) {
      current = newSlab.getAsLong();
      rows.addRoomy(new SlabRows.Roomy(slotBytes, current));
      free.set(0, SLOTS);
      return;
    }
    freed.remove(next);
    current = next;
    free =
        rows.free(
            new SlabRows.Roomy(slotBytes, next), SLOTS, busy.getOrDefault(next, new BitSet()));
  }

  /** Each of them is looked at once in the life of a process. */
  private @Nullable Long leftByOthers() {
    if (allSeen) {
      return null;
    }
    SlabRows.Roomy next = rows.roomyFrom(slotBytes, unseen);
    if (next == null) {
      allSeen = true;
      return null;
    }
    unseen = next.slab() + 1;
    return next.slab();
  }
}
