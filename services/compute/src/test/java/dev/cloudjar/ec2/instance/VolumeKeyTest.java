package dev.cloudjar.ec2.instance;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.ec2.Ec2Room;
import dev.cloudjar.iam.IamRoom;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.kms.KmsRoom;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.CopySnapshotRequest;
import software.amazon.awssdk.services.ec2.model.CreateVolumeRequest;
import software.amazon.awssdk.services.ec2.model.EbsBlockDevice;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;

/** Volumes under keys of KMS, which says who may have them. */
@CloudjarTest(
    rooms = {Ec2Room.class, KmsRoom.class, IamRoom.class},
    shared = false)
@Execution(ExecutionMode.SAME_THREAD) // one clock, which some tests move
class VolumeKeyTest {
  private static final String ZONE = "us-east-1a";

  private final Ec2Client ec2;
  private final KmsClient kms;
  private final IamClient iam;
  private final TestCloud cloud;
  private final LaunchedInstances instances;
  private final String key;

  VolumeKeyTest(Ec2Client ec2, KmsClient kms, IamClient iam, TestCloud cloud) {
    this.ec2 = ec2;
    this.kms = kms;
    this.iam = iam;
    this.cloud = cloud;
    this.instances = new LaunchedInstances(ec2, cloud);
    cloud.clock().freeze();
    this.key = kms.createKey().keyMetadata().arn();
  }

  @BeforeAll
  static void needsMachines() throws IOException {
    LaunchedInstances.assumeMachines();
  }

  @Test
  void a_volume_under_a_disabled_key_is_neither_made_nor_attached() {
    String volume = created(it -> it.encrypted(true).kmsKeyId(key));
    Volume told = volume(volume);
    assertThat(told.encrypted()).isTrue();
    assertThat(told.kmsKeyId()).isEqualTo(key);
    String instance =
        instances.run("#!/bin/sh\n", it -> it.placement(p -> p.availabilityZone(ZONE)));

    kms.disableKey(it -> it.keyId(key));
    refused(() -> attach(ec2, volume, instance)).withCode("CustomerKeyHasBeenRevoked");
    assertThat(volume(volume).stateAsString()).isEqualTo("available");
    String vanishing = created(it -> it.encrypted(true).kmsKeyId(key));
    refused(() -> volume(vanishing)).withCode("InvalidVolume.NotFound");

    kms.enableKey(it -> it.keyId(key));
    attach(ec2, volume, instance);
    ec2.stopInstances(it -> it.instanceIds(instance));
    cloud.clock().advance(Duration.ofMinutes(1));
    kms.disableKey(it -> it.keyId(key));
    ec2.startInstances(it -> it.instanceIds(instance));
    cloud.clock().settle();
    Instance refused = instances.describe(instance);
    assertThat(refused.state().nameAsString()).isEqualTo("stopped");
    assertThat(refused.stateReason().code()).isEqualTo("Client.InternalError");
    kms.enableKey(it -> it.keyId(key));
    ec2.startInstances(it -> it.instanceIds(instance));
    cloud.clock().settle();
    assertThat(instances.describe(instance).state().nameAsString()).isEqualTo("running");
    ec2.terminateInstances(it -> it.instanceIds(instance));
    cloud.clock().settle();
  }

