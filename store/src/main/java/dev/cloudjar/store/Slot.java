package dev.cloudjar.store;

import java.util.Optional;

/**
 * A place in a slab that holds a small blob, and the blob's name.
 *
 * @param slab the number of the file
 * @param index which of the file's slots, from 0
 * @param sizeBytes how large the blob is, which tells how large the slots of its slab are
 * @param chance tells the blob from those that had the slot before
 */
record Slot(long slab, int index, int sizeBytes, long chance) {
  private static final int UNIT_BYTES = 4 * 1024;

  /** A blob takes up to a third more than it has, and mostly far less. Never to be changed. */
  private static final int[] UNITS = {1, 2, 3, 4, 5, 6, 8, 10, 13, 17};

  /** The largest blob that has a slot. */
  static final int LARGEST_BYTES = UNITS[UNITS.length - 1] * UNIT_BYTES;

  private static final int RADIX = 36;
  private static final String MARK = "slot";

  /** How large the slots are that hold blobs of {@code sizeBytes}. */
  static int slotBytes(int sizeBytes) {
    for (int units : UNITS) {
      if (sizeBytes <= units * UNIT_BYTES) {
        return units * UNIT_BYTES;
      }
    }
    throw new IllegalArgumentException("too large for a slot: " + sizeBytes);
  }

  int slotBytes() {
    return slotBytes(sizeBytes);
  }

  /** Where in the file it begins. */
  long offset() {
    return (long) index * slotBytes();
  }

  BlobId id() {
    return new BlobId(
        String.join(
            "-",
            MARK,
            Long.toString(slab, RADIX),
            Integer.toString(index, RADIX),
            Integer.toString(sizeBytes, RADIX),
            Long.toUnsignedString(chance, RADIX)));
  }

  /** The slot that a blob's name tells of; empty for blobs that have none. */
  static Optional<Slot> of(BlobId id) {
    String[] parts = id.value().split("-", -1);
    if (parts.length != 5 || !parts[0].equals(MARK)) {
      return Optional.empty();
    }
    try {
      Slot slot =
          new Slot(
              Long.parseLong(parts[1], RADIX),
              Integer.parseInt(parts[2], RADIX),
              Integer.parseInt(parts[3], RADIX),
              Long.parseUnsignedLong(parts[4], RADIX));
      return slot.sizeBytes <= LARGEST_BYTES ? Optional.of(slot) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
