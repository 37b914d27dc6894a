package dev.cloudjar.ec2.block;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.cloudjar.ec2.EbsRoom;
import dev.cloudjar.ec2.Ec2Room;
import dev.cloudjar.iam.IamRoom;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.kms.KmsRoom;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.ebs.EbsClient;
import software.amazon.awssdk.services.ebs.model.Block;
import software.amazon.awssdk.services.ebs.model.ChangedBlock;
import software.amazon.awssdk.services.ebs.model.ChecksumAggregationMethod;
import software.amazon.awssdk.services.ebs.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.ebs.model.CompleteSnapshotRequest;
import software.amazon.awssdk.services.ebs.model.GetSnapshotBlockResponse;
import software.amazon.awssdk.services.ebs.model.PutSnapshotBlockRequest;
import software.amazon.awssdk.services.ebs.model.StartSnapshotRequest;
import software.amazon.awssdk.services.ebs.model.StartSnapshotResponse;
import software.amazon.awssdk.services.ebs.model.Status;
import software.amazon.awssdk.services.ebs.model.Tag;
import software.amazon.awssdk.services.ebs.model.ValidationException;
import software.amazon.awssdk.services.ebs.model.ValidationExceptionReason;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.kms.KmsClient;

/** Snapshots that are read and written block by block, without a volume. */
@CloudjarTest(
    rooms = {Ec2Room.class, EbsRoom.class, KmsRoom.class, IamRoom.class},
    shared = false)
@Execution(ExecutionMode.SAME_THREAD) // one clock, which some tests move
class SnapshotBlocksTest {
  private static final int BLOCK = 512 * 1024;

  private final EbsClient ebs;
  private final Ec2Client ec2;
  private final KmsClient kms;
  private final TestCloud cloud;

  SnapshotBlocksTest(EbsClient ebs, Ec2Client ec2, KmsClient kms, TestCloud cloud) {
    this.ebs = ebs;
    this.ec2 = ec2;
    this.kms = kms;
    this.cloud = cloud;
    cloud.clock().freeze();
  }

  @Test
  void blocks_are_written_to_a_started_snapshot_and_read_when_it_is_completed() throws Exception {
    StartSnapshotResponse started =
        start(
            it ->
                it.volumeSize(2L)
                    .description("from elsewhere")
                    .tags(Tag.builder().key("team").value("green").build()));
    String id = started.snapshotId();
    assertThat(started.status()).isEqualTo(Status.PENDING);
    assertThat(started.blockSize()).isEqualTo(BLOCK);
    assertThat(started.ownerId()).isEqualTo(cloud.accountId());
    refusedFor(ValidationExceptionReason.INVALID_SNAPSHOT_ID, () -> blocks(id));

    put(id, 3, block('c'), it -> it.progress(40));
    put(id, 0, block('x'), it -> {});
    put(id, 0, block('a'), it -> {});
    put(id, 4095, block('z'), it -> {});
    assertThat(describe(id).progress()).isEqualTo("40%");
    assertThat(describe(id).description()).isEqualTo("from elsewhere");
    assertThat(describe(id).tags()).singleElement().matches(it -> it.key().equals("team"));
    refusedFor(
        ValidationExceptionReason.INVALID_PARAMETER_VALUE,
        () -> ebs.completeSnapshot(it -> it.snapshotId(id).changedBlocksCount(2)));
    refusedFor(
        ValidationExceptionReason.INVALID_PARAMETER_VALUE,
        () -> ebs.completeSnapshot(complete(id, 3, checksum(block('q')))));
    var all = MessageDigest.getInstance("SHA-256");
    for (char each : new char[] {'a', 'c', 'z'}) {
      all.update(MessageDigest.getInstance("SHA-256").digest(block(each)));
    }
    assertThat(
            ebs.completeSnapshot(complete(id, 3, Base64.getEncoder().encodeToString(all.digest())))
                .status())
        .isEqualTo(Status.COMPLETED);

    assertThat(describe(id).stateAsString()).isEqualTo("completed");
    assertThat(describe(id).progress()).isEqualTo("100%");
    assertThat(describe(id).volumeSize()).isEqualTo(2);
    assertThat(blocks(id)).extracting(Block::blockIndex).containsExactly(0, 3, 4095);
    assertThat(content(id, 3)).isEqualTo(block('c'));
    assertThat(content(id, 4095)).isEqualTo(block('z'));
    refusedFor(
        ValidationExceptionReason.INVALID_SNAPSHOT_ID, () -> put(id, 1, block('b'), it -> {}));
    ec2.deleteSnapshot(it -> it.snapshotId(id));
    refused(() -> blocks(id)).withCode("ResourceNotFoundException").withStatus(404);
  }

