package dev.cloudjar.cloudtrail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloudjar.iam.IamRoom;
import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.kms.KmsRoom;
import dev.cloudjar.s3.S3Room;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.DataResource;
import software.amazon.awssdk.services.cloudtrail.model.EventSelector;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttribute;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;

/** What is recorded of the keys of objects. */
@CloudjarTest(
    rooms = {CloudTrailRoom.class, IamRoom.class, KmsRoom.class, S3Room.class},
    shared = false)
class KeyUseEventTest {
  private final TestCloud cloud;
  private final CloudTrailClient trails;
  private final S3Client s3;
  private final KmsClient kms;
  private final String bucket;

  KeyUseEventTest(TestCloud cloud, CloudTrailClient trails, S3Client s3, KmsClient kms) {
    this.cloud = cloud;
    this.trails = trails;
    this.s3 = s3;
    this.kms = kms;
    this.bucket = cloud.unique("recorded");
    cloud.clock().freeze();
    s3.createBucket(it -> it.bucket(bucket));
  }

  private void put(String name, String key, boolean shared) {
    s3.putObject(
        it ->
            it.bucket(bucket)
                .key(name)
                .serverSideEncryption(ServerSideEncryption.AWS_KMS)
                .ssekmsKeyId(key)
                .bucketKeyEnabled(shared),
        RequestBody.fromString("text"));
  }

  private List<JsonNode> found(String eventName) {
    return trails
        .lookupEvents(
            it ->
                it.lookupAttributes(
                    LookupAttribute.builder()
                        .attributeKey("EventName")
                        .attributeValue(eventName)
                        .build()))
        .events()
        .stream()
        .map(it -> JsonNode.parser().parse(it.cloudTrailEvent()))
        .toList();
  }

  private static String text(JsonNode node, String... path) {
    JsonNode found = node;
    for (String name : path) {
      found = found.field(name).orElseThrow();
    }
    return found.text();
  }

  @Test
  @Behaviour({"S3-SSE-02", "S3-PERF-03"})
  void each_use_of_a_key_through_s3_is_an_event() {
    String key = kms.createKey().keyMetadata().arn();
    put("key", key, false);
    s3.getObject(it -> it.bucket(bucket).key("key")).abort();
    kms.disableKey(it -> it.keyId(key));
    assertThatThrownBy(() -> s3.getObject(it -> it.bucket(bucket).key("key")))
        .isInstanceOf(S3Exception.class);

    assertThat(found("GenerateDataKey"))
        .singleElement()
        .satisfies(
            it -> {
              assertThat(text(it, "userIdentity", "type")).isEqualTo("Root");
              assertThat(text(it, "userIdentity", "accountId")).isEqualTo(cloud.accountId());
              assertThat(text(it, "userIdentity", "invokedBy")).isEqualTo("s3.amazonaws.com");
              assertThat(text(it, "eventSource")).isEqualTo("kms.amazonaws.com");
              assertThat(text(it, "requestParameters", "keyId")).isEqualTo(key);
              assertThat(text(it, "requestParameters", "encryptionContext", "aws:s3:arn"))
                  .isEqualTo("arn:aws:s3:::" + bucket + "/key");
              assertThat(it.toString()).doesNotContain("plaintext");
            });
    assertThat(found("Decrypt"))
        .hasSize(2)
        .anySatisfy(
            it ->
                assertThat(it.field("errorCode").map(JsonNode::text)).contains("DisabledException"))
        .anySatisfy(it -> assertThat(it.field("errorCode")).isEmpty());
  }

