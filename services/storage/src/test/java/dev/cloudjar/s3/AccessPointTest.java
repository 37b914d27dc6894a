package dev.cloudjar.s3;

import static dev.cloudjar.junit.Refusal.refused;
import static dev.cloudjar.s3.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.s3control.S3ControlClient;
import software.amazon.awssdk.services.s3control.model.AccessPoint;
import software.amazon.awssdk.services.s3control.model.GetAccessPointResponse;
import software.amazon.awssdk.services.s3control.model.NetworkOrigin;
import software.amazon.awssdk.services.s3control.model.S3ControlException;

@CloudjarTest(rooms = {S3Room.class, S3ControlRoom.class})
class AccessPointTest {
  private final S3Client s3;
  private final S3ControlClient control;
  private final TestCloud cloud;
  private final String account;
  private final String bucket;

  AccessPointTest(S3Client s3, S3ControlClient control, TestCloud cloud) {
    this.s3 = s3;
    this.control = control;
    this.cloud = cloud;
    this.account = cloud.accountId();
    this.bucket = cloud.unique("pointed");
  }

  @BeforeEach
  void createBucket() {
    s3.createBucket(it -> it.bucket(bucket));
    s3.putObject(it -> it.bucket(bucket).key("a"), RequestBody.fromString("text"));
  }

  private static void assertRefusedByControl(Executable call, int status, String code) {
    refused(call).as(S3ControlException.class).withStatus(status).withCode(code);
  }

  /** An access point that blocks nothing; its alias. */
  private String open(String name) {
    return control
        .createAccessPoint(
            it ->
                it.accountId(account)
                    .name(name)
                    .bucket(bucket)
                    .publicAccessBlockConfiguration(block -> block.blockPublicPolicy(false)))
        .alias();
  }

  private String arn(String name) {
    return "arn:aws:s3:us-east-1:" + account + ":accesspoint/" + name;
  }

  /** Lets somebody read through an access point. */
  private void allow(String name, String principal) {
    control.putAccessPointPolicy(
        it ->
            it.accountId(account)
                .name(name)
                .policy(
                    """
                    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                     "Principal": %s, "Action": "s3:GetObject",
                     "Resource": "%s/object/*"}]}
                    """
                        .formatted(principal, arn(name))));
  }

  /** Has the bucket leave it to the account's access points. */
  private void delegate() {
    s3.putBucketPolicy(
        it ->
            it.bucket(bucket)
                .policy(
                    """
                    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                     "Principal": {"AWS": "*"}, "Action": "*",
                     "Resource": ["arn:aws:s3:::%1$s", "arn:aws:s3:::%1$s/*"],
                     "Condition": {"StringEquals": {"s3:DataAccessPointAccount": "%2$s"}}}]}
                    """
                        .formatted(bucket, account)));
  }

  @Test
  void aPointIsMadeFoundListedAndDeleted() {
    String alias =
        control
            .createAccessPoint(it -> it.accountId(account).name("finance").bucket(bucket))
            .alias();
    assertThat(alias).matches("finance-[a-z0-9]{34}-s3alias");
    GetAccessPointResponse found =
        control.getAccessPoint(it -> it.accountId(account).name("finance"));
    assertThat(found.bucket()).isEqualTo(bucket);
    assertThat(found.alias()).isEqualTo(alias);
    assertThat(found.accessPointArn()).isEqualTo(arn("finance"));
    assertThat(found.networkOrigin()).isEqualTo(NetworkOrigin.INTERNET);
    assertThat(found.publicAccessBlockConfiguration().blockPublicPolicy()).isTrue();
    assertThat(found.publicAccessBlockConfiguration().restrictPublicBuckets()).isTrue();
    control.createAccessPoint(
        it ->
            it.accountId(account)
                .name("inside")
                .bucket(bucket)
                .vpcConfiguration(vpc -> vpc.vpcId("vpc-0123456789abcdef0")));
    assertThat(
            control.listAccessPoints(it -> it.accountId(account).bucket(bucket)).accessPointList())
        .extracting(AccessPoint::name)
        .containsExactly("finance", "inside");
    var page = control.listAccessPoints(it -> it.accountId(account).maxResults(1));
    assertThat(
            control
                .listAccessPoints(it -> it.accountId(account).nextToken(page.nextToken()))
                .accessPointList())
        .extracting(AccessPoint::networkOrigin)
        .containsExactly(NetworkOrigin.VPC);

    assertRefusedByControl(
        () -> control.createAccessPoint(it -> it.accountId(account).name("finance").bucket(bucket)),
        409,
        "AccessPointAlreadyOwnedByYou");
    assertRefusedByControl(
        () -> control.createAccessPoint(it -> it.accountId(account).name("No_Name").bucket(bucket)),
        400,
        "InvalidArgument");
    assertRefusedByControl(
        () ->
            control.createAccessPoint(
                it -> it.accountId(account).name("other").bucket("no-such-" + account)),
        404,
        "NoSuchBucket");
    control.deleteAccessPoint(it -> it.accountId(account).name("finance"));
    assertRefusedByControl(
        () -> control.getAccessPoint(it -> it.accountId(account).name("finance")),
        404,
        "NoSuchAccessPoint");
    assertRefused(
        () -> s3.getObjectAsBytes(it -> it.bucket(alias).key("a")), 404, "NoSuchAccessPoint");
  }

