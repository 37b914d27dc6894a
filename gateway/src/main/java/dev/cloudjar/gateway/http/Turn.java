package dev.cloudjar.gateway.http;

import dev.cloudjar.cloud.Body;
import dev.cloudjar.cloud.WholeBody;
import dev.cloudjar.gateway.exchange.Incoming;
import dev.cloudjar.gateway.exchange.Outgoing;
import dev.cloudjar.gateway.exchange.RequestHandler;
import dev.cloudjar.wire.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer. Small bodies are gathered before the handler starts; of larger ones
 * the handler is given the bytes as they come.
 *
 * <p>Everything happens on the channel's own thread but the handler's work.
 */
@SuppressWarnings("FutureReturnValueIgnored") // handlers are told of what fails
final class Turn {
  private static final System.Logger LOG = System.getLogger(Turn.class.getName());

  private final Conversation conversation;
  private final HttpRequest request;
  private final Answer answer;
  private @Nullable RequestHead head;
  private @Nullable RequestBody streamed;
  private @Nullable ByteBuf collected;
  private volatile @Nullable Thread worker;
  private long declaredBytes = -1;
  private long receivedBytes;
  private int discardedBytes;
  private boolean collecting;
  private boolean awaitsContinue;
  private boolean bodyEnded;
  private boolean answered;
  private boolean unreadable;

  Turn(Conversation conversation, HttpRequest request) {
    this.conversation = conversation;
    this.request = request;
    boolean http11 = request.protocolVersion().equals(HttpVersion.HTTP_1_1);
    Framing framing = conversation.http2() ? new Http2Framing() : new Http1Framing(http11);
    this.answer =
        new Answer(this, conversation, framing, request.method().equals(HttpMethod.HEAD), http11);
  }

  void begin() {
    try {
      head = RequestReader.read(request, conversation.door().limits());
    } catch (RefusedRequestException e) {
      refuse(e);
      return;
    }
    HttpHeaders headers = request.headers();
    String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    if (length != null) {
      declaredBytes = Long.parseLong(length);
    }
    boolean chunked = HttpUtil.isTransferEncodingChunked(request);
    awaitsContinue =
        (declaredBytes > 0 || chunked)
            && headers.contains(HttpHeaderNames.EXPECT)
            && !request.protocolVersion().equals(HttpVersion.HTTP_1_0);
    if (awaitsContinue && !HttpUtil.is100ContinueExpected(request)) {
      refuse(new RefusedRequestException(417, "only 100-continue can be expected"));
      return;
    }
    collecting =
        !awaitsContinue
            && !chunked
            && declaredBytes <= conversation.door().limits().collectedBodyBytes();
    if (collecting) {
      conversation.setDeadline(conversation.door().limits().stallSeconds());
    } else {
      conversation.clearDeadline();
      stream();
    }
  }

  private void stream() {
    RequestBody body =
        new RequestBody(
            declaredBytes < 0 ? OptionalLong.empty() : OptionalLong.of(declaredBytes),
            conversation.door().limits(),
            awaitsContinue ? () -> onChannel(this::sendContinue) : null,
            () -> onChannel(() -> conversation.read(true)));
    streamed = body;
    dispatch(body, null);
  }

  private void sendContinue() {
    if (awaitsContinue && !answer.begun()) {
      awaitsContinue = false;
      answer.writeContinue();
    }
  }

  /** Whether more of this request is to come. */
  boolean awaitsBody() {
    return !bodyEnded;
  }

  /** Takes a piece of the body over. */
  void content(HttpContent content) {
    if (content.decoderResult().isFailure()) {
      content.release();
      malformed();
      return;
    }
    ByteBuf bytes = content.content();
    receivedBytes += bytes.readableBytes();
    bodyEnded = content instanceof LastHttpContent;
    awaitsContinue = false;
    if (answered) {
      discard(bytes);
    } else if (collecting) {
      collect(bytes);
    } else if (streamed != null) {
      if (streamed.offer(bytes)) {
        conversation.read(false);
      }
      if (content instanceof LastHttpContent last) {
        streamed.end(trailers(last));
      }
    } else {
      bytes.release();
    }
  }

  private void collect(ByteBuf bytes) {
    ByteBuf before = collected;
    if (before == null && bodyEnded) {
      collected = bytes;
    } else if (before == null) {
      collected =
          conversation
              .context()
              .alloc()
              .directBuffer((int) Math.max(declaredBytes, bytes.readableBytes()))
              .writeBytes(bytes);
      bytes.release();
    } else {
      before.writeBytes(bytes);
      bytes.release();
    }
    if (bodyEnded) {
      conversation.clearDeadline();
      ByteBuffer whole = collected == null ? ByteBuffer.allocate(0) : collected.nioBuffer();
      dispatch(new WholeBody(whole), whole);
    }
  }