  @Test
  void whoever_attaches_needs_the_key_by_way_of_ec2() {
    String volume = created(it -> it.encrypted(true).kmsKeyId(key));
    String instance =
        instances.run("#!/bin/sh\n", it -> it.placement(p -> p.availabilityZone(ZONE)));
    iam.createUser(it -> it.userName("operator"));
    permit("\"ec2:*\"", "");
    var made = iam.createAccessKey(it -> it.userName("operator")).accessKey();
    Ec2Client operator =
        cloud.client(
            Ec2Client.class,
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(made.accessKeyId(), made.secretAccessKey())));
    refused(() -> attach(operator, volume, instance)).withCode("CustomerKeyHasBeenRevoked");
    permit(
        "\"ec2:*\", \"kms:Decrypt\"",
        ", \"Condition\": {\"StringEqualsIfExists\":"
            + " {\"kms:ViaService\": \"ec2.us-east-1.amazonaws.com\"}}");
    attach(operator, volume, instance);
    ec2.terminateInstances(it -> it.instanceIds(instance));
    cloud.clock().settle();
  }

  @Test
  void snapshots_keep_their_key_and_copies_get_another() {
    refused(() -> ec2.createVolume(it -> it.availabilityZone(ZONE).size(1).kmsKeyId(key)))
        .withCode("InvalidParameterDependency");
    String volume = created(it -> it.encrypted(true).kmsKeyId(key));
    String snapshot = ec2.createSnapshot(it -> it.volumeId(volume)).snapshotId();
    cloud.clock().settle();
    assertThat(snapshot(snapshot).kmsKeyId()).isEqualTo(key);
    String restored = created(it -> it.size(null).snapshotId(snapshot));
    assertThat(volume(restored).kmsKeyId()).isEqualTo(key);

    String other = kms.createKey().keyMetadata().arn();
    String copy = copy(it -> it.sourceSnapshotId(snapshot).kmsKeyId(other));
    assertThat(snapshot(copy).stateAsString()).isEqualTo("completed");
    assertThat(snapshot(copy).kmsKeyId()).isEqualTo(other);
    kms.disableKey(it -> it.keyId(key));
    String refused = copy(it -> it.sourceSnapshotId(snapshot));
    assertThat(snapshot(refused).stateAsString()).isEqualTo("error");
    assertThat(snapshot(refused).stateMessage()).isEqualTo("Given key ID is not accessible");
    created(it -> it.size(null).snapshotId(copy));

    String own = copy(it -> it.sourceSnapshotId(copy));
    assertThat(kms.describeKey(it -> it.keyId("alias/aws/ebs")).keyMetadata().arn())
        .isEqualTo(snapshot(own).kmsKeyId());
    refused(() -> share(own)).withCode("InvalidParameter");
    share(copy);
  }

  @Test
  void everything_new_is_encrypted_where_the_account_says_so() {
    assertThat(ec2.getEbsDefaultKmsKeyId(it -> {}).kmsKeyId()).isEqualTo("alias/aws/ebs");
    assertThat(ec2.enableEbsEncryptionByDefault(it -> {}).ebsEncryptionByDefault()).isTrue();
    String id = key.substring(key.lastIndexOf('/') + 1);
    assertThat(ec2.modifyEbsDefaultKmsKeyId(it -> it.kmsKeyId(id)).kmsKeyId()).isEqualTo(key);
    assertThat(volume(created(it -> {})).kmsKeyId()).isEqualTo(key);
    String instance =
        instances.run(
            "#!/bin/sh\necho st''arted\n",
            it ->
                it.blockDeviceMappings(
                    BlockDeviceMapping.builder()
                        .deviceName("/dev/sdf")
                        .ebs(EbsBlockDevice.builder().volumeSize(1).build())
                        .build()));
    assertThat(instances.console(instance, "started")).contains("started");
    assertThat(of(instance)).hasSize(2).allMatch(it -> key.equals(it.kmsKeyId()));

    kms.disableKey(it -> it.keyId(key));
    String refused = instances.run("#!/bin/sh\n", it -> {});
    assertThat(instances.describe(refused).state().nameAsString()).isEqualTo("terminated");
    assertThat(instances.describe(refused).stateReason().code())
        .isEqualTo("Client.InvalidKMSKey.InvalidState");
    assertThat(of(refused)).isEmpty();
    ec2.resetEbsDefaultKmsKeyId(it -> {});
    ec2.disableEbsEncryptionByDefault(it -> {});
    assertThat(ec2.getEbsEncryptionByDefault(it -> {}).ebsEncryptionByDefault()).isFalse();
    assertThat(volume(created(it -> {})).encrypted()).isFalse();
    ec2.terminateInstances(it -> it.instanceIds(instance));
    cloud.clock().settle();
  }

  private void permit(String actions, String condition) {
    iam.putUserPolicy(
        it ->
            it.userName("operator")
                .policyName("operator")
                .policyDocument(
                    """
                    {"Version": "2012-10-17", "Statement":
                     {"Effect": "Allow", "Action": [%s], "Resource": "*"%s}}
                    """
                        .formatted(actions, condition)));
  }

  private String created(Consumer<CreateVolumeRequest.Builder> more) {
    var request = CreateVolumeRequest.builder().availabilityZone(ZONE).size(1);
    more.accept(request);
    String id = ec2.createVolume(request.build()).volumeId();
    cloud.clock().settle();
    return id;
  }

  private String copy(Consumer<CopySnapshotRequest.Builder> more) {
    var request =
        CopySnapshotRequest.builder()
            .sourceRegion("us-east-1")
            // The SDK would sign one for a host of AWS's.
            .presignedUrl("https://127.0.0.1/");
    more.accept(request);
    String id = ec2.copySnapshot(request.build()).snapshotId();
    cloud.clock().settle();
    return id;
  }

  private void share(String snapshot) {
    ec2.modifySnapshotAttribute(
        it -> it.snapshotId(snapshot).operationType("add").userIds("123456789012"));
  }

  private static void attach(Ec2Client by, String volume, String instance) {
    by.attachVolume(it -> it.volumeId(volume).instanceId(instance).device("/dev/sdf"));
  }

  private Volume volume(String id) {
    return ec2.describeVolumes(it -> it.volumeIds(id)).volumes().getFirst();
  }

  private List<Volume> of(String instance) {
    return ec2.describeVolumes().volumes().stream()
        .filter(it -> it.attachments().stream().anyMatch(a -> a.instanceId().equals(instance)))
        .toList();
  }

  private Snapshot snapshot(String id) {
    return ec2.describeSnapshots(it -> it.snapshotIds(id)).snapshots().getFirst();
  }
}
