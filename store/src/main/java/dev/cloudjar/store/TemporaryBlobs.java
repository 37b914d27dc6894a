package dev.cloudjar.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Blobs that live as long as their process: in files, since content may be larger than memory, in a
 * directory that is made with the first blob and removed at the end. Whoever makes one removes
 * those whose process was killed: nobody has their lock.
 */
final class TemporaryBlobs implements Blobs {
  private static final String NAME = "cloudjar-blobs-";
  private static final int ATTEMPTS = 100;

  private final List<Path> parents;
  private final KeyValueStore store;
  private @Nullable Place place;
  private @Nullable Blobs blobs;
  private boolean closed;

  /** A directory, and the lock that says that somebody needs it. */
  private record Place(Path directory, DirectoryLock lock) {}

  /**
   * @param parents where to make the directory: the first in which one can be made
   */
  TemporaryBlobs(List<Path> parents, KeyValueStore store) {
    this.parents = parents;
    this.store = store;
  }

  /**
   * The user's own cache, else the machine's directory for temporary files: there, many a machine
   * clears away what nobody has touched for some days, whoever may need it.
   */
  static List<Path> usualParents() {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    Path home = Path.of(System.getProperty("user.home"));
    return home.isAbsolute() && Files.isDirectory(home)
        ? List.of(home.resolve(".cache").resolve("cloudjar"), temporary)
        : List.of(temporary);
  }

  @Override
  public BlobWriter create() throws IOException {
    return opened().create();
  }

  @Override
  public BlobWriter create(long sizeBytes) throws IOException {
    return opened().create(sizeBytes);
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
    Blobs current = current();
    if (current != null) {
      current.discard(id);
    }
  }

  @Override
  public Blob open(BlobId id) throws IOException {
    Blobs current = current();
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
      if (place != null) {
        try (DirectoryLock _ = place.lock) {
          removeAll(place.directory);
        }
        place = null;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized Blobs opened() throws IOException {
    if (closed) {
      throw new IllegalStateException("the store is closed");
    }
    if (blobs == null) {
      if (place == null) {
        place = make();
      }
      blobs = BlobsBySize.open(place.directory, store, Durability.OS);
    }
    return blobs;
  }

  private synchronized @Nullable Blobs current() {
    return blobs;
  }

  private Blobs existing(BlobId id) {
    Blobs current = current();
    if (current == null) {
      throw new IllegalStateException("there is no blob " + id.value());
    }
    return current;
  }

  private Place make() throws IOException {
    IOException failure = new IOException("there is no place for temporary blobs");
    for (Path parent : parents) {
      try {
        Place made = make(Files.createDirectories(parent));
        removeLeftOver(parent);
        return made;
      } catch (IOException e) {
        failure.addSuppressed(e);
      }
    }
    throw failure;
  }

  /** Somebody may take a directory for left over before it is locked: then another is made. */
  private static Place make(Path parent) throws IOException {
    for (int i = 0; i < ATTEMPTS; i++) {
      Path directory = Files.createTempDirectory(parent, NAME);
      try {
        DirectoryLock lock = DirectoryLock.take(directory);
        if (Files.exists(directory.resolve(DirectoryLock.FILE))) {
          return new Place(directory, lock);
        }
        lock.close();
      } catch (DirectoryInUseException | NoSuchFileException e) {
        // Taken: another one.
      }
    }
    throw new IOException("directories in " + parent + " do not stay");
  }

  private static void removeLeftOver(Path parent) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(parent, NAME + "*")) {
      for (Path each : all) {
        removeIfLeftOver(each);
      }
    }
  }

  private static void removeIfLeftOver(Path directory) {
    try (DirectoryLock _ = DirectoryLock.take(directory)) {
      removeAll(directory);
    } catch (IOException | UncheckedIOException e) {
      // Somebody needs it, or it is somebody else's.
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
