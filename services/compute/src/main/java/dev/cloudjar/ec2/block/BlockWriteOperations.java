package dev.cloudjar.ec2.block;

import dev.cloudjar.cloud.Body;
import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Work;
import dev.cloudjar.ec2.block.BlockSnapshots.Started;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceAccess;
import dev.cloudjar.ec2.ground.ResourceKey;
import dev.cloudjar.ec2.volume.StartedSnapshot;
import dev.cloudjar.ec2.volume.VolumeSnapshot;
import dev.cloudjar.ec2.volume.Volumes;
import dev.cloudjar.store.Transaction;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ebs.model.ChecksumAggregationMethod;
import software.amazon.awssdk.services.ebs.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.ebs.model.CompleteSnapshotRequest;
import software.amazon.awssdk.services.ebs.model.CompleteSnapshotResponse;
import software.amazon.awssdk.services.ebs.model.PutSnapshotBlockRequest;
import software.amazon.awssdk.services.ebs.model.PutSnapshotBlockResponse;
import software.amazon.awssdk.services.ebs.model.Status;
import software.amazon.awssdk.services.ebs.model.ValidationExceptionReason;

/**
 * Writes the blocks of snapshots that were started, and completes them. A snapshot that nobody
 * writes to for its time is given up.
 *
 * @see <a href="https://docs.aws.amazon.com/ebs/latest/userguide/writesnapshots.html">Write EBS
 *     snapshots with EBS direct APIs</a>
 */
public final class BlockWriteOperations {
  private static final String GIVE_UP = "ebs:give-up-snapshot";
  private static final int LOCKS = 64;

  private final Ground ground;
  private final BlockDisks disks;

  /** Many write to a snapshot at once, but nobody while it is completed. */
  private final List<ReadWriteLock> locks =
      Stream.<ReadWriteLock>generate(ReentrantReadWriteLock::new).limit(LOCKS).toList();

  public BlockWriteOperations(Ground ground) {
    this.ground = ground;
    this.disks = new BlockDisks(ground);
    ground.cloud().work().handle(GIVE_UP, this::giveUp);
  }

  /** Registers the operations. */
  public void register(Operations operations) {
    new BlockStartOperations(ground, disks, this::scheduleGivingUp).register(operations);
    var access = new ResourceAccess(ground.store());
    operations
        .onUpload(PutSnapshotBlockRequest.class, PutSnapshotBlockResponse.class, this::put)
        .authorises("ebs:PutSnapshotBlock", (call, it) -> access.resource(call, it.snapshotId()));
    operations
        .on(CompleteSnapshotRequest.class, CompleteSnapshotResponse.class, this::complete)
        .authorises("ebs:CompleteSnapshot", (call, it) -> access.resource(call, it.snapshotId()));
  }

  private ReadWriteLock lock(String snapshotId) {
    return locks.get(Math.floorMod(snapshotId.hashCode(), LOCKS));
  }

  private PutSnapshotBlockResponse put(Call call, PutSnapshotBlockRequest request, Body body) {
    Place place = Place.of(call);
    String id = request.snapshotId();
    Started pending = ground.read(rows -> BlockSnapshots.pending(rows, place, id));
    requireBlock(request, pending.snapshot());
    BlockSnapshots.requireKey(call, pending.snapshot());
    byte[] content = read(body);
    String checksum = Checksums.of(content);
    if (!checksum.equals(request.checksum())) {
      throw BlockFaults.validation(
          ValidationExceptionReason.INVALID_BLOCK,
          "The checksum of the block is not the one that was given.");
    }
    ReadWriteLock lock = lock(id);
    lock.readLock().lock();
    try {
      // Asked again: it may have been completed meanwhile.
      Started now = ground.read(rows -> BlockSnapshots.pending(rows, place, id));
      write(now, request.blockIndex(), content);
      ground.transact(
          transaction -> {
            BlockSnapshots.pending(transaction, place, id)
                .started()
                .wrote(
                    transaction,
                    place,
                    request.blockIndex(),
                    checksum,
                    request.progress(),
                    call.time());
            return true;
          });
    } finally {
      lock.readLock().unlock();
    }
    return PutSnapshotBlockResponse.builder()
        .checksum(checksum)
        .checksumAlgorithm(ChecksumAlgorithm.SHA256)
        .build();
  }

