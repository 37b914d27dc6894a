package dev.cloudjar.cloudtrail;

import static dev.cloudjar.cloudtrail.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.Data;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.s3.S3Room;
import dev.cloudjar.sqs.SqsRoom;
import dev.cloudjar.sts.StsRoom;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.DataResource;
import software.amazon.awssdk.services.cloudtrail.model.EventSelector;
import software.amazon.awssdk.services.cloudtrail.model.InsightNotEnabledException;
import software.amazon.awssdk.services.cloudtrail.model.InsufficientS3BucketPolicyException;
import software.amazon.awssdk.services.cloudtrail.model.InvalidEventSelectorsException;
import software.amazon.awssdk.services.cloudtrail.model.InvalidTrailNameException;
import software.amazon.awssdk.services.cloudtrail.model.S3BucketDoesNotExistException;
import software.amazon.awssdk.services.cloudtrail.model.Tag;
import software.amazon.awssdk.services.cloudtrail.model.TrailAlreadyExistsException;
import software.amazon.awssdk.services.cloudtrail.model.TrailNotFoundException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.sqs.SqsClient;

@CloudjarTest(
    rooms = {CloudTrailRoom.class, S3Room.class, SqsRoom.class, StsRoom.class},
    data = Data.DISK)
class TrailTest {
  private static final HexFormat HEXADECIMAL = HexFormat.of();

  /** What makes the X.509 form of a public key of its PKCS #1 form. */
  private static final String X509_HEADER = "30820122300d06092a864886f70d01010105000382010f00";

  private final CloudTrailClient trails;
  private final S3Client s3;
  private final SqsClient sqs;
  private final TestCloud cloud;

  TrailTest(CloudTrailClient trails, S3Client s3, SqsClient sqs, TestCloud cloud) {
    this.trails = trails;
    this.s3 = s3;
    this.sqs = sqs;
    this.cloud = cloud;
    cloud.clock().freeze();
  }

  @Test
  void a_trail_is_made_only_where_the_bucket_lets_it_deliver() {
    refused(
        S3BucketDoesNotExistException.class,
        () -> trails.createTrail(it -> it.name("main").s3BucketName(cloud.unique("missing"))));
    String bucket = cloud.unique("closed");
    s3.createBucket(it -> it.bucket(bucket));
    refused(
        InsufficientS3BucketPolicyException.class,
        () -> trails.createTrail(it -> it.name("main").s3BucketName(bucket)));
    allow(bucket, "arn:aws:cloudtrail:us-east-1:" + cloud.accountId() + ":trail/other");
    refused(
        InsufficientS3BucketPolicyException.class,
        () -> trails.createTrail(it -> it.name("main").s3BucketName(bucket)));
    assertThat(trails.describeTrails().trailList()).isEmpty();
    allow(bucket, "arn:aws:cloudtrail:us-east-1:" + cloud.accountId() + ":trail/main");
    trails.createTrail(it -> it.name("main").s3BucketName(bucket));
    refused(
        TrailAlreadyExistsException.class,
        () -> trails.createTrail(it -> it.name("main").s3BucketName(bucket)));
    refused(
        InvalidTrailNameException.class,
        () -> trails.createTrail(it -> it.name("a--b").s3BucketName(bucket)));
  }

  @Test
  void a_trail_is_described_changed_tagged_and_deleted() {
    String bucket = open("trail");
    String arn =
        trails
            .createTrail(
                it ->
                    it.name("main")
                        .s3BucketName(bucket)
                        .isMultiRegionTrail(true)
                        .tagsList(Tag.builder().key("team").value("red").build()))
            .trailARN();
    assertThat(arn).isEqualTo("arn:aws:cloudtrail:us-east-1:" + cloud.accountId() + ":trail/main");
    assertThat(trails.getTrail(it -> it.name(arn)).trail())
        .satisfies(
            it -> {
              assertThat(it.homeRegion()).isEqualTo("us-east-1");
              assertThat(it.includeGlobalServiceEvents()).isTrue();
              assertThat(it.logFileValidationEnabled()).isFalse();
              assertThat(it.hasCustomEventSelectors()).isFalse();
            });
    assertThat(
            trails.listTags(it -> it.resourceIdList(arn)).resourceTagList().getFirst().tagsList())
        .hasSize(1);
    assertThat(trails.getEventSelectors(it -> it.trailName("main")).eventSelectors())
        .singleElement()
        .satisfies(it -> assertThat(it.includeManagementEvents()).isTrue());
    refused(
        InsightNotEnabledException.class,
        () -> trails.getInsightSelectors(it -> it.trailName("main")));
    refused(
        InvalidEventSelectorsException.class,
        () -> trails.putEventSelectors(it -> it.trailName("main")));
    trails.updateTrail(it -> it.name("main").enableLogFileValidation(true));
    assertThat(trails.describeTrails().trailList().getFirst().logFileValidationEnabled()).isTrue();
    assertThat(trails.getTrailStatus(it -> it.name("main")).isLogging()).isFalse();
    trails.startLogging(it -> it.name("main"));
    assertThat(trails.getTrailStatus(it -> it.name("main")).isLogging()).isTrue();
    trails.stopLogging(it -> it.name("main"));
    assertThat(trails.getTrailStatus(it -> it.name("main")).stopLoggingTime()).isNotNull();
    trails.deleteTrail(it -> it.name("main"));
    refused(TrailNotFoundException.class, () -> trails.getTrail(it -> it.name("main")));
    refused(TrailNotFoundException.class, () -> trails.startLogging(it -> it.name("main")));
  }