  @Test
  void a_snapshot_that_begins_as_another_tells_what_has_changed() {
    String parent = snapshot(List.of(1, 2, 3));
    String child = start(it -> it.volumeSize(2L).parentSnapshotId(parent)).snapshotId();
    put(child, 2, block('n'), it -> {});
    put(child, 3000, block('o'), it -> {});
    ebs.completeSnapshot(it -> it.snapshotId(child).changedBlocksCount(2));

    assertThat(blocks(child)).extracting(Block::blockIndex).containsExactly(1, 2, 3, 3000);
    assertThat(content(child, 1)).isEqualTo(block((char) 1));
    List<ChangedBlock> changed =
        ebs.listChangedBlocks(it -> it.firstSnapshotId(parent).secondSnapshotId(child))
            .changedBlocks();
    assertThat(changed).extracting(ChangedBlock::blockIndex).containsExactly(2, 3000);
    assertThat(changed.getFirst().firstBlockToken()).isNotNull();
    assertThat(changed.getLast().firstBlockToken()).isNull();
    assertThat(content(child, 3000, changed.getLast().secondBlockToken())).isEqualTo(block('o'));
    assertThat(
            ebs.listChangedBlocks(
                    it -> it.firstSnapshotId(parent).secondSnapshotId(child).startingBlockIndex(3))
                .changedBlocks())
        .extracting(ChangedBlock::blockIndex)
        .containsExactly(3000);
    String other = snapshot(List.of(1));
    refusedFor(
        ValidationExceptionReason.UNRELATED_SNAPSHOTS,
        () -> ebs.listChangedBlocks(it -> it.firstSnapshotId(other).secondSnapshotId(child)));
    refusedFor(
        ValidationExceptionReason.INVALID_PARAMETER_VALUE,
        () -> ebs.listChangedBlocks(it -> it.secondSnapshotId(child)));
  }

  @Test
  void volumes_and_snapshots_that_are_written_hold_the_same() {
    String written = snapshot(List.of(7, 9));
    String volume =
        ec2.createVolume(it -> it.availabilityZone("us-east-1a").snapshotId(written)).volumeId();
    cloud.clock().settle();
    String first = ec2.createSnapshot(it -> it.volumeId(volume)).snapshotId();
    cloud.clock().settle();
    String second = ec2.createSnapshot(it -> it.volumeId(volume)).snapshotId();
    cloud.clock().settle();
    assertThat(blocks(first)).extracting(Block::blockIndex).containsExactly(7, 9);
    assertThat(content(second, 9)).isEqualTo(block((char) 9));
    assertThat(
            ebs.listChangedBlocks(it -> it.firstSnapshotId(first).secondSnapshotId(second))
                .changedBlocks())
        .isEmpty();
  }

  @Test
  void blocks_are_listed_in_pages_by_tokens_that_expire() {
    List<Integer> indexes = new ArrayList<>();
    for (int i = 0; i < 130; i++) {
      indexes.add(i * 3);
    }
    String id = snapshot(indexes);
    var page = ebs.listSnapshotBlocks(it -> it.snapshotId(id).maxResults(100));
    assertThat(page.blocks()).hasSize(100);
    assertThat(page.volumeSize()).isEqualTo(1);
    assertThat(page.blockSize()).isEqualTo(BLOCK);
    assertThat(page.expiryTime())
        .isCloseTo(cloud.clock().now().plus(Duration.ofDays(7)), within(1, ChronoUnit.MILLIS));
    var last =
        ebs.listSnapshotBlocks(
            it -> it.snapshotId(id).nextToken(page.nextToken()).startingBlockIndex(0));
    assertThat(last.blocks()).hasSize(30);
    assertThat(last.nextToken()).isNull();
    assertThat(ebs.listSnapshotBlocks(it -> it.snapshotId(id).startingBlockIndex(385)).blocks())
        .extracting(Block::blockIndex)
        .containsExactly(387);

    String token = page.blocks().getFirst().blockToken();
    refusedFor(ValidationExceptionReason.INVALID_BLOCK_TOKEN, () -> content(id, 3, token));
    refusedFor(ValidationExceptionReason.INVALID_BLOCK_TOKEN, () -> content(id, 0, "AAAA" + token));
    cloud.clock().advance(Duration.ofMinutes(61));
    assertThat(content(id, 0, token)).isEqualTo(block((char) 0));
    refusedFor(
        ValidationExceptionReason.INVALID_PAGE_TOKEN,
        () -> ebs.listSnapshotBlocks(it -> it.snapshotId(id).nextToken(page.nextToken())));
    cloud.clock().advance(Duration.ofDays(7));
    refusedFor(ValidationExceptionReason.INVALID_BLOCK_TOKEN, () -> content(id, 0, token));
  }

