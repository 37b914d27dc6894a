package dev.cloudjar.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The files of slabs, each open while it is in use, as long as there are not too many. */
final class SlabFiles implements AutoCloseable {
  private static final int MOST_OPEN = 256;
  private static final int ATTEMPTS = 1_000;

  private final Path directory;
  private final Map<Long, FileChannel> open = new ConcurrentHashMap<>();
  private final Set<Long> written = ConcurrentHashMap.newKeySet();
  private final @Nullable Syncer syncer;
  private long newest;

  SlabFiles(Path directory, Durability durability) throws IOException {
    this.directory = Files.createDirectories(directory);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path each : files) {
        newest = Math.max(newest, Long.parseLong(String.valueOf(each.getFileName())));
      }
    }
    this.syncer =
        switch (durability) {
          case OS -> null;
          case SYNC -> new Syncer("store-sync-slabs", this::sync);
        };
  }

  private interface Use<T> {
    T with(FileChannel channel) throws IOException;
  }

  /** Makes an empty slab, whose name is durable if the bytes in it are to be; its number. */
  synchronized long create() {
    newest++;
    try {
      Files.createFile(file(newest));
      if (syncer != null) {
        try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
          entries.force(true);
        }
      }
      return newest;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes all of {@code source}; durable, if it is to be, when this returns. */
  void write(Slot slot, ByteBuffer source) throws IOException {
    with(
        slot.slab(),
        channel -> {
          ByteBuffer rest = source.duplicate();
          while (rest.hasRemaining()) {
            channel.write(rest, slot.offset() + rest.position() - source.position());
          }
          return rest;
        });
    if (syncer != null) {
      written.add(slot.slab());
      syncer.await();
    }
  }

  /**
   * Reads what is in a slot into the first bytes of an array.
   *
   * @throws NoSuchFileException where there is no such slab, or it is shorter
   */
  void read(Slot slot, byte[] array) throws IOException {
    with(
        slot.slab(),
        channel -> {
          ByteBuffer target = ByteBuffer.wrap(array, 0, slot.sizeBytes());
          while (target.hasRemaining()) {
            if (channel.read(target, slot.offset() + target.position()) < 0) {
              throw new NoSuchFileException(slot.id().value());
            }
          }
          return target;
        });
  }

  @Override
  public void close() {
    if (syncer != null) {
      syncer.close();
    }
    open.keySet().forEach(this::close);
  }

  /**
   * Others may close the channel: to make room, or because a thread that used it was interrupted.
   * Then all is done again, which changes nothing.
   */
  private <T> T with(long slab, Use<T> use) throws IOException {
    boolean interrupted = false;
    try {
      for (int i = 0; ; i++) {
        FileChannel channel = channel(slab);
        try {
          return use.with(channel);
        } catch (ClosedChannelException e) {
          if (i == ATTEMPTS) {
            throw e;
          }
          interrupted |= Thread.interrupted();
          open.remove(slab, channel);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private FileChannel channel(long slab) throws IOException {
    FileChannel found = open.get(slab);
    if (found != null) {
      return found;
    }
    if (open.size() >= MOST_OPEN) {
      closeAny();
    }
    FileChannel opened =
        FileChannel.open(file(slab), StandardOpenOption.READ, StandardOpenOption.WRITE);
    FileChannel first = open.putIfAbsent(slab, opened);
    if (first == null) {
      return opened;
    }
    opened.close();
    return first;
  }

  private void closeAny() {
    Iterator<Long> slabs = open.keySet().iterator();
    if (slabs.hasNext()) {
      close(slabs.next());
    }
  }

  private void close(long slab) {
    FileChannel channel = open.remove(slab);
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void sync() {
    for (Iterator<Long> slabs = written.iterator(); slabs.hasNext(); ) {
      long slab = slabs.next();
      slabs.remove();
      try {
        with(
            slab,
            channel -> {
              channel.force(false);
              return channel;
            });
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private Path file(long slab) {
    return directory.resolve(Long.toString(slab));
  }
}