  private void dispatch(Body body, @Nullable ByteBuffer whole) {
    RequestHead known = head;
    if (known == null) {
      throw new IllegalStateException("no head");
    }
    Incoming incoming =
        new Incoming(
            known,
            body,
            whole,
            conversation.sourceAddress(),
            conversation.secure(),
            conversation.tls());
    RequestHandler.Exchange exchange;
    try {
      exchange = conversation.door().handler().open(incoming);
    } catch (RuntimeException e) {
      broken(e);
      return;
    }
    if (whole != null && exchange.immediate()) {
      Outgoing outgoing;
      try {
        outgoing = exchange.answer();
      } catch (RuntimeException e) {
        broken(e);
        return;
      }
      answer.send(outgoing);
    } else {
      conversation.door().workers().execute(() -> work(exchange));
    }
  }

  /** Runs on a thread of its own. */
  private void work(RequestHandler.Exchange exchange) {
    worker = Thread.currentThread();
    try {
      Outgoing outgoing = exchange.answer();
      onChannel(() -> answer.send(outgoing));
    } catch (RuntimeException | Error e) {
      onChannel(() -> broken(e));
      if (e instanceof Error error) {
        throw error;
      }
    }
  }

  void onChannel(Runnable action) {
    conversation.context().executor().execute(action);
  }

  private void broken(Throwable cause) {
    LOG.log(System.Logger.Level.ERROR, "a handler broke", cause);
    if (answer.begun()) {
      conversation.context().close();
    } else {
      answer.send(Outgoing.empty(500));
    }
  }

  private void refuse(RefusedRequestException refusal) {
    unreadable = true;
    answer.send(
        Outgoing.text(refusal.status(), "text/plain; charset=utf-8", refusal.getMessage() + "\n"));
  }

  private void malformed() {
    if (streamed != null) {
      streamed.fail(new IOException("malformed body"));
    }
    if (answer.begun() || streamed != null) {
      conversation.context().close();
    } else {
      refuse(new RefusedRequestException(400, "malformed body"));
    }
  }

  /**
   * Whether the connection must end with this answer: the client wants it to, or more of the body
   * is to come than is worth reading, or nobody knows whether it comes at all.
   */
  boolean closes() {
    if (unreadable || conversation.door().closing().getAsBoolean()) {
      return true;
    }
    boolean worthReading =
        bodyEnded
            || (!awaitsContinue
                && declaredBytes >= 0
                && declaredBytes - receivedBytes
                    <= conversation.door().limits().discardedBodyBytes());
    if (!worthReading) {
      return true;
    }
    return !conversation.http2() && !keepsAlive();
  }

  private boolean keepsAlive() {
    String connection = request.headers().get(HttpHeaderNames.CONNECTION);
    if (request.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
      return connection == null
          || !AsciiString.containsIgnoreCase(connection, HttpHeaderValues.CLOSE);
    }
    return connection != null && HttpHeaderValues.KEEP_ALIVE.contentEqualsIgnoreCase(connection);
  }

  /** Called when the last byte of the answer was written. */
  void answered(boolean close) {
    answered = true;
    release();
    if (streamed != null) {
      streamed.discard();
    }
    if (bodyEnded || close) {
      conversation.finished(this, close, bodyEnded);
    } else {
      conversation.setDeadline(conversation.door().limits().stallSeconds());
      conversation.read(true);
    }
  }

  private void discard(ByteBuf bytes) {
    discardedBytes += bytes.readableBytes();
    bytes.release();
    if (bodyEnded) {
      conversation.finished(this, false, true);
    } else if (discardedBytes > conversation.door().limits().discardedBodyBytes()) {
      conversation.finished(this, true, false);
    }
  }

  /**
   * Called when the client has gone: whoever waits for something, as a long poll does, need not.
   */
  void abandoned(IOException reason) {
    Thread waiting = worker;
    if (streamed != null) {
      streamed.fail(reason);
    } else if (waiting != null) {
      waiting.interrupt();
    }
    answer.abandoned();
    if (collecting && !bodyEnded) {
      release();
    }
  }

  /** Called when the client has probably gone: a handler that waits answers what there is. */
  void stopWaiting() {
    Thread waiting = worker;
    if (waiting != null && !answer.begun()) {
      waiting.interrupt();
    }
    answer.stopWaiting();
  }

  private void release() {
    ByteBuf buffer = collected;
    if (buffer != null) {
      collected = null;
      buffer.release();
    }
  }

  void writabilityChanged() {
    answer.writabilityChanged();
  }

  /** Whether bytes moved since this was last asked. */
  boolean madeProgress() {
    return answer.madeProgress();
  }

  private static Map<String, String> trailers(LastHttpContent last) {
    if (last.trailingHeaders().isEmpty()) {
      return Map.of();
    }
    Map<String, String> trailers = new HashMap<>();
    for (Map.Entry<String, String> trailer : last.trailingHeaders()) {
      trailers.putIfAbsent(trailer.getKey().toLowerCase(Locale.ROOT), trailer.getValue());
    }
    return Map.copyOf(trailers);
  }
}
