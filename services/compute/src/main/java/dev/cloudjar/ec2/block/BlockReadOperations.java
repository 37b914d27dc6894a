package dev.cloudjar.ec2.block;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Content;
import dev.cloudjar.cloud.Gate.Need;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Operations.Download;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceAccess;
import dev.cloudjar.ec2.volume.StartedSnapshot;
import dev.cloudjar.ec2.volume.VolumeSnapshot;
import dev.cloudjar.fabric.SparseBlocks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ebs.model.Block;
import software.amazon.awssdk.services.ebs.model.ChangedBlock;
import software.amazon.awssdk.services.ebs.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.ebs.model.GetSnapshotBlockRequest;
import software.amazon.awssdk.services.ebs.model.GetSnapshotBlockResponse;
import software.amazon.awssdk.services.ebs.model.ListChangedBlocksRequest;
import software.amazon.awssdk.services.ebs.model.ListChangedBlocksResponse;
import software.amazon.awssdk.services.ebs.model.ListSnapshotBlocksRequest;
import software.amazon.awssdk.services.ebs.model.ListSnapshotBlocksResponse;
import software.amazon.awssdk.services.ebs.model.ValidationExceptionReason;

/**
 * Lists the blocks of snapshots and those that differ between two, and gives their content.
 *
 * @see <a href="https://docs.aws.amazon.com/ebs/latest/userguide/readsnapshots.html">Read EBS
 *     snapshots with EBS direct APIs</a>
 */
public final class BlockReadOperations {
  private static final Duration TOKEN_VALID = Duration.ofDays(7);
  private static final Duration PAGE_VALID = Duration.ofMinutes(60);
  private static final int MOST_LISTED = 10_000;

  /** A page tells of fewer changes, or none, rather than take longer; 1 GiB of each snapshot. */
  private static final int MOST_COMPARED = 2_048;

  private final Ground ground;

  public BlockReadOperations(Ground ground) {
    this.ground = ground;
  }

  /** Registers the operations. */
  public void register(Operations operations) {
    var access = new ResourceAccess(ground.store());
    operations
        .on(ListSnapshotBlocksRequest.class, ListSnapshotBlocksResponse.class, this::list)
        .authorises("ebs:ListSnapshotBlocks", (call, it) -> access.resource(call, it.snapshotId()));
    operations
        .on(ListChangedBlocksRequest.class, ListChangedBlocksResponse.class, this::changed)
        .authorises(
            (call, it) ->
                Stream.of(it.firstSnapshotId(), it.secondSnapshotId())
                    .filter(Objects::nonNull)
                    .distinct()
                    .map(id -> new Need("ebs:ListChangedBlocks", access.resource(call, id)))
                    .toList());
    operations
        .onDownload(GetSnapshotBlockRequest.class, GetSnapshotBlockResponse.class, this::get)
        .authorises("ebs:GetSnapshotBlock", (call, it) -> access.resource(call, it.snapshotId()));
  }

