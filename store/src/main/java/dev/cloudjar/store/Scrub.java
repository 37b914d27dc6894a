package dev.cloudjar.store;

/**
 * What a look at all copies of all blobs has found.
 *
 * @param blobs how many were looked at
 * @param readBytes how much of them, all copies together
 * @param damagedCopies how many copies were gone or not what was written
 * @param madeCopies how many were made anew, also in zones that had none
 * @param lostBlobs how many have no good copy left
 */
public record Scrub(
    long blobs, long readBytes, long damagedCopies, long madeCopies, long lostBlobs) {
  static final Scrub NOTHING = new Scrub(0, 0, 0, 0, 0);

  Scrub plus(Scrub other) {
    return new Scrub(
        blobs + other.blobs,
        readBytes + other.readBytes,
        damagedCopies + other.damagedCopies,
        madeCopies + other.madeCopies,
        lostBlobs + other.lostBlobs);
  }
}
