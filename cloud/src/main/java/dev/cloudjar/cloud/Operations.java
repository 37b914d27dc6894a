package dev.cloudjar.cloud;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

/** Where a room registers its operations: one line each. */
public interface Operations {

  /** An operation whose request and response are structures. */
  <I extends AwsRequest, O extends AwsResponse> Registration<I> on(
      Class<I> request, Class<O> response, Handler<I, O> handler);

  /** An operation whose request carries a stream of bytes, such as {@code PutObject}. */
  <I extends AwsRequest, O extends AwsResponse> Registration<I> onUpload(
      Class<I> request, Class<O> response, UploadHandler<I, O> handler);

  /** An operation whose response carries a stream of bytes, such as {@code GetObject}. */
  <I extends AwsRequest, O extends AwsResponse> Registration<I> onDownload(
      Class<I> request, Class<O> response, DownloadHandler<I, O> handler);

  /** An operation whose response is a stream of events, such as {@code SubscribeToShard}. */
  <I extends AwsRequest, O extends AwsResponse> Registration<I> onEvents(
      Class<I> request, Class<O> response, EventHandler<I, O> handler);

  /**
   * An operation that is refused on purpose, with the reason that its caller and the coverage page
   * are given.
   */
  <I extends AwsRequest> void unsupported(Class<I> request, String reason);

  /**
   * Answers requests that are no operation, of a {@link PlainRoom}. Several are asked in the order
   * in which they are registered.
   */
  void plain(PlainHandler handler);

  /**
   * Adds headers to every answer of the room's operations, refusals included, as browsers need them
   * from other origins. What is answered by {@link #plain} has no headers but its own.
   */
  void eachAnswer(AnswerHeaders headers);

  /** Has somebody see every answer of the room on its way out. */
  void watchAnswers(AnswerWatch watch);

  /**
   * Answers a request that is no operation; empty for one that is not this handler's, of which it
   * has read no body.
   */
  @FunctionalInterface
  interface PlainHandler {
    Optional<PlainAnswer> handle(PlainRequest request);
  }

  /** Finds the headers to add to the answer of a request. Waits for nothing. */
  @FunctionalInterface
  interface AnswerHeaders {
    List<Map.Entry<String, String>> of(PlainHead head);
  }

  /** Answers a structure. */
  @FunctionalInterface
  interface Handler<I, O> {
    O handle(Call call, I request);
  }

  /** Takes a stream. The body must be read to its end before anything of it is made visible. */
  @FunctionalInterface
  interface UploadHandler<I, O> {
    O handle(Call call, I request, Body body);
  }

  /** Gives a stream. */
  @FunctionalInterface
  interface DownloadHandler<I, O> {
    Download<O> handle(Call call, I request);
  }

  /** Gives a stream of events. */
  @FunctionalInterface
  interface EventHandler<I, O> {
    EventAnswer<O> handle(Call call, I request);
  }

  /**
   * A response with its stream of events.
   *
   * @param response the structure; its members become headers or the first message
   * @param source tells the events, after the response has been sent
   */
  record EventAnswer<O>(O response, EventSource source) {}

  /**
   * Tells events until there are no more. What it throws ends the stream: a {@link Fault} becomes
   * its last message. It is interrupted when the caller goes away.
   */
  @FunctionalInterface
  interface EventSource {
    void tell(Sink sink) throws IOException;
  }

  /**
   * A response with its stream.
   *
   * @param response the structure; its members become headers
   * @param content the bytes; closed by whoever sends them
   */
  record Download<O>(O response, Content content) {}
}
