package dev.cloudjar.s3;

import dev.cloudjar.s3.Version.DeleteMarker;
import dev.cloudjar.s3.Version.Stored;
import dev.cloudjar.s3.content.StoredContent;
import dev.cloudjar.s3.content.StoredContents;
import dev.cloudjar.store.RowReader;
import dev.cloudjar.store.RowWriter;
import dev.cloudjar.store.ValueCodec;
import java.time.Instant;

/** Writes and reads the rows of versions, which every request does. */
enum VersionCodec implements ValueCodec<Version> {
  INSTANCE;

  @Override
  public byte[] write(Version version) {
    return switch (version) {
      case DeleteMarker marker -> head(marker, 0, 48).toBytes();
      case Stored stored -> {
        RowWriter out = head(stored, 1, 256).optionalText(stored.etag()).number(stored.parts());
        StoredChecksum.write(stored.checksum(), out);
        StoredContents.write(stored.content(), out);
        Residence.write(stored.residence(), out);
        stored.attributes().write(out);
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
    String etag = in.presentText();
    int parts = (int) in.number();
    StoredChecksum checksum = StoredChecksum.read(in);
    StoredContent content = StoredContents.read(in);
    Residence residence = Residence.read(in);
    return new Stored(
        sequence,
        versionId,
        modified,
        etag,
        checksum,
        parts,
        content,
        ObjectAttributes.read(in),
        residence);
  }

  private RowWriter head(Version version, int kind, int expectedBytes) {
    return new RowWriter(expectedBytes)
        .number(kind)
        .number(version.sequence())
        .optionalText(version.isNull() ? null : version.versionId())
        .number(version.lastModified().getEpochSecond());
  }
}