  @Test
  void a_block_is_of_one_size_in_the_volume_and_has_the_checksum_it_is_said_to_have() {
    String id = start(it -> it.volumeSize(1L)).snapshotId();
    refusedFor(ValidationExceptionReason.INVALID_BLOCK, () -> put(id, 2048, block('a'), it -> {}));
    refusedFor(
        ValidationExceptionReason.INVALID_BLOCK,
        () -> put(id, 0, block('a'), it -> it.checksum(checksum(block('b')))));
    refusedFor(
        ValidationExceptionReason.INVALID_PARAMETER_VALUE,
        () -> put(id, 0, new byte[512], it -> it.dataLength(512)));
    refusedFor(
        ValidationExceptionReason.INVALID_PARAMETER_VALUE,
        () -> put(id, 0, new byte[512], it -> it.dataLength(BLOCK)));
    refused(() -> put("snap-0123456789abcdef0", 0, block('a'), it -> {}))
        .withCode("ResourceNotFoundException")
        .withStatus(404);
    ebs.completeSnapshot(it -> it.snapshotId(id).changedBlocksCount(0));
    assertThat(blocks(id)).isEmpty();
  }

  @Test
  void a_started_snapshot_that_nobody_writes_to_is_given_up() {
    String id = start(it -> it.volumeSize(1L).timeout(10)).snapshotId();
    cloud.clock().advance(Duration.ofMinutes(9));
    put(id, 0, block('a'), it -> {});
    cloud.clock().advance(Duration.ofMinutes(9));
    assertThat(describe(id).stateAsString()).isEqualTo("pending");
    cloud.clock().advance(Duration.ofMinutes(1));
    assertThat(describe(id).stateAsString()).isEqualTo("error");
    refusedFor(
        ValidationExceptionReason.INVALID_SNAPSHOT_ID, () -> put(id, 1, block('a'), it -> {}));
    ec2.deleteSnapshot(it -> it.snapshotId(id));
  }

  @Test
  void a_start_that_is_repeated_with_its_token_starts_nothing_more() {
    String first = start(it -> it.volumeSize(1L).clientToken("once")).snapshotId();
    assertThat(start(it -> it.volumeSize(1L).clientToken("once")).snapshotId()).isEqualTo(first);
    ebs.completeSnapshot(it -> it.snapshotId(first).changedBlocksCount(0));
    assertThat(start(it -> it.volumeSize(1L).clientToken("once")).snapshotId()).isEqualTo(first);
    refused(() -> start(it -> it.volumeSize(2L).clientToken("once")))
        .withCode("ConflictException")
        .withStatus(409);
  }

  @Test
  void the_size_and_the_parent_are_checked_before_anything_is_started() {
    refusedFor(
        ValidationExceptionReason.INVALID_VOLUME_SIZE, () -> start(it -> it.volumeSize(65_537L)));
    String parent = start(it -> it.volumeSize(3L)).snapshotId();
    refusedFor(
        ValidationExceptionReason.INVALID_SNAPSHOT_ID,
        () -> start(it -> it.volumeSize(3L).parentSnapshotId(parent)));
    ebs.completeSnapshot(it -> it.snapshotId(parent).changedBlocksCount(0));
    refusedFor(
        ValidationExceptionReason.INVALID_VOLUME_SIZE,
        () -> start(it -> it.volumeSize(2L).parentSnapshotId(parent)));
    refusedFor(
        ValidationExceptionReason.INVALID_PARAMETER_VALUE,
        () -> start(it -> it.volumeSize(3L).parentSnapshotId(parent).encrypted(true)));
    refused(() -> start(it -> it.volumeSize(1L).parentSnapshotId("snap-0123456789abcdef0")))
        .withCode("ResourceNotFoundException");
    assertThat(ec2.describeSnapshots(it -> it.ownerIds("self")).snapshots()).hasSize(1);
  }

  @Test
  void an_encrypted_snapshot_is_for_those_to_whom_its_key_is_opened() {
    String key = kms.createKey().keyMetadata().arn();
    StartSnapshotResponse started = start(it -> it.volumeSize(1L).encrypted(true).kmsKeyArn(key));
    assertThat(started.kmsKeyArn()).isEqualTo(key);
    String id = started.snapshotId();
    put(id, 5, block('s'), it -> {});
    kms.disableKey(it -> it.keyId(key));
    refused(() -> put(id, 6, block('s'), it -> {}))
        .withCode("AccessDeniedException")
        .withStatus(403);
    ebs.completeSnapshot(it -> it.snapshotId(id).changedBlocksCount(1));
    assertThat(describe(id).kmsKeyId()).isEqualTo(key);
    refused(() -> content(id, 5)).withCode("AccessDeniedException");
    refused(() -> start(it -> it.volumeSize(1L).parentSnapshotId(id)))
        .withCode("AccessDeniedException");
    kms.enableKey(it -> it.keyId(key));
    assertThat(content(id, 5)).isEqualTo(block('s'));
    assertThat(start(it -> it.volumeSize(1L).parentSnapshotId(id)).kmsKeyArn()).isEqualTo(key);

    String plain = snapshot(List.of(1));
    ec2.enableEbsEncryptionByDefault(it -> {});
    assertThat(start(it -> it.volumeSize(1L)).kmsKeyArn()).isNotNull();
    refusedFor(
        ValidationExceptionReason.INVALID_PARAMETER_VALUE,
        () -> start(it -> it.volumeSize(1L).parentSnapshotId(plain)));
    refusedFor(
        ValidationExceptionReason.INVALID_PARAMETER_VALUE,
        () -> start(it -> it.volumeSize(1L).encrypted(false)));
  }

