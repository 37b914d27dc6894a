package dev.cloudjar.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps each blob in a file of its own.
 *
 * <p>A new blob is written to {@code incoming}, and moves to its place once the transaction that
 * adopts it has committed; so after a crash only what is in {@code incoming} needs a look, however
 * many blobs there are. A release leaves a row in the same transaction that tells of the file to be
 * removed; the row goes when the file has gone.
 */
public final class FileBlobs implements Blobs {
  private static final int PLACES = 1024;

  private final Path directory;
  private final IncomingFiles incoming;
  private final RecycledFiles recycled;
  private final BlobRows rows;
  private final BlobRemover remover;
  private final Durability durability;

  private final Set<BlobId> unadopted = ConcurrentHashMap.newKeySet();
  private final Set<Path> places = ConcurrentHashMap.newKeySet();

  private FileBlobs(Path directory, BlobRows rows, Durability durability) throws IOException {
    this.directory = directory;
    this.incoming =
        new IncomingFiles(Files.createDirectories(directory.resolve("incoming")), durability);
    this.recycled = new RecycledFiles(incoming, durability);
    this.rows = rows;
    this.remover = new BlobRemover(rows, this::removeFiles);
    this.durability = durability;
  }

  /**
   * Opens the blobs in a directory and clears away what the last process left behind.
   *
   * @param store where is recorded which blobs are adopted; transactions must be of this store
   */
  public static FileBlobs open(Path directory, KeyValueStore store, Durability durability)
      throws IOException {
    return open(directory, store, durability, "store.");
  }

  /**
   * Opens the blobs in a directory, of which a store may have several.
   *
   * @param prefix of the names of their tables
   */
  static FileBlobs open(Path directory, KeyValueStore store, Durability durability, String prefix)
      throws IOException {
    FileBlobs blobs = new FileBlobs(directory, new BlobRows(store, prefix), durability);
    blobs.clearIncoming();
    blobs.rows.forEachReleased(blobs.remover::add);
    return blobs;
  }

  @Override
  public BlobWriter create() throws IOException {
    return write(incoming.take());
  }

  @Override
  public BlobWriter create(long sizeBytes) throws IOException {
    BlobId id = recycled.take(sizeBytes);
    return id == null ? create() : write(id);
  }

  private BlobWriter write(BlobId id) throws IOException {
    return new FileBlobWriter(id, incoming.file(id), durability, unadopted::add);
  }

  @Override
  public void adopt(Transaction transaction, BlobId id) {
    rows.adopt(transaction, id);
    if (!unadopted.contains(id)) {
      throw new IllegalStateException("there is no blob " + id.value());
    }
    transaction.afterCommit(
        () -> {
          unadopted.remove(id);
          moveToPlace(id);
        });
  }

  @Override
  public void release(Transaction transaction, BlobId id) {
    rows.release(transaction, id);
    transaction.afterCommit(() -> remover.add(id));
  }

  @Override
  public void discard(BlobId id) {
    if (unadopted.contains(id) && !rows.isAdopted(id) && unadopted.remove(id)) {
      try {
        Files.deleteIfExists(incoming.file(id));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public Blob open(BlobId id) throws IOException {
    recycled.opening(id);
    try {
      return new FileBlob(openFile(id), () -> recycled.closed(id));
    } catch (IOException | RuntimeException e) {
      recycled.closed(id);
      throw e;
    }
  }

  private FileChannel openFile(BlobId id) throws IOException {
    try {
      return FileChannel.open(place(id), StandardOpenOption.READ);
    } catch (NoSuchFileException notThere) {
      try {
        return FileChannel.open(incoming.file(id), StandardOpenOption.READ);
      } catch (NoSuchFileException movedMeanwhile) {
        return FileChannel.open(place(id), StandardOpenOption.READ);
      }
    }
  }

  /** Ends after the removal of what is released. */
  @Override
  public void close() {
    remover.close();
    try {
      recycled.close();
      incoming.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void clearIncoming() throws IOException {
    Path left = directory.resolve("incoming");
    try (DirectoryStream<Path> leftOver = Files.newDirectoryStream(left)) {
      for (Path each : leftOver) {
        String name = String.valueOf(each.getFileName());
        if (BlobId.isName(name)) {
          BlobId id = new BlobId(name);
          if (rows.isAdopted(id)) {
            moveToPlace(id);
          } else {
            Files.delete(each);
          }
        }
      }
    }
  }

  /** Where this fails the blob is found where it is, and moved when the store is opened again. */
  private void moveToPlace(BlobId id) {
    Path place = place(id);
    try {
      Path parent = place.resolveSibling(".").normalize();
      if (!places.contains(parent)) {
        places.add(Files.createDirectories(parent));
      }
      Files.move(incoming.file(id), place);
    } catch (IOException e) {
      return;
    }
  }

  /** In this order, so that a blob that is just being moved to its place is caught. */
  private void removeFiles(BlobId id) throws IOException {
    Files.deleteIfExists(incoming.file(id));
    if (!recycled.offer(id, place(id))) {
      Files.deleteIfExists(place(id));
    }
  }

  private Path place(BlobId id) {
    int place = Math.floorMod(id.value().hashCode(), PLACES);
    return directory.resolve("%03x".formatted(place)).resolve(id.value());
  }
}