  @Test
  @Behaviour("CLOUDTRAIL-01")
  void log_files_are_delivered_every_five_minutes_also_over_a_restart() {
    String bucket = open("logs");
    trails.createTrail(it -> it.name("main").s3BucketName(bucket).s3KeyPrefix("audit"));
    sqs.createQueue(it -> it.queueName("before"));
    trails.startLogging(it -> it.name("main"));
    sqs.createQueue(it -> it.queueName("during"));
    assertThat(files(bucket, "audit/AWSLogs/")).as("nothing yet").isEmpty();
    cloud.restart();
    cloud.clock().advance(Duration.ofMinutes(5));

    List<String> files = files(bucket, "audit/AWSLogs/");
    assertThat(files).hasSize(1);
    assertThat(files.getFirst())
        .matches(
            "audit/AWSLogs/\\d{12}/CloudTrail/us-east-1/\\d{4}/\\d\\d/\\d\\d/"
                + "\\d{12}_CloudTrail_us-east-1_\\d{8}T\\d{4}Z_[A-Za-z0-9]{16}\\.json\\.gz");
    String content = content(bucket, files.getFirst());
    assertThat(JsonNode.parser().parse(content).field("Records").orElseThrow().asArray())
        .extracting(it -> it.field("eventName").orElseThrow().text())
        .contains("CreateQueue");
    assertThat(content).contains("during").doesNotContain("before");
    assertThat(trails.getTrailStatus(it -> it.name("main")).latestDeliveryTime()).isNotNull();

    trails.stopLogging(it -> it.name("main"));
    cloud.clock().advance(Duration.ofMinutes(5));
    int delivered = files(bucket, "audit/AWSLogs/").size();
    sqs.createQueue(it -> it.queueName("after"));
    cloud.clock().advance(Duration.ofMinutes(5));
    assertThat(files(bucket, "audit/AWSLogs/")).hasSize(delivered);
  }

