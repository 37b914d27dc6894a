package dev.cloudjar.s3.content;

import dev.cloudjar.store.BlobId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Keeps large content in memory that is read again and again, opened, so that it need not be read
 * and opened each time. A blob gets in when it is read twice without too many others in between:
 * what is read once, or in turn with more than there is room for, drives nothing out. Nor does
 * anything drive out what somebody is reading, however slowly.
 */
final class HotContents {
  /** One blob takes at most this part of the room. */
  private static final int FEWEST = 4;

  private final long mostBytes;
  private final SequencedMap<BlobId, Long> seen = new LinkedHashMap<>();
  private final SequencedMap<BlobId, HotContent> kept = new LinkedHashMap<>(16, 0.75f, true);
  private long seenBytes;
  private long keptBytes;

  /**
   * @param mostBytes how much is kept, and how much may be read between two reads of a blob
   */
  HotContents(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /**
   * Tells that a blob is about to be read.
   *
   * @param sealedBytes how long it is
   * @param keys that it is to be opened under
   * @return where its segments are found and to be kept, which has to be released; null where they
   *     aren't
   */
  synchronized @Nullable HotContent visit(BlobId blob, long sealedBytes, List<SecretKeySpec> keys) {
    HotContent there = kept.get(blob);
    if (there == null && isWorthKeeping(blob, sealedBytes) && makeRoom(sealedBytes)) {
      there = new HotContent(keys, sealedBytes);
      kept.put(blob, there);
      keptBytes += sealedBytes;
    }
    if (there == null || !there.opensUnder(keys)) {
      return null;
    }
    there.use();
    return there;
  }

  /** Whether it was read not long ago, and notes that it is. */
  private boolean isWorthKeeping(BlobId blob, long sealedBytes) {
    if (sealedBytes > mostBytes / FEWEST) {
      return false;
    }
    if (seen.remove(blob) != null) {
      seenBytes -= sealedBytes;
      return true;
    }
    seen.put(blob, sealedBytes);
    seenBytes += sealedBytes;
    while (seenBytes > mostBytes) {
      seenBytes -= seen.pollFirstEntry().getValue();
    }
    return false;
  }

  /** Gives up what was not read for longest; false where too much is in use. */
  private boolean makeRoom(long sizeBytes) {
    Iterator<HotContent> eldest = kept.values().iterator();
    while (keptBytes + sizeBytes > mostBytes && eldest.hasNext()) {
      HotContent next = eldest.next();
      if (!next.isUsed()) {
        eldest.remove();
        keptBytes -= next.sizeBytes();
        next.close();
      }
    }
    return keptBytes + sizeBytes <= mostBytes;
  }
}