  @Test
  @Behaviour({"S3-SSE-02", "S3-PERF-03"})
  void a_bucket_key_is_one_event_for_many_objects() {
    String key = kms.createKey().keyMetadata().arn();
    for (int i = 0; i < 10; i++) {
      String name = "shared-" + i;
      put(name, key, true);
      s3.getObject(it -> it.bucket(bucket).key(name)).abort();
    }
    assertThat(found("Decrypt")).isEmpty();
    assertThat(found("GenerateDataKey"))
        .singleElement()
        .satisfies(
            it ->
                assertThat(text(it, "requestParameters", "encryptionContext", "aws:s3:arn"))
                    .isEqualTo("arn:aws:s3:::" + bucket));
    cloud.clock().advance(Duration.ofMinutes(5));
    s3.getObject(it -> it.bucket(bucket).key("shared-3")).abort();
    assertThat(found("Decrypt")).hasSize(1);
  }

  @Test
  @Behaviour("S3-SSE-03")
  void customers_own_keys_are_not_recorded() throws NoSuchAlgorithmException {
    byte[] secret = new byte[32];
    Arrays.fill(secret, (byte) 9);
    String key = Base64.getEncoder().encodeToString(secret);
    String md5 =
        Base64.getEncoder().encodeToString(MessageDigest.getInstance("MD5").digest(secret));
    ServerSideEncryptionRule rule =
        ServerSideEncryptionRule.builder()
            .applyServerSideEncryptionByDefault(it -> it.sseAlgorithm(ServerSideEncryption.AES256))
            .blockedEncryptionTypes(it -> it.encryptionTypeWithStrings("NONE"))
            .build();
    s3.putBucketEncryption(
        it -> it.bucket(bucket).serverSideEncryptionConfiguration(c -> c.rules(rule)));
    String logs = trailOfData();
    s3.putObject(
        it ->
            it.bucket(bucket)
                .key("key")
                .sseCustomerAlgorithm("AES256")
                .sseCustomerKey(key)
                .sseCustomerKeyMD5(md5),
        RequestBody.fromString("text"));
    s3.copyObject(
        it ->
            it.sourceBucket(bucket)
                .sourceKey("key")
                .copySourceSSECustomerAlgorithm("AES256")
                .copySourceSSECustomerKey(key)
                .copySourceSSECustomerKeyMD5(md5)
                .destinationBucket(bucket)
                .destinationKey("copy"));
    cloud.clock().advance(Duration.ofMinutes(5));
    String delivered = delivered(logs);
    assertThat(delivered).contains("\"PutObject\"", "\"CopyObject\"", "AES256");
    assertThat(delivered).doesNotContain(key);
  }

  /** Begins a trail of what happens to objects, and names the bucket of its files. */
  private String trailOfData() {
    String logs = cloud.unique("logs");
    s3.createBucket(it -> it.bucket(logs));
    s3.putBucketPolicy(
        it ->
            it.bucket(logs)
                .policy(
                    """
                    {"Version": "2012-10-17", "Statement": {
                       "Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"},
                       "Action": ["s3:GetBucketAcl", "s3:PutObject"],
                       "Resource": ["arn:aws:s3:::BUCKET", "arn:aws:s3:::BUCKET/*"]}}"""
                        .replace("BUCKET", logs)));
    trails.createTrail(it -> it.name("main").s3BucketName(logs));
    EventSelector selector =
        EventSelector.builder()
            .dataResources(
                DataResource.builder()
                    .type("AWS::S3::Object")
                    .values("arn:aws:s3:::" + bucket + "/")
                    .build())
            .build();
    trails.putEventSelectors(it -> it.trailName("main").eventSelectors(selector));
    trails.startLogging(it -> it.name("main"));
    return logs;
  }

  private String delivered(String logs) {
    StringBuilder all = new StringBuilder();
    s3.listObjectsV2Paginator(it -> it.bucket(logs)).contents().stream()
        .filter(it -> it.key().endsWith(".json.gz"))
        .forEach(
            it -> {
              byte[] file =
                  s3.getObjectAsBytes(get -> get.bucket(logs).key(it.key())).asByteArray();
              try (GZIPInputStream text = new GZIPInputStream(new ByteArrayInputStream(file))) {
                all.append(new String(text.readAllBytes(), StandardCharsets.UTF_8));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    return all.toString();
  }
}
