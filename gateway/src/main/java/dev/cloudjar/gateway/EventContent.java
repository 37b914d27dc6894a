package dev.cloudjar.gateway;

import dev.cloudjar.cloud.Content;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.wire.WireError;
import dev.cloudjar.wire.protocol.EventStreamWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import software.amazon.awssdk.awscore.AwsResponse;

/** The bytes of an answer that is a stream of events, made while they happen. */
final class EventContent {
  private final EventStreamWriter writer;
  private final Destination destination;
  private final String requestId;

  private EventContent(Destination destination, String requestId) {
    this.writer = EventStreamWriter.of(destination.service(), destination.protocol());
    this.destination = destination;
    this.requestId = requestId;
  }

  static Content of(
      Destination destination,
      String requestId,
      AwsResponse response,
      Operations.EventSource source) {
    EventContent content = new EventContent(destination, requestId);
    ByteBuffer opening = content.writer.opening(response);
    return new Content.Streamed(
        -1,
        target -> {
          target.write(opening);
          content.tell(source, target);
        });
  }

  private void tell(Operations.EventSource source, WritableByteChannel target) throws IOException {
    try {
      source.tell(event -> target.write(writer.event(EventNames.of(event), event)));
    } catch (RuntimeException | StackOverflowError | LinkageError e) {
      if (!target.isOpen() || Thread.currentThread().isInterrupted()) {
        throw new ClosedChannelException();
      }
      target.write(writer.failure(failure(e)));
    }
  }

  private WireError failure(Throwable thrown) {
    return Errors.of(thrown, destination, requestId);
  }
}
