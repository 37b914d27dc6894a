package dev.cloudjar.s3.content;

import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.RowReader;
import dev.cloudjar.store.RowWriter;
import dev.cloudjar.store.ValueCodec;
import org.jspecify.annotations.Nullable;

/**
 * One piece of content that is kept in pieces.
 *
 * @param offset where in the whole it begins, in bytes
 * @param checksum the base64 of its own checksum, in the algorithm of the whole; null where it has
 *     none
 * @param content where it is; never pieces again
 */
public record Piece(long offset, @Nullable String checksum, StoredContent content) {

  static final ValueCodec<Piece> VALUE =
      new ValueCodec<>() {
        @Override
        public byte[] write(Piece piece) {
          RowWriter out = new RowWriter(96).number(piece.offset).optionalText(piece.checksum);
          StoredContents.write(piece.content, out);
          return out.toBytes();
        }

        @Override
        public Piece read(byte[] bytes) {
          RowReader in = new RowReader(bytes);
          return new Piece(in.number(), in.optionalText(), StoredContents.read(in));
        }
      };

  /**
   * Names a piece.
   *
   * @param id of the whole
   * @param number from 1
   */
  record Key(ContentId id, int number) {
    static final KeyCodec<Key> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(Key key, KeyWriter out) {
            ContentId.KEY.write(key.id, out);
            out.number(key.number);
          }

          @Override
          public Key read(KeyReader in) {
            return new Key(ContentId.KEY.read(in), (int) in.number());
          }
        };
  }

  public long sizeBytes() {
    return content.sizeBytes();
  }
}
