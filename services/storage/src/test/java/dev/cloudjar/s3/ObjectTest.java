package dev.cloudjar.s3;

import static dev.cloudjar.s3.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.OverSocket;
import dev.cloudjar.junit.TestCloud;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.StorageClass;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

@CloudjarTest(rooms = S3Room.class)
class ObjectTest {
  private final S3Client s3;
  private final S3Presigner presigner;
  private final String bucket;

  ObjectTest(@OverSocket S3Client s3, S3Presigner presigner, TestCloud cloud) {
    this.s3 = s3;
    this.presigner = presigner;
    this.bucket = cloud.unique("objects");
  }

  @BeforeEach
  void createBucket() {
    s3.createBucket(it -> it.bucket(bucket));
  }

  private PutObjectResponse put(String key, String text) {
    return s3.putObject(it -> it.bucket(bucket).key(key), RequestBody.fromString(text));
  }

  private String get(String key) {
    return s3.getObjectAsBytes(it -> it.bucket(bucket).key(key)).asUtf8String();
  }

  @Nested
  @Behaviour("S3-OBJECT-01")
  class Keys {
    @Test
    void areWholeStringsAndNotPaths() {
      put("a/b/c.txt", "deep");
      put("a/b", "shallow");
      put("a", "top");
      assertThat(get("a/b/c.txt")).isEqualTo("deep");
      assertThat(get("a/b")).isEqualTo("shallow");
      ListObjectsV2Response top = s3.listObjectsV2(it -> it.bucket(bucket).delimiter("/"));
      assertThat(top.contents()).extracting(S3Object::key).containsExactly("a");
      assertThat(top.commonPrefixes()).extracting(CommonPrefix::prefix).containsExactly("a/");
      ListObjectsV2Response under =
          s3.listObjectsV2(it -> it.bucket(bucket).prefix("a/").delimiter("/"));
      assertThat(under.contents()).extracting(S3Object::key).containsExactly("a/b");
      assertThat(under.commonPrefixes()).extracting(CommonPrefix::prefix).containsExactly("a/b/");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "plain",
          "/leading",
          "trailing/",
          "a//b",
          "a/../b",
          "..",
          ".",
          "a b+c%20d%",
          "?query=1&x#y",
          "<xml>&\"'",
          "ünïcödé",
          "日本語/キー",
          "😀/👩‍👩‍👧",
          "a\\b",
          "semi;colon:at@=,$!*()[]{}|^`~"
        })
    void comeBackAsTheyWere(String key) {
      put(key, key);
      assertThat(get(key)).isEqualTo(key);
      assertThat(s3.listObjectsV2(it -> it.bucket(bucket)).contents())
          .extracting(S3Object::key)
          .containsExactly(key);
      assertThat(s3.listObjectVersions(it -> it.bucket(bucket)).versions().getFirst().key())
          .isEqualTo(key);
      s3.deleteObjects(
          it ->
              it.bucket(bucket)
                  .delete(d -> d.objects(ObjectIdentifier.builder().key(key).build())));
      assertThat(s3.listObjectsV2(it -> it.bucket(bucket)).contents()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0001control", "tab\tand\nnewline\r", "\u007f", "\ufffe"})
    void thatXmlCannotWriteComeBackEncoded(String key) {
      put(key, "text");
      assertThat(get(key)).isEqualTo("text");
      assertThat(
              s3.listObjectsV2(it -> it.bucket(bucket).encodingType("url"))
                  .contents()
                  .getFirst()
                  .key())
          .isEqualTo(key);
    }

    @Test
    void haveUpTo1024Bytes() {
      put("é".repeat(512), "text");
      assertRefused(() -> put("é".repeat(512) + "x", "text"), 400, "KeyTooLongError");
    }

    @Test
    void areListedInTheOrderOfTheirBytes() {
      List<String> keys =
          new ArrayList<>(List.of("b", "a", "B", "é", "\uFFFD", "😀", "a/", "a0", "~"));
      Collections.shuffle(keys);
      keys.forEach(key -> put(key, "text"));
      keys.sort((a, b) -> Arrays.compareUnsigned(utf8(a), utf8(b)));
      assertThat(s3.listObjectsV2(it -> it.bucket(bucket)).contents())
          .extracting(S3Object::key)
          .containsExactlyElementsOf(keys);
    }

    private static byte[] utf8(String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }

  @Nested
  @Behaviour("S3-OBJECT-04")
  class Metadata {
    @Test
    void comesBackOnReads() {
      s3.putObject(
          it ->
              it.bucket(bucket)
                  .key("key")
                  .contentType("text/plain")
                  .cacheControl("max-age=5")
                  .contentDisposition("attachment; filename=\"x\"")
                  .contentEncoding("gzip")
                  .contentLanguage("de")
                  .expires(Instant.parse("2030-01-01T00:00:00Z"))
                  .websiteRedirectLocation("/other")
                  .storageClass(StorageClass.STANDARD_IA)
                  .metadata(Map.of("Colour", "blue", "size", "small")),
          RequestBody.fromString("text"));
      HeadObjectResponse head = s3.headObject(it -> it.bucket(bucket).key("key"));
      assertThat(head.contentType()).isEqualTo("text/plain");
      assertThat(head.cacheControl()).isEqualTo("max-age=5");
      assertThat(head.contentDisposition()).isEqualTo("attachment; filename=\"x\"");
      assertThat(head.contentEncoding()).isEqualTo("gzip");
      assertThat(head.contentLanguage()).isEqualTo("de");
      assertThat(head.expiresString()).isEqualTo("Tue, 01 Jan 2030 00:00:00 GMT");
      assertThat(head.websiteRedirectLocation()).isEqualTo("/other");
      assertThat(head.storageClass()).isEqualTo(StorageClass.STANDARD_IA);
      assertThat(head.metadata()).isEqualTo(Map.of("colour", "blue", "size", "small"));
      assertThat(head.contentLength()).isEqualTo(4);
      assertThat(s3.getObjectAsBytes(it -> it.bucket(bucket).key("key")).response().metadata())
          .isEqualTo(head.metadata());
    }

    @Test
    void changesOnlyByCopying() {
      s3.putObject(
          it -> it.bucket(bucket).key("key").metadata(Map.of("a", "1")),
          RequestBody.fromString("text"));
      s3.copyObject(
          it ->
              it.sourceBucket(bucket)
                  .sourceKey("key")
                  .destinationBucket(bucket)
                  .destinationKey("key")
                  .metadataDirective("REPLACE")
                  .contentType("text/css")
                  .metadata(Map.of("b", "2")));
      HeadObjectResponse head = s3.headObject(it -> it.bucket(bucket).key("key"));
      assertThat(head.metadata()).isEqualTo(Map.of("b", "2"));
      assertThat(head.contentType()).isEqualTo("text/css");
      assertThat(get("key")).isEqualTo("text");
    }

    @Test
    void hasUpToTwoKilobytes() {
      s3.putObject(
          it -> it.bucket(bucket).key("key").metadata(Map.of("abcd", "x".repeat(2044))),
          RequestBody.fromString("text"));
      assertRefused(
          () ->
              s3.putObject(
                  it -> it.bucket(bucket).key("key").metadata(Map.of("abcd", "x".repeat(2045))),
                  RequestBody.fromString("text")),
          400,
          "MetadataTooLarge");
    }

    @Test
    void namesAClassThatThereIs() {
      assertRefused(
          () ->
              s3.putObject(
                  it -> it.bucket(bucket).key("key").storageClass("PAPER"),
                  RequestBody.fromString("text")),
          400,
          "InvalidStorageClass");
    }
  }

  @Nested
  @Behaviour("S3-OBJECT-05")
  class Tagging {
    @Test
    void comesWithTheObject() {
      s3.putObject(
          it -> it.bucket(bucket).key("key").tagging("a=1&b%20c=d%3De"),
          RequestBody.fromString("text"));
      assertThat(tags()).isEqualTo(Map.of("a", "1", "b c", "d=e"));
    }

    @Test
    void isPutAndDeleted() {
      put("key", "text");
      assertThat(tags()).isEmpty();
      retag(Map.of("Department", "Finance"));
      assertThat(tags()).isEqualTo(Map.of("Department", "Finance"));
      assertThat(s3.getObjectAsBytes(it -> it.bucket(bucket).key("key")).response().tagCount())
          .isEqualTo(1);
      s3.deleteObjectTagging(it -> it.bucket(bucket).key("key"));
      assertThat(tags()).isEmpty();
    }

    @Test
    void endsAtTen() {
      put("key", "text");
      retag(numbered(10));
      assertRefused(() -> retag(numbered(11)), 400, "BadRequest");
      assertThat(tags()).hasSize(10);
      String eleven =
          String.join("&", IntStream.range(0, 11).mapToObj(i -> "k" + i + "=v").toList());
      assertRefused(
          () ->
              s3.putObject(
                  it -> it.bucket(bucket).key("other").tagging(eleven),
                  RequestBody.fromString("text")),
          400,
          "BadRequest");
    }

    @Test
    void hasRules() {
      put("key", "text");
      assertRefused(() -> retag(Map.of("k".repeat(129), "v")), 400, "InvalidTag");
      assertRefused(() -> retag(Map.of("k", "v".repeat(257))), 400, "InvalidTag");
      assertRefused(() -> retag(Map.of("aws:k", "v")), 400, "InvalidTag");
      assertRefused(() -> retag(Map.of("a#b", "v")), 400, "InvalidTag");
      assertRefused(
          () ->
              s3.putObjectTagging(
                  it ->
                      it.bucket(bucket)
                          .key("key")
                          .tagging(t -> t.tagSet(tag("a", "1"), tag("a", "2")))),
          400,
          "InvalidTag");
      assertRefused(
          () ->
              s3.putObject(
                  it -> it.bucket(bucket).key("key").tagging("a=1&a=2"),
                  RequestBody.fromString("text")),
          400,
          "InvalidArgument");
    }

    private Map<String, String> numbered(int count) {
      return IntStream.range(0, count).boxed().collect(Collectors.toMap(i -> "k" + i, i -> "v"));
    }

    private void retag(Map<String, String> tags) {
      List<Tag> set = tags.entrySet().stream().map(e -> tag(e.getKey(), e.getValue())).toList();
      s3.putObjectTagging(it -> it.bucket(bucket).key("key").tagging(t -> t.tagSet(set)));
    }

    private Map<String, String> tags() {
      return s3.getObjectTagging(it -> it.bucket(bucket).key("key")).tagSet().stream()
          .collect(Collectors.toMap(Tag::key, Tag::value));
    }

    private static Tag tag(String key, String value) {
      return Tag.builder().key(key).value(value).build();
    }
  }

  @Nested
  class Content {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2_047, 2_048, 2_049, 65_535, 65_536, 65_537, 200_000, 3_000_000})
    void comesBackAtEverySize(int size) {
      byte[] bytes = bytes(size);
      PutObjectResponse put =
          s3.putObject(it -> it.bucket(bucket).key("key"), RequestBody.fromBytes(bytes));
      assertThat(s3.getObjectAsBytes(it -> it.bucket(bucket).key("key")).asByteArray())
          .isEqualTo(bytes);
      assertThat(put.eTag()).isEqualTo('"' + Md5.hex(bytes) + '"');
      HeadObjectResponse head = s3.headObject(it -> it.bucket(bucket).key("key"));
      assertThat(head.contentLength()).isEqualTo(size);
      assertThat(head.eTag()).isEqualTo(put.eTag());
      assertThat(s3.listObjectsV2(it -> it.bucket(bucket)).contents().getFirst().size())
          .isEqualTo(size);
    }

    @Test
    void isOverwritten() {
      for (int size : new int[] {100, 100_000, 10_000, 200_000, 5}) {
        byte[] bytes = bytes(size);
        s3.putObject(it -> it.bucket(bucket).key("key"), RequestBody.fromBytes(bytes));
        assertThat(s3.getObjectAsBytes(it -> it.bucket(bucket).key("key")).asByteArray())
            .isEqualTo(bytes);
      }
    }

    private static byte[] bytes(int size) {
      byte[] bytes = new byte[size];
      for (int i = 0; i < size; i++) {
        bytes[i] = (byte) (i * 31 + (i >> 8));
      }
      return bytes;
    }
  }