  @Test
  void aPointStandsWhereTheBucketCould() {
    String alias = open("door");
    s3.putObject(it -> it.bucket(alias).key("b"), RequestBody.fromString("new"));
    assertThat(s3.getObjectAsBytes(it -> it.bucket(bucket).key("b")).asUtf8String())
        .isEqualTo("new");
    assertThat(s3.listObjectsV2(it -> it.bucket(alias)).contents()).hasSize(2);
    assertThat(s3.getObjectAsBytes(it -> it.bucket("door-" + account).key("a")).asUtf8String())
        .isEqualTo("text");
    assertRefused(() -> s3.deleteBucket(it -> it.bucket(alias)), 405, "MethodNotAllowed");
  }

  /** The SDK makes a host of an ARN, as it would on AWS. */
  @Test
  void anArnStandsWhereTheBucketCould() {
    open("by-arn");
    try (S3Presigner presigner =
        S3Presigner.builder()
            .region(cloud.region())
            .credentialsProvider(cloud.credentials())
            .endpointOverride(URI.create("http://localhost:" + cloud.port()))
            .build()) {
      URL url =
          presigner
              .presignGetObject(
                  it ->
                      it.signatureDuration(Duration.ofMinutes(5))
                          .getObjectRequest(get -> get.bucket(arn("by-arn")).key("a")))
              .url();
      assertThat(url.getHost()).isEqualTo("by-arn-" + account + ".localhost");
      WebHttp.Answer answer = new WebHttp(cloud.port()).get(url.getAuthority(), url.getFile());
      assertThat(answer.body()).isEqualTo("text");
    }
  }

  @Test
  void copiesAreMadeFromBehindAPoint() {
    String alias = open("source");
    s3.copyObject(
        it ->
            it.sourceBucket(arn("source"))
                .sourceKey("a")
                .destinationBucket(bucket)
                .destinationKey("by arn"));
    s3.copyObject(
        it ->
            it.sourceBucket(alias)
                .sourceKey("a")
                .destinationBucket(alias)
                .destinationKey("by alias"));
    for (String key : new String[] {"by arn", "by alias"}) {
      assertThat(s3.getObjectAsBytes(it -> it.bucket(bucket).key(key)).asUtf8String())
          .isEqualTo("text");
    }
    String upload = s3.createMultipartUpload(it -> it.bucket(bucket).key("part")).uploadId();
    assertThat(
            s3.uploadPartCopy(
                    it ->
                        it.sourceBucket(arn("source"))
                            .sourceKey("a")
                            .destinationBucket(bucket)
                            .destinationKey("part")
                            .uploadId(upload)
                            .partNumber(1))
                .copyPartResult()
                .eTag())
        .isNotNull();
    assertRefused(
        () ->
            s3.copyObject(
                it ->
                    it.sourceBucket(arn("missing"))
                        .sourceKey("a")
                        .destinationBucket(bucket)
                        .destinationKey("b")),
        404,
        "NoSuchAccessPoint");
    String stranger = cloud.newAccountId();
    S3Client other = cloud.client(S3Client.class, cloud.credentialsOf(stranger));
    String theirs = cloud.unique("theirs");
    other.createBucket(it -> it.bucket(theirs));
    Executable copy =
        () ->
            other.copyObject(
                it ->
                    it.sourceBucket(arn("source"))
                        .sourceKey("a")
                        .destinationBucket(theirs)
                        .destinationKey("b"));
    refused(copy).withStatus(403).withCode("AccessDenied");
    delegate();
    allow("source", "{\"AWS\": \"arn:aws:iam::%s:root\"}".formatted(stranger));
    other.copyObject(
        it ->
            it.sourceBucket(arn("source"))
                .sourceKey("a")
                .destinationBucket(theirs)
                .destinationKey("b"));
    assertThat(other.getObjectAsBytes(it -> it.bucket(theirs).key("b")).asUtf8String())
        .isEqualTo("text");
  }

