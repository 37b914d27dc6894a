package dev.cloudjar.s3;

import static dev.cloudjar.s3.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.OverSocket;
import dev.cloudjar.junit.TestCloud;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

@CloudjarTest(rooms = S3Room.class)
class MultipartTest {
  private static final int MIN = 5 * 1024 * 1024;

  private final S3Client s3;
  private final String bucket;

  MultipartTest(@OverSocket S3Client s3, TestCloud cloud) {
    this.s3 = s3;
    this.bucket = cloud.unique("multipart");
  }

  @BeforeEach
  void createBucket() {
    s3.createBucket(it -> it.bucket(bucket));
  }

  private static byte[] bytes(int seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private String create() {
    return s3.createMultipartUpload(it -> it.bucket(bucket).key("key")).uploadId();
  }

  private UploadPartResponse upload(String id, int number, byte[] bytes) {
    return s3.uploadPart(
        it -> it.bucket(bucket).key("key").uploadId(id).partNumber(number),
        RequestBody.fromBytes(bytes));
  }

  private static CompletedPart part(int number, String etag) {
    return CompletedPart.builder().partNumber(number).eTag(etag).build();
  }

  private CompleteMultipartUploadResponse complete(String id, List<CompletedPart> parts) {
    return s3.completeMultipartUpload(
        it -> it.bucket(bucket).key("key").uploadId(id).multipartUpload(m -> m.parts(parts)));
  }

  @Nested
  @Behaviour("S3-PERF-05")
  class Parts {
    @Test
    void comeInParallelAndOutOfOrderAndMakeTheOriginal() throws Exception {
      String id = create();
      Map<Integer, byte[]> parts = new HashMap<>();
      for (int number = 1; number <= 4; number++) {
        parts.put(number, bytes(number, number == 4 ? 1_000 : MIN + number));
      }
      List<Integer> order = new ArrayList<>(parts.keySet());
      Collections.reverse(order);
      Map<Integer, String> etags = new ConcurrentHashMap<>();
      List<Callable<String>> uploads = new ArrayList<>();
      order.forEach(
          number ->
              uploads.add(() -> etags.put(number, upload(id, number, parts.get(number)).eTag())));
      try (ExecutorService clients = Executors.newFixedThreadPool(4)) {
        for (Future<String> each : clients.invokeAll(uploads)) {
          each.get();
        }
      }
      CompleteMultipartUploadResponse completed =
          complete(id, parts.keySet().stream().map(n -> part(n, etags.get(n))).toList());
      ByteArrayOutputStream original = new ByteArrayOutputStream();
      ByteArrayOutputStream digests = new ByteArrayOutputStream();
      for (byte[] each : parts.values()) {
        original.write(each);
        digests.write(Md5.of(each));
      }
      assertThat(completed.eTag()).isEqualTo('"' + Md5.hex(digests.toByteArray()) + "-4\"");
      byte[] whole = s3.getObjectAsBytes(it -> it.bucket(bucket).key("key")).asByteArray();
      assertThat(Arrays.equals(whole, original.toByteArray())).isTrue();

      byte[] across =
          s3.getObjectAsBytes(
                  it ->
                      it.bucket(bucket)
                          .key("key")
                          .range("bytes=" + (MIN - 5) + "-" + (2 * MIN + 50)))
              .asByteArray();
      assertThat(across)
          .isEqualTo(Arrays.copyOfRange(original.toByteArray(), MIN - 5, 2 * MIN + 51));
      byte[] third =
          s3.getObjectAsBytes(it -> it.bucket(bucket).key("key").partNumber(3)).asByteArray();
      assertThat(Arrays.equals(third, parts.get(3))).isTrue();
      HeadObjectResponse head = s3.headObject(it -> it.bucket(bucket).key("key").partNumber(2));
      assertThat(head.partsCount()).isEqualTo(4);
      assertThat(head.contentLength()).isEqualTo(MIN + 2);
    }

    @Test
    void areRetriedAlone() {
      String id = create();
      upload(id, 1, bytes(1, 100));
      String etag = upload(id, 1, bytes(2, 200_000)).eTag();
      complete(id, List.of(part(1, etag)));
      assertThat(s3.getObjectAsBytes(it -> it.bucket(bucket).key("key")).asByteArray())
          .isEqualTo(bytes(2, 200_000));
    }

    @Test
    void thatAreNotListedAreLeftOut() {
      String id = create();
      upload(id, 1, bytes(1, 100_000));
      String etag = upload(id, 2, bytes(2, 100)).eTag();
      complete(id, List.of(part(2, etag)));
      assertThat(s3.getObjectAsBytes(it -> it.bucket(bucket).key("key")).asByteArray())
          .isEqualTo(bytes(2, 100));
    }

    @Test
    void areListedInPages() {
      String id = create();
      for (int number : new int[] {3, 1, 7}) {
        upload(id, number, bytes(number, 10 * number));
      }
      ListPartsResponse first =
          s3.listParts(it -> it.bucket(bucket).key("key").uploadId(id).maxParts(2));
      assertThat(first.parts()).extracting(Part::partNumber).containsExactly(1, 3);
      assertThat(first.isTruncated()).isTrue();
      assertThat(first.nextPartNumberMarker()).isEqualTo(3);
      ListPartsResponse second =
          s3.listParts(it -> it.bucket(bucket).key("key").uploadId(id).partNumberMarker(3));
      assertThat(second.parts()).extracting(Part::partNumber).containsExactly(7);
      assertThat(second.parts().getFirst().size()).isEqualTo(70);
      assertThat(second.isTruncated()).isFalse();
    }

    @Test
    @Behaviour("S3-OBJECT-02")
    void haveNumbersUpToTenThousandAndFiveMegabytes() {
      String id = create();
      assertRefused(() -> upload(id, 0, bytes(1, 1)), 400, "InvalidArgument");
      assertRefused(() -> upload(id, 10_001, bytes(1, 1)), 400, "InvalidArgument");
      String small = upload(id, 9_999, bytes(1, 10)).eTag();
      String last = upload(id, 10_000, bytes(2, 10)).eTag();
      assertRefused(
          () -> complete(id, List.of(part(9_999, small), part(10_000, last))),
          400,
          "EntityTooSmall");
      assertRefused(
          () -> complete(id, List.of(part(10_000, last), part(9_999, small))),
          400,
          "InvalidPartOrder");
      assertRefused(() -> complete(id, List.of(part(1, last))), 400, "InvalidPart");
      complete(id, List.of(part(10_000, last)));
    }

    @Test
    void areCopiedFromObjects() {
      byte[] source = bytes(1, MIN + 1_000);
      s3.putObject(it -> it.bucket(bucket).key("source"), RequestBody.fromBytes(source));
      String id = create();
      String first = copyPart(id, 1, "bytes=0-" + (MIN - 1));
      String second = copyPart(id, 2, "bytes=" + MIN + "-" + (MIN + 999));
      s3.deleteObject(it -> it.bucket(bucket).key("source"));
      complete(id, List.of(part(1, first), part(2, second)));
      byte[] whole = s3.getObjectAsBytes(it -> it.bucket(bucket).key("key")).asByteArray();
      assertThat(Arrays.equals(whole, source)).isTrue();

      s3.copyObject(
          it ->
              it.sourceBucket(bucket)
                  .sourceKey("key")
                  .destinationBucket(bucket)
                  .destinationKey("copy"));
      s3.deleteObject(it -> it.bucket(bucket).key("key"));
      HeadObjectResponse copy = s3.headObject(it -> it.bucket(bucket).key("copy"));
      assertThat(copy.eTag()).isEqualTo('"' + Md5.hex(source) + '"');
      assertThat(
              Arrays.equals(
                  s3.getObjectAsBytes(it -> it.bucket(bucket).key("copy")).asByteArray(), source))
          .isTrue();
    }

    private String copyPart(String id, int number, String range) {
      return s3.uploadPartCopy(
              it ->
                  it.sourceBucket(bucket)
                      .sourceKey("source")
                      .copySourceRange(range)
                      .destinationBucket(bucket)
                      .destinationKey("key")
                      .uploadId(id)
                      .partNumber(number))
          .copyPartResult()
          .eTag();
    }

    @Test
    void areCopiedByRangesThatAreThere() {
      s3.putObject(it -> it.bucket(bucket).key("source"), RequestBody.fromBytes(bytes(1, 100)));
      String id = create();
      assertRefused(() -> copyPart(id, 1, "bytes=0-100"), 400, "InvalidArgument");
      assertRefused(() -> copyPart(id, 1, "bytes=100-200"), 400, "InvalidRequest");
      assertRefused(() -> copyPart(id, 1, "bytes=0-"), 400, "InvalidArgument");
      assertThat(copyPart(id, 1, "bytes=10-19"))
          .isEqualTo('"' + Md5.hex(Arrays.copyOfRange(bytes(1, 100), 10, 20)) + '"');
    }
  }

  @Nested
  class Uploads {
    @Test
    void areNoObjectsUntilTheyAreComplete() {
      String id = create();
      upload(id, 1, bytes(1, 10));
      assertRefused(
          () -> s3.getObjectAsBytes(it -> it.bucket(bucket).key("key")), 404, "NoSuchKey");
      assertThat(s3.listObjectsV2(it -> it.bucket(bucket)).contents()).isEmpty();
    }

    @Test
    void areGoneOnceAborted() {
      String id = create();
      String etag = upload(id, 1, bytes(1, 100_000)).eTag();
      s3.abortMultipartUpload(it -> it.bucket(bucket).key("key").uploadId(id));
      assertRefused(() -> upload(id, 1, bytes(1, 10)), 404, "NoSuchUpload");
      assertRefused(() -> complete(id, List.of(part(1, etag))), 404, "NoSuchUpload");
      assertRefused(
          () -> s3.listParts(it -> it.bucket(bucket).key("key").uploadId(id)), 404, "NoSuchUpload");
      assertRefused(
          () -> s3.abortMultipartUpload(it -> it.bucket(bucket).key("key").uploadId("what")),
          404,
          "NoSuchUpload");
    }

    @Test
    void belongToTheirKey() {
      String id = create();
      assertRefused(
          () ->
              s3.uploadPart(
                  it -> it.bucket(bucket).key("other").uploadId(id).partNumber(1),
                  RequestBody.fromString("text")),
          404,
          "NoSuchUpload");
    }

    @Test
    void keepWhatWasSaidAtTheBeginning() {
      String id =
          s3.createMultipartUpload(
                  it ->
                      it.bucket(bucket)
                          .key("key")
                          .contentType("text/x")
                          .metadata(Map.of("a", "1"))
                          .tagging("t=1"))
              .uploadId();
      complete(id, List.of(part(1, upload(id, 1, bytes(1, 10)).eTag())));
      HeadObjectResponse head = s3.headObject(it -> it.bucket(bucket).key("key"));
      assertThat(head.contentType()).isEqualTo("text/x");
      assertThat(head.metadata()).isEqualTo(Map.of("a", "1"));
      assertThat(s3.getObjectTagging(it -> it.bucket(bucket).key("key")).tagSet()).hasSize(1);
    }

    @Test
    void yieldToWhoeverWasFirst() {
      String id = create();
      String etag = upload(id, 1, bytes(1, 10)).eTag();
      s3.putObject(it -> it.bucket(bucket).key("key"), RequestBody.fromString("first"));
      assertRefused(
          () ->
              s3.completeMultipartUpload(
                  it ->
                      it.bucket(bucket)
                          .key("key")
                          .uploadId(id)
                          .ifNoneMatch("*")
                          .multipartUpload(m -> m.parts(part(1, etag)))),
          412,
          "PreconditionFailed");
      complete(id, List.of(part(1, etag)));
    }

    @Test
    void areListedByKeyAndTime() {
      List<String> ids = new ArrayList<>();
      for (String key : List.of("a", "a", "a", "b/1", "b/2", "c")) {
        ids.add(s3.createMultipartUpload(it -> it.bucket(bucket).key(key)).uploadId());
      }
      ListMultipartUploadsResponse all = s3.listMultipartUploads(it -> it.bucket(bucket));
      assertThat(all.uploads()).extracting(MultipartUpload::key).isSorted().hasSize(6);

      List<String> paged =
          s3.listMultipartUploadsPaginator(it -> it.bucket(bucket).maxUploads(2)).stream()
              .flatMap(page -> page.uploads().stream())
              .map(MultipartUpload::uploadId)
              .toList();
      assertThat(paged)
          .containsExactlyElementsOf(all.uploads().stream().map(MultipartUpload::uploadId).toList())
          .containsExactlyInAnyOrderElementsOf(ids);

      ListMultipartUploadsResponse folders =
          s3.listMultipartUploads(it -> it.bucket(bucket).delimiter("/"));
      assertThat(folders.commonPrefixes())
          .singleElement()
          .satisfies(prefix -> assertThat(prefix.prefix()).isEqualTo("b/"));
      assertThat(folders.uploads()).hasSize(4);
    }
  }

  @Nested
  class Checksums {
    @Test
    void areOfTheWholeUnlessOneAsksForAnother() {
      String id = create();
      String first = upload(id, 1, bytes(1, MIN)).eTag();
      String second = upload(id, 2, bytes(2, 10)).eTag();
      CompleteMultipartUploadResponse completed =
          complete(id, List.of(part(1, first), part(2, second)));
      assertThat(completed.checksumCRC64NVME()).isNotNull();
      assertThat(completed.checksumType()).isEqualTo(ChecksumType.FULL_OBJECT);
      s3.copyObject(
          it ->
              it.sourceBucket(bucket)
                  .sourceKey("key")
                  .destinationBucket(bucket)
                  .destinationKey("copy"));
      assertThat(
              s3.headObject(it -> it.bucket(bucket).key("copy").checksumMode(ChecksumMode.ENABLED))
                  .checksumCRC64NVME())
          .as("found over the bytes, not combined")
          .isEqualTo(completed.checksumCRC64NVME());
    }

    @Test
    void ofPartsAreComposed() {
      String id =
          s3.createMultipartUpload(
                  it -> it.bucket(bucket).key("key").checksumAlgorithm(ChecksumAlgorithm.SHA256))
              .uploadId();
      UploadPartResponse part =
          s3.uploadPart(
              it ->
                  it.bucket(bucket)
                      .key("key")
                      .uploadId(id)
                      .partNumber(1)
                      .checksumAlgorithm(ChecksumAlgorithm.SHA256),
              RequestBody.fromString("text"));
      assertRefused(() -> complete(id, List.of(part(1, part.eTag()))), 400, "InvalidRequest");
      CompleteMultipartUploadResponse completed =
          complete(
              id,
              List.of(
                  CompletedPart.builder()
                      .partNumber(1)
                      .eTag(part.eTag())
                      .checksumSHA256(part.checksumSHA256())
                      .build()));
      assertThat(completed.checksumSHA256()).endsWith("-1");
      GetObjectAttributesResponse attributes =
          s3.getObjectAttributes(
              it ->
                  it.bucket(bucket)
                      .key("key")
                      .objectAttributes(
                          ObjectAttributes.E_TAG,
                          ObjectAttributes.CHECKSUM,
                          ObjectAttributes.OBJECT_PARTS,
                          ObjectAttributes.OBJECT_SIZE,
                          ObjectAttributes.STORAGE_CLASS));
      assertThat('"' + attributes.eTag() + '"').isEqualTo(completed.eTag());
      assertThat(attributes.objectSize()).isEqualTo(4);
      assertThat(attributes.storageClassAsString()).isEqualTo("STANDARD");
      assertThat(attributes.checksum().checksumType()).isEqualTo(ChecksumType.COMPOSITE);
      assertThat(attributes.objectParts().totalPartsCount()).isEqualTo(1);
      assertThat(attributes.objectParts().parts())
          .singleElement()
          .satisfies(it -> assertThat(it.checksumSHA256()).isEqualTo(part.checksumSHA256()));
    }

    @Test
    void ofAnotherKindThanTheUploadsAreRefused() {
      String id =
          s3.createMultipartUpload(
                  it -> it.bucket(bucket).key("key").checksumAlgorithm(ChecksumAlgorithm.SHA1))
              .uploadId();
      assertRefused(
          () ->
              s3.uploadPart(
                  it ->
                      it.bucket(bucket)
                          .key("key")
                          .uploadId(id)
                          .partNumber(1)
                          .checksumAlgorithm(ChecksumAlgorithm.SHA256),
                  RequestBody.fromString("text")),
          400,
          "InvalidRequest");
    }
  }
}