  @Nested
  class Conditions {
    @Test
    void letOnlyTheFirstWriterIn() {
      s3.putObject(
          it -> it.bucket(bucket).key("key").ifNoneMatch("*"), RequestBody.fromString("first"));
      assertRefused(
          () ->
              s3.putObject(
                  it -> it.bucket(bucket).key("key").ifNoneMatch("*"),
                  RequestBody.fromString("second")),
          412,
          "PreconditionFailed");
      assertThat(get("key")).isEqualTo("first");
    }

    @Test
    void letWritersReplaceWhatTheyKnow() {
      String etag = put("key", "one").eTag();
      s3.putObject(it -> it.bucket(bucket).key("key").ifMatch(etag), RequestBody.fromString("two"));
      assertRefused(
          () ->
              s3.putObject(
                  it -> it.bucket(bucket).key("key").ifMatch(etag),
                  RequestBody.fromString("three")),
          412,
          "PreconditionFailed");
      assertRefused(
          () ->
              s3.putObject(
                  it -> it.bucket(bucket).key("none").ifMatch(etag),
                  RequestBody.fromString("three")),
          404,
          "NoSuchKey");
      assertThat(get("key")).isEqualTo("two");
    }

    @Test
    void thatAwsDoesNotTakeAreNotTaken() {
      assertRefused(
          () ->
              s3.putObject(
                  it -> it.bucket(bucket).key("key").ifNoneMatch("\"etag\""),
                  RequestBody.fromString("text")),
          501,
          "NotImplemented");
      assertRefused(
          () ->
              s3.putObject(
                  it -> it.bucket(bucket).key("key").ifMatch("\"a\"").ifNoneMatch("*"),
                  RequestBody.fromString("text")),
          501,
          "NotImplemented");
    }

