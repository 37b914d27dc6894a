package dev.cloudjar.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static software.amazon.awssdk.core.client.config.SdkAdvancedClientOption.DISABLE_HOST_PREFIX_INJECTION;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsAsyncClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.SessionStreamingException;
import software.amazon.awssdk.services.cloudwatchlogs.model.StartLiveTailRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.StartLiveTailResponseHandler;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEventStream;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardRequest;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.InvokeResponseStreamUpdate;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamRequest;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamResponse;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamResponseHandler;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.ExpressionType;
import software.amazon.awssdk.services.s3.model.RecordsEvent;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.SelectObjectContentRequest;
import software.amazon.awssdk.services.s3.model.SelectObjectContentResponseHandler;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;
import software.amazon.eventstream.MessageDecoder;

/** Answers that are streams of events, as the SDK's asynchronous clients read them over HTTP. */
@Timeout(60)
class EventStreamTest {
  private final StreamingRooms rooms = new StreamingRooms();
  private final List<SdkPojo> events = Collections.synchronizedList(new ArrayList<>());
  private CloudServer server;

  @BeforeEach
  void start() throws IOException {
    server = CloudServer.builder().rooms(rooms.all()).start();
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void s3TellsRecordsStatisticsAndTheEnd() throws Exception {
    select("fine").get(20, TimeUnit.SECONDS);

    assertThat(events).hasSize(3);
    assertThat(((RecordsEvent) events.getFirst()).payload().asUtf8String()).isEqualTo("a,b\n");
  }

  /** The SDK for Java finds the code of such an error nowhere, as it looks into the payload. */
  @Test
  void s3EndsAStreamThatFailsWithAnError() throws Exception {
    assertThatThrownBy(() -> select("broken").get()).hasCauseInstanceOf(S3Exception.class);
    assertThat(events).hasSize(2);

    assertThat(lastMessageOfS3("broken").getHeaders())
        .isEqualTo(
            Map.of(
                ":message-type", HeaderValue.fromString("error"),
                ":error-code", HeaderValue.fromString("OverMaxRecordSize"),
                ":error-message", HeaderValue.fromString("The length of a record is too long.")));
  }

  @Test
  void anEventThatIsNoneOfTheStreamIsAnAccident() throws Exception {
    assertThat(lastMessageOfS3("foreign").getHeaders())
        .containsEntry(":error-code", HeaderValue.fromString("InternalError"));
  }

  @Test
  void kinesisTellsTheInitialResponseAndEventsOverHttp2() throws Exception {
    subscribe("fine").get(20, TimeUnit.SECONDS);

    assertThat(events)
        .extracting(it -> ((SubscribeToShardEvent) it).records().getFirst().data().asUtf8String())
        .containsExactly("first", "second");
  }

  @Test
  void whatFailsBeforeTheStreamIsAnOrdinaryError() {
    assertThatThrownBy(() -> subscribe("none").get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(ResourceNotFoundException.class)
        .hasMessageContaining("No such shard.")
        .hasMessageContaining("Status Code: 400");
    assertThat(events).isEmpty();
  }

  @Test
  void whatFailsLaterIsAnExceptionOfTheStream() {
    assertThatThrownBy(() -> subscribe("gone").get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(ResourceNotFoundException.class)
        .hasMessageContaining("The stream is gone.");
    assertThat(events).hasSize(1);
  }

  @Test
  void accidentsTellTheCallerNothing() {
    assertThatThrownBy(() -> subscribe("accident").get(20, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasMessageNotContaining("secret");
    assertThat(events).hasSize(1);
  }

  @Test
  void aCallerWhoGoesEndsTheHandler() throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    AtomicReference<Subscription> subscription = new AtomicReference<>();
    try (KinesisAsyncClient kinesis = client(KinesisAsyncClient.builder())) {
      CompletableFuture<Void> call =
          kinesis.subscribeToShard(
              toShard("endless"),
              SubscribeToShardResponseHandler.builder()
                  .onEventStream(stream -> stream.subscribe(new Patient(subscription, first)))
                  .build());
      assertThat(first.await(20, TimeUnit.SECONDS)).isTrue();
      subscription.get().cancel();
      assertThat(rooms.left.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(call).isNotNull();
    }
  }

  @Test
  void logsTellOfABrokenSessionInTheStream() {
    try (CloudWatchLogsAsyncClient logs =
        client(
            CloudWatchLogsAsyncClient.builder(),
            it -> it.putAdvancedOption(DISABLE_HOST_PREFIX_INJECTION, true))) {
      CompletableFuture<Void> call =
          logs.startLiveTail(
              StartLiveTailRequest.builder().logGroupIdentifiers("g").build(),
              StartLiveTailResponseHandler.builder().subscriber(events::add).build());
      assertThatThrownBy(() -> call.get(20, TimeUnit.SECONDS))
          .hasCauseInstanceOf(SessionStreamingException.class)
          .hasMessageContaining("The session broke.");
    }
    assertThat(events).hasSize(1);
  }

  @Test
  void lambdaTellsHeadersAndChunks() throws Exception {
    AtomicReference<InvokeWithResponseStreamResponse> response = new AtomicReference<>();
    try (LambdaAsyncClient lambda = client(LambdaAsyncClient.builder())) {
      lambda
          .invokeWithResponseStream(
              InvokeWithResponseStreamRequest.builder().functionName("f").build(),
              InvokeWithResponseStreamResponseHandler.builder()
                  .onResponse(response::set)
                  .subscriber(events::add)
                  .build())
          .get(20, TimeUnit.SECONDS);
    }

    assertThat(response.get().executedVersion()).isEqualTo("7");
    assertThat(events).hasSize(3);
    assertThat(((InvokeResponseStreamUpdate) events.get(1)).payload().asUtf8String())
        .isEqualTo("lo");
  }

  private CompletableFuture<Void> select(String key) {
    try (S3AsyncClient s3 = client(S3AsyncClient.builder().forcePathStyle(true))) {
      CompletableFuture<Void> call =
          s3.selectObjectContent(
              SelectObjectContentRequest.builder()
                  .bucket("b")
                  .key(key)
                  .expression("SELECT * FROM s3object")
                  .expressionType(ExpressionType.SQL)
                  .inputSerialization(it -> it.csv(csv -> {}))
                  .outputSerialization(it -> it.csv(csv -> {}))
                  .build(),
              SelectObjectContentResponseHandler.builder().subscriber(events::add).build());
      settle(call);
      return call;
    }
  }

  private CompletableFuture<Void> subscribe(String shard) {
    try (KinesisAsyncClient kinesis = client(KinesisAsyncClient.builder())) {
      CompletableFuture<Void> call =
          kinesis.subscribeToShard(
              toShard(shard),
              SubscribeToShardResponseHandler.builder().subscriber(events::add).build());
      settle(call);
      return call;
    }
  }

  private static SubscribeToShardRequest toShard(String shard) {
    return SubscribeToShardRequest.builder()
        .consumerARN("arn:aws:kinesis:us-east-1:000000000000:stream/s/consumer/c:1")
        .shardId(shard)
        .startingPosition(it -> it.type(ShardIteratorType.LATEST))
        .build();
  }

  /** Waits for the call before its client is closed. */
  private static void settle(CompletableFuture<Void> call) {
    assertThat(call.handle((nothing, failure) -> true).orTimeout(20, TimeUnit.SECONDS).join())
        .isTrue();
  }

  private Message lastMessageOfS3(String key) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create(server.endpoint() + "/b/" + key + "?select&select-type=2"))
              .POST(
                  BodyPublishers.ofString(
                      "<SelectObjectContentRequest><Expression>SELECT * FROM s3object</Expression>"
                          + "<ExpressionType>SQL</ExpressionType>"
                          + "<InputSerialization><CSV/></InputSerialization>"
                          + "<OutputSerialization><CSV/></OutputSerialization>"
                          + "</SelectObjectContentRequest>"))
              .build();
      HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
      assertThat(answer.headers().firstValue("Content-Type"))
          .contains("application/vnd.amazon.eventstream");
      List<Message> messages = new ArrayList<>();
      new MessageDecoder(messages::add).feed(answer.body());
      return messages.getLast();
    }
  }

  private <B extends AwsClientBuilder<B, C>, C> C client(B builder) {
    return client(builder, it -> {});
  }

  private <B extends AwsClientBuilder<B, C>, C> C client(
      B builder, Consumer<ClientOverrideConfiguration.Builder> more) {
    return builder
        .endpointOverride(URI.create(server.endpoint()))
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .overrideConfiguration(
            configuration ->
                more.accept(configuration.retryStrategy(retries -> retries.maxAttempts(1))))
        .build();
  }

  /** Takes the first event and waits. */
  private record Patient(AtomicReference<Subscription> subscription, CountDownLatch first)
      implements Subscriber<SubscribeToShardEventStream> {
    @Override
    public void onSubscribe(Subscription begun) {
      subscription.set(begun);
      begun.request(10);
    }

    @Override
    public void onNext(SubscribeToShardEventStream event) {
      first.countDown();
    }

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onComplete() {}
  }
}
