package dev.cloudjar.s3.content;

import dev.cloudjar.cloud.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads slices one after the other. The first ones are open from the start, so that they are read
 * to their end whatever becomes of the object; later ones are opened in their turn.
 */
final class SlicesReader implements Content.Reader, AutoCloseable {
  /** So many blobs of one content are held open while it is sent. */
  private static final int OPEN_AT_ONCE = 64;

  private final Opener opener;
  private final Iterator<Slice> later;
  private final Deque<Opened> open = new ArrayDeque<>();

  /** A slice that is read. */
  sealed interface Opened {}

  /** One whose bytes are there. */
  record Read(ByteBuffer bytes) implements Opened {}

  /** One that is read as it is sent. */
  record Reading(SliceReader reader) implements Opened {}

  /** Opens a slice. */
  interface Opener {
    Opened open(Slice slice) throws IOException;
  }

  SlicesReader(List<Slice> slices, Opener opener) throws IOException {
    this.opener = opener;
    this.later = slices.iterator();
    try {
      while (open.size() < OPEN_AT_ONCE && later.hasNext()) {
        open.add(opener.open(later.next()));
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** All of it, where it is in one place in memory. */
  Optional<ByteBuffer> whole() {
    return open.size() == 1 && !later.hasNext() && open.getFirst() instanceof Read(ByteBuffer bytes)
        ? Optional.of(bytes)
        : Optional.empty();
  }

  @Override
  public void read(ByteBuffer target) throws IOException {
    int before = target.position();
    while (target.position() == before && (!open.isEmpty() || later.hasNext())) {
      if (open.isEmpty()) {
        open.add(opener.open(later.next()));
      }
      switch (open.getFirst()) {
        case Read(ByteBuffer bytes) -> {
          int count = Math.min(bytes.remaining(), target.remaining());
          target.put(bytes.slice(bytes.position(), count));
          bytes.position(bytes.position() + count);
          if (!bytes.hasRemaining()) {
            open.remove();
          }
        }
        case Reading(SliceReader reader) -> {
          reader.read(target);
          closeAtEnd(reader);
        }
      }
    }
  }

  @Override
  public Content.@Nullable Lent lend(int mostBytes) throws IOException {
    if (open.peekFirst() instanceof Reading(SliceReader reader)) {
      Content.Lent lent = reader.lend(mostBytes);
      closeAtEnd(reader);
      return lent;
    }
    return null;
  }

  private void closeAtEnd(SliceReader reader) {
    if (reader.atEnd()) {
      open.remove();
      reader.close();
    }
  }

  @Override
  public void close() {
    for (Opened each : open) {
      if (each instanceof Reading(SliceReader reader)) {
        reader.close();
      }
    }
    open.clear();
  }
}
