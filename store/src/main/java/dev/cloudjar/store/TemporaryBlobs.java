package dev.cloudjar.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Blobs that live as long as their process: in files, since content may be larger than memory, in a
 * directory that is made with the first blob and removed at the end.
 */
final class TemporaryBlobs implements Blobs {
  private static final String NAME = "cloudjar-blobs-";

  private final Path parent;
  private final KeyValueStore store;
  private @Nullable Path directory;
  private @Nullable FileBlobs blobs;
  private boolean closed;

  /**
   * @param parent where to make the directory
   */
  TemporaryBlobs(Path parent, KeyValueStore store) {
    this.parent = parent;
    this.store = store;
  }

  @Override
  public BlobWriter create() throws IOException {
    return opened().create();
  }

  @Override
  public void adopt(Transaction transaction, BlobId id) {
    existing(id).adopt(transaction, id);
  }

  @Override
  public void release(Transaction transaction, BlobId id) {
    existing(id).release(transaction, id);
  }

  @Override
  public void discard(BlobId id) {
    FileBlobs current = current();
    if (current != null) {
      current.discard(id);
    }
  }

  @Override
  public Blob open(BlobId id) throws IOException {
    FileBlobs current = current();
    if (current == null) {
      throw new NoSuchFileException(id.value());
    }
    return current.open(id);
  }

  @Override
  public synchronized void close() {
    closed = true;
    try {
      if (blobs != null) {
        blobs.close();
        blobs = null;
      }
      if (directory != null) {
        removeAll(directory);
        directory = null;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized FileBlobs opened() throws IOException {
    if (closed) {
      throw new IllegalStateException("the store is closed");
    }
    if (blobs == null) {
      removeLeftOver();
      directory = Files.createTempDirectory(parent, NAME + ProcessHandle.current().pid() + "-");
      blobs = FileBlobs.open(directory, store, Durability.OS);
    }
    return blobs;
  }

  private synchronized @Nullable FileBlobs current() {
    return blobs;
  }

  private FileBlobs existing(BlobId id) {
    FileBlobs current = current();
    if (current == null) {
      throw new IllegalStateException("there is no blob " + id.value());
    }
    return current;
  }

  /** Removes what processes left that were killed. */
  private void removeLeftOver() throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(parent, NAME + "*")) {
      for (Path each : all) {
        String pid = each.getFileName().toString().substring(NAME.length()).replaceAll("-.*", "");
        if (pid.matches("[0-9]{1,10}") && ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
          tryToRemoveAll(each);
        }
      }
    }
  }

  private static void tryToRemoveAll(Path top) {
    try {
      removeAll(top);
    } catch (IOException | UncheckedIOException e) {
      // Somebody else's.
    }
  }

  private static void removeAll(Path top) throws IOException {
    try (Stream<Path> all = Files.walk(top)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
