package dev.cloudjar.store;

import dev.cloudjar.store.ZoneRows.Copies;
import dev.cloudjar.store.ZoneRows.Copy;
import dev.cloudjar.store.ZoneRows.Row;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes copies anew that are gone or damaged: those that somebody came across, on a thread of its
 * own, and all that there are once a day, when a zone begins anew, and on demand.
 */
final class ZoneRepairs implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ZoneRepairs.class.getName());
  private static final int BATCH = 256;
  private static final long CLOSE_SECONDS = 30;
  private static final long SCRUB_HOURS = 24;

  private final List<Zone> zones;
  private final ZoneRows rows;
  private final KeyValueStore store;
  private final Set<BlobId> waiting = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("store-repair-zones").daemon().factory());
  private final ScheduledFuture<?> daily;
  private volatile boolean closed;

  ZoneRepairs(List<Zone> zones, ZoneRows rows) {
    this.zones = zones;
    this.rows = rows;
    this.store = rows.store();
    this.daily =
        thread.scheduleWithFixedDelay(this::scrubQuietly, SCRUB_HOURS, SCRUB_HOURS, TimeUnit.HOURS);
  }

  /** Has all blobs looked at soon. */
  void scrubSoon() {
    thread.execute(this::scrubQuietly);
  }

  private void scrubQuietly() {
    try {
      scrub();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "the copies in zones could not all be looked at", e);
    }
  }

  /** Has a blob looked at soon. */
  void add(BlobId id) {
    if (waiting.add(id)) {
      try {
        thread.execute(() -> repairOne(id));
      } catch (RejectedExecutionException e) {
        // The next scrub finds it.
        waiting.remove(id);
      }
    }
  }

  private void repairOne(BlobId id) {
    waiting.remove(id);
    Copies copies = closed ? null : rows.find(id);
    if (copies != null) {
      repair(id, copies);
    }
  }

  /** Reads every copy of every blob, and repairs what it can. */
  Scrub scrub() {
    Scrub sum = Scrub.NOTHING;
    List<Row> batch = rows.after(null, BATCH);
    while (!batch.isEmpty() && !closed) {
      for (Row row : batch) {
        sum = sum.plus(repair(row.id(), row.copies()));
      }
      batch = rows.after(batch.getLast().id(), BATCH);
    }
    return sum;
  }

  /**
   * Repairs a blob, again from the beginning where somebody else has changed its copies meanwhile:
   * their repair may have come before the damage that this one was to find.
   */
  private Scrub repair(BlobId id, Copies found) {
    @Nullable Copies copies = found;
    while (copies != null) {
      Scrub done = tryToRepair(id, copies);
      if (done != null) {
        return done;
      }
      copies = rows.find(id);
    }
    return Scrub.NOTHING;
  }

  /** Null where the blob has changed or gone meanwhile. */
  private @Nullable Scrub tryToRepair(BlobId id, Copies copies) {
    List<Copy> good = new ArrayList<>();
    for (Copy copy : copies.copies()) {
      if (isGood(copy, copies.sizeBytes())) {
        good.add(copy);
      }
    }
    long readBytes = copies.sizeBytes() * copies.copies().size();
    int damaged = copies.copies().size() - good.size();
    Map<Copy, FileBlobs> made;
    try {
      made =
          copies.spread() == Spread.EVERY_ZONE || good.isEmpty()
              ? make(id, copies, good)
              : Map.of();
    } catch (LostBlobException e) {
      if (!copies.equals(rows.find(id))) {
        return null;
      }
      LOG.log(System.Logger.Level.WARNING, e.getMessage());
      return new Scrub(1, readBytes, damaged, 0, 1);
    }
    if (!made.isEmpty() && !replace(id, copies, good, made)) {
      return null;
    }
    return new Scrub(1, readBytes, damaged, made.size(), 0);
  }

  private boolean isGood(Copy copy, long sizeBytes) {
    ByteBuffer block = ByteBuffer.allocate(BlockChecksums.BLOCK_BYTES);
    try (Blob blob = open(copy)) {
      for (long number = 0; number < BlockChecksums.blocks(sizeBytes); number++) {
        BlockChecksums.read(blob, sizeBytes, number, block);
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private Blob open(Copy copy) throws IOException {
    return zones.get(copy.zone()).blobs().open(copy.id());
  }

  /** Copies for the zones that have no good one and should. */
  private Map<Copy, FileBlobs> make(BlobId id, Copies copies, List<Copy> good)
      throws LostBlobException {
    Map<Copy, FileBlobs> made = new HashMap<>();
    for (Zone zone : zones) {
      boolean wanted = copies.spread() == Spread.EVERY_ZONE || copies.in(zone.number()) != null;
      if (wanted && good.stream().noneMatch(copy -> copy.zone() == zone.number())) {
        try {
          zone.restore();
          FileBlobs target = zone.blobs();
          made.put(copy(id, copies, zone.number(), target), target);
        } catch (LostBlobException e) {
          throw e;
        } catch (IOException e) {
          LOG.log(
              System.Logger.Level.WARNING,
              "zone {0} in {1} takes no copies: {2}",
              zone.number(),
              zone.directory(),
              e.getMessage());
        }
      }
    }
    return made;
  }

  /** A copy of whatever blocks are good in any of the copies. */
  private Copy copy(BlobId id, Copies copies, int zone, FileBlobs target) throws IOException {
    BlockChecksums checksums = new BlockChecksums();
    ByteBuffer block = ByteBuffer.allocate(BlockChecksums.BLOCK_BYTES);
    try (Blob source =
            new ZonedBlob(id, copies.sizeBytes(), copies.copies(), this::open, () -> {});
        BlobWriter writer = target.create(copies.sizeBytes())) {
      while (source.read(block.clear(), writer.sizeBytes()) >= 0) {
        checksums.update(block.flip());
        writer.write(block);
      }
      writer.write(checksums.finish());
      return new Copy(zone, writer.commit().value());
    }
  }

  /** False where the blob has changed or gone meanwhile. */
  private boolean replace(BlobId id, Copies before, List<Copy> good, Map<Copy, FileBlobs> made) {
    List<Copy> after = new ArrayList<>(good);
    after.addAll(made.keySet());
    boolean done =
        store.transact(
            transaction -> {
              @Nullable Copies now = rows.find(transaction, id);
              if (!before.equals(now)) {
                return false;
              }
              made.forEach((copy, blobs) -> blobs.adopt(transaction, copy.id()));
              for (Copy copy : before.copies()) {
                if (!good.contains(copy)) {
                  zones.get(copy.zone()).blobs().release(transaction, copy.id());
                }
              }
              rows.put(transaction, id, new Copies(before.spread(), before.sizeBytes(), after));
              return true;
            });
    if (!done) {
      made.forEach((copy, blobs) -> blobs.discard(copy.id()));
    }
    return done;
  }

  @Override
  public void close() {
    closed = true;
    daily.cancel(false);
    thread.shutdown();
    try {
      thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