  @Test
  void bothTheBucketAndThePointHaveToAllow() {
    String other = cloud.newAccountId();
    S3Client stranger = cloud.client(S3Client.class, cloud.credentialsOf(other));
    String alias = open("shared");
    delegate();
    assertRefused(
        () -> stranger.getObjectAsBytes(it -> it.bucket(alias).key("a")), 403, "AccessDenied");
    allow("shared", "{\"AWS\": \"" + other + "\"}");
    assertThat(stranger.getObjectAsBytes(it -> it.bucket(alias).key("a")).asUtf8String())
        .isEqualTo("text");
    assertRefused(
        () -> stranger.getObjectAsBytes(it -> it.bucket(bucket).key("a")), 403, "AccessDenied");
    s3.deleteBucketPolicy(it -> it.bucket(bucket));
    assertRefused(
        () -> stranger.getObjectAsBytes(it -> it.bucket(alias).key("a")), 403, "AccessDenied");
  }

  @Test
  void nobodyComesThroughThePointOfANetworkFromElsewhere() {
    String alias =
        control
            .createAccessPoint(
                it ->
                    it.accountId(account)
                        .name("inside")
                        .bucket(bucket)
                        .vpcConfiguration(vpc -> vpc.vpcId("vpc-0123456789abcdef0")))
            .alias();
    S3Client outside = cloud.clientOverSocket(S3Client.class, cloud.credentials());
    assertRefused(
        () -> outside.getObjectAsBytes(it -> it.bucket(alias).key("a")), 403, "AccessDenied");
  }

  @Test
  @Behaviour("S3-BPA-01")
  void publicPoliciesOfPointsAreBlockedLikeThoseOfBuckets() {
    s3.deletePublicAccessBlock(it -> it.bucket(bucket));
    control.createAccessPoint(it -> it.accountId(account).name("shut").bucket(bucket));
    assertRefusedByControl(() -> allow("shut", "\"*\""), 403, "AccessDenied");
    assertRefusedByControl(
        () -> control.getAccessPointPolicy(it -> it.accountId(account).name("shut")),
        404,
        "NoSuchAccessPointPolicy");

    String alias = open("public");
    delegate();
    allow("public", "\"*\"");
    assertThat(
            control
                .getAccessPointPolicyStatus(it -> it.accountId(account).name("public"))
                .policyStatus()
                .isPublic())
        .isTrue();
    WebHttp http = new WebHttp(cloud.port());
    String path = "/" + alias + "/a";
    assertThat(http.get("localhost:" + cloud.port(), path).status()).isEqualTo(200);
    s3.putPublicAccessBlock(
        it -> it.bucket(bucket).publicAccessBlockConfiguration(b -> b.restrictPublicBuckets(true)));
    assertThat(http.get("localhost:" + cloud.port(), path).status()).isEqualTo(403);
    control.deleteAccessPointPolicy(it -> it.accountId(account).name("public"));
    s3.deletePublicAccessBlock(it -> it.bucket(bucket));
    assertThat(http.get("localhost:" + cloud.port(), path).status()).isEqualTo(403);
    assertThat(
            http.get("public-" + account + ".s3-accesspoint.us-east-1.amazonaws.com", "/a")
                .status())
        .isEqualTo(403);
  }
}
