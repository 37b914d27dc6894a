package dev.cloudjar.gateway;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Rooms;
import dev.cloudjar.cloud.Signals;
import dev.cloudjar.cloud.Sink;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.cloudwatchlogs.model.StartLiveTailRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.StartLiveTailResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.StartLiveTailResponseStream;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEventStream;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardRequest;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponse;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamRequest;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamResponse;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamResponseEvent;
import software.amazon.awssdk.services.s3.model.RecordsEvent;
import software.amazon.awssdk.services.s3.model.SelectObjectContentEventStream;
import software.amazon.awssdk.services.s3.model.SelectObjectContentRequest;
import software.amazon.awssdk.services.s3.model.SelectObjectContentResponse;

/** Rooms that tell events in every protocol that has them. */
final class StreamingRooms {
  /** Counted down when a listener that would listen for ever has ended. */
  final CountDownLatch left = new CountDownLatch(1);

  Rooms all() {
    return new Rooms()
        .add("s3", () -> (operations, cloud) -> openS3(operations))
        .add("kinesis", () -> this::openKinesis)
        .add("cloudwatchlogs", () -> (operations, cloud) -> openLogs(operations))
        .add("lambda", () -> (operations, cloud) -> openLambda(operations));
  }

  private static void openS3(Operations operations) {
    operations
        .onEvents(
            SelectObjectContentRequest.class,
            SelectObjectContentResponse.class,
            (call, request) ->
                new Operations.EventAnswer<>(
                    SelectObjectContentResponse.builder().build(),
                    sink -> {
                      if (request.key().equals("foreign")) {
                        sink.send(RecordsEvent.builder().build());
                      }
                      sink.send(
                          SelectObjectContentEventStream.recordsBuilder()
                              .payload(SdkBytes.fromUtf8String("a,b\n"))
                              .build());
                      sink.send(
                          SelectObjectContentEventStream.statsBuilder()
                              .details(it -> it.bytesScanned(4L))
                              .build());
                      if (request.key().equals("broken")) {
                        throw Fault.of("OverMaxRecordSize", "The length of a record is too long.");
                      }
                      sink.send(SelectObjectContentEventStream.endBuilder().build());
                    }))
        .needsNoPermission();
  }

  private void openKinesis(Operations operations, Cloud cloud) {
    operations
        .onEvents(
            SubscribeToShardRequest.class,
            SubscribeToShardResponse.class,
            (call, request) -> subscribe(cloud, call, request))
        .needsNoPermission();
  }

  private Operations.EventAnswer<SubscribeToShardResponse> subscribe(
      Cloud cloud, Call call, SubscribeToShardRequest request) {
    if (request.shardId().equals("none")) {
      throw Fault.of("ResourceNotFoundException", "No such shard.");
    }
    return new Operations.EventAnswer<>(
        SubscribeToShardResponse.builder().build(),
        sink -> {
          sink.send(records(call.time(), "first"));
          switch (request.shardId()) {
            case "gone" -> throw Fault.of("ResourceNotFoundException", "The stream is gone.");
            case "accident" -> throw new IllegalStateException("a secret of the house");
            case "endless" -> listen(cloud);
            default -> sink.send(records(call.time(), "second"));
          }
        });
  }

  private void listen(Cloud cloud) {
    try (Signals.Listening listening = cloud.signals().listen("never")) {
      if (listening.await(null, Duration.ofSeconds(60)) == Signals.Outcome.INTERRUPTED) {
        left.countDown();
      }
    }
  }

  private static SubscribeToShardEvent records(Instant time, String text) {
    return SubscribeToShardEventStream.subscribeToShardEventBuilder()
        .continuationSequenceNumber("1")
        .millisBehindLatest(0L)
        .records(
            Record.builder()
                .sequenceNumber("1")
                .partitionKey("p")
                .approximateArrivalTimestamp(time)
                .data(SdkBytes.fromUtf8String(text))
                .build())
        .build();
  }

  private static void openLogs(Operations operations) {
    operations
        .onEvents(
            StartLiveTailRequest.class,
            StartLiveTailResponse.class,
            (call, request) ->
                new Operations.EventAnswer<>(
                    StartLiveTailResponse.builder().build(),
                    sink -> {
                      sink.send(
                          StartLiveTailResponseStream.sessionStartBuilder()
                              .sessionId("s-1")
                              .build());
                      throw Fault.of("SessionStreamingException", "The session broke.");
                    }))
        .needsNoPermission();
  }

  private static void openLambda(Operations operations) {
    operations
        .onEvents(
            InvokeWithResponseStreamRequest.class,
            InvokeWithResponseStreamResponse.class,
            (call, request) ->
                new Operations.EventAnswer<>(
                    InvokeWithResponseStreamResponse.builder().executedVersion("7").build(),
                    sink -> {
                      chunk(sink, "hel");
                      chunk(sink, "lo");
                      sink.send(
                          InvokeWithResponseStreamResponseEvent.invokeCompleteBuilder().build());
                    }))
        .needsNoPermission();
  }

  private static void chunk(Sink sink, String text) throws IOException {
    sink.send(
        InvokeWithResponseStreamResponseEvent.payloadChunkBuilder()
            .payload(SdkBytes.fromUtf8String(text))
            .build());
  }
}
