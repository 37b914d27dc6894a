package dev.cloudjar.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import tools.jackson.databind.JsonNode;

/** A report that is too large for one file. Moves the clock, so the cloud is its own. */
@CloudjarTest(rooms = S3Room.class, shared = false)
class InventoryFilesTest {
  private static final int KEYS = 11_500;
  private static final int NUMBER = 6;

  @Test
  void a_large_report_has_several_files(S3Client s3, TestCloud cloud) throws IOException {
    String bucket = cloud.unique("counted");
    String target = cloud.unique("reports");
    cloud.clock().freeze();
    s3.createBucket(it -> it.bucket(bucket));
    s3.createBucket(it -> it.bucket(target));
    ReportPolicy.allow(s3, target, bucket, cloud.accountId());
    Random random = new Random(5);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      StringBuilder name = new StringBuilder("%05d-".formatted(i));
      random.ints(1_000, '0', 'z').forEach(letter -> name.append((char) letter));
      names.add(name.toString());
    }
    names.parallelStream()
        .forEach(name -> s3.putObject(it -> it.bucket(bucket).key(name), RequestBody.empty()));
    WrittenReports reports = new WrittenReports(s3, target);
    reports.order(bucket, "large", it -> {});
    cloud.clock().advance(Duration.ofDays(1));
    JsonNode manifest = reports.manifest(bucket, "large");
    assertThat(manifest.get("files").size()).isGreaterThan(1);
    int key = bucket.length() + "\"\",\"".length();
    assertThat(reports.rows(manifest))
        .extracting(row -> row.substring(key, key + NUMBER))
        .containsExactlyElementsOf(names.stream().map(name -> name.substring(0, NUMBER)).toList());
  }
}
