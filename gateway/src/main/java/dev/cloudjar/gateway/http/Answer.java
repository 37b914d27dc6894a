package dev.cloudjar.gateway.http;

import dev.cloudjar.cloud.Content;
import dev.cloudjar.gateway.exchange.Outgoing;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer of one turn. Bytes in memory or on the disk leave without anybody waiting; what is
 * made while it is sent has a thread that waits for the client.
 */
@SuppressWarnings("FutureReturnValueIgnored") // handlers are told of what fails
final class Answer {
  private final Turn turn;
  private final Conversation conversation;
  private final Framing framing;
  private final boolean toHead;
  private final boolean http11;
  private @Nullable ContentPump pump;
  private @Nullable PulledContent pulled;
  private long lastProgress = -1;
  private boolean begun;

  Answer(Turn turn, Conversation conversation, Framing framing, boolean toHead, boolean http11) {
    this.turn = turn;
    this.conversation = conversation;
    this.framing = framing;
    this.toHead = toHead;
    this.http11 = http11;
  }

  boolean begun() {
    return begun;
  }

  void writeContinue() {
    framing.writeContinue(context());
    context().flush();
  }

  /** Sends the answer, once; what comes later is only closed. */
  void send(Outgoing outgoing) {
    ChannelHandlerContext context = context();
    if (begun || !context.channel().isActive()) {
      outgoing.content().close();
      turn.answered(true);
      return;
    }
    begun = true;
    ResponseHead head = head(outgoing);
    if (bodiless(outgoing)) {
      outgoing.content().close();
      framing.writeEmpty(context, head);
      wrote(head.close());
      return;
    }
    switch (outgoing.content()) {
      case Content.Bytes bytes -> {
        framing.writeWhole(context, head, Unpooled.wrappedBuffer(bytes.bytes()));
        wrote(head.close());
      }
      case Content.Pulled pulled -> pull(context, head, pulled);
      case Content.Streamed streamed -> pump(context, head, streamed);
    }
  }

  private void wrote(boolean close) {
    conversation.flushSoon();
    turn.answered(close);
  }

  private void pull(ChannelHandlerContext context, ResponseHead head, Content.Pulled content) {
    framing.writeHead(context, head);
    conversation.setDeadline(conversation.door().limits().stallSeconds());
    PulledContent sender =
        new PulledContent(
            context,
            framing,
            head,
            content,
            complete -> {
              pulled = null;
              if (!complete) {
                context.close();
              }
              turn.answered(head.close() || !complete);
            });
    pulled = sender;
    sender.advance();
  }

  private void pump(ChannelHandlerContext context, ResponseHead head, Content.Streamed content) {
    ContentPump sender = new ContentPump(conversation, framing, head);
    pump = sender;
    conversation.clearDeadline();
    framing.writeHead(context, head);
    context.flush();
    conversation
        .door()
        .workers()
        .execute(
            () -> {
              boolean complete;
              try (content) {
                complete = sender.send(content);
              }
              turn.onChannel(() -> pumped(head, complete));
            });
  }

  private void pumped(ResponseHead head, boolean complete) {
    pump = null;
    if (complete && context().channel().isActive()) {
      framing.writeEnd(context(), head);
      context().flush();
    } else {
      context().close();
    }
    turn.answered(head.close() || !complete);
  }

  private ResponseHead head(Outgoing outgoing) {
    long size = outgoing.content().sizeBytes();
    boolean close = turn.closes();
    if (outgoing.status() == 204 || outgoing.status() / 100 == 1) {
      size = ResponseHead.NONE;
    } else if (outgoing.status() == 304) {
      size = declared(outgoing, ResponseHead.NONE);
    } else if (toHead) {
      size = declared(outgoing, size);
    } else if (size < 0 && !http11) {
      close = true;
    }
    return new ResponseHead(outgoing.status(), outgoing.headers(), size, close);
  }

  private static long declared(Outgoing outgoing, long otherwise) {
    for (Map.Entry<String, String> header : outgoing.headers()) {
      if (header.getKey().equalsIgnoreCase("content-length")) {
        return Long.parseLong(header.getValue());
      }
    }
    return otherwise;
  }

  private boolean bodiless(Outgoing outgoing) {
    return toHead
        || outgoing.status() == 204
        || outgoing.status() == 304
        || outgoing.content().sizeBytes() == 0;
  }

  void writabilityChanged() {
    ContentPump sender = pump;
    if (sender != null) {
      sender.writabilityChanged(context().channel().isWritable());
    }
    PulledContent reader = pulled;
    if (reader != null) {
      reader.advance();
    }
  }

  void abandoned() {
    ContentPump sender = pump;
    if (sender != null) {
      sender.abandon();
    }
    PulledContent reader = pulled;
    if (reader != null) {
      reader.advance();
    }
  }

  void stopWaiting() {
    ContentPump sender = pump;
    if (sender != null) {
      sender.stopWaiting();
    }
  }

  boolean madeProgress() {
    PulledContent reader = pulled;
    if (reader == null || reader.sentBytes() == lastProgress) {
      return false;
    }
    lastProgress = reader.sentBytes();
    return true;
  }

  private ChannelHandlerContext context() {
    return conversation.context();
  }
}
