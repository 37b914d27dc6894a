package dev.cloudjar.sqs;

import dev.cloudjar.cloud.ClockControl;
import dev.cloudjar.cloud.Rooms;
import dev.cloudjar.gateway.CloudServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** A cloud with this room alone, whose clock stands still, and the SDK's client of it. */
final class TestCloud implements AutoCloseable {
  private static final AtomicInteger QUEUES = new AtomicInteger();

  final CloudServer server;
  final SqsClient sqs;
  final ClockControl clock;

  TestCloud() {
    try {
      server = CloudServer.builder().rooms(new Rooms().add("sqs", SqsRoom::new)).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    clock = server.clock();
    clock.freeze();
    sqs = client("test", "us-east-1");
  }

  SqsClient client(String accessKeyId, String region) {
    return SqsClient.builder()
        .endpointOverride(URI.create(server.endpoint()))
        .region(Region.of(region))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKeyId, "test")))
        .httpClient(UrlConnectionHttpClient.create())
        .build();
  }

  /** A new standard queue with these attributes. */
  String queue(Map<QueueAttributeName, String> attributes) {
    return queue("queue-" + QUEUES.incrementAndGet(), attributes);
  }

  String queue() {
    return queue(Map.of());
  }

  String queue(String name, Map<QueueAttributeName, String> attributes) {
    return sqs.createQueue(it -> it.queueName(name).attributes(attributes)).queueUrl();
  }

  /** A new FIFO queue with these attributes. */
  String fifoQueue(Map<QueueAttributeName, String> attributes) {
    Map<QueueAttributeName, String> all = new java.util.EnumMap<>(QueueAttributeName.class);
    all.putAll(attributes);
    all.put(QueueAttributeName.FIFO_QUEUE, "true");
    return queue("queue-" + QUEUES.incrementAndGet() + ".fifo", all);
  }

  /** One attribute of a queue. */
  String attribute(String queueUrl, QueueAttributeName name) {
    return sqs.getQueueAttributes(it -> it.queueUrl(queueUrl).attributeNames(name))
        .attributes()
        .get(name);
  }

  Map<String, String> attributes(String queueUrl) {
    return sqs
        .getQueueAttributes(it -> it.queueUrl(queueUrl).attributeNames(QueueAttributeName.ALL))
        .attributesAsStrings()
        .entrySet()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @Override
  public void close() {
    sqs.close();
    server.close();
  }
}
