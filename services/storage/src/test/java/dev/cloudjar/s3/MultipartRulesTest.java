package dev.cloudjar.s3;

import static dev.cloudjar.s3.Refusals.assertFault;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.cloud.checksum.ChecksumAlgorithm;
import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.s3.MultipartRules.Listed;
import dev.cloudjar.s3.MultipartRules.Whole;
import dev.cloudjar.s3.Upload.UploadChecksum;
import dev.cloudjar.s3.content.ContentDigest;
import dev.cloudjar.s3.content.StoredContent;
import dev.cloudjar.store.BlobId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Parts of declared sizes: the arithmetic needs no bytes. */
class MultipartRulesTest {
  private static final long GIB = 1024L * 1024 * 1024;
  private static final long MIB = 1024L * 1024;

  private static final Map<String, ContentDigest.Result> DIGESTS = new HashMap<>();

  private final Map<Integer, Part> parts = new HashMap<>();
  private final List<Listed> listed = new ArrayList<>();

  private void upload(int number, long sizeBytes) {
    upload(number, sizeBytes, ChecksumAlgorithm.CRC64NVME, "part");
  }

  private void upload(int number, long sizeBytes, ChecksumAlgorithm algorithm, String content) {
    ContentDigest.Result result =
        DIGESTS.computeIfAbsent(algorithm + content, key -> digest(algorithm, content));
    parts.put(
        number,
        new Part(
            number,
            Instant.EPOCH,
            result.md5(),
            new StoredChecksum(algorithm.name(), true, result.checksum()),
            result.crc64Nvme(),
            new StoredContent.File(
                new BlobId("blob-" + number), new StoredContent.Salt(1, 2), 0, sizeBytes)));
  }

