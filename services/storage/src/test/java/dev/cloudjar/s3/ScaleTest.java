package dev.cloudjar.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/**
 * Objects as large, and with as many versions, as AWS allows. {@code -Dcloudjar.scale.versions}
 * says how many versions; a hundred thousand take a minute or two.
 */
@CloudjarTest(rooms = S3Room.class)
class ScaleTest {
  private static final int PART_BYTES = 5 * 1024 * 1024;
  private static final int PARTS = 10_000;
  private static final int VERSIONS = Integer.getInteger("cloudjar.scale.versions", 1_500);
  private static final int CLIENTS = 8;

  private final S3Client s3;
  private final String bucket;

  ScaleTest(S3Client s3, TestCloud cloud) {
    this.s3 = s3;
    this.bucket = cloud.unique("scale");
  }

  @BeforeEach
  void createBucket() {
    s3.createBucket(it -> it.bucket(bucket));
  }

  /** The bytes are shared, and their digests known: 52 GB that take up 5 MB. */
  @Test
  @Behaviour({"S3-OBJECT-02", "S3-OBJECT-03", "S3-PERF-07"})
  void tenThousandPartsMakeOneObject() throws Exception {
    byte[] part = new byte[PART_BYTES];
    new Random(1).nextBytes(part);
    s3.putObject(
        it -> it.bucket(bucket).key("part").checksumAlgorithm(ChecksumAlgorithm.CRC64_NVME),
        RequestBody.fromBytes(part));
    String upload = s3.createMultipartUpload(it -> it.bucket(bucket).key("whole")).uploadId();

    List<CompletedPart> parts = inParallel(PARTS, number -> copyPart(upload, number));
    s3.completeMultipartUpload(
        it -> it.bucket(bucket).key("whole").uploadId(upload).multipartUpload(m -> m.parts(parts)));

    var head = s3.headObject(it -> it.bucket(bucket).key("whole"));
    assertThat(head.contentLength()).isEqualTo((long) PARTS * PART_BYTES);
    assertThat(head.eTag()).endsWith("-10000\"");
    for (long at : new long[] {0, 1_000_000_007, 26_214_399_995L, (long) PARTS * PART_BYTES - 10}) {
      byte[] expected = new byte[10];
      for (int i = 0; i < expected.length; i++) {
        expected[i] = part[(int) ((at + i) % PART_BYTES)];
      }
      assertThat(range("whole", at, at + 9)).isEqualTo(expected);
    }
    assertThat(s3.headObject(it -> it.bucket(bucket).key("whole").partNumber(PARTS)).partsCount())
        .isEqualTo(PARTS);
    s3.deleteObject(it -> it.bucket(bucket).key("whole"));
    assertThat(s3.getObjectAsBytes(it -> it.bucket(bucket).key("part")).asByteArray())
        .isEqualTo(part);
  }

  private CompletedPart copyPart(String upload, int number) {
    String etag =
        s3.uploadPartCopy(
                it ->
                    it.sourceBucket(bucket)
                        .sourceKey("part")
                        .destinationBucket(bucket)
                        .destinationKey("whole")
                        .uploadId(upload)
                        .partNumber(number))
            .copyPartResult()
            .eTag();
    return CompletedPart.builder().partNumber(number).eTag(etag).build();
  }

  private byte[] range(String key, long first, long last) {
    return s3.getObjectAsBytes(
            it -> it.bucket(bucket).key(key).range("bytes=" + first + "-" + last))
        .asByteArray();
  }

  @Test
  @Behaviour({"S3-VERSION-01", "S3-VERSION-02"})
  void aKeyHasAnyNumberOfVersions() throws Exception {
    s3.putBucketVersioning(
        it ->
            it.bucket(bucket)
                .versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));

    List<String> ids =
        inParallel(
            VERSIONS,
            number ->
                s3.putObject(
                        it -> it.bucket(bucket).key("key"), RequestBody.fromString("" + number))
                    .versionId());

    List<String> listed = new ArrayList<>();
    for (ListObjectVersionsResponse page :
        s3.listObjectVersionsPaginator(it -> it.bucket(bucket).prefix("key"))) {
      page.versions().stream().map(ObjectVersion::versionId).forEach(listed::add);
    }
    assertThat(listed).containsExactlyInAnyOrderElementsOf(ids);
    for (int number : new int[] {1, VERSIONS / 2, VERSIONS}) {
      String id = ids.get(number - 1);
      assertThat(
              s3.getObjectAsBytes(it -> it.bucket(bucket).key("key").versionId(id)).asUtf8String())
          .isEqualTo("" + number);
    }
    String current = s3.getObject(it -> it.bucket(bucket).key("key")).response().versionId();
    assertThat(current).isEqualTo(listed.getFirst());
  }

  private interface Step<T> {
    T of(int number);
  }

  /** The results of steps 1 to {@code count}, in order. */
  private static <T> List<T> inParallel(int count, Step<T> step) throws Exception {
    Object[] results = new Object[count];
    List<Callable<Void>> clients = new ArrayList<>();
    for (int client = 0; client < CLIENTS; client++) {
      int first = client;
      clients.add(
          () -> {
            for (int i = first; i < count; i += CLIENTS) {
              results[i] = step.of(i + 1);
            }
            return null;
          });
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Void> done : threads.invokeAll(clients)) {
        done.get();
      }
    }
    @SuppressWarnings("unchecked")
    List<T> all = (List<T>) Arrays.asList(results);
    return all;
  }
}