    @Test
    void guardDeletesToo() {
      String etag = put("key", "one").eTag();
      assertRefused(
          () -> s3.deleteObject(it -> it.bucket(bucket).key("key").ifMatch("\"other\"")),
          412,
          "PreconditionFailed");
      assertThat(get("key")).isEqualTo("one");
      s3.deleteObject(it -> it.bucket(bucket).key("key").ifMatch(etag));
      assertRefused(
          () -> s3.deleteObject(it -> it.bucket(bucket).key("key").ifMatch("*")), 404, "NoSuchKey");
    }
  }

  @Nested
  class Deletes {
    @Test
    void areGoneAndMayBeRepeated() {
      put("key", "text");
      s3.deleteObject(it -> it.bucket(bucket).key("key"));
      s3.deleteObject(it -> it.bucket(bucket).key("key"));
      assertRefused(() -> get("key"), 404, "NoSuchKey");
    }

    @Test
    void takeManyAtOnce() {
      List<ObjectIdentifier> keys =
          IntStream.range(0, 1000)
              .mapToObj(i -> ObjectIdentifier.builder().key("key-" + i).build())
              .toList();
      put("key-0", "text");
      put("key-999", "text");
      put("stays", "text");
      DeleteObjectsResponse deleted =
          s3.deleteObjects(it -> it.bucket(bucket).delete(d -> d.objects(keys)));
      assertThat(deleted.deleted()).hasSize(1000).extracting(DeletedObject::key).contains("key-5");
      assertThat(deleted.errors()).isEmpty();
      assertThat(s3.listObjectsV2(it -> it.bucket(bucket)).contents())
          .extracting(S3Object::key)
          .containsExactly("stays");
    }

