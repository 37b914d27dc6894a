package dev.cloudjar.cloud;

import java.io.IOException;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Takes the events of an answer that is a stream of them, and sends each at once. For one thread,
 * which waits while the receiver is slow and is interrupted when the receiver goes away.
 */
@FunctionalInterface
public interface Sink {

  /**
   * Sends an event.
   *
   * @param event made by a builder of the stream's own, such as {@code
   *     SelectObjectContentEventStream.recordsBuilder()}, so that it knows its name
   * @throws IOException when the receiver has gone
   */
  void send(SdkPojo event) throws IOException;
}
