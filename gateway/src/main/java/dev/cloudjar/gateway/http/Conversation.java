package dev.cloudjar.gateway.http;

import dev.cloudjar.cloud.AnswerWatch;
import io.netty.buffer.ByteBufHolder;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one connection (HTTP/1.1) or of one stream (HTTP/2), one {@link Turn} after the
 * other. What a client sends ahead of its turn waits here, and beyond a limit in the network.
 *
 * <p>Everything happens on the channel's own thread but {@link #closeIfOverdue} and {@link
 * #closeIfIdle}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // handlers are told of what fails
final class Conversation extends ChannelInboundHandlerAdapter {
  private static final System.Logger LOG = System.getLogger(Conversation.class.getName());

  /** For how long a client that sends no more is taken to be there. */
  private static final int GONE_SECONDS = 1;

  private final DoorContext door;
  private final Set<Conversation> registry;
  private final boolean secure;
  private final boolean http2;
  private final ArrayDeque<HttpObject> ahead = new ArrayDeque<>();
  private @Nullable ChannelHandlerContext context;
  private Optional<InetAddress> sourceAddress = Optional.empty();
  private Optional<AnswerWatch.Tls> tls = Optional.empty();
  private @Nullable Turn turn;
  private int aheadBytes;
  private int discardedBytes;
  private boolean continuing;
  private boolean writable = true;
  private boolean lingering;
  private boolean halfClosed;
  private boolean reading;
  private boolean flushed = true;
  private long lastPendingBytes;
  private volatile long deadlineNanos;

