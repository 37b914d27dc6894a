package dev.cloudjar.s3.content;

import dev.cloudjar.cloud.Content;
import dev.cloudjar.s3.content.StoredContent.File;
import dev.cloudjar.s3.content.StoredContent.Inline;
import dev.cloudjar.s3.content.StoredContent.Pieces;
import dev.cloudjar.store.Snapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives content out, whole or by range, without gathering it in memory. */
public final class ContentReader {
  private static final long MEGABYTE = 1024 * 1024;

  /** In proportion to the memory of the machine, of which the heap may take a quarter. */
  private static final long HOT_BYTES =
      Math.clamp(Runtime.getRuntime().maxMemory() / 32, 16 * MEGABYTE, 128 * MEGABYTE);

  private final ContentStore store;
  private final HotContents hot = new HotContents(HOT_BYTES);

  public ContentReader(ContentStore store) {
    this.store = store;
  }

  /** All of it. */
  public Content open(Snapshot snapshot, StoredContent content, ContentKey key) throws IOException {
    return content.sizeBytes() == 0
        ? new Content.Bytes(ByteBuffer.allocate(0))
        : open(snapshot, content, key, new ByteRange(0, content.sizeBytes() - 1));
  }

  /**
   * The bytes of a range.
   *
   * @throws java.nio.file.NoSuchFileException where the content was given up after the row that
   *     names it was read
   */
  public Content open(Snapshot snapshot, StoredContent content, ContentKey key, ByteRange range)
      throws IOException {
    List<Slice> slices = slices(snapshot, content, range);
    SlicesReader reader = new SlicesReader(slices, slice -> open(slice, key));
    return reader
        .whole()
        .<Content>map(Content.Bytes::new)
        .orElseGet(() -> new Content.Pulled(range.sizeBytes(), reader, reader::close));
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
  public List<Slice> slices(Snapshot snapshot, StoredContent content, @Nullable ByteRange range) {
    if (content.sizeBytes() == 0) {
      return List.of();
    }
    ByteRange asked = range == null ? new ByteRange(0, content.sizeBytes() - 1) : range;
    return content instanceof Pieces pieces
        ? slicesOfPieces(snapshot, pieces, asked)
        : List.of(new Slice(content, asked));
  }

  private List<Slice> slicesOfPieces(Snapshot snapshot, Pieces whole, ByteRange range) {
    List<Slice> slices = new ArrayList<>();
    for (int number = pieceAt(snapshot, whole, range.first()); number <= whole.count(); number++) {
      Piece piece = store.piece(snapshot, whole, number);
      if (piece.offset() > range.last()) {
        break;
      }
      long first = Math.max(range.first(), piece.offset()) - piece.offset();
      long last = Math.min(range.last(), piece.offset() + piece.sizeBytes() - 1) - piece.offset();
      if (last >= first) {
        slices.add(new Slice(piece.content(), new ByteRange(first, last)));
      }
    }
    return slices;
  }

  /** Small blobs are read at once. */
  private SlicesReader.Opened open(Slice slice, ContentKey key) throws IOException {
    if (slice.content() instanceof Inline inline) {
      return new SlicesReader.Read(ByteBuffer.wrap(SliceReader.read(inline, slice.range(), key)));
    }
    File part = slice.shared().orElseThrow();
    SliceReader reader = new SliceReader(part, store.blobs().open(part.blob()), key, hot);
    if (!reader.inMemory()) {
      return new SlicesReader.Reading(reader);
    }
    try (reader) {
      return new SlicesReader.Read(reader.rest());
    }
  }

  /**
   * Sends slices one after the other.
   *
   * @throws java.nio.file.NoSuchFileException where one was given up meanwhile
   */
  public void send(List<Slice> slices, ContentKey key, WritableByteChannel target)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(ContentCipher.SEGMENT_BYTES);
    try (SlicesReader reader = new SlicesReader(slices, slice -> open(slice, key))) {
      for (reader.read(buffer); buffer.position() > 0; reader.read(buffer.clear())) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          target.write(buffer);
        }
      }
    }
  }
}
