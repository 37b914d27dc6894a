package dev.cloudjar.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * Writers write through real clients, the process is killed with SIGKILL in their midst, and after
 * a restart everything that was acknowledged is there and nothing is half done. A handful of cycles
 * here; {@code -Dcloudjar.kill.cycles=300} for a night.
 */
final class KillTest {
  private static final int CYCLES = Integer.getInteger("cloudjar.kill.cycles", 3);
  private static final int WRITERS = 4;
  private static final int LARGE_BYTES = 300_000;

  private final Map<String, String> objects = new ConcurrentHashMap<>();
  private final Map<String, String> uncertain = new ConcurrentHashMap<>();
  private final Map<String, Boolean> messages = new ConcurrentHashMap<>();

  @Test
  void whatWasAcknowledgedSurvives(@TempDir Path folder) throws IOException, InterruptedException {
    long seed = Long.getLong("cloudjar.kill.seed", System.nanoTime());
    System.out.println("kill test with -Dcloudjar.kill.seed=" + seed);
    Random random = new Random(seed);
    int port = CloudProcess.freePort();
    for (int cycle = 0; cycle < CYCLES; cycle++) {
      try (CloudProcess cloud = CloudProcess.start(folder, port)) {
        if (cycle == 0) {
          prepare(cloud.endpoint());
        }
        check(cloud.endpoint());
        writeUntilKilled(cloud, cycle, 50 + random.nextInt(400));
      }
    }
    try (CloudProcess cloud = CloudProcess.start(folder, port)) {
      check(cloud.endpoint());
      drain(cloud.endpoint());
    }
    assertThat(objects).isNotEmpty();
  }

  private static void prepare(URI endpoint) {
    try (S3Client s3 = s3(endpoint);
        SqsClient sqs = sqs(endpoint)) {
      s3.createBucket(b -> b.bucket("kept"));
      sqs.createQueue(q -> q.queueName("kept"));
    }
  }

  /** Lets writers run until so many writes are acknowledged, then kills the process under them. */
  private void writeUntilKilled(CloudProcess cloud, int cycle, int writes)
      throws InterruptedException {
    AtomicBoolean dead = new AtomicBoolean();
    AtomicInteger acknowledged = new AtomicInteger();
    CountDownLatch enough = new CountDownLatch(writes);
    List<Thread> writers = new ArrayList<>();
    for (int w = 0; w < WRITERS; w++) {
      int writer = w;
      writers.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try (S3Client s3 = s3(cloud.endpoint());
                        SqsClient sqs = sqs(cloud.endpoint())) {
                      String queue = sqs.getQueueUrl(q -> q.queueName("kept")).queueUrl();
                      for (int i = 0; !dead.get(); i++) {
                        write(
                            s3,
                            sqs,
                            queue,
                            cycle + "-" + writer + "-" + i,
                            writer + "/" + i % 20,
                            i);
                        acknowledged.incrementAndGet();
                        enough.countDown();
                      }
                    } catch (SdkException | UncheckedIOException e) {
                      // the process is dead, as planned
                      while (enough.getCount() > 0 && !dead.get()) {
                        enough.countDown();
                      }
                    }
                  }));
    }
    enough.await();
    cloud.kill();
    dead.set(true);
    for (Thread writer : writers) {
      writer.join();
    }
    assertThat(acknowledged.get()).as("writes acknowledged before the kill").isPositive();
  }

  private void write(S3Client s3, SqsClient sqs, String queue, String value, String key, int turn) {
    // Large enough for a file of its own every fourth time.
    String body = turn % 4 == 0 ? value + "\n" + "x".repeat(LARGE_BYTES) : value;
    uncertain.put(key, body);
    if (turn % 7 == 6) {
      uncertain.put(key, "");
      s3.deleteObject(o -> o.bucket("kept").key(key));
      objects.remove(key);
    } else {
      s3.putObject(o -> o.bucket("kept").key(key), RequestBody.fromString(body));
      objects.put(key, body);
    }
    uncertain.remove(key);
    sqs.sendMessage(m -> m.queueUrl(queue).messageBody(value));
    messages.put(value, false);
  }

  private void check(URI endpoint) {
    try (S3Client s3 = s3(endpoint)) {
      // A write that was under way may have happened or not; nothing in between.
      uncertain.forEach(
          (key, maybe) -> {
            String found = read(s3, key);
            assertThat(found).as("object %s", key).isIn(maybe, objects.getOrDefault(key, ""));
            if (found.isEmpty()) {
              objects.remove(key);
            } else {
              objects.put(key, found);
            }
          });
      uncertain.clear();
      objects.forEach(
          (key, body) -> assertThat(read(s3, key)).as("object %s", key).isEqualTo(body));
      List<String> listed =
          s3.listObjectsV2Paginator(l -> l.bucket("kept")).contents().stream()
              .map(o -> o.key())
              .toList();
      assertThat(listed).containsExactlyInAnyOrderElementsOf(objects.keySet());
    }
  }

  private void drain(URI endpoint) {
    try (SqsClient sqs = sqs(endpoint)) {
      String queue = sqs.getQueueUrl(q -> q.queueName("kept")).queueUrl();
      List<Message> received;
      do {
        received = sqs.receiveMessage(r -> r.queueUrl(queue).maxNumberOfMessages(10)).messages();
        received.forEach(m -> messages.computeIfPresent(m.body(), (body, seen) -> true));
      } while (!received.isEmpty());
    }
    assertThat(messages)
        .as("messages acknowledged, and whether they came back")
        .doesNotContainValue(false);
  }

  /** The object's content, or nothing where there is no such object. */
  private static String read(S3Client s3, String key) {
    try {
      return new String(
          s3.getObjectAsBytes(o -> o.bucket("kept").key(key)).asByteArrayUnsafe(),
          StandardCharsets.UTF_8);
    } catch (NoSuchKeyException e) {
      return "";
    }
  }

  private static S3Client s3(URI endpoint) {
    return S3Client.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .overrideConfiguration(
            o -> o.retryStrategy(RetryMode.STANDARD).retryStrategy(r -> r.maxAttempts(1)))
        .httpClient(UrlConnectionHttpClient.create())
        .build();
  }

  private static SqsClient sqs(URI endpoint) {
    return SqsClient.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .overrideConfiguration(o -> o.retryStrategy(r -> r.maxAttempts(1)))
        .httpClient(UrlConnectionHttpClient.create())
        .build();
  }
}
