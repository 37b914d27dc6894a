package dev.cloudjar.ec2.instance;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.ec2.EbsRoom;
import dev.cloudjar.ec2.Ec2Room;
import dev.cloudjar.iam.IamRoom;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.kms.KmsRoom;
import dev.cloudjar.s3.S3Room;
import dev.cloudjar.sts.StsRoom;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.ebs.EbsClient;
import software.amazon.awssdk.services.ebs.model.Block;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.ImageDiskContainer;
import software.amazon.awssdk.services.ec2.model.ImportImageTask;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.SnapshotTaskDetail;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;

/** Images and snapshots that are made of files in S3. */
@CloudjarTest(
    rooms = {
      Ec2Room.class,
      EbsRoom.class,
      IamRoom.class,
      KmsRoom.class,
      S3Room.class,
      StsRoom.class
    },
    shared = false)
@Execution(ExecutionMode.SAME_THREAD) // one role, which some tests change
class ImportTest {
  private static final String TRUST =
      """
      {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole",
      "Principal":{"Service":"vmie.amazonaws.com"},
      "Condition":{"StringEquals":{"sts:ExternalId":"vmimport"}}}}""";
  private static final String READS =
      """
      {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["s3:GetObject","s3:ListBucket"],"Resource":"*"}}""";

  private final Ec2Client ec2;
  private final EbsClient ebs;
  private final IamClient iam;
  private final KmsClient kms;
  private final S3Client s3;
  private final TestCloud cloud;
  private final LaunchedInstances instances;
  private final String bucket;

  ImportTest(
      Ec2Client ec2, EbsClient ebs, IamClient iam, KmsClient kms, S3Client s3, TestCloud cloud) {
    this.ec2 = ec2;
    this.ebs = ebs;
    this.iam = iam;
    this.kms = kms;
    this.s3 = s3;
    this.cloud = cloud;
    this.instances = new LaunchedInstances(ec2, cloud);
    this.bucket = cloud.unique("imports");
    cloud.clock().freeze();
  }

  @BeforeAll
  static void needsMachines() throws IOException {
    LaunchedInstances.assumeMachines();
  }

  @BeforeEach
  void makeBucketAndRole() {
    s3.createBucket(it -> it.bucket(bucket));
    iam.createRole(it -> it.roleName("vmimport").assumeRolePolicyDocument(TRUST));
    iam.putRolePolicy(it -> it.roleName("vmimport").policyName("reads").policyDocument(READS));
  }

  @Test
  void an_instance_starts_from_the_root_file_system_in_an_archive() {
    String donor = instances.run(InstanceShell.SERVER, it -> {});
    Instance running = instances.describe(donor);
    put("root.tar.gz", archiveOf(new InstanceShell(cloud, running)));
    String task = importImage("root.tar.gz");
    cloud.clock().settle();

    ImportImageTask done = task(task);
    assertThat(done.status()).as(done.statusMessage()).isEqualTo("completed");
    assertThat(done.snapshotDetails().getFirst().userBucket().s3Key()).isEqualTo("root.tar.gz");
    Image image = ec2.describeImages(it -> it.imageIds(done.imageId())).images().getFirst();
    assertThat(image.name()).isEqualTo(task);
    assertThat(image.blockDeviceMappings().getFirst().ebs().snapshotId())
        .isEqualTo(done.snapshotDetails().getFirst().snapshotId());
    String imported =
        instances.run(
            "#!/bin/sh\necho \"this is $(cat /etc/imported)\"\n", it -> it.imageId(done.imageId()));
    assertThat(instances.console(imported, "from elsewhere")).contains("this is from elsewhere");
    ec2.terminateInstances(it -> it.instanceIds(donor, imported));
  }

  /** What is needed to start, and a file more. */
  private static byte[] archiveOf(InstanceShell shell) {
    String text =
        shell.run(
            "echo from elsewhere > /etc/imported; tar -C / --one-file-system -cf -"
                + " --exclude=./usr/share --exclude=./usr/lib/python3* --exclude=./var"
                + " --exclude=./proc/* --exclude=./sys/* --exclude=./dev/* --exclude=./run/*"
                + " --exclude=./tmp/* . 2>/dev/null | gzip -1 | base64 -w0");
    return Base64.getDecoder().decode(text);
  }

