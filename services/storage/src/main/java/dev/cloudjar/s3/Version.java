package dev.cloudjar.s3;

import dev.cloudjar.s3.content.StoredContent;
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

  /** The same at another place among the versions of its key. */
  Version at(long newSequence);

  default boolean isNull() {
    return versionId().equals(VersionId.NULL);
  }

  /** Tells that the object was deleted. */
  record DeleteMarker(long sequence, String versionId, Instant lastModified) implements Version {
    @Override
    public DeleteMarker at(long newSequence) {
      return new DeleteMarker(newSequence, versionId, lastModified);
    }
  }

  /**
   * An object.
   *
   * @param etag without its quotes
   * @param checksum of the content; null where none was kept
   * @param parts how many parts it was uploaded in; 0 for an upload in one piece
   * @param residence where it has come to be; null for an object that is where it was written
   */
  record Stored(
      long sequence,
      String versionId,
      Instant lastModified,
      String etag,
      @Nullable StoredChecksum checksum,
      int parts,
      StoredContent content,
      ObjectAttributes attributes,
      @Nullable Residence residence)
      implements Version {

    /** An object that is where it was written. */
    Stored(
        long sequence,
        String versionId,
        Instant lastModified,
        String etag,
        @Nullable StoredChecksum checksum,
        int parts,
        StoredContent content,
        ObjectAttributes attributes) {
      this(sequence, versionId, lastModified, etag, checksum, parts, content, attributes, null);
    }

    long sizeBytes() {
      return content.sizeBytes();
    }

    String quotedEtag() {
      return '"' + etag + '"';
    }

    @Override
    public Stored at(long newSequence) {
      return new Stored(
          newSequence,
          versionId,
          lastModified,
          etag,
          checksum,
          parts,
          content,
          attributes,
          residence);
    }

    Stored with(ObjectAttributes newAttributes) {
      return new Stored(
          sequence,
          versionId,
          lastModified,
          etag,
          checksum,
          parts,
          content,
          newAttributes,
          residence);
    }

    Stored with(Residence newResidence) {
      return new Stored(
          sequence,
          versionId,
          lastModified,
          etag,
          checksum,
          parts,
          content,
          attributes,
          newResidence);
    }

    Residence whereabouts() {
      return residence == null ? Residence.UNMOVED : residence;
    }
  }
}