  private ListSnapshotBlocksResponse list(Call call, ListSnapshotBlocksRequest request) {
    String id = request.snapshotId();
    VolumeSnapshot snapshot =
        ground.read(rows -> BlockSnapshots.readable(rows, Place.of(call), id));
    int first = first(id, request.nextToken(), request.startingBlockIndex(), call.time());
    int limit = Objects.requireNonNullElse(request.maxResults(), MOST_LISTED);
    Instant expires = call.time().plus(TOKEN_VALID);
    List<Block> found = new ArrayList<>();
    int next;
    try (SparseBlocks blocks = open(snapshot)) {
      next = nextWritten(blocks, first);
      while (next >= 0 && found.size() < limit) {
        String token = BlockTokens.make(id, next, expires);
        found.add(Block.builder().blockIndex(next).blockToken(token).build());
        next = nextWritten(blocks, next + 1);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ListSnapshotBlocksResponse.builder()
        .blocks(found)
        .expiryTime(expires)
        .volumeSize((long) snapshot.sizeGibibytes())
        .blockSize(BlockSnapshots.BLOCK_BYTES)
        .nextToken(page(id, next, call.time()))
        .build();
  }

  private SparseBlocks open(VolumeSnapshot snapshot) throws IOException {
    return ground.cloud().machineRoom().disks().openSparse(snapshot.disk());
  }

  /** The next block that something was written to; -1 for none. */
  private static int nextWritten(SparseBlocks blocks, int index) throws IOException {
    long position = BlockSnapshots.position(index);
    long next = position < blocks.sizeBytes() ? blocks.nextWritten(position) : -1;
    return next < 0 ? -1 : Math.toIntExact(next / BlockSnapshots.BLOCK_BYTES);
  }

  private static int first(
      String about, @Nullable String token, @Nullable Integer startingIndex, Instant now) {
    if (token == null) {
      return Objects.requireNonNullElse(startingIndex, 0);
    }
    return BlockTokens.read("page of " + about, token, now)
        .orElseThrow(
            () ->
                BlockFaults.validation(
                    ValidationExceptionReason.INVALID_PAGE_TOKEN,
                    "The page token is not valid, or has expired."));
  }

  private static @Nullable String page(String about, int next, Instant now) {
    return next < 0 ? null : BlockTokens.make("page of " + about, next, now.plus(PAGE_VALID));
  }

  private ListChangedBlocksResponse changed(Call call, ListChangedBlocksRequest request) {
    String firstId = request.firstSnapshotId();
    if (firstId == null) {
      throw BlockFaults.invalidValue("FirstSnapshotId is needed to compare SecondSnapshotId with.");
    }
    String secondId = request.secondSnapshotId();
    record Both(VolumeSnapshot first, VolumeSnapshot second) {}
    Both both =
        ground.read(
            rows -> {
              Place place = Place.of(call);
              VolumeSnapshot first = BlockSnapshots.readable(rows, place, firstId);
              VolumeSnapshot second = BlockSnapshots.readable(rows, place, secondId);
              String region = place.region();
              if (!StartedSnapshot.lineage(rows, first, region)
                  .equals(StartedSnapshot.lineage(rows, second, region))) {
                throw BlockFaults.validation(
                    ValidationExceptionReason.UNRELATED_SNAPSHOTS,
                    "The snapshots are not of the same volume or lineage.");
              }
              return new Both(first, second);
            });
    String about = firstId + " " + secondId;
    int start = first(about, request.nextToken(), request.startingBlockIndex(), call.time());
    int limit = Objects.requireNonNullElse(request.maxResults(), MOST_LISTED);
    Instant expires = call.time().plus(TOKEN_VALID);
    List<ChangedBlock> found = new ArrayList<>();
    int next;
    try (SparseBlocks first = open(both.first());
        SparseBlocks second = open(both.second())) {
      var comparison = new Comparison(first, second);
      next = comparison.nextOfEither(start);
      for (int i = 0; next >= 0 && found.size() < limit && i < MOST_COMPARED; i++) {
        if (comparison.differs(next)) {
          found.add(
              ChangedBlock.builder()
                  .blockIndex(next)
                  .firstBlockToken(
                      comparison.isInFirst(next) ? BlockTokens.make(firstId, next, expires) : null)
                  .secondBlockToken(
                      comparison.isInSecond(next)
                          ? BlockTokens.make(secondId, next, expires)
                          : null)
                  .build());
        }
        next = comparison.nextOfEither(next + 1);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ListChangedBlocksResponse.builder()
        .changedBlocks(found)
        .expiryTime(expires)
        .volumeSize((long) both.second().sizeGibibytes())
        .blockSize(BlockSnapshots.BLOCK_BYTES)
        .nextToken(page(about, next, call.time()))
        .build();
  }

  /** Two snapshots beside each other. */
  private record Comparison(SparseBlocks first, SparseBlocks second) {
    int nextOfEither(int index) throws IOException {
      int ofFirst = nextWritten(first, index);
      int ofSecond = nextWritten(second, index);
      if (ofFirst < 0 || ofSecond < 0) {
        return Math.max(ofFirst, ofSecond);
      }
      return Math.min(ofFirst, ofSecond);
    }

    boolean isInFirst(int index) throws IOException {
      return nextWritten(first, index) == index;
    }

    boolean isInSecond(int index) throws IOException {
      return nextWritten(second, index) == index;
    }

    boolean differs(int index) throws IOException {
      return isInFirst(index) != isInSecond(index)
          || !Arrays.equals(content(first, index), content(second, index));
    }
  }

  private static byte[] content(SparseBlocks blocks, int index) throws IOException {
    byte[] content = new byte[BlockSnapshots.BLOCK_BYTES];
    blocks.read(ByteBuffer.wrap(content), BlockSnapshots.position(index));
    return content;
  }

  private Download<GetSnapshotBlockResponse> get(Call call, GetSnapshotBlockRequest request) {
    String id = request.snapshotId();
    VolumeSnapshot snapshot = BlockSnapshots.readable(ground, call, id);
    int index = request.blockIndex();
    if (BlockTokens.read(id, request.blockToken(), call.time()).orElse(-1) != index) {
      throw BlockFaults.validation(
          ValidationExceptionReason.INVALID_BLOCK_TOKEN,
          "The block token is not valid for block %d, or has expired.".formatted(index));
    }
    byte[] content;
    try (SparseBlocks blocks = open(snapshot)) {
      content = content(blocks, index);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // All of it is read before the first byte leaves: its checksum goes ahead of it.
    return new Download<>(
        GetSnapshotBlockResponse.builder()
            .dataLength(content.length)
            .checksum(Checksums.of(content))
            .checksumAlgorithm(ChecksumAlgorithm.SHA256)
            .build(),
        new Content.Bytes(ByteBuffer.wrap(content)));
  }
}
