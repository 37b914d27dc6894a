package dev.cloudjar.wire.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.catalog.Catalog;
import dev.cloudjar.catalog.OperationModel;
import dev.cloudjar.catalog.Protocol;
import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.wire.Reply;
import dev.cloudjar.wire.WireError;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatchlogs.model.SessionStreamingException;
import software.amazon.awssdk.services.cloudwatchlogs.model.StartLiveTailRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.StartLiveTailResponse;
import software.amazon.awssdk.services.s3.model.Progress;
import software.amazon.awssdk.services.s3.model.ProgressEvent;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/** What the exhaustive proof doesn't say of streams of events. */
class EventStreamWriterTest {
  private static final Catalog CATALOG = Catalog.load();

  @Test
  void anEventIsAMessageWithHeadersAndADocument() {
    EventStreamWriter writer = EventStreamWriter.of(CATALOG.service("s3"), Protocol.REST_XML);
    Message message =
        Message.decode(
            writer.event(
                "Progress",
                ProgressEvent.builder()
                    .details(Progress.builder().bytesScanned(512L).build())
                    .build()));
    assertThat(message.getHeaders())
        .isEqualTo(
            Map.of(
                ":message-type", HeaderValue.fromString("event"),
                ":event-type", HeaderValue.fromString("Progress"),
                ":content-type", HeaderValue.fromString("text/xml")));
    assertThat(new String(message.getPayload(), UTF_8))
        .endsWith("<Progress><BytesScanned>512</BytesScanned></Progress>");
  }

  @Test
  void anExceptionEndsTheStreamAsItsOwnClass() {
    ServiceModel logs = CATALOG.service("cloudwatchlogs");
    OperationModel operation = logs.operations().get("StartLiveTail");
    OfficialStreamClient.Received received =
        new OfficialStreamClient(logs)
            .call(
                operation,
                StartLiveTailRequest.builder().build(),
                sent -> {
                  EventStreamWriter writer = EventStreamWriter.of(logs, Protocol.AWS_JSON_1_1);
                  StartLiveTailResponse response = StartLiveTailResponse.builder().build();
                  Reply head =
                      Codecs.of(Protocol.AWS_JSON_1_1).write(logs, operation, response, "r-1");
                  ByteBuffer body = ByteBuffer.allocate(4096);
                  body.put(writer.opening(response));
                  body.put(
                      writer.exception(
                          new WireError(
                              "SessionStreamingException",
                              "too much",
                              400,
                              true,
                              Map.of(),
                              Map.of())));
                  assertThat(head.headers())
                      .contains(Map.entry("Content-Type", EventStreamWriter.CONTENT_TYPE));
                  return new Reply(200, head.headers(), body.flip());
                });
    assertThat(received.events()).isEqualTo(List.of());
    assertThat(received.error())
        .isInstanceOf(SessionStreamingException.class)
        .hasMessageContaining("too much");
  }
}