  private static void requireBlock(PutSnapshotBlockRequest request, VolumeSnapshot snapshot) {
    if (request.dataLength() != BlockSnapshots.BLOCK_BYTES) {
      throw BlockFaults.invalidValue(
          "The only supported data length is %d.".formatted(BlockSnapshots.BLOCK_BYTES));
    }
    requireSha256(request.checksumAlgorithm());
    if (request.blockIndex() >= BlockSnapshots.blocks(snapshot)) {
      throw BlockFaults.validation(
          ValidationExceptionReason.INVALID_BLOCK,
          "The block index %d is not in a volume of %d GiB."
              .formatted(request.blockIndex(), snapshot.sizeGibibytes()));
    }
  }

  private static void requireSha256(ChecksumAlgorithm algorithm) {
    if (algorithm != ChecksumAlgorithm.SHA256) {
      throw BlockFaults.invalidValue("The only supported checksum algorithm is SHA256.");
    }
  }

  private static byte[] read(Body body) {
    try (InputStream in = body.asInputStream()) {
      byte[] content = in.readNBytes(BlockSnapshots.BLOCK_BYTES + 1);
      if (content.length != BlockSnapshots.BLOCK_BYTES) {
        throw BlockFaults.invalidValue(
            "The block does not have %d bytes.".formatted(BlockSnapshots.BLOCK_BYTES));
      }
      return content;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(Started pending, int index, byte[] content) {
    try (FileChannel channel = disks.open(pending)) {
      Volumes.write(channel, content, BlockSnapshots.position(index));
      channel.force(false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private CompleteSnapshotResponse complete(Call call, CompleteSnapshotRequest request) {
    Place place = Place.of(call);
    String id = request.snapshotId();
    ReadWriteLock lock = lock(id);
    lock.writeLock().lock();
    try {
      Started pending =
          ground.read(
              rows -> {
                Started found = BlockSnapshots.pending(rows, place, id);
                requireAll(request, found.started().checksums(rows, place));
                return found;
              });
      seal(pending);
      ground.transact(
          transaction -> {
            end(transaction, place, pending, Optional.empty());
            ground.cancel(transaction, GIVE_UP, place, id);
            return true;
          });
    } finally {
      lock.writeLock().unlock();
    }
    return CompleteSnapshotResponse.builder().status(Status.COMPLETED).build();
  }

  private void seal(Started pending) {
    try {
      disks.seal(pending);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void requireAll(CompleteSnapshotRequest request, List<String> checksums) {
    if (request.changedBlocksCount() != checksums.size()) {
      throw BlockFaults.invalidValue(
          "The snapshot has %d changed blocks, not %d."
              .formatted(checksums.size(), request.changedBlocksCount()));
    }
    if (request.checksum() == null) {
      return;
    }
    requireSha256(request.checksumAlgorithm());
    if (request.checksumAggregationMethod() != ChecksumAggregationMethod.LINEAR) {
      throw BlockFaults.invalidValue("The only supported aggregation method is LINEAR.");
    }
    if (!request.checksum().equals(Checksums.linear(checksums))) {
      throw BlockFaults.invalidValue("The checksum of all blocks is not the one that was given.");
    }
  }

  private static void end(
      Transaction transaction, Place place, Started pending, Optional<String> failure) {
    String id = pending.snapshot().id();
    Volumes.findSnapshot(transaction, place, id)
        .ifPresent(it -> Volumes.put(transaction, place, it.made(failure)));
    StartedSnapshot.forgetBlocks(transaction, place, id);
  }

  private void scheduleGivingUp(
      Transaction transaction, Place place, String snapshotId, Instant due) {
    ground.schedule(transaction, GIVE_UP, place, snapshotId, due);
  }

  private void giveUp(Work.Item item) {
    ResourceKey key = ResourceKey.of(item);
    Place place = key.place();
    Instant now = ground.cloud().clock().now();
    ReadWriteLock lock = lock(key.id());
    lock.writeLock().lock();
    try {
      ground.transact(
          transaction -> {
            Started pending;
            try {
              pending = BlockSnapshots.pending(transaction, place, key.id());
            } catch (Fault e) {
              return false;
            }
            Instant expires = pending.started().expires(transaction, place);
            if (expires.isAfter(now)) {
              scheduleGivingUp(transaction, place, key.id(), expires);
            } else {
              end(transaction, place, pending, Optional.of("No block was written in time."));
            }
            return true;
          });
    } finally {
      lock.writeLock().unlock();
    }
  }
}
