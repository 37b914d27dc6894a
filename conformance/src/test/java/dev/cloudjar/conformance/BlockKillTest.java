package dev.cloudjar.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ebs.EbsClient;
import software.amazon.awssdk.services.ebs.model.Block;
import software.amazon.awssdk.services.ebs.model.Status;

/**
 * Blocks are written to a snapshot while the process is killed: those that were acknowledged are in
 * it when it is completed afterwards, and the others are there whole or not at all.
 */
final class BlockKillTest {
  private static final int BLOCK = 512 * 1024;
  private static final int BEFORE_THE_KILL = 20;

  private final Map<Integer, byte[]> acknowledged = new ConcurrentSkipListMap<>();

  @Test
  void blocksThatWereAcknowledgedSurvive(@TempDir Path folder)
      throws IOException, InterruptedException {
    int port = CloudProcess.freePort();
    String snapshot;
    try (CloudProcess cloud = CloudProcess.start(folder, port)) {
      try (EbsClient ebs = ebs(cloud.endpoint())) {
        snapshot = ebs.startSnapshot(it -> it.volumeSize(1L)).snapshotId();
      }
      writeUntilKilled(cloud, snapshot);
    }
    try (CloudProcess cloud = CloudProcess.start(folder, port);
        EbsClient ebs = ebs(cloud.endpoint())) {
      assertThat(complete(ebs, snapshot)).isEqualTo(Status.COMPLETED);
      Map<Integer, String> tokens = new TreeMap<>();
      for (Block each : ebs.listSnapshotBlocks(it -> it.snapshotId(snapshot)).blocks()) {
        tokens.put(each.blockIndex(), each.blockToken());
      }
      assertThat(tokens.keySet()).containsAll(acknowledged.keySet());
      acknowledged.forEach(
          (index, content) ->
              assertThat(
                      ebs.getSnapshotBlockAsBytes(
                              it ->
                                  it.snapshotId(snapshot)
                                      .blockIndex(index)
                                      .blockToken(tokens.get(index)))
                          .asByteArray())
                  .isEqualTo(content));
    }
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(BEFORE_THE_KILL);
  }

  private void writeUntilKilled(CloudProcess cloud, String snapshot) throws InterruptedException {
    CountDownLatch enough = new CountDownLatch(BEFORE_THE_KILL);
    Thread writer =
        Thread.ofPlatform()
            .start(
                () -> {
                  Random random = new Random(1);
                  try (EbsClient ebs = ebs(cloud.endpoint())) {
                    for (int index = 0; index < 2_000; index++) {
                      byte[] content = new byte[BLOCK];
                      random.nextBytes(content);
                      put(ebs, snapshot, index, content);
                      acknowledged.put(index, content);
                      enough.countDown();
                    }
                  } catch (SdkException e) {
                    // The process is dead, as planned.
                  }
                });
    enough.await();
    cloud.kill();
    writer.join();
  }

  /** One that was not acknowledged may count or not. */
  private Status complete(EbsClient ebs, String snapshot) {
    int count = acknowledged.size();
    try {
      return ebs.completeSnapshot(it -> it.snapshotId(snapshot).changedBlocksCount(count)).status();
    } catch (SdkException e) {
      return ebs.completeSnapshot(it -> it.snapshotId(snapshot).changedBlocksCount(count + 1))
          .status();
    }
  }

  private static void put(EbsClient ebs, String snapshot, int index, byte[] content) {
    ebs.putSnapshotBlock(
        it ->
            it.snapshotId(snapshot)
                .blockIndex(index)
                .dataLength(BLOCK)
                .checksum(checksum(content))
                .checksumAlgorithm("SHA256"),
        RequestBody.fromBytes(content));
  }

  private static String checksum(byte[] content) {
    try {
      return Base64.getEncoder()
          .encodeToString(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static EbsClient ebs(URI endpoint) {
    return EbsClient.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .httpClient(UrlConnectionHttpClient.create())
        .overrideConfiguration(it -> it.retryStrategy(RetryMode.STANDARD))
        .build();
  }
}
