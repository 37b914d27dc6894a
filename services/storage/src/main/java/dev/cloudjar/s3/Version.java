package dev.cloudjar.s3;

import dev.cloudjar.s3.content.RowReader;
import dev.cloudjar.s3.content.RowWriter;
import dev.cloudjar.s3.content.StoredContent;
import dev.cloudjar.s3.content.StoredContents;
import dev.cloudjar.store.ValueCodec;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One version of an object, or the marker that it was deleted. */
sealed interface Version {

  /** Its place among the versions of its key, growing. */
  long sequence();

  /** Its id as callers know it; {@code null} in four letters without versioning. */
  String versionId();

  /** To the second. */
  Instant lastModified();

  default boolean isNull() {
    return versionId().equals(VersionId.NULL);
  }

  /** Tells that the object was deleted. */
  record DeleteMarker(long sequence, String versionId, Instant lastModified) implements Version {}

  /**
   * An object.
   *
   * @param etag without its quotes
   * @param checksum of the content; null where none was kept
   * @param parts how many parts it was uploaded in; 0 for an upload in one piece
   */
  record Stored(
      long sequence,
      String versionId,
      Instant lastModified,
      String etag,
      @Nullable StoredChecksum checksum,
      int parts,
      StoredContent content,
      ObjectAttributes attributes)
      implements Version {

    long sizeBytes() {
      return content.sizeBytes();
    }

    String quotedEtag() {
      return '"' + etag + '"';
    }

    Stored with(ObjectAttributes newAttributes) {
      return new Stored(
          sequence, versionId, lastModified, etag, checksum, parts, content, newAttributes);
    }
  }

  ValueCodec<Version> VALUE =
      new ValueCodec<>() {
        @Override
        public byte[] write(Version version) {
          return switch (version) {
            case DeleteMarker marker -> head(marker, 0, 48).toBytes();
            case Stored stored -> {
              RowWriter out = head(stored, 1, 256).text(stored.etag).number(stored.parts);
              StoredChecksum.write(stored.checksum, out);
              StoredContents.write(stored.content, out);
              stored.attributes.write(out);
              yield out.toBytes();
            }
          };
        }

        @Override
        public Version read(byte[] bytes) {
          RowReader in = new RowReader(bytes);
          boolean isMarker = in.number() == 0;
          long sequence = in.number();
          String id = in.optionalText();
          String versionId = id == null ? VersionId.NULL : id;
          Instant modified = Instant.ofEpochSecond(in.number());
          if (isMarker) {
            return new DeleteMarker(sequence, versionId, modified);
          }
          String etag = in.text();
          int parts = (int) in.number();
          return new Stored(
              sequence,
              versionId,
              modified,
              etag,
              StoredChecksum.read(in),
              parts,
              StoredContents.read(in),
              ObjectAttributes.read(in));
        }

        private RowWriter head(Version version, int kind, int expectedBytes) {
          return new RowWriter(expectedBytes)
              .number(kind)
              .number(version.sequence())
              .text(version.isNull() ? null : version.versionId())
              .number(version.lastModified().getEpochSecond());
        }
      };
}
