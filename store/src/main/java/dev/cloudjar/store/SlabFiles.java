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
  private final Durability durability;

  /** Made with the first write; null where nothing is made durable. */
  private @Nullable Syncer syncer;

  /** The highest number of a slab; negative until the directory was looked at. */
  private long newest = -1;

  SlabFiles(Path directory, Durability durability) {
    this.directory = directory;
    this.durability = durability;
  }

  private interface Use<T> {
    T with(FileChannel channel) throws IOException;
  }

  /** Makes an empty slab, whose name is durable if the bytes in it are to be; its number. */
  synchronized long create() {
    try {
      newest = (newest < 0 ? findNewest() : newest) + 1;
      Files.createFile(file(newest));
      if (durability == Durability.SYNC) {
        DirectoryEntries.sync(directory);
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
    if (durability == Durability.SYNC) {
      written.add(slot.slab());
      syncer().await();
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

  private long findNewest() throws IOException {
    long highest = 0;
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(Files.createDirectories(directory))) {
      for (Path each : files) {
        highest = Math.max(highest, Long.parseLong(String.valueOf(each.getFileName())));
      }
    }
    return highest;
  }

  private synchronized Syncer syncer() {
    if (syncer == null) {
      syncer = new Syncer("store-sync-slabs", this::sync);
    }
    return syncer;
  }

  @Override
  public synchronized void close() {
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
