package dev.cloudjar.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;

/** Rules that end many objects go on where they were when the process was killed in their midst. */
final class LifecycleKillTest {
  private static final int OBJECTS = 2_000;
  private static final int KEPT = 100;

  @Test
  @Behaviour("S3-LIFE-02")
  void rulesGoOnWhereTheyWere(@TempDir Path folder) throws IOException, InterruptedException {
    int port = CloudProcess.freePort();
    int left;
    try (CloudProcess cloud = CloudProcess.start(folder, port);
        S3Client s3 = s3(cloud.endpoint())) {
      fill(s3);
      CompletableFuture<Boolean> advance = advance(cloud.endpoint(), "2d");
      while (first(s3).equals("gone/0000")) {
        cloud.letItWork();
      }
      cloud.kill();
      advance.join();
    }
    try (CloudProcess cloud = CloudProcess.start(folder, port);
        S3Client s3 = s3(cloud.endpoint())) {
      left = count(s3, "gone/");
      System.out.println("lifecycle kill test: " + left + " of " + OBJECTS + " were left");
      assertThat(advance(cloud.endpoint(), "1d").join()).isTrue();
      assertThat(count(s3, "gone/")).isZero();
      assertThat(count(s3, "kept/")).isEqualTo(KEPT);
    }
    assertThat(left).as("what was left by the kill").isLessThan(OBJECTS);
  }

  private static void fill(S3Client s3) {
    s3.createBucket(it -> it.bucket("ages"));
    put(s3, "gone/", OBJECTS);
    put(s3, "kept/", KEPT);
    LifecycleRule rule =
        LifecycleRule.builder()
            .id("gone")
            .status(ExpirationStatus.ENABLED)
            .filter(f -> f.prefix("gone/"))
            .expiration(e -> e.days(1))
            .build();
    s3.putBucketLifecycleConfiguration(
        it -> it.bucket("ages").lifecycleConfiguration(l -> l.rules(rule)));
  }

  private static void put(S3Client s3, String prefix, int count) {
    IntStream.range(0, count)
        .parallel()
        .forEach(
            i ->
                s3.putObject(
                    it -> it.bucket("ages").key(prefix + "%04d".formatted(i)),
                    RequestBody.empty()));
  }

  private static String first(S3Client s3) {
    return s3.listObjectsV2(it -> it.bucket("ages").maxKeys(1)).contents().getFirst().key();
  }

  private static int count(S3Client s3, String prefix) {
    return (int)
        s3.listObjectsV2Paginator(it -> it.bucket("ages").prefix(prefix)).contents().stream()
            .count();
  }

  /** Moves the clock; whether that was answered with success. */
  private static CompletableFuture<Boolean> advance(URI endpoint, String time) {
    HttpClient http = HttpClient.newHttpClient();
    HttpRequest request =
        HttpRequest.newBuilder(endpoint.resolve("/_cloudjar/clock"))
            .timeout(Duration.ofMinutes(2))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"advance\": \"" + time + "\"}"))
            .build();
    return http.sendAsync(request, HttpResponse.BodyHandlers.discarding())
        .handle((response, problem) -> problem == null && response.statusCode() == 200)
        .whenComplete((done, problem) -> http.shutdown());
  }

  private static S3Client s3(URI endpoint) {
    return S3Client.builder()
        .endpointOverride(endpoint)
        .forcePathStyle(true)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .httpClient(UrlConnectionHttpClient.create())
        .build();
  }
}
