package dev.cloudjar.ec2.importing;

import dev.cloudjar.cloud.Content;
import dev.cloudjar.cloud.Work;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKey;
import dev.cloudjar.ec2.image.Image;
import dev.cloudjar.ec2.image.Images;
import dev.cloudjar.ec2.importing.ImportTask.State;
import dev.cloudjar.ec2.volume.DataKey;
import dev.cloudjar.ec2.volume.VolumeSnapshot;
import dev.cloudjar.ec2.volume.Volumes;
import dev.cloudjar.fabric.Disks;
import dev.cloudjar.store.Transaction;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Optional;

/** Makes images and snapshots of the files that tasks are about. */
final class ImportWork {
  private static final String KIND = "ec2:import";
  static final String ROOT_DEVICE = "/dev/sda1";
  private static final long GIBIBYTE = 1L << 30;
  private static final int LEAST_ROOT_GIBIBYTES = 8;
  private static final int CHUNK_BYTES = 1 << 20;

  private final Ground ground;
  private final ImportSourceOperations sources;

  ImportWork(Ground ground, ImportSourceOperations sources) {
    this.ground = ground;
    this.sources = sources;
    ground.cloud().work().handle(KIND, this::run);
  }

  /** Has a task be worked on whose row is there. */
  void schedule(Transaction transaction, Place place, ImportTask task) {
    ground.schedule(transaction, KIND, place, task.id(), task.started());
  }

  private void run(Work.Item item) throws IOException {
    ResourceKey key = ResourceKey.of(item);
    Place place = key.place();
    ImportTask task = ground.read(rows -> ImportTask.table(key.id()).find(rows, place, key.id()));
    if (task == null || task.state() == State.DELETED || task.state() == State.COMPLETED) {
      return;
    }
    long sizeBytes = 0;
    Optional<String> failure = Optional.empty();
    if (task.state() == State.ACTIVE) {
      try {
        sizeBytes = make(place, task);
      } catch (IOException | RuntimeException e) {
        failure = Optional.of("ClientError: " + e.getMessage());
      }
    }
    long size = sizeBytes;
    Optional<String> why = failure;
    boolean made = ground.transact(transaction -> finish(transaction, place, task, size, why));
    if (!made) {
      ground.cloud().machineRoom().disks().remove(task.snapshotId());
    }
  }

  /** Makes the disk, from the beginning again where that was begun before a crash. */
  private long make(Place place, ImportTask task) throws IOException {
    Disks disks = ground.cloud().machineRoom().disks();
    disks.remove(task.snapshotId());
    try (Content content = sources.open(place, task);
        InputStream in = content.asInputStream()) {
      return task.ofImage()
          ? disks.readTree(task.snapshotId(), in)
          : readBlocks(disks, task.snapshotId(), in, content.sizeBytes());
    }
  }

  /** Zeroes are left out, so that they take no room. */
  private static long readBlocks(Disks disks, String name, InputStream in, long sizeBytes)
      throws IOException {
    if (sizeBytes <= 0) {
      throw new EOFException("The disk image is empty.");
    }
    disks.createBlocks(name, gibibytes(sizeBytes) * GIBIBYTE);
    try (FileChannel channel = disks.open(name)) {
      long position = 0;
      byte[] chunk = in.readNBytes(CHUNK_BYTES);
      while (chunk.length > 0) {
        if (!isZero(chunk)) {
          Volumes.write(channel, chunk, position);
        }
        position += chunk.length;
        chunk = in.readNBytes(CHUNK_BYTES);
      }
    }
    disks.seal(name);
    return sizeBytes;
  }

  private static boolean isZero(byte[] chunk) {
    for (byte each : chunk) {
      if (each != 0) {
        return false;
      }
    }
    return true;
  }

  private static int gibibytes(long sizeBytes) {
    return Math.toIntExact((sizeBytes + GIBIBYTE - 1) / GIBIBYTE);
  }

  /** Whether what was made is kept. */
  private boolean finish(
      Transaction transaction,
      Place place,
      ImportTask task,
      long sizeBytes,
      Optional<String> failure) {
    ImportTask now = ImportTask.table(task.id()).find(transaction, place, task.id());
    if (now == null) {
      return false;
    }
    boolean keep = now.state() == State.ACTIVE && failure.isEmpty();
    if (keep) {
      int size = gibibytes(sizeBytes);
      put(transaction, place, task, task.ofImage() ? Math.max(LEAST_ROOT_GIBIBYTES, size) : size);
    }
    ImportTask.table(task.id())
        .put(
            transaction,
            place,
            now.in(
                keep ? State.COMPLETED : State.DELETED,
                now.state() == State.ACTIVE ? failure : now.message(),
                sizeBytes));
    return keep;
  }

  private void put(Transaction transaction, Place place, ImportTask task, int sizeGibibytes) {
    Volumes.put(
        transaction,
        place,
        new VolumeSnapshot(
            task.snapshotId(),
            place.accountId(),
            Volumes.NO_VOLUME,
            sizeGibibytes,
            "Created by AWS-VMImport service for " + task.id(),
            task.key().map(DataKey::keyArn),
            ground.cloud().clock().now(),
            "completed",
            task.snapshotId(),
            task.ofImage(),
            Optional.empty(),
            Optional.empty(),
            task.key()));
    task.imageId().ifPresent(id -> putImage(transaction, place, task, id, sizeGibibytes));
  }

  /** AWS names an image as the task that it is of. */
  private void putImage(
      Transaction transaction, Place place, ImportTask task, String imageId, int sizeGibibytes) {
    Images.put(
        transaction,
        place,
        new Image(
            imageId,
            place.accountId(),
            task.id(),
            task.description(),
            task.architecture(),
            ROOT_DEVICE,
            List.of(
                new Image.Device(
                    ROOT_DEVICE,
                    Optional.of(task.snapshotId()),
                    sizeGibibytes,
                    "gp2",
                    Optional.empty(),
                    Optional.empty(),
                    task.key().isPresent(),
                    true,
                    Optional.empty())),
            task.snapshotId(),
            Optional.empty(),
            ground.cloud().clock().now(),
            "available",
            Optional.empty(),
            Optional.empty()));
  }
}