  @Test
  void a_snapshot_is_read_by_those_it_is_shared_with_but_not_by_everybody() {
    String id = snapshot(List.of(4));
    String other = cloud.newAccountId();
    EbsClient others =
        cloud.client(
            EbsClient.class,
            StaticCredentialsProvider.create(AwsBasicCredentials.create(other, "test")));
    refused(() -> others.listSnapshotBlocks(it -> it.snapshotId(id)))
        .withCode("ResourceNotFoundException");
    ec2.modifySnapshotAttribute(
        it ->
            it.snapshotId(id)
                .operationType("add")
                .attribute("createVolumePermission")
                .groupNames("all"));
    refused(() -> others.listSnapshotBlocks(it -> it.snapshotId(id)))
        .withCode("ResourceNotFoundException");
    ec2.modifySnapshotAttribute(
        it ->
            it.snapshotId(id)
                .operationType("add")
                .attribute("createVolumePermission")
                .userIds(other));
    assertThat(others.listSnapshotBlocks(it -> it.snapshotId(id)).blocks()).hasSize(1);
    refused(() -> others.completeSnapshot(it -> it.snapshotId(id).changedBlocksCount(0)))
        .withCode("ResourceNotFoundException");
  }

  private String snapshot(List<Integer> indexes) {
    String id = start(it -> it.volumeSize(1L)).snapshotId();
    indexes.forEach(each -> put(id, each, block((char) each.intValue()), it -> {}));
    ebs.completeSnapshot(it -> it.snapshotId(id).changedBlocksCount(indexes.size()));
    return id;
  }

  private StartSnapshotResponse start(Consumer<StartSnapshotRequest.Builder> request) {
    return ebs.startSnapshot(request);
  }

  private void put(
      String id, int index, byte[] content, Consumer<PutSnapshotBlockRequest.Builder> more) {
    ebs.putSnapshotBlock(
        it ->
            more.accept(
                it.snapshotId(id)
                    .blockIndex(index)
                    .dataLength(content.length)
                    .checksum(checksum(content))
                    .checksumAlgorithm(ChecksumAlgorithm.SHA256)),
        RequestBody.fromBytes(content));
  }

  private static CompleteSnapshotRequest complete(String id, int count, String checksum) {
    return CompleteSnapshotRequest.builder()
        .snapshotId(id)
        .changedBlocksCount(count)
        .checksum(checksum)
        .checksumAlgorithm(ChecksumAlgorithm.SHA256)
        .checksumAggregationMethod(ChecksumAggregationMethod.LINEAR)
        .build();
  }

  private List<Block> blocks(String id) {
    return ebs.listSnapshotBlocks(it -> it.snapshotId(id)).blocks();
  }

  private byte[] content(String id, int index) {
    String token =
        ebs.listSnapshotBlocks(it -> it.snapshotId(id).startingBlockIndex(index))
            .blocks()
            .getFirst()
            .blockToken();
    return content(id, index, token);
  }

  private byte[] content(String id, int index, String token) {
    var got =
        ebs.getSnapshotBlockAsBytes(it -> it.snapshotId(id).blockIndex(index).blockToken(token));
    GetSnapshotBlockResponse told = got.response();
    assertThat(told.dataLength()).isEqualTo(BLOCK);
    assertThat(told.checksum()).isEqualTo(checksum(got.asByteArray()));
    return got.asByteArray();
  }

  private Snapshot describe(String id) {
    return ec2.describeSnapshots(it -> it.snapshotIds(id)).snapshots().getFirst();
  }

  private static void refusedFor(ValidationExceptionReason reason, ThrowingCallable call) {
    ValidationException refusal = catchThrowableOfType(ValidationException.class, call);
    assertThat(refusal).as("refused").isNotNull();
    assertThat(refusal.reason()).isEqualTo(reason);
    assertThat(refusal.statusCode()).isEqualTo(400);
  }

  /** A block that is nowhere just zeroes. */
  private static byte[] block(char content) {
    byte[] block = new byte[BLOCK];
    Arrays.fill(block, (byte) (content + 1));
    return block;
  }

  private static String checksum(byte[] bytes) {
    return Checksums.of(bytes);
  }
}
