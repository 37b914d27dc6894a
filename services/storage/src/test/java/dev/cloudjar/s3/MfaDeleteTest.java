package dev.cloudjar.s3;

import static dev.cloudjar.s3.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.iam.IamRoom;
import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MFADeleteStatus;

/** Moves the clock, so the cloud is its own. */
@CloudjarTest(
    rooms = {S3Room.class, IamRoom.class},
    shared = false)
class MfaDeleteTest {
  private final IamClient iam;
  private final TestCloud cloud;
  private final Clients clients;
  private final String bucket;
  private S3Client s3;
  private RootDevice device;

  MfaDeleteTest(IamClient iam, TestCloud cloud) {
    this.iam = iam;
    this.cloud = cloud;
    this.clients = new Clients(cloud);
    this.bucket = cloud.unique("guarded");
    cloud.clock().freeze();
  }

  @BeforeEach
  void theRootHasADevice() {
    s3 = clients.makeSecure(cloud.credentials());
    s3.createBucket(it -> it.bucket(bucket));
    device = RootDevice.make(iam, cloud);
  }

  @AfterEach
  void close() {
    clients.close();
  }

  private void configure(S3Client client, String status, String mfaDelete, String mfa) {
    client.putBucketVersioning(
        it ->
            it.bucket(bucket)
                .mfa(mfa)
                .versioningConfiguration(v -> v.status(status).mfaDelete(mfaDelete)));
  }

  @Test
  @Behaviour("S3-MFADEL-01")
  void onlyTheRootWithItsCodeCanEnableItOverTls() {
    assertRefused(
        () -> configure(s3, "Enabled", "Enabled", null),
        403,
        "AccessDenied",
        "Mfa Authentication must be used for this request");
    assertRefused(
        () -> configure(s3, "Enabled", "Enabled", device.serialNumber() + " 000000"),
        403,
        "AccessDenied");
    assertRefused(
        () -> configure(s3, "Suspended", "Enabled", device.proof()),
        400,
        "IllegalVersioningConfigurationException");
    S3Client plain = cloud.clientOverSocket(S3Client.class, cloud.credentials());
    assertRefused(
        () -> configure(plain, "Enabled", "Enabled", device.proof()), 400, "InvalidRequest");
    iam.createUser(it -> it.userName("admin"));
    iam.attachUserPolicy(
        it -> it.userName("admin").policyArn("arn:aws:iam::aws:policy/AdministratorAccess"));
    var key = iam.createAccessKey(it -> it.userName("admin")).accessKey();
    S3Client admin =
        clients.makeSecure(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey())));
    assertRefused(
        () -> configure(admin, "Enabled", "Enabled", device.proof()), 403, "AccessDenied");
    assertThat(s3.getBucketVersioning(it -> it.bucket(bucket)).status()).isNull();

    configure(s3, "Enabled", "Enabled", device.proof());
    assertThat(s3.getBucketVersioning(it -> it.bucket(bucket)).mfaDelete())
        .isEqualTo(MFADeleteStatus.ENABLED);
    assertRefused(() -> configure(s3, "Enabled", "Disabled", null), 403, "AccessDenied");
    configure(s3, "Enabled", "Disabled", device.proof());
    assertThat(s3.getBucketVersioning(it -> it.bucket(bucket)).mfaDelete())
        .isEqualTo(MFADeleteStatus.DISABLED);
  }

  @Test
  @Behaviour("S3-MFADEL-02")
  void deletingForGoodAndSuspendingTakeACode() {
    configure(s3, "Enabled", "Enabled", device.proof());
    String version =
        s3.putObject(it -> it.bucket(bucket).key("a"), RequestBody.fromString("text")).versionId();
    assertRefused(
        () -> s3.deleteObject(it -> it.bucket(bucket).key("a").versionId(version)),
        403,
        "AccessDenied",
        "Mfa Authentication must be used for this request");
    String used = device.proof();
    assertRefused(() -> configure(s3, "Suspended", null, null), 403, "AccessDenied");
    assertThat(s3.listObjectVersions(it -> it.bucket(bucket)).versions()).hasSize(1);
    s3.putObject(it -> it.bucket(bucket).key("b"), RequestBody.fromString("new"));
    assertThat(s3.deleteObject(it -> it.bucket(bucket).key("a")).deleteMarker()).isTrue();
    s3.deleteObject(it -> it.bucket(bucket).key("a").versionId(version).mfa(used));
    assertRefused(
        () -> s3.getObjectAsBytes(it -> it.bucket(bucket).key("a").versionId(version)),
        404,
        "NoSuchVersion");
    String marker =
        s3.listObjectVersions(it -> it.bucket(bucket)).deleteMarkers().getFirst().versionId();
    assertRefused(
        () -> s3.deleteObject(it -> it.bucket(bucket).key("a").versionId(marker).mfa(used)),
        403,
        "AccessDenied");
    configure(s3, "Suspended", null, device.proof());
  }
}
