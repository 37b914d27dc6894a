package dev.cloudjar.s3.content;

import dev.cloudjar.cloud.Body;
import dev.cloudjar.cloud.Clock;
import dev.cloudjar.cloud.Ids;
import dev.cloudjar.s3.content.StoredContent.File;
import dev.cloudjar.s3.content.StoredContent.Inline;
import dev.cloudjar.s3.content.StoredContent.Pieces;
import dev.cloudjar.s3.content.StoredContent.Salt;
import dev.cloudjar.store.BlobId;
import dev.cloudjar.store.Blobs;
import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Spread;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps content, sealed: tiny ones in the row that names them, so that one commit makes them
 * durable, others in blobs. What shares a blob is counted.
 */
public final class ContentStore {
  private final Blobs blobs;
  private final Clock clock;
  private final Ids ids;

  private final Table<Piece.Key, Piece> pieces =
      new Table<>("s3.piece", Piece.Key.CODEC, Piece.VALUE);

  /** How many more than one content lies in a blob; no row for a blob that has one. */
  private final Table<BlobId, Long> shares =
      new Table<>("s3.share", BlobIdCodec.INSTANCE, NumberCodec.INSTANCE);

  public ContentStore(Blobs blobs, Clock clock, Ids ids) {
    this.blobs = blobs;
    this.clock = clock;
    this.ids = ids;
  }

  /**
   * Reads a body to its end.
   *
   * @param sizeBytes how many bytes were announced; of a {@link BoundedBody} the most
   * @param key to seal it under
   * @param digest is given all of them
   * @param check refuses what was received by throwing; it is asked before anything is kept
   * @throws SizeMismatchException where there were more or fewer
   * @throws SenderGoneException when the sender goes away
   */
  public ReceivedContent receive(
      Body body,
      long sizeBytes,
      ContentKey key,
      Spread spread,
      ContentDigest digest,
      Consumer<ContentDigest.Result> check)
      throws IOException {
    try (ContentWriter writer = write(sizeBytes, key, spread, digest)) {
      for (ByteBuffer next = next(body); next != null; next = next(body)) {
        writer.write(next);
      }
      return body instanceof BoundedBody ? writer.finishEarly(check) : writer.finish(check);
    }
  }

  private static @Nullable ByteBuffer next(Body body) {
    try {
      return body.next();
    } catch (IOException e) {
      throw new SenderGoneException(e);
    }
  }

  /**
   * Writes content whose size is known before.
   *
   * @param key to seal it under
   * @param spread over how many zones it is to be spread
   * @param digest is given all of it
   */
  public ContentWriter write(long sizeBytes, ContentKey key, Spread spread, ContentDigest digest) {
    return new ContentWriter(
        sizeBytes, digest, key, Salt.of(ids.bytes(ContentCipher.SALT_BYTES)), blobs, spread);
  }

  /**
   * Runs {@code body} in a transaction that keeps received content. Where it fails, the content is
   * removed at once.
   */
  public <T> T keep(KeyValueStore store, ReceivedContent received, Function<Transaction, T> body) {
    try {
      return store.transact(
          transaction -> {
            keep(transaction, received);
            return body.apply(transaction);
          });
    } catch (RuntimeException e) {
      if (received.content() instanceof File file) {
        blobs.discard(file.blob());
      }
      throw e;
    }
  }

  /** Keeps received content if {@code transaction} commits. */
  private void keep(Transaction transaction, ReceivedContent received) {
    if (received.content() instanceof File file) {
      blobs.adopt(transaction, file.blob());
    }
  }

  /**
   * Content that is the same as a part of a blob that something else holds, and that holds it too
   * from the commit of {@code transaction} on. The transaction must have read the row that holds
   * the blob.
   */
  public StoredContent share(Transaction transaction, File original) {
    Long more = shares.get(transaction, original.blob());
    shares.put(transaction, original.blob(), more == null ? 1 : more + 1);
    return original;
  }

  /**
   * Content that is the same as {@code original} and lies in the same blobs, in as many pieces. The
   * transaction must have read the row that holds the original.
   */
  public StoredContent duplicate(Transaction transaction, StoredContent original) {
    return switch (original) {
      case Inline inline -> inline;
      case File file -> share(transaction, file);
      case Pieces whole -> {
        List<Piece> copies = new ArrayList<>(whole.count());
        for (int number = 1; number <= whole.count(); number++) {
          Piece piece = piece(transaction, whole, number);
          StoredContent copy = duplicate(transaction, piece.content());
          copies.add(new Piece(piece.offset(), piece.checksum(), copy));
        }
        yield join(transaction, copies);
      }
    };
  }

  /**
   * Joins contents of their own into one, which owns them from the commit of {@code transaction}
   * on.
   */
  public StoredContent join(Transaction transaction, List<Piece> parts) {
    ContentId id = ContentId.create(clock.now(), ids);
    long sizeBytes = 0;
    int number = 0;
    for (Piece part : parts) {
      pieces.put(transaction, new Piece.Key(id, ++number), part);
      sizeBytes += part.sizeBytes();
    }
    return new Pieces(id, number, sizeBytes);
  }

  /**
   * Spreads content over as many zones as it is to be spread, from the commit of {@code
   * transaction} on. What other content shares stays where it is, and what is in rows is in no
   * zone.
   */
  public void spread(Transaction transaction, StoredContent content, Spread spread) {
    switch (content) {
      case Inline inline -> {}
      case File file -> {
        if (spread == Spread.EVERY_ZONE || shares.get(transaction, file.blob()) == null) {
          blobs.spread(transaction, file.blob(), spread);
        }
      }
      case Pieces whole ->
          forEachPiece(transaction, whole, piece -> spread(transaction, piece, spread));
    }
  }

  /** Gives content up: it is gone once {@code transaction} has committed. */
  public void release(Transaction transaction, StoredContent content) {
    switch (content) {
      case Inline inline -> {}
      case File file -> releaseBlob(transaction, file.blob());
      case Pieces whole -> {
        forEachPiece(transaction, whole, piece -> release(transaction, piece));
        pieces.deleteRange(
            transaction, pieces.startingWith(out -> ContentId.KEY.write(whole.id(), out)));
      }
    }
  }

  private void forEachPiece(Snapshot snapshot, Pieces whole, Consumer<StoredContent> action) {
    try (Rows<Piece.Key, Piece> walk =
        pieces.scan(snapshot, pieces.startingWith(out -> ContentId.KEY.write(whole.id(), out)))) {
      while (walk.next()) {
        action.accept(walk.value().content());
      }
    }
  }

  private void releaseBlob(Transaction transaction, BlobId blob) {
    Long more = shares.get(transaction, blob);
    if (more == null) {
      blobs.release(transaction, blob);
    } else if (more == 1) {
      shares.delete(transaction, blob);
    } else {
      shares.put(transaction, blob, more - 1);
    }
  }

  /** The piece of a number from 1 to {@code whole.count()}. */
  public Piece piece(Snapshot snapshot, Pieces whole, int number) {
    Piece piece = pieces.get(snapshot, new Piece.Key(whole.id(), number));
    if (piece == null) {
      throw new IllegalStateException("content without its piece " + number);
    }
    return piece;
  }

  Blobs blobs() {
    return blobs;
  }

  private enum BlobIdCodec implements KeyCodec<BlobId> {
    INSTANCE;

    @Override
    public void write(BlobId id, KeyWriter out) {
      out.text(id.value());
    }

    @Override
    public BlobId read(KeyReader in) {
      return new BlobId(in.text());
    }
  }
}
