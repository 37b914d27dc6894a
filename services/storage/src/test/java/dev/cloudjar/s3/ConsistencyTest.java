package dev.cloudjar.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.OverSocket;
import dev.cloudjar.junit.TestCloud;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What one client has written, every client's next read shows. */
@CloudjarTest(rooms = S3Room.class)
class ConsistencyTest {
  private static final int CYCLES = 10_000;
  private static final int PAIRS = 4;

  private final TestCloud cloud;
  private final S3Client s3;
  private final String bucket;

  ConsistencyTest(@OverSocket S3Client s3, TestCloud cloud) {
    this.s3 = s3;
    this.cloud = cloud;
    this.bucket = cloud.unique("consistent");
  }

  @Test
  @Behaviour("S3-CONS-01")
  void noReadIsStaleInTenThousandCycles() throws Exception {
    s3.createBucket(it -> it.bucket(bucket));
    List<Future<Integer>> done = new ArrayList<>();
    try (ExecutorService clients = Executors.newFixedThreadPool(PAIRS)) {
      for (int pair = 0; pair < PAIRS; pair++) {
        String prefix = "pair-" + pair + "/";
        S3Client writer = cloud.clientOverSocket(S3Client.class, cloud.credentials());
        S3Client reader = cloud.clientOverSocket(S3Client.class, cloud.credentials());
        done.add(clients.submit(() -> new Pair(writer, reader, prefix).run(CYCLES / PAIRS)));
      }
    }
    int cycles = 0;
    for (Future<Integer> each : done) {
      cycles += each.get();
    }
    assertThat(cycles).isEqualTo(CYCLES);
  }

  /**
   * A client that writes, overwrites and deletes in turn, and another that looks each time: by GET,
   * by HEAD or by LIST.
   */
  private final class Pair {
    private final S3Client writer;
    private final S3Client reader;
    private final String prefix;

    Pair(S3Client writer, S3Client reader, String prefix) {
      this.writer = writer;
      this.reader = reader;
      this.prefix = prefix;
    }

    int run(int cycles) {
      for (int i = 0; i < cycles; i++) {
        String key = prefix + i / 3 % 7;
        boolean deleted = i % 3 == 2;
        String text = prefix + i;
        if (deleted) {
          writer.deleteObject(it -> it.bucket(bucket).key(key));
        } else {
          writer.putObject(it -> it.bucket(bucket).key(key), RequestBody.fromString(text));
        }
        switch (i / 3 % 3) {
          case 0 -> assertThat(get(key)).isEqualTo(deleted ? "" : text);
          case 1 -> assertThat(head(key)).isEqualTo(deleted ? -1 : text.length());
          default -> assertThat(list(key)).isEqualTo(deleted ? List.of() : List.of(etag(text)));
        }
      }
      return cycles;
    }

    private String get(String key) {
      try {
        return reader.getObjectAsBytes(it -> it.bucket(bucket).key(key)).asUtf8String();
      } catch (S3Exception e) {
        assertThat(e.statusCode()).isEqualTo(404);
        return "";
      }
    }

    private long head(String key) {
      try {
        return reader.headObject(it -> it.bucket(bucket).key(key)).contentLength();
      } catch (S3Exception e) {
        assertThat(e.statusCode()).isEqualTo(404);
        return -1;
      }
    }

    private List<String> list(String key) {
      return reader.listObjectsV2(it -> it.bucket(bucket).prefix(key)).contents().stream()
          .filter(each -> each.key().equals(key))
          .map(S3Object::eTag)
          .toList();
    }

    private static String etag(String text) {
      return '"' + Md5.hex(text.getBytes(StandardCharsets.UTF_8)) + '"';
    }
  }
}
