package dev.cloudjar.s3.content;

import dev.cloudjar.store.BlobId;
import dev.cloudjar.store.RowReader;
import dev.cloudjar.store.RowWriter;

/** Writes where content is kept into a row, and reads it back. */
public final class StoredContents {
  private static final int INLINE = 0;
  private static final int FILE = 1;
  private static final int PIECES = 2;

  private StoredContents() {}

  public static void write(StoredContent content, RowWriter out) {
    switch (content) {
      case StoredContent.Inline(byte[] sealed) -> out.number(INLINE).bytes(sealed);
      case StoredContent.File(BlobId blob, StoredContent.Salt salt, long offset, long size) ->
          out.number(FILE)
              .optionalText(blob.value())
              .bytes(salt.bytes())
              .number(offset)
              .number(size);
      case StoredContent.Pieces(ContentId id, int count, long size) ->
          out.number(PIECES).number(id.time()).number(id.random()).number(count).number(size);
    }
  }

  public static StoredContent read(RowReader in) {
    int kind = (int) in.number();
    return switch (kind) {
      case INLINE -> new StoredContent.Inline(in.bytes());
      case FILE ->
          new StoredContent.File(
              new BlobId(in.presentText()),
              StoredContent.Salt.of(in.bytes()),
              in.number(),
              in.number());
      case PIECES ->
          new StoredContent.Pieces(
              new ContentId(in.number(), in.number()), (int) in.number(), in.number());
      default -> throw new IllegalStateException("unknown kind of content: " + kind);
    };
  }
}