    @Test
    void takeAThousandAtMost() {
      List<ObjectIdentifier> keys =
          IntStream.range(0, 1001)
              .mapToObj(i -> ObjectIdentifier.builder().key("key-" + i).build())
              .toList();
      assertRefused(
          () -> s3.deleteObjects(it -> it.bucket(bucket).delete(d -> d.objects(keys))),
          400,
          "MalformedXML");
    }

    @Test
    void tellOnlyOfFailuresWhereTheyAreQuiet() {
      String etag = put("a", "text").eTag();
      put("b", "text");
      DeleteObjectsResponse deleted =
          s3.deleteObjects(
              it ->
                  it.bucket(bucket)
                      .delete(
                          d ->
                              d.quiet(true)
                                  .objects(
                                      ObjectIdentifier.builder().key("a").eTag(etag).build(),
                                      ObjectIdentifier.builder().key("b").eTag("x").build())));
      assertThat(deleted.deleted()).isEmpty();
      assertThat(deleted.errors())
          .singleElement()
          .satisfies(
              error -> {
                assertThat(error.key()).isEqualTo("b");
                assertThat(error.code()).isEqualTo("PreconditionFailed");
              });
      assertThat(get("b")).isEqualTo("text");
    }
  }

  @Test
  @Behaviour("S3-OBJECT-02")
  void aSinglePutHasFiveGigabytesAtMost() {
    // The size is declared and never sent: the answer comes before the body.
    URL url =
        presigner
            .presignPutObject(
                it ->
                    it.signatureDuration(Duration.ofMinutes(5))
                        .putObjectRequest(put -> put.bucket(bucket).key("key")))
            .url();
    try (RawHttp http = new RawHttp(url)) {
      assertThat(http.head("PUT", "Content-Length: 5368709121").answer())
          .startsWith("HTTP/1.1 400 ")
          .contains("<Code>EntityTooLarge</Code>")
          .contains("<ProposedSize>5368709121</ProposedSize>")
          .contains("<MaxSizeAllowed>5368709120</MaxSizeAllowed>");
    }
  }

  @Test
  void absentKeysSayWhichTheyAre() {
    assertRefused(() -> get("nothing"), 404, "NoSuchKey");
    assertThatThrownBy(() -> s3.headObject(it -> it.bucket(bucket).key("nothing")))
        .isInstanceOf(S3Exception.class)
        .satisfies(e -> assertThat(((S3Exception) e).statusCode()).isEqualTo(404));
  }
}
