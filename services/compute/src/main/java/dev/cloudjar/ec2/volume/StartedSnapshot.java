package dev.cloudjar.ec2.volume;

import dev.cloudjar.ec2.ground.Ec2Resource;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKey;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTable;
import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyRange;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a snapshot whose blocks somebody writes, beside what all snapshots have.
 *
 * @param id the snapshot
 * @param parentId the snapshot that it began as
 * @param lineage what it can be compared with: the volume or first snapshot that all began with
 * @param timeoutMinutes how long it waits for the next block, 10 to 4320
 * @param started when it was started
 * @param progress in percent, as the writer says
 */
public record StartedSnapshot(
    String id,
    Optional<String> parentId,
    String lineage,
    int timeoutMinutes,
    Instant started,
    int progress)
    implements Ec2Resource {
  private static final ResourceTable<StartedSnapshot> TABLE =
      new ResourceTable<>(ResourceKind.SNAPSHOT, "started", StartedSnapshot.class);
  private static final Table<BlockKey, Block> BLOCKS =
      new Table<>("ec2.snapshot-block", BlockKey.CODEC, RecordCodec.of(Block.class));

  private record BlockKey(ResourceKey snapshot, int index) {
    static final KeyCodec<BlockKey> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(BlockKey key, KeyWriter out) {
            ResourceKey.CODEC.write(key.snapshot(), out);
            out.number(key.index());
          }

          @Override
          public BlockKey read(KeyReader in) {
            return new BlockKey(ResourceKey.CODEC.read(in), Math.toIntExact(in.number()));
          }
        };
  }

  /** A block that was written. */
  private record Block(String checksum, Instant written) {}

  /** When it is given up, unless another block is written. */
  public Instant expires(Snapshot rows, Place place) {
    Instant last = started;
    try (Rows<BlockKey, Block> blocks = BLOCKS.scan(rows, blocks(place, id))) {
      while (blocks.next()) {
        Instant written = blocks.value().written();
        last = written.isAfter(last) ? written : last;
      }
    }
    return last.plus(Duration.ofMinutes(timeoutMinutes));
  }

  /** A snapshot that was started; empty for one of a volume. */
  public static Optional<StartedSnapshot> of(Snapshot rows, Place place, String snapshotId) {
    return Optional.ofNullable(TABLE.find(rows, place, snapshotId));
  }

  /** Which snapshots one can be compared with: those with the same. */
  public static String lineage(Snapshot rows, VolumeSnapshot snapshot, String region) {
    return of(rows, new Place(snapshot.ownerId(), region), snapshot.id())
        .map(StartedSnapshot::lineage)
        .orElse(snapshot.volumeId());
  }

  /** Keeps it. */
  public void put(Transaction transaction, Place place) {
    TABLE.put(transaction, place, this);
  }

  /**
   * Notes that a block was written.
   *
   * @param checksum of its content, in Base64
   * @param newProgress in percent; null where nothing is said of it
   */
  public void wrote(
      Transaction transaction,
      Place place,
      int index,
      String checksum,
      @Nullable Integer newProgress,
      Instant now) {
    BLOCKS.put(
        transaction, new BlockKey(new ResourceKey(place, id), index), new Block(checksum, now));
    // Many are written at once: the row that they share is left alone as long as it can be.
    if (newProgress != null && newProgress != progress) {
      new StartedSnapshot(id, parentId, lineage, timeoutMinutes, started, newProgress)
          .put(transaction, place);
    }
  }

  /** The checksums of the blocks that were written, in their order. */
  public List<String> checksums(Snapshot rows, Place place) {
    List<String> checksums = new ArrayList<>();
    try (Rows<BlockKey, Block> blocks = BLOCKS.scan(rows, blocks(place, id))) {
      while (blocks.next()) {
        checksums.add(blocks.value().checksum());
      }
    }
    return checksums;
  }

  private static KeyRange blocks(Place place, String id) {
    return BLOCKS.startingWith(out -> ResourceKey.CODEC.write(new ResourceKey(place, id), out));
  }

  /** Forgets which blocks were written, once that can't change any more. */
  public static void forgetBlocks(Transaction transaction, Place place, String id) {
    BLOCKS.deleteRange(transaction, blocks(place, id));
  }

  /** Forgets all of it. */
  static void delete(Transaction transaction, Place place, String id) {
    of(transaction, place, id)
        .ifPresent(
            it -> {
              forgetBlocks(transaction, place, id);
              TABLE.delete(transaction, place, it);
            });
  }
}
