package dev.cloudjar.s3;

import static dev.cloudjar.s3.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.iam.IamRoom;
import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedMultipartUpload;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** A large data set that others download at their own expense. Moves the clock. */
@CloudjarTest(
    rooms = {S3Room.class, IamRoom.class},
    shared = false)
class ShareStoryTest {
  private static final int PART_BYTES = 5 * 1024 * 1024;
  private static final int TAIL_BYTES = 1000;
  private static final String KEY = "2026/measurements.bin";

  private final S3Client owner;
  private final TestCloud cloud;
  private final Clients clients;
  private final String bucket;
  private final String researcher;

  ShareStoryTest(S3Client s3, TestCloud cloud) {
    this.owner = s3;
    this.cloud = cloud;
    this.clients = new Clients(cloud);
    this.bucket = cloud.unique("data-set");
    this.researcher = cloud.newAccountId();
  }

  @AfterEach
  void close() {
    clients.close();
  }

  /** A user of another account, with a policy of their own, as strangers need. */
  private S3Client userOf(String accountId) {
    IamClient iam = cloud.client(IamClient.class, cloud.credentialsOf(accountId));
    iam.createUser(it -> it.userName("reader"));
    iam.attachUserPolicy(
        it -> it.userName("reader").policyArn("arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"));
    var key = iam.createAccessKey(it -> it.userName("reader")).accessKey();
    return cloud.client(
        S3Client.class,
        StaticCredentialsProvider.create(
            AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey())));
  }

  private void publish() {
    owner.createBucket(it -> it.bucket(bucket));
    owner.putPublicAccessBlock(
        it ->
            it.bucket(bucket)
                .publicAccessBlockConfiguration(
                    b -> b.blockPublicPolicy(false).restrictPublicBuckets(false)));
    // Everybody may read, but Requester Pays keeps out those whom nobody can charge.
    owner.putBucketPolicy(
        it ->
            it.bucket(bucket)
                .policy(
                    """
                    {"Version": "2012-10-17", "Statement": [
                      {"Effect": "Allow", "Principal": "*", "Action": ["s3:GetObject", "s3:ListBucket"],
                       "Resource": ["arn:aws:s3:::%1$s", "arn:aws:s3:::%1$s/*"]}]}
                    """
                        .formatted(bucket)));
    owner.putBucketRequestPayment(
        it -> it.bucket(bucket).requestPaymentConfiguration(r -> r.payer("Requester")));
    String upload = owner.createMultipartUpload(it -> it.bucket(bucket).key(KEY)).uploadId();
    owner.completeMultipartUpload(
        it ->
            it.bucket(bucket)
                .key(KEY)
                .uploadId(upload)
                .multipartUpload(
                    CompletedMultipartUpload.builder()
                        .parts(part(upload, 1, PART_BYTES), part(upload, 2, TAIL_BYTES))
                        .build()));
  }

  private CompletedPart part(String upload, int number, int sizeBytes) {
    String etag =
        owner
            .uploadPart(
                it -> it.bucket(bucket).key(KEY).uploadId(upload).partNumber(number),
                RequestBody.fromBytes(new byte[sizeBytes]))
            .eTag();
    return CompletedPart.builder().partNumber(number).eTag(etag).build();
  }

  private Map<String, Long> costs(String accountId) {
    return new CostRecord(cloud).of(accountId, bucket);
  }

  @Test
  @Behaviour("SC-SHARE-DATA")
  void othersDownloadAndAreChargedAndNobodyElseGetsIn() {
    cloud.clock().freeze();
    publish();
    S3Client reader = userOf(researcher);
    S3Client nobody =
        clients.make(it -> it.credentialsProvider(AnonymousCredentialsProvider.create()));
    Map<String, Long> before = costs(cloud.accountId());

    assertRefused(
        () -> reader.getObjectAsBytes(it -> it.bucket(bucket).key(KEY)), 403, "AccessDenied");
    assertRefused(() -> reader.listObjectsV2(it -> it.bucket(bucket)), 403, "AccessDenied");
    assertRefused(
        () -> nobody.getObjectAsBytes(it -> it.bucket(bucket).key(KEY)), 403, "AccessDenied");
    assertRefused(
        () -> nobody.getObjectAsBytes(it -> it.bucket(bucket).key(KEY).requestPayer("requester")),
        403,
        "AccessDenied");
    assertThat(costs(researcher)).isEmpty();

    assertThat(reader.listObjectsV2(it -> it.bucket(bucket).requestPayer("requester")).contents())
        .singleElement()
        .satisfies(it -> assertThat(it.size()).isEqualTo(PART_BYTES + TAIL_BYTES));
    ResponseBytes<GetObjectResponse> all =
        reader.getObjectAsBytes(it -> it.bucket(bucket).key(KEY).requestPayer("requester"));
    assertThat(all.asByteArray()).hasSize(PART_BYTES + TAIL_BYTES);
    assertThat(all.response().requestChargedAsString()).isEqualTo("requester");
    reader.getObjectAsBytes(
        it -> it.bucket(bucket).key(KEY).requestPayer("requester").range("bytes=0-99"));

    assertThat(costs(researcher))
        .containsEntry("Requests-Tier1", 1L)
        .containsEntry("Requests-Tier2", 2L)
        .containsEntry("DataTransfer-Out-Bytes", PART_BYTES + TAIL_BYTES + 100L);
    Map<String, Long> after = costs(cloud.accountId());
    assertThat(after.getOrDefault("DataTransfer-Out-Bytes", 0L))
        .isEqualTo(before.getOrDefault("DataTransfer-Out-Bytes", 0L));

    cloud.clock().advance(Duration.ofHours(10));
    assertThat(costs(cloud.accountId()))
        .containsEntry("TimedStorage-ByteHrs", 10L * (PART_BYTES + TAIL_BYTES));
    assertThat(costs(researcher)).doesNotContainKey("TimedStorage-ByteHrs");
  }
}