  private static ContentDigest.Result digest(ChecksumAlgorithm algorithm, String content) {
    ContentDigest digest = new ContentDigest(algorithm, true);
    digest.update(ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
    return digest.finish();
  }

  private void list(int number) {
    list(number, parts.get(number).etag(), null);
  }

  private void list(int number, String etag, @Nullable StoredChecksum checksum) {
    listed.add(new Listed(number, etag, checksum));
  }

  private Whole complete() {
    return complete(null);
  }

  private Whole complete(@Nullable UploadChecksum checksum) {
    return MultipartRules.complete("upload", checksum, listed, parts::get);
  }

  @Test
  @Behaviour({"S3-OBJECT-02", "S3-OBJECT-03"})
  void tenThousandPartsOfTheGreatestSizeMakeAnObject() {
    for (int number = 1; number <= 10_000; number++) {
      upload(number, 5 * GIB);
      list(number);
    }
    Whole whole = complete();
    assertThat(whole.sizeBytes()).isEqualTo(50_000 * GIB).isLessThan(50 * 1024 * GIB);
    assertThat(whole.pieces()).hasSize(10_000);
    assertThat(whole.pieces().get(9_999).offset()).isEqualTo(9_999 * 5 * GIB);
    assertThat(whole.etag()).matches("[0-9a-f]{32}-10000");
  }

  @Test
  @Behaviour("S3-OBJECT-03")
  void anObjectEndsAtFiftyTerabytes() {
    upload(1, 25 * 1024 * GIB);
    upload(2, 25 * 1024 * GIB);
    list(1);
    list(2);
    assertThat(complete().sizeBytes()).isEqualTo(MultipartRules.MAX_OBJECT_BYTES);

    upload(3, 1);
    list(3);
    assertFault(this::complete, "EntityTooLarge")
        .satisfies(
            fault ->
                assertThat(fault.members())
                    .containsEntry("MaxSizeAllowed", String.valueOf(50 * 1024 * GIB))
                    .containsEntry("ProposedSize", String.valueOf(50 * 1024 * GIB + 1)));
  }

  @Test
  @Behaviour("S3-OBJECT-02")
  void everyPartButTheLastHasFiveMegabytes() {
    upload(1, 5 * MIB);
    upload(2, 1);
    list(1);
    list(2);
    assertThat(complete().sizeBytes()).isEqualTo(5 * MIB + 1);

    upload(1, 5 * MIB - 1);
    assertFault(this::complete, "EntityTooSmall")
        .satisfies(
            fault ->
                assertThat(fault.members())
                    .containsEntry("PartNumber", "1")
                    .containsEntry("ProposedSize", String.valueOf(5 * MIB - 1))
                    .containsEntry("MinSizeAllowed", String.valueOf(5 * MIB)));
  }

  @Test
  void partsNeedNotFollowOneAnotherButMustBeInOrder() {
    upload(3, 5 * MIB);
    upload(7, 5 * MIB);
    list(3);
    list(7);
    assertThat(complete().pieces()).hasSize(2);
    list(5, "whatever", null);
    assertFault(this::complete, "InvalidPartOrder");
  }

  @Test
  void aPartIsListedOnce() {
    upload(1, 5 * MIB);
    list(1);
    list(1);
    assertFault(this::complete, "InvalidPartOrder");
  }

  @Test
  void partsThatWereNotUploadedSoAreInvalid() {
    upload(1, 5 * MIB);
    list(1, "d41d8cd98f00b204e9800998ecf8427e", null);
    assertFault(this::complete, "InvalidPart")
        .satisfies(fault -> assertThat(fault.members()).containsEntry("PartNumber", "1"));
    listed.clear();
    list(2, "d41d8cd98f00b204e9800998ecf8427e", null);
    assertFault(this::complete, "InvalidPart");
  }

  @Test
  void anUploadNeedsAPart() {
    assertFault(this::complete, "InvalidRequest");
  }

  @Test
  void aWholeHasTheChecksumOfItsBytesWhereNobodyAskedForAnother() {
    String first = "x".repeat((int) (5 * MIB));
    upload(1, first.length(), ChecksumAlgorithm.CRC64NVME, first);
    upload(2, 5, ChecksumAlgorithm.CRC32, "world");
    list(1);
    list(2);
    ContentDigest.Result whole = digest(ChecksumAlgorithm.CRC64NVME, first + "world");
    assertThat(complete().checksum())
        .isEqualTo(new StoredChecksum("CRC64NVME", true, whole.checksum()));
  }

  @Test
  void aCompositeChecksumIsOfThePartsChecksums() {
    upload(1, 5 * MIB, ChecksumAlgorithm.SHA256, "a");
    upload(2, 5 * MIB, ChecksumAlgorithm.SHA256, "b");
    parts.values().forEach(part -> list(part.number(), part.etag(), part.checksum()));
    assertThat(complete(new UploadChecksum(ChecksumAlgorithm.SHA256, false)).checksum())
        .isEqualTo(
            // sha256(sha256("a") + sha256("b")), found by another tool
            new StoredChecksum("SHA256", false, "5aAf7hTg7VxIcU8iGA8lrYNltT+XefedxKPX6Tlj+Uo=-2"));
  }

  @Test
  void aCompositeUploadMustBeCompletedWithEveryPartsChecksum() {
    upload(1, 5 * MIB, ChecksumAlgorithm.SHA1, "a");
    list(1);
    UploadChecksum sha1 = new UploadChecksum(ChecksumAlgorithm.SHA1, false);
    assertFault(() -> complete(sha1), "InvalidRequest");
    listed.clear();
    list(1, parts.get(1).etag(), new StoredChecksum("SHA1", true, "AAAA"));
    assertFault(() -> complete(sha1), "InvalidPart");
  }

  @Test
  void typesOfChecksumsFitTheirAlgorithms() {
    assertThat(MultipartRules.checksum(null, null)).isNull();
    assertThat(MultipartRules.checksum(ChecksumAlgorithm.CRC32, null))
        .isEqualTo(new UploadChecksum(ChecksumAlgorithm.CRC32, false));
    assertThat(MultipartRules.checksum(ChecksumAlgorithm.CRC64NVME, null))
        .isEqualTo(new UploadChecksum(ChecksumAlgorithm.CRC64NVME, true));
    assertThat(MultipartRules.checksum(ChecksumAlgorithm.CRC32C, "FULL_OBJECT"))
        .isEqualTo(new UploadChecksum(ChecksumAlgorithm.CRC32C, true));
    assertFault(
        () -> MultipartRules.checksum(ChecksumAlgorithm.SHA256, "FULL_OBJECT"), "InvalidRequest");
    assertFault(
        () -> MultipartRules.checksum(ChecksumAlgorithm.CRC64NVME, "COMPOSITE"), "InvalidRequest");
    assertFault(() -> MultipartRules.checksum(null, "COMPOSITE"), "InvalidRequest");
  }
}
