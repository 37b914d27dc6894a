package dev.cloudjar.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Several callers at one object. */
@CloudjarTest(rooms = S3Room.class)
class RaceTest {
  private final S3Client s3;
  private final String bucket;

  RaceTest(S3Client s3, TestCloud cloud) {
    this.s3 = s3;
    this.bucket = cloud.unique("races");
  }

  @BeforeEach
  void createBucket() {
    s3.createBucket(it -> it.bucket(bucket));
  }

  private static <T> List<T> atOnce(List<Callable<T>> calls) throws Exception {
    List<T> results = new ArrayList<>();
    try (ExecutorService callers = Executors.newFixedThreadPool(calls.size())) {
      for (Future<T> each : callers.invokeAll(calls)) {
        results.add(each.get());
      }
    }
    return results;
  }

  private static byte[] uniform(int i) {
    byte[] bytes = new byte[66_000 + 5_000 * (i % 5)];
    Arrays.fill(bytes, (byte) i);
    return bytes;
  }

  @Test
  void readersSeeOneWritersBytesWholeWhileTheyAreOverwrittenAndDeleted() throws Exception {
    int rounds = 150;
    AtomicInteger read = new AtomicInteger();
    List<Callable<Integer>> calls = new ArrayList<>();
    for (int writer = 0; writer < 2; writer++) {
      int first = writer * 100;
      calls.add(
          () -> {
            for (int i = 0; i < rounds; i++) {
              byte[] bytes = uniform(first + i % 50);
              s3.putObject(it -> it.bucket(bucket).key("key"), RequestBody.fromBytes(bytes));
              if (i % 10 == 9) {
                s3.deleteObject(it -> it.bucket(bucket).key("key"));
              }
            }
            return rounds;
          });
    }
    for (int reader = 0; reader < 2; reader++) {
      calls.add(
          () -> {
            for (int i = 0; i < rounds; i++) {
              if (readsOneWhole()) {
                read.incrementAndGet();
              }
            }
            return rounds;
          });
    }
    calls.add(
        () -> {
          for (int i = 0; i < rounds / 3; i++) {
            copy("copy-" + i % 2);
          }
          return rounds;
        });
    assertThat(atOnce(calls)).hasSize(5);
    assertThat(read.get()).isPositive();
  }

  private boolean readsOneWhole() {
    try {
      assertWhole(s3.getObjectAsBytes(it -> it.bucket(bucket).key("key")));
      return true;
    } catch (S3Exception e) {
      assertThat(e.statusCode()).isEqualTo(404);
      return false;
    }
  }

  private void copy(String key) {
    try {
      s3.copyObject(
          it ->
              it.sourceBucket(bucket)
                  .sourceKey("key")
                  .destinationBucket(bucket)
                  .destinationKey(key));
      assertWhole(s3.getObjectAsBytes(it -> it.bucket(bucket).key(key)));
    } catch (S3Exception e) {
      assertThat(e.statusCode()).isEqualTo(404);
    }
  }

  private static void assertWhole(ResponseBytes<GetObjectResponse> object) {
    byte[] bytes = object.asByteArray();
    byte[] expected = new byte[bytes.length];
    Arrays.fill(expected, bytes[0]);
    assertThat(Arrays.equals(bytes, expected)).isTrue();
    assertThat(object.response().eTag()).isEqualTo('"' + Md5.hex(bytes) + '"');
  }

  @Test
  void oneCreatorWins() throws Exception {
    for (int round = 0; round < 10; round++) {
      String key = "key-" + round;
      List<Callable<Integer>> calls = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        calls.add(() -> create(key));
      }
      assertThat(atOnce(calls)).containsOnlyOnce(200).containsOnly(200, 412);
    }
  }

  private int create(String key) {
    try {
      s3.putObject(
          it -> it.bucket(bucket).key(key).ifNoneMatch("*"), RequestBody.fromString("text"));
      return 200;
    } catch (S3Exception e) {
      return e.statusCode();
    }
  }

  @Test
  void everyWriterOfAVersionedKeyLeavesAVersion() throws Exception {
    s3.putBucketVersioning(
        it -> it.bucket(bucket).versioningConfiguration(v -> v.status("Enabled")));
    List<Callable<String>> calls = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String text = "text " + i;
      calls.add(
          () -> {
            String last = "";
            for (int round = 0; round < 5; round++) {
              last =
                  s3.putObject(it -> it.bucket(bucket).key("key"), RequestBody.fromString(text))
                      .versionId();
            }
            return last;
          });
    }
    assertThat(atOnce(calls)).doesNotHaveDuplicates();
    assertThat(s3.listObjectVersions(it -> it.bucket(bucket)).versions())
        .hasSize(40)
        .extracting(it -> it.isLatest())
        .containsOnlyOnce(true)
        .first()
        .isEqualTo(true);
  }
}
