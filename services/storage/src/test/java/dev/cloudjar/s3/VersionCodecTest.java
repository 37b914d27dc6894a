package dev.cloudjar.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.s3.Version.DeleteMarker;
import dev.cloudjar.s3.Version.Stored;
import dev.cloudjar.s3.content.StoredContent;
import dev.cloudjar.store.BlobId;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VersionCodecTest {
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");

  @Test
  void givesBackWhatItWrote() {
    Stored stored =
        new Stored(
            17,
            "version",
            TIME,
            "etag",
            new StoredChecksum("CRC32", true, "AAAAAA=="),
            3,
            new StoredContent.File(new BlobId("blob"), new StoredContent.Salt(-1, 7), 5, 1L << 40),
            new ObjectAttributes(
                "text/plain",
                null,
                "attachment",
                "gzip",
                null,
                "never",
                "/there",
                new Encryption.Customer("c2FsdA==", "cHJvb2Y="),
                "STANDARD_IA",
                Map.of("a", "ä", "b", ""),
                Map.of("Department", "Finance"),
                new ObjectAccess("111122223333", AccessList.ownedBy("somebody"))));
    assertThat(VersionCodec.INSTANCE.read(VersionCodec.INSTANCE.write(stored))).isEqualTo(stored);
  }

  @Test
  void writesLittleOfWhatIsUsual() {
    Stored stored =
        new Stored(
            1,
            VersionId.NULL,
            TIME,
            "5d41402abc4b2a76b9719d911017c592",
            new StoredChecksum("CRC32", true, "AAAAAA=="),
            0,
            new StoredContent.Inline(new byte[0]),
            new ObjectAttributes(
                "binary/octet-stream",
                null,
                null,
                null,
                null,
                null,
                null,
                Encryption.managed(),
                ObjectAttributes.STANDARD,
                Map.of(),
                Map.of(),
                null));
    byte[] row = VersionCodec.INSTANCE.write(stored);
    assertThat(row).hasSizeLessThan(100);
    assertThat(VersionCodec.INSTANCE.read(row).isNull()).isTrue();
  }

  @Test
  void knowsDeleteMarkers() {
    DeleteMarker marker = new DeleteMarker(4, "id", TIME);
    assertThat(VersionCodec.INSTANCE.read(VersionCodec.INSTANCE.write(marker))).isEqualTo(marker);
  }
}
