package dev.cloudjar.s3.content;

import dev.cloudjar.cloud.Content;
import dev.cloudjar.s3.content.StoredContent.File;
import dev.cloudjar.s3.content.StoredContent.Inline;
import dev.cloudjar.s3.content.StoredContent.Pieces;
import dev.cloudjar.s3.content.StoredContent.Row;
import dev.cloudjar.store.Blob;
import dev.cloudjar.store.Snapshot;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives content out, whole or by range, without gathering it in memory. */
public final class ContentReader {
  private static final int BUFFER_BYTES = 64 * 1024;

  /** So many blobs of one content are held open while it is sent; more are opened in turn. */
  private static final int OPEN_AT_ONCE = 64;

  private final ContentStore store;

  public ContentReader(ContentStore store) {
    this.store = store;
  }

  /** All of it. */
  public Content open(Snapshot snapshot, StoredContent content) throws IOException {
    return content.sizeBytes() == 0
        ? new Content.Bytes(ByteBuffer.allocate(0))
        : open(snapshot, content, new ByteRange(0, content.sizeBytes() - 1));
  }

  /**
   * The bytes of a range.
   *
   * @throws java.nio.file.NoSuchFileException where the content was given up after the row that
   *     names it was read
   */
  public Content open(Snapshot snapshot, StoredContent content, ByteRange range)
      throws IOException {
    List<StoredContent> slices = slices(snapshot, content, range);
    if (slices.size() == 1) {
      return openSlice(slices.getFirst());
    }
    if (slices.size() > OPEN_AT_ONCE) {
      return new Content.Streamed(range.sizeBytes(), target -> sendInTurn(slices, target));
    }
    List<Content> open = new ArrayList<>(slices.size());
    try {
      for (StoredContent slice : slices) {
        open.add(openSlice(slice));
      }
      return new Content.Sequence(List.copyOf(open));
    } catch (IOException | RuntimeException e) {
      open.forEach(Content::close);
      throw e;
    }
  }

  /** The piece in which a byte lies, by its number from 1: found by halving. */
  private int pieceAt(Snapshot snapshot, Pieces whole, long position) {
    int low = 1;
    int high = whole.count();
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (store.piece(snapshot, whole, middle).offset() <= position) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /**
   * The contents that hold a range, one after the other, none of which needs a row any more.
   *
   * @param range null for all of it
   */
  public List<StoredContent> slices(
      Snapshot snapshot, StoredContent content, @Nullable ByteRange range) {
    if (content.sizeBytes() == 0) {
      return List.of();
    }
    ByteRange asked = range == null ? new ByteRange(0, content.sizeBytes() - 1) : range;
    return content instanceof Pieces pieces
        ? slicesOfPieces(snapshot, pieces, asked)
        : List.of(slice(snapshot, content, asked));
  }

  private List<StoredContent> slicesOfPieces(Snapshot snapshot, Pieces whole, ByteRange range) {
    List<StoredContent> slices = new ArrayList<>();
    for (int number = pieceAt(snapshot, whole, range.first()); number <= whole.count(); number++) {
      Piece piece = store.piece(snapshot, whole, number);
      if (piece.offset() > range.last()) {
        break;
      }
      long first = Math.max(range.first(), piece.offset()) - piece.offset();
      long last = Math.min(range.last(), piece.offset() + piece.sizeBytes() - 1) - piece.offset();
      if (last >= first) {
        slices.add(slice(snapshot, piece.content(), new ByteRange(first, last)));
      }
    }
    return slices;
  }

  /** A part of content as content that needs no row any more. */
  private StoredContent slice(Snapshot snapshot, StoredContent content, ByteRange range) {
    return switch (content) {
      case Inline inline -> new Inline(part(inline.bytes(), range));
      case Row row -> new Inline(part(store.row(snapshot, row), range));
      case File file -> new File(file.blob(), file.offset() + range.first(), range.sizeBytes());
      case Pieces pieces -> throw new IllegalStateException("pieces in pieces");
    };
  }

  private static byte[] part(byte[] bytes, ByteRange range) {
    if (range.sizeBytes() == bytes.length) {
      return bytes;
    }
    return Arrays.copyOfRange(bytes, (int) range.first(), (int) range.last() + 1);
  }

  private Content openSlice(StoredContent slice) throws IOException {
    if (slice instanceof Inline(byte[] bytes)) {
      return new Content.Bytes(ByteBuffer.wrap(bytes));
    }
    File part = (File) slice;
    Blob blob = store.blobs().open(part.blob());
    return blob.file()
        .<Content>map(
            file -> new Content.FileSpan(file, part.offset(), part.sizeBytes(), blob::close))
        .orElseGet(
            () -> {
              blob.close();
              return new Content.Streamed(
                  part.sizeBytes(), target -> sendInTurn(List.of(slice), target));
            });
  }

  /**
   * Sends contents one after the other, each opened in its turn.
   *
   * @throws java.nio.file.NoSuchFileException where one was given up meanwhile
   */
  public void sendInTurn(List<StoredContent> slices, WritableByteChannel target)
      throws IOException {
    for (StoredContent slice : slices) {
      if (slice instanceof Inline(byte[] bytes)) {
        writeAll(ByteBuffer.wrap(bytes), target);
      } else {
        send((File) slice, target);
      }
    }
  }

  private void send(File part, WritableByteChannel target) throws IOException {
    try (Blob blob = store.blobs().open(part.blob())) {
      FileChannel file = blob.file().orElse(null);
      long end = part.offset() + part.sizeBytes();
      ByteBuffer buffer = ByteBuffer.allocate(file == null ? BUFFER_BYTES : 0);
      long position = part.offset();
      while (position < end) {
        long count;
        if (file != null) {
          count = file.transferTo(position, end - position, target);
        } else {
          buffer.clear().limit((int) Math.min(buffer.capacity(), end - position));
          count = blob.read(buffer, position);
          writeAll(buffer.flip(), target);
        }
        if (count <= 0) {
          throw new EOFException("blob ends before its content");
        }
        position += count;
      }
    }
  }

  private static void writeAll(ByteBuffer bytes, WritableByteChannel target) throws IOException {
    while (bytes.hasRemaining()) {
      target.write(bytes);
    }
  }
}
