package dev.cloudjar.s3;

import static dev.cloudjar.junit.Refusal.refused;
import static dev.cloudjar.s3.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3control.S3ControlClient;
import software.amazon.awssdk.services.s3control.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3control.model.S3ControlException;

@CloudjarTest(rooms = {S3Room.class, S3ControlRoom.class})
class AccountTest {
  private final S3Client s3;
  private final S3ControlClient control;
  private final TestCloud cloud;
  private final String account;
  private final String bucket;

  AccountTest(S3Client s3, S3ControlClient control, TestCloud cloud) {
    this.s3 = s3;
    this.control = control;
    this.cloud = cloud;
    this.account = cloud.accountId();
    this.bucket = cloud.unique("blocked");
  }

  @BeforeEach
  void createBucket() {
    s3.createBucket(it -> it.bucket(bucket));
    s3.putObject(it -> it.bucket(bucket).key("a"), RequestBody.fromString("text"));
  }

  private static void assertRefusedByControl(Executable call, int status, String code) {
    refused(call).as(S3ControlException.class).withStatus(status).withCode(code);
  }

  private void block(PublicAccessBlockConfiguration block) {
    control.putPublicAccessBlock(it -> it.accountId(account).publicAccessBlockConfiguration(block));
  }

  private void makePublic() {
    s3.putBucketPolicy(
        it ->
            it.bucket(bucket)
                .policy(
                    """
                    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
                     "Action": "s3:GetObject", "Resource": "arn:aws:s3:::%s/*"}]}
                    """
                        .formatted(bucket)));
  }

  private int statusForStrangers() {
    return new WebHttp(cloud.port()).get("localhost:" + cloud.port(), "/" + bucket + "/a").status();
  }

  @Test
  @Behaviour("S3-BPA-02")
  void theStricterOfAccountAndBucketWins() {
    s3.deletePublicAccessBlock(it -> it.bucket(bucket));
    makePublic();
    assertThat(statusForStrangers()).isEqualTo(200);

    block(PublicAccessBlockConfiguration.builder().restrictPublicBuckets(true).build());
    assertThat(statusForStrangers()).isEqualTo(403);
    block(PublicAccessBlockConfiguration.builder().blockPublicPolicy(true).build());
    assertThat(statusForStrangers()).isEqualTo(200);
    assertRefused(this::makePublic, 403, "AccessDenied");

    block(PublicAccessBlockConfiguration.builder().build());
    s3.putPublicAccessBlock(
        it -> it.bucket(bucket).publicAccessBlockConfiguration(b -> b.restrictPublicBuckets(true)));
    assertThat(statusForStrangers()).isEqualTo(403);
    control.deletePublicAccessBlock(it -> it.accountId(account));
    s3.deletePublicAccessBlock(it -> it.bucket(bucket));
    assertThat(statusForStrangers()).isEqualTo(200);
  }

  @Test
  @Behaviour("S3-BPA-02")
  void newBucketsHaveAllFourOnAndAccountsNone() {
    var ofBucket =
        s3.getPublicAccessBlock(it -> it.bucket(bucket)).publicAccessBlockConfiguration();
    assertThat(ofBucket.blockPublicAcls()).isTrue();
    assertThat(ofBucket.ignorePublicAcls()).isTrue();
    assertThat(ofBucket.blockPublicPolicy()).isTrue();
    assertThat(ofBucket.restrictPublicBuckets()).isTrue();
    assertRefusedByControl(
        () -> control.getPublicAccessBlock(it -> it.accountId(account)),
        404,
        "NoSuchPublicAccessBlockConfiguration");
    block(PublicAccessBlockConfiguration.builder().ignorePublicAcls(true).build());
    assertThat(
            control
                .getPublicAccessBlock(it -> it.accountId(account))
                .publicAccessBlockConfiguration())
        .isEqualTo(
            PublicAccessBlockConfiguration.builder()
                .blockPublicAcls(false)
                .ignorePublicAcls(true)
                .blockPublicPolicy(false)
                .restrictPublicBuckets(false)
                .build());
  }

  @Test
  void nobodyManagesAnotherAccount() {
    String other = cloud.newAccountId();
    assertRefusedByControl(
        () -> control.getPublicAccessBlock(it -> it.accountId(other)), 403, "AccessDenied");
    assertRefusedByControl(
        () ->
            control.putPublicAccessBlock(
                it -> it.accountId(other).publicAccessBlockConfiguration(b -> {})),
        403,
        "AccessDenied");
    assertRefusedByControl(
        () -> control.deletePublicAccessBlock(it -> it.accountId(other)), 403, "AccessDenied");
  }

  @Test
  void nobodyIsToldOfAnAccountWithoutASignature() {
    WebHttp http = new WebHttp(cloud.port());
    String path = "/v20180820/configuration/publicAccessBlock";
    block(PublicAccessBlockConfiguration.builder().blockPublicAcls(true).build());
    for (String host : List.of("localhost", "s3-control.us-east-1.amazonaws.com")) {
      WebHttp.Answer answer = http.get(account + "." + host, path, "x-amz-account-id: " + account);
      assertThat(answer.status()).as(host).isEqualTo(403);
      assertThat(answer.body()).contains("<Code>AccessDenied</Code>");
      answer = http.send("DELETE", account + "." + host, path, new byte[0]);
      assertThat(answer.status()).as(host).isEqualTo(403);
      assertThat(answer.body()).contains("<Code>AccessDenied</Code>");
    }
    assertThat(
            control
                .getPublicAccessBlock(it -> it.accountId(account))
                .publicAccessBlockConfiguration()
                .blockPublicAcls())
        .isTrue();
  }

  @Test
  @Behaviour("S3-REQPAY-01")
  void strangersHaveToOfferToPayWhereTheRequesterPays() {
    String other = cloud.newAccountId();
    S3Client stranger = cloud.client(S3Client.class, cloud.credentialsOf(other));
    s3.deletePublicAccessBlock(it -> it.bucket(bucket));
    makePublic();
    assertThat(stranger.getObjectAsBytes(it -> it.bucket(bucket).key("a")).asUtf8String())
        .isEqualTo("text");

    s3.putBucketRequestPayment(
        it -> it.bucket(bucket).requestPaymentConfiguration(r -> r.payer("Requester")));
    assertRefused(
        () -> stranger.getObjectAsBytes(it -> it.bucket(bucket).key("a")), 403, "AccessDenied");
    assertThat(statusForStrangers()).isEqualTo(403);
    assertThat(
            new WebHttp(cloud.port())
                .get(
                    "localhost:" + cloud.port(),
                    "/" + bucket + "/a",
                    "x-amz-request-payer: requester")
                .status())
        .isEqualTo(403);
    var paid =
        stranger.getObjectAsBytes(it -> it.bucket(bucket).key("a").requestPayer("requester"));
    assertThat(paid.asUtf8String()).isEqualTo("text");
    assertThat(paid.response().requestChargedAsString()).isEqualTo("requester");
    assertThat(s3.getObjectAsBytes(it -> it.bucket(bucket).key("a")).response().requestCharged())
        .isNull();
    s3.putBucketRequestPayment(
        it -> it.bucket(bucket).requestPaymentConfiguration(r -> r.payer("BucketOwner")));
    assertThat(statusForStrangers()).isEqualTo(200);
  }
}
