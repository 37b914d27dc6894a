package dev.cloudjar.s3;

import dev.cloudjar.s3.content.ContentStore;
import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyRange;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of multipart uploads and their parts. */
final class UploadStore {
  private final Table<UploadKey, Upload> uploads =
      new Table<>("s3.upload", UploadKey.CODEC, Upload.VALUE);
  private final Table<PartKey, Part> parts = new Table<>("s3.part", PartKey.CODEC, Part.VALUE);

  private final ContentStore contents;

  UploadStore(ContentStore contents) {
    this.contents = contents;
  }

  /** Names an upload; those of one key order by the time of their initiation. */
  record UploadKey(long bucket, String key, UploadId id) {
    static final KeyCodec<UploadKey> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(UploadKey key, KeyWriter out) {
            out.number(key.bucket).text(key.key).bytes(key.id.bytes());
          }

          @Override
          public UploadKey read(KeyReader in) {
            return new UploadKey(in.number(), in.text(), new UploadId(in.bytes()));
          }
        };
  }

  /** Names a part of an upload. */
  private record PartKey(UploadId upload, int number) {
    static final KeyCodec<PartKey> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(PartKey key, KeyWriter out) {
            out.bytes(key.upload.bytes()).number(key.number);
          }

          @Override
          public PartKey read(KeyReader in) {
            return new PartKey(new UploadId(in.bytes()), (int) in.number());
          }
        };
  }

  /** An upload in a listing. */
  record Listed(UploadKey place, Upload upload) {}

  void create(Transaction transaction, UploadKey place, Upload upload) {
    uploads.put(transaction, place, upload);
  }

  @Nullable Upload find(Snapshot snapshot, UploadKey place) {
    return uploads.get(snapshot, place);
  }

  /** Puts a part in the place of the one with its number, if there is one. */
  void putPart(Transaction transaction, UploadKey place, Part part) {
    PartKey key = new PartKey(place.id(), part.number());
    Part before = parts.get(transaction, key);
    if (before != null) {
      contents.release(transaction, before.content());
    }
    parts.put(transaction, key, part);
  }

  @Nullable Part part(Snapshot snapshot, UploadKey place, int number) {
    return parts.get(snapshot, new PartKey(place.id(), number));
  }

  /** The parts with numbers greater than {@code afterNumber}, in their order. */
  List<Part> parts(Snapshot snapshot, UploadKey place, int afterNumber, int max) {
    KeyRange range =
        parts
            .startingWith(out -> out.bytes(place.id().bytes()))
            .from(parts.bound(out -> out.bytes(place.id().bytes()).number(afterNumber + 1L)));
    List<Part> found = new ArrayList<>();
    try (Rows<PartKey, Part> rows = parts.scan(snapshot, range)) {
      while (found.size() < max && rows.next()) {
        found.add(rows.value());
      }
    }
    return found;
  }

  /**
   * Ends an upload. The content of its parts is given up, except for that of {@code kept}, by their
   * numbers.
   */
  void end(Transaction transaction, UploadKey place, BitSet kept) {
    KeyRange range = parts.startingWith(out -> out.bytes(place.id().bytes()));
    try (Rows<PartKey, Part> rows = parts.scan(transaction, range)) {
      while (rows.next()) {
        if (!kept.get(rows.key().number())) {
          contents.release(transaction, rows.value().content());
        }
      }
    }
    parts.deleteRange(transaction, range);
    uploads.delete(transaction, place);
  }

  boolean isEmpty(Snapshot snapshot, Bucket bucket) {
    try (Rows<UploadKey, Upload> rows =
        uploads.scan(snapshot, uploads.startingWith(out -> out.number(bucket.number())))) {
      return !rows.next();
    }
  }

  /**
   * A page of a bucket's uploads.
   *
   * @param afterKey the key behind which to begin; empty for the beginning
   * @param afterId the upload of {@code afterKey} behind which to begin; null to begin behind all
   *     of them
   */
  Page<Listed> list(
      Snapshot snapshot,
      Bucket bucket,
      Listing listing,
      String afterKey,
      @Nullable UploadId afterId) {
    try (TableCursor<UploadKey, Upload, Listed> cursor =
        new TableCursor<>(
            snapshot,
            uploads,
            range(bucket, listing, afterKey, afterId),
            bucket.number(),
            UploadKey::key,
            Listed::new)) {
      return listing.page(cursor);
    }
  }

  private KeyRange range(
      Bucket bucket, Listing listing, String afterKey, @Nullable UploadId afterId) {
    if (!afterKey.isEmpty() && afterId != null) {
      byte[] place = uploads.encode(new UploadKey(bucket.number(), afterKey, afterId));
      return ObjectListings.range(uploads, bucket, listing, ObjectListings.BEGINNING)
          .from(Arrays.copyOf(place, place.length + 1));
    }
    return ObjectListings.range(uploads, bucket, listing, ObjectListings.after(listing, afterKey));
  }
}