  @Test
  @Behaviour("CLOUDTRAIL-01")
  void digests_are_signed_and_name_what_was_delivered_and_each_other() throws Exception {
    String bucket = open("digests");
    trails.createTrail(it -> it.name("main").s3BucketName(bucket).enableLogFileValidation(true));
    trails.startLogging(it -> it.name("main"));
    sqs.createQueue(it -> it.queueName("signed"));
    cloud.clock().advance(Duration.ofHours(2));

    String folder = "AWSLogs/" + cloud.accountId() + "/CloudTrail-Digest/";
    List<String> digests = files(bucket, folder);
    assertThat(digests).hasSize(2);
    JsonNode first = JsonNode.parser().parse(content(bucket, digests.getFirst()));
    JsonNode second = JsonNode.parser().parse(content(bucket, digests.getLast()));
    assertThat(first.field("previousDigestS3Object").orElseThrow().isNull()).isTrue();
    assertThat(text(second, "previousDigestS3Object")).isEqualTo(digests.getFirst());
    JsonNode log = first.field("logFiles").orElseThrow().asArray().getFirst();
    assertThat(
            Digests.sha256(content(bucket, text(log, "s3Object")).getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(text(log, "hashValue"));
    assertThat(text(second, "previousDigestSignature"))
        .isEqualTo(signature(bucket, digests.getFirst()));
    assertThat(isSigned(bucket, digests.getFirst(), first, "null")).isTrue();
    assertThat(isSigned(bucket, digests.getLast(), second, signature(bucket, digests.getFirst())))
        .isTrue();
  }

  @Test
  @Behaviour("S3-NET-02")
  void object_calls_are_delivered_to_trails_that_ask_for_them() {
    String bucket = open("selected");
    String watched = cloud.unique("watched");
    s3.createBucket(it -> it.bucket(watched));
    trails.createTrail(it -> it.name("main").s3BucketName(bucket));
    trails.putEventSelectors(
        it ->
            it.trailName("main")
                .eventSelectors(
                    EventSelector.builder()
                        .readWriteType("WriteOnly")
                        .includeManagementEvents(false)
                        .dataResources(
                            DataResource.builder()
                                .type("AWS::S3::Object")
                                .values("arn:aws:s3:::" + watched + "/in/")
                                .build())
                        .build()));
    trails.startLogging(it -> it.name("main"));
    s3.putObject(it -> it.bucket(watched).key("in/a"), RequestBody.fromString("hello"));
    s3.putObject(it -> it.bucket(watched).key("out/b"), RequestBody.fromString("hello"));
    s3.getObject(it -> it.bucket(watched).key("in/a")).abort();
    sqs.createQueue(it -> it.queueName("unwanted"));
    cloud.clock().advance(Duration.ofMinutes(5));

    List<String> files = files(bucket, "AWSLogs/" + cloud.accountId() + "/CloudTrail/");
    assertThat(files).hasSize(1);
    List<JsonNode> records =
        JsonNode.parser()
            .parse(content(bucket, files.getFirst()))
            .field("Records")
            .orElseThrow()
            .asArray();
    assertThat(records).hasSize(1);
    assertThat(text(records.getFirst(), "eventName")).isEqualTo("PutObject");
    assertThat(text(records.getFirst(), "eventCategory")).isEqualTo("Data");
    assertThat(
            text(records.getFirst().field("resources").orElseThrow().asArray().getFirst(), "ARN"))
        .isEqualTo("arn:aws:s3:::" + watched + "/in/a");
    assertThat(text(records.getFirst().field("requestParameters").orElseThrow(), "bucketName"))
        .isEqualTo(watched);
  }

  @Test
  void what_cannot_be_delivered_waits_until_it_can() {
    String bucket = open("shut");
    trails.createTrail(it -> it.name("main").s3BucketName(bucket));
    trails.startLogging(it -> it.name("main"));
    s3.deleteBucketPolicy(it -> it.bucket(bucket));
    sqs.createQueue(it -> it.queueName("kept"));
    cloud.clock().advance(Duration.ofMinutes(5));
    assertThat(trails.getTrailStatus(it -> it.name("main")).latestDeliveryError())
        .isEqualTo("AccessDenied");
    allow(bucket, "*");
    cloud.clock().advance(Duration.ofMinutes(5));
    assertThat(trails.getTrailStatus(it -> it.name("main")).latestDeliveryError()).isNull();
    assertThat(content(bucket, files(bucket, "AWSLogs/").getFirst())).contains("kept");
  }

  private boolean isSigned(String bucket, String object, JsonNode digest, String previous)
      throws Exception {
    byte[] publicKey =
        trails.listPublicKeys().publicKeyList().stream()
            .filter(it -> it.fingerprint().equals(text(digest, "digestPublicKeyFingerprint")))
            .findFirst()
            .orElseThrow()
            .value()
            .asByteArray();
    byte[] header = HEXADECIMAL.parseHex(X509_HEADER);
    byte[] x509 = Arrays.copyOf(header, header.length + publicKey.length);
    System.arraycopy(publicKey, 0, x509, header.length, publicKey.length);
    Signature verifier = Signature.getInstance("SHA256withRSA");
    verifier.initVerify(KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(x509)));
    verifier.update(
        String.join(
                "\n",
                text(digest, "digestEndTime"),
                bucket + "/" + object,
                Digests.sha256(content(bucket, object).getBytes(StandardCharsets.UTF_8)),
                previous)
            .getBytes(StandardCharsets.UTF_8));
    return verifier.verify(HEXADECIMAL.parseHex(signature(bucket, object)));
  }

  private String signature(String bucket, String object) {
    var metadata = s3.headObject(it -> it.bucket(bucket).key(object)).metadata();
    assertThat(metadata).containsEntry("signature-algorithm", "SHA256withRSA");
    assertThat(new BigInteger(metadata.get("signature"), 16)).isPositive();
    return metadata.get("signature");
  }

  private String open(String prefix) {
    String bucket = cloud.unique(prefix);
    s3.createBucket(it -> it.bucket(bucket));
    allow(bucket, "*");
    return bucket;
  }

  private void allow(String bucket, String trailArn) {
    String policy =
        """
        {"Version": "2012-10-17", "Statement": [
          {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"},
           "Action": "s3:GetBucketAcl", "Resource": "arn:aws:s3:::BUCKET",
           "Condition": {"StringLike": {"aws:SourceArn": "TRAIL"}}},
          {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"},
           "Action": "s3:PutObject", "Resource": "arn:aws:s3:::BUCKET/*AWSLogs/*",
           "Condition": {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"},
                         "StringLike": {"aws:SourceArn": "TRAIL"}}}]}"""
            .replace("BUCKET", bucket)
            .replace("TRAIL", trailArn);
    s3.putBucketPolicy(it -> it.bucket(bucket).policy(policy));
  }

  private List<String> files(String bucket, String prefix) {
    return s3.listObjectsV2(it -> it.bucket(bucket).prefix(prefix)).contents().stream()
        .map(S3Object::key)
        .filter(key -> key.endsWith(".gz"))
        .toList();
  }

  private String content(String bucket, String key) {
    var object = s3.getObjectAsBytes(it -> it.bucket(bucket).key(key));
    GetObjectResponse head = object.response();
    assertThat(head.contentEncoding()).isEqualTo("gzip");
    assertThat(head.contentType()).isEqualTo("application/json");
    try (var in = new GZIPInputStream(new ByteArrayInputStream(object.asByteArray()))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(JsonNode node, String name) {
    return node.field(name).orElseThrow().text();
  }
}
