package dev.cloudjar.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.iam.IamRoom;
import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.sts.StsRoom;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * A shop of videos: viewers who have signed in and paid get a link that is good for five minutes,
 * and nobody gets at the bucket otherwise. Moves the clock, so the cloud is its own.
 */
@CloudjarTest(
    rooms = {S3Room.class, IamRoom.class, StsRoom.class},
    shared = false)
class PaidContentStoryTest {
  private static final String FILM = "films/premium.mp4";
  private static final Duration VALID = Duration.ofMinutes(5);

  private final S3Client owner;
  private final IamClient iam;
  private final TestCloud cloud;
  private final WebHttp web;
  private final String bucket;

  PaidContentStoryTest(S3Client s3, IamClient iam, TestCloud cloud) {
    this.owner = s3;
    this.iam = iam;
    this.cloud = cloud;
    this.web = new WebHttp(cloud.port());
    this.bucket = cloud.unique("videos");
  }

  /** The application: it signs links by a key of its own, which may do nothing else. */
  private final class Shop {
    private final Map<String, Boolean> hasPaid = new HashMap<>();
    private final String keyId;
    private final S3Presigner presigner;

    Shop(String userName) {
      iam.createUser(it -> it.userName(userName));
      iam.putUserPolicy(
          it ->
              it.userName(userName)
                  .policyName("content")
                  .policyDocument(
                      """
                      {"Version": "2012-10-17", "Statement": [
                        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::%1$s/films/*"},
                        {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::%1$s/uploads/*"}]}
                      """
                          .formatted(bucket)));
      var key = iam.createAccessKey(it -> it.userName(userName)).accessKey();
      keyId = key.accessKeyId();
      presigner =
          cloud.client(
              S3Presigner.class,
              StaticCredentialsProvider.create(
                  AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey())));
    }

    /** A link for somebody who has signed in; none for all others. */
    Optional<URL> film(String viewer) {
      return Boolean.TRUE.equals(hasPaid.get(viewer))
          ? Optional.of(
              presigner
                  .presignGetObject(
                      it ->
                          it.signatureDuration(VALID)
                              .getObjectRequest(g -> g.bucket(bucket).key(FILM)))
                  .url())
          : Optional.empty();
    }

    URL upload(String key) {
      return presigner
          .presignPutObject(
              it -> it.signatureDuration(VALID).putObjectRequest(p -> p.bucket(bucket).key(key)))
          .url();
    }
  }

  private int get(URL url) {
    return web.get(url.getAuthority(), url.getFile()).status();
  }

  private int put(URL url, String key) {
    String file = url.getFile().replace("uploads/one.mp4", key);
    return web.send("PUT", url.getAuthority(), file, "film".getBytes(StandardCharsets.UTF_8))
        .status();
  }

  @Test
  @Behaviour("SC-PAID-CONTENT")
  void onlyThoseWhoMayWatchDoAndOnlyForFiveMinutes() {
    cloud.clock().freeze();
    owner.createBucket(it -> it.bucket(bucket));
    owner.putObject(it -> it.bucket(bucket).key(FILM), RequestBody.fromString("the film"));
    owner.putObject(it -> it.bucket(bucket).key("films/other.mp4"), RequestBody.fromString("x"));
    Shop shop = new Shop("shop");
    shop.hasPaid.put("ann", true);

    assertThat(shop.film("bob")).as("who has not paid gets no link").isEmpty();
    URL link = shop.film("ann").orElseThrow();
    assertThat(web.get(link.getAuthority(), link.getPath()).status())
        .as("without a signature")
        .isEqualTo(403);
    WebHttp.Answer answer = web.get(link.getAuthority(), link.getFile());
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("the film");
    assertThat(web.get(link.getAuthority(), link.getFile().replace("premium", "other")).body())
        .as("another film")
        .contains("<Code>SignatureDoesNotMatch</Code>");
    assertThat(
            web.get(
                    link.getAuthority(),
                    link.getFile().replace("X-Amz-Expires=300", "X-Amz-Expires=900"))
                .status())
        .as("a longer time")
        .isEqualTo(403);

    URL upload = shop.upload("uploads/one.mp4");
    assertThat(put(upload, "uploads/two.mp4")).isEqualTo(403);
    assertThat(put(upload, "films/premium.mp4")).isEqualTo(403);
    assertThat(get(upload)).as("an upload link reads nothing").isEqualTo(403);
    assertThat(put(upload, "uploads/one.mp4")).isEqualTo(200);
    assertThat(owner.listObjectsV2(it -> it.bucket(bucket).prefix("uploads/")).contents())
        .hasSize(1);

    cloud.clock().advance(VALID.minusSeconds(30));
    assertThat(get(link)).isEqualTo(200);
    cloud.clock().advance(Duration.ofMinutes(1));
    WebHttp.Answer late = web.get(link.getAuthority(), link.getFile());
    assertThat(late.status()).isEqualTo(403);
    assertThat(late.body()).contains("<Message>Request has expired</Message>");
    assertThat(put(upload, "uploads/one.mp4")).isEqualTo(403);
  }

  @Test
  @Behaviour("SC-PAID-CONTENT")
  void linksDieWithTheirSigner() {
    owner.createBucket(it -> it.bucket(bucket));
    owner.putObject(it -> it.bucket(bucket).key(FILM), RequestBody.fromString("the film"));
    Shop shop = new Shop("signer");
    shop.hasPaid.put("ann", true);
    URL link = shop.film("ann").orElseThrow();
    assertThat(get(link)).isEqualTo(200);
    iam.updateAccessKey(it -> it.userName("signer").accessKeyId(shop.keyId).status("Inactive"));
    assertThat(get(link)).isEqualTo(403);
    iam.updateAccessKey(it -> it.userName("signer").accessKeyId(shop.keyId).status("Active"));
    assertThat(get(link)).isEqualTo(200);
    iam.deleteUserPolicy(it -> it.userName("signer").policyName("content"));
    assertThat(get(link)).as("a link is worth what its signer may do").isEqualTo(403);
    iam.deleteAccessKey(it -> it.userName("signer").accessKeyId(shop.keyId));
    assertThat(get(link)).isEqualTo(403);
  }
}