  Conversation(DoorContext door, Set<Conversation> registry, boolean secure, boolean http2) {
    this.door = door;
    this.registry = registry;
    this.secure = secure;
    this.http2 = http2;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
    Channel channel = added.channel();
    SocketAddress remote = (http2 ? channel.parent() : channel).remoteAddress();
    if (remote instanceof InetSocketAddress internet) {
      sourceAddress = Optional.ofNullable(internet.getAddress());
    }
    tls = secure ? Handshake.of(http2 ? channel.parent() : channel) : Optional.empty();
    setDeadline(door.limits().headSeconds());
    registry.add(this);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext removed) {
    registry.remove(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext on, Object message) {
    if (lingering || !(message instanceof HttpObject part)) {
      linger(message);
      return;
    }
    reading = true;
    Turn current = turn;
    if (ahead.isEmpty() && (current == null ? writable : current.awaitsBody())) {
      take(part);
    } else {
      wait(part);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext on) {
    reading = false;
    if (!flushed) {
      flushed = true;
      on.flush();
    }
    on.fireChannelReadComplete();
  }

  private void take(HttpObject part) {
    Turn current = turn;
    if (current == null) {
      if (part instanceof HttpRequest request) {
        begin(request);
      } else {
        ReferenceCountUtil.release(part);
      }
    } else if (part instanceof HttpContent content) {
      current.content(content);
    } else {
      ReferenceCountUtil.release(part);
    }
  }

  private void begin(HttpRequest request) {
    Turn next = new Turn(this, request);
    turn = next;
    next.begin();
    if (request instanceof HttpContent whole && turn == next) {
      next.content(whole);
    }
  }

  private void wait(HttpObject part) {
    ahead.add(part);
    aheadBytes += part instanceof ByteBufHolder holder ? holder.content().readableBytes() : 256;
    if (aheadBytes >= door.limits().collectedBodyBytes()) {
      read(false);
    }
  }

  /** Called when a turn has been answered and its body is read: the next one may come. */
  void finished(Turn done, boolean close, boolean bodyEnded) {
    if (turn != done) {
      return;
    }
    turn = null;
    if (http2) {
      endStream(bodyEnded);
      return;
    }
    if (close) {
      end(bodyEnded && ahead.isEmpty());
      return;
    }
    setDeadline(door.limits().idleSeconds());
    proceed();
    if (halfClosed && turn == null && ahead.isEmpty()) {
      end(true);
    }
  }

  private void proceed() {
    if (continuing) {
      return;
    }
    continuing = true;
    while (!ahead.isEmpty() && (turn == null ? writable : turn.awaitsBody())) {
      HttpObject part = ahead.remove();
      aheadBytes -= part instanceof ByteBufHolder holder ? holder.content().readableBytes() : 256;
      take(part);
    }
    continuing = false;
    if (ahead.isEmpty() && !lingering) {
      read(true);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext on) {
    writable = on.channel().isWritable();
    Turn current = turn;
    if (current != null) {
      current.writabilityChanged();
    } else if (writable) {
      proceed();
    }
    on.fireChannelWritabilityChanged();
  }

  /** Stops or resumes reading from the network. */
  void read(boolean on) {
    Channel channel = context().channel();
    if (channel.config().isAutoRead() != on) {
      channel.config().setAutoRead(on);
    }
  }

  /** Has what was written leave, together with what else is written while reading. */
  void flushSoon() {
    if (reading) {
      flushed = false;
    } else {
      context().flush();
    }
  }

  /**
   * Gives the connection up once what was written has left. A client in the middle of its body
   * would miss the answer if the connection just broke, so for a while it is read from.
   */
  private void end(boolean nothingToCome) {
    ChannelHandlerContext on = context();
    lingering = true;
    releaseAhead();
    flushed = true;
    setDeadline(door.limits().lingerSeconds());
    on.writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            sent -> {
              if (sent.isSuccess()
                  && !nothingToCome
                  && !secure
                  && on.channel() instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
              } else {
                on.close();
              }
            });
    read(true);
  }

  /** A stream whose request is still coming in though it has been answered is told to stop. */
  private void endStream(boolean bodyEnded) {
    lingering = true;
    if (!bodyEnded) {
      context().write(new DefaultHttp2ResetFrame(Http2Error.NO_ERROR), context().voidPromise());
    }
    clearDeadline();
    context().flush();
  }

  private void linger(Object message) {
    if (message instanceof ByteBufHolder holder) {
      discardedBytes += holder.content().readableBytes();
    }
    ReferenceCountUtil.release(message);
    if (discardedBytes > 16 * door.limits().discardedBodyBytes()) {
      context().close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext on) {
    lingering = true;
    releaseAhead();
    Turn current = turn;
    if (current != null) {
      turn = null;
      current.abandoned(new IOException("the client went away"));
    }
    on.fireChannelInactive();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext on, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      inputEnded(on);
    }
    ReferenceCountUtil.release(event);
  }

  /**
   * The client sends no more. It may have gone, or wait for its answer with its own side closed:
   * only a write would tell. So it is answered, but nobody waits for long on its account.
   */
  private void inputEnded(ChannelHandlerContext on) {
    Turn current = turn;
    if (lingering || (current != null && current.awaitsBody())) {
      on.close();
    } else if (current == null && ahead.isEmpty()) {
      end(true);
    } else {
      halfClosed = true;
      on.executor().schedule(this::stopWaiting, GONE_SECONDS, TimeUnit.SECONDS);
    }
  }

  private void stopWaiting() {
    Turn current = turn;
    if (current != null) {
      current.stopWaiting();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext on, Throwable cause) {
    if (cause instanceof IOException) {
      LOG.log(System.Logger.Level.TRACE, "connection failed", cause);
    } else {
      LOG.log(System.Logger.Level.DEBUG, "connection given up", cause);
    }
    on.close();
  }

  private void releaseAhead() {
    ahead.forEach(ReferenceCountUtil::release);
    ahead.clear();
    aheadBytes = 0;
  }

  /** Allows the client so many seconds until the next thing must have happened. */
  void setDeadline(int seconds) {
    deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
  }

  /** Allows the client all the time it wants, as while its handler is at work. */
  void clearDeadline() {
    deadlineNanos = Long.MAX_VALUE;
  }

  /** Closes the connection where its client has let the deadline pass. Called by any thread. */
  void closeIfOverdue(long nowNanos) {
    long deadline = deadlineNanos;
    if (deadline != Long.MAX_VALUE && deadline - nowNanos < 0) {
      context().executor().execute(this::timeOut);
    }
  }

  /** Closes the connection at once where no request is under way. */
  void closeIfIdle() {
    context()
        .executor()
        .execute(
            () -> {
              if (turn == null && ahead.isEmpty()) {
                context().close();
              }
            });
  }

  private void timeOut() {
    long deadline = deadlineNanos;
    Turn current = turn;
    if (deadline == Long.MAX_VALUE || deadline - System.nanoTime() >= 0) {
      return;
    }
    long pendingBytes = pendingBytes();
    boolean progress = pendingBytes > 0 && pendingBytes != lastPendingBytes;
    lastPendingBytes = pendingBytes;
    if (progress || (current != null && current.madeProgress())) {
      setDeadline(door.limits().stallSeconds());
      return;
    }
    context().close();
  }

  private long pendingBytes() {
    ChannelOutboundBuffer outbound = context().channel().unsafe().outboundBuffer();
    return outbound == null ? 0 : outbound.totalPendingWriteBytes();
  }

  ChannelHandlerContext context() {
    ChannelHandlerContext on = context;
    if (on == null) {
      throw new IllegalStateException("not in a pipeline yet");
    }
    return on;
  }

  DoorContext door() {
    return door;
  }

  Optional<InetAddress> sourceAddress() {
    return sourceAddress;
  }

  boolean secure() {
    return secure;
  }

  Optional<AnswerWatch.Tls> tls() {
    return tls;
  }

  boolean http2() {
    return http2;
  }
}
