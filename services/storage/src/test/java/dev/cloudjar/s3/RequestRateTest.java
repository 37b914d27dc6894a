package dev.cloudjar.s3;

import static dev.cloudjar.s3.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3control.S3ControlClient;

/** Rates of prefixes, scaled down. Moves the clock, so the cloud is its own. */
@CloudjarTest(
    rooms = {S3Room.class, S3ControlRoom.class},
    settings = "s3-request-rates=5,8",
    shared = false)
class RequestRateTest {
  private final S3Client s3;
  private final S3ControlClient control;
  private final TestCloud cloud;
  private final Clients clients;
  private final String bucket;

  RequestRateTest(S3Client s3, S3ControlClient control, TestCloud cloud) {
    this.s3 = s3;
    this.control = control;
    this.cloud = cloud;
    this.clients = new Clients(cloud);
    this.bucket = cloud.unique("rates");
  }

  @BeforeEach
  void prepare() {
    cloud.clock().freeze();
    s3.createBucket(it -> it.bucket(bucket));
  }

  @AfterEach
  void close() {
    clients.close();
  }

  private void put(String key) {
    s3.putObject(it -> it.bucket(bucket).key(key), RequestBody.fromString("text"));
  }

  private void get(String key) {
    s3.getObjectAsBytes(it -> it.bucket(bucket).key(key));
  }

  private void times(int count, Runnable request) {
    IntStream.range(0, count).forEach(i -> request.run());
  }

  @Test
  @Behaviour("S3-PERF-01")
  void moreThanAPrefixTakesIsAnsweredSlowDownAndChangesNothing() {
    times(5, () -> put("a/x"));
    assertRefused(() -> put("a/y"), 503, "SlowDown", "Please reduce your request rate.");
    times(8, () -> get("a/x"));
    assertRefused(() -> get("a/x"), 503, "SlowDown");
    assertRefused(() -> s3.listObjectsV2(it -> it.bucket(bucket).prefix("a/y")), 503, "SlowDown");
    for (String prefix : new String[] {"b/", "c/", "a/b/"}) {
      times(5, () -> put(prefix + "x"));
      times(8, () -> get(prefix + "x"));
    }
    cloud.clock().advance(Duration.ofSeconds(1));
    assertThat(s3.listObjectsV2(it -> it.bucket(bucket).prefix("a/y")).contents()).isEmpty();
    put("a/y");
  }

  @Test
  @Behaviour("S3-PERF-01")
  void everyKeyOfADeletionOfManyCounts() {
    times(4, () -> put("a/x"));
    s3.deleteObjects(
        it ->
            it.bucket(bucket)
                .delete(
                    d ->
                        d.objects(
                            IntStream.range(0, 6)
                                .mapToObj(i -> ObjectIdentifier.builder().key("a/" + i).build())
                                .toList())));
    cloud.clock().advance(Duration.ofSeconds(1));
    assertRefused(() -> put("a/x"), 503, "SlowDown");
    cloud.clock().advance(Duration.ofSeconds(1));
    times(5, () -> put("a/x"));
  }

  @Test
  void aBucketHasOneRateBehindAllOfItsNames() {
    String point =
        control
            .createAccessPoint(it -> it.accountId(cloud.accountId()).bucket(bucket).name("way"))
            .alias();
    times(4, () -> put("a/x"));
    s3.copyObject(
        it ->
            it.sourceBucket(bucket)
                .sourceKey("a/x")
                .destinationBucket(point)
                .destinationKey("a/y"));
    assertRefused(() -> put("a/x"), 503, "SlowDown");
  }

  /** The SDK waits and tries again, as AWS asks callers to do. */
  @Test
  @Behaviour("S3-PERF-01")
  void callersWhoTryAgainGetThrough() {
    times(5, () -> put("a/x"));
    assertRefused(() -> put("a/x"), 503, "SlowDown");
    cloud.clock().resume();
    S3Client patient = clients.make(it -> {});
    patient.putObject(it -> it.bucket(bucket).key("a/y"), RequestBody.fromString("text"));
    assertThat(s3.headObject(it -> it.bucket(bucket).key("a/y")).contentLength()).isEqualTo(4);
  }
}
