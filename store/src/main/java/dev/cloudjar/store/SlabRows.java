package dev.cloudjar.store;

import java.nio.ByteBuffer;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** The rows that tell which slots are taken, and which slabs may have room. */
final class SlabRows {
  private record Place(long slab, int index) {}

  /**
   * A slab, among those of its kind.
   *
   * @param slotBytes how large its slots are
   */
  record Roomy(int slotBytes, long slab) {}

  private static final Table<Place, Long> TAKEN =
      new Table<>(
          "store.taken-slots",
          new KeyCodec<>() {
            @Override
            public void write(Place key, KeyWriter out) {
              out.number(key.slab()).number(key.index());
            }

            @Override
            public Place read(KeyReader in) {
              return new Place(in.number(), (int) in.number());
            }
          },
          new ValueCodec<>() {
            @Override
            public byte[] write(Long value) {
              return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
            }

            @Override
            public Long read(byte[] bytes) {
              return ByteBuffer.wrap(bytes).getLong();
            }
          });

  private static final Table<Roomy, Boolean> ROOMY =
      new Table<>(
          "store.roomy-slabs",
          new KeyCodec<>() {
            @Override
            public void write(Roomy key, KeyWriter out) {
              out.number(key.slotBytes()).number(key.slab());
            }

            @Override
            public Roomy read(KeyReader in) {
              return new Roomy((int) in.number(), in.number());
            }
          },
          BlobRows.NOTHING);

  private final KeyValueStore store;

  SlabRows(KeyValueStore store) {
    this.store = store;
  }

  void take(Transaction transaction, Slot slot) {
    TAKEN.put(transaction, new Place(slot.slab(), slot.index()), slot.chance());
  }

  void give(Transaction transaction, Slot slot) {
    if (!isTaken(transaction, slot)) {
      throw new IllegalStateException("blob " + slot.id().value() + " is not adopted");
    }
    TAKEN.delete(transaction, new Place(slot.slab(), slot.index()));
    ROOMY.put(transaction, new Roomy(slot.slotBytes(), slot.slab()), true);
  }

  boolean isTaken(Slot slot) {
    return store.read(snapshot -> isTaken(snapshot, slot));
  }

  private static boolean isTaken(Snapshot snapshot, Slot slot) {
    Long chance = TAKEN.get(snapshot, new Place(slot.slab(), slot.index()));
    return chance != null && chance == slot.chance();
  }

  void addRoomy(Roomy slab) {
    store.transact(
        transaction -> {
          ROOMY.put(transaction, slab, true);
          return slab;
        });
  }

  /** The first slab with room whose number is at least {@code least}. */
  @Nullable Roomy roomyFrom(int slotBytes, long least) {
    KeyRange range =
        ROOMY
            .startingWith(out -> out.number(slotBytes))
            .from(ROOMY.encode(new Roomy(slotBytes, least)));
    return store.read(
        snapshot -> {
          try (Rows<Roomy, Boolean> rows = ROOMY.scan(snapshot, range)) {
            return rows.next() ? rows.key() : null;
          }
        });
  }

  /** The slots of a slab that nobody has; the slab is roomy no more if there are none. */
  BitSet free(Roomy slab, int slots, BitSet busy) {
    return store.transact(
        transaction -> {
          BitSet free = new BitSet(slots);
          free.set(0, slots);
          free.andNot(busy);
          try (Rows<Place, Long> taken =
              TAKEN.scan(transaction, TAKEN.startingWith(out -> out.number(slab.slab())))) {
            while (taken.next()) {
              free.clear(taken.key().index());
            }
          }
          if (free.isEmpty()) {
            ROOMY.delete(transaction, slab);
          }
          return free;
        });
  }
}