  @Test
  void a_snapshot_is_made_of_a_raw_disk_and_encrypted_where_that_is_wanted() {
    byte[] disk = new byte[3 << 20];
    new Random(7).nextBytes(disk);
    put("disk.raw", disk);
    String key = kms.createKey().keyMetadata().arn();
    String task =
        ec2.importSnapshot(
                it ->
                    it.description("a disk")
                        .encrypted(true)
                        .kmsKeyId(key)
                        .diskContainer(d -> d.format("RAW").url("s3://" + bucket + "/disk.raw")))
            .importTaskId();
    assertThat(task).startsWith("import-snap-");
    cloud.clock().settle();
    SnapshotTaskDetail detail =
        ec2.describeImportSnapshotTasks(it -> it.importTaskIds(task))
            .importSnapshotTasks()
            .getFirst()
            .snapshotTaskDetail();
    assertThat(detail.status()).as(detail.statusMessage()).isEqualTo("completed");
    assertThat(detail.diskImageSize()).isEqualTo(disk.length);
    var snapshot =
        ec2.describeSnapshots(it -> it.snapshotIds(detail.snapshotId())).snapshots().getFirst();
    assertThat(snapshot.volumeSize()).isEqualTo(1);
    assertThat(snapshot.kmsKeyId()).isEqualTo(key);
    List<Block> blocks = ebs.listSnapshotBlocks(it -> it.snapshotId(detail.snapshotId())).blocks();
    assertThat(blocks).extracting(Block::blockIndex).containsExactly(0, 1, 2, 3, 4, 5);
    byte[] last =
        ebs.getSnapshotBlockAsBytes(
                it ->
                    it.snapshotId(detail.snapshotId())
                        .blockIndex(5)
                        .blockToken(blocks.getLast().blockToken()))
            .asByteArray();
    assertThat(last).isEqualTo(Arrays.copyOfRange(disk, 5 << 19, 6 << 19));
  }

  @Test
  void what_can_t_be_read_makes_nothing_and_says_why() {
    put("text", "this is no archive".getBytes(StandardCharsets.UTF_8));
    String noArchive = importImage("text");
    String missing = importImage("missing");
    cloud.clock().settle();
    assertThat(task(noArchive).status()).isEqualTo("deleted");
    assertThat(task(noArchive).statusMessage()).startsWith("ClientError: ");
    assertThat(task(missing).statusMessage()).contains("key does not exist");
    iam.deleteRolePolicy(it -> it.roleName("vmimport").policyName("reads"));
    String denied = importImage("text");
    cloud.clock().settle();
    assertThat(task(denied).statusMessage()).contains("is not authorized to perform: s3:GetObject");
    assertThat(
            ec2.describeImportImageTasks(
                    it -> it.filters(Filter.builder().name("task-state").values("deleted").build()))
                .importImageTasks())
        .hasSize(3);
    assertThat(ec2.describeImages(it -> it.owners("self")).images()).isEmpty();
    assertThat(ec2.describeSnapshots(it -> it.ownerIds("self")).snapshots()).isEmpty();
    refused(() -> ec2.cancelImportTask(it -> it.importTaskId(denied))).withCode("IncorrectState");
  }

  @Test
  void an_import_that_is_canceled_leaves_nothing() {
    byte[] disk = new byte[64 << 20];
    new Random(7).nextBytes(disk);
    put("large.raw", disk);
    String task =
        ec2.importSnapshot(
                it ->
                    it.diskContainer(
                        d ->
                            d.format("raw").userBucket(b -> b.s3Bucket(bucket).s3Key("large.raw"))))
            .importTaskId();
    assertThat(ec2.cancelImportTask(it -> it.importTaskId(task)).state()).isEqualTo("deleting");
    cloud.clock().settle();
    assertThat(
            ec2.describeImportSnapshotTasks(it -> it.importTaskIds(task))
                .importSnapshotTasks()
                .getFirst()
                .snapshotTaskDetail()
                .status())
        .isEqualTo("deleted");
    assertThat(ec2.describeSnapshots(it -> it.ownerIds("self")).snapshots()).isEmpty();
  }

  @Test
  void an_import_needs_a_role_and_a_format_that_can_be_read() {
    refusedImage("UnsupportedOperation", "vmdk");
    refusedImage("InvalidParameterValue", "zip");
    refused(
            () ->
                ec2.importImage(
                    it -> it.roleName("nobody").diskContainers(container("tar", "root.tar"))))
        .withCode("InvalidParameter")
        .saying(
            "The service role nobody provided does not exist or does not have sufficient"
                + " permissions");
    refused(() -> task("import-ami-0123456789abcdef0")).withCode("InvalidConversionTaskId");
    assertThat(ec2.describeImportImageTasks(it -> {}).importImageTasks()).isEmpty();
  }

  private void refusedImage(String code, String format) {
    refused(() -> ec2.importImage(it -> it.diskContainers(container(format, "root"))))
        .withCode(code);
  }

  private void put(String key, byte[] content) {
    s3.putObject(it -> it.bucket(bucket).key(key), RequestBody.fromBytes(content));
  }

  private String importImage(String key) {
    return ec2.importImage(it -> it.diskContainers(container("tar", key))).importTaskId();
  }

  private ImageDiskContainer container(String format, String key) {
    return ImageDiskContainer.builder()
        .format(format)
        .userBucket(it -> it.s3Bucket(bucket).s3Key(key))
        .build();
  }

  private ImportImageTask task(String id) {
    return ec2.describeImportImageTasks(it -> it.importTaskIds(id)).importImageTasks().getFirst();
  }
}
