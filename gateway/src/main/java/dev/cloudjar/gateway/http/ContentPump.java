package dev.cloudjar.gateway.http;

import dev.cloudjar.cloud.Content;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Sends content piece by piece from a thread that waits while the client is slow. */
@SuppressWarnings("FutureReturnValueIgnored") // handlers are told of what fails
final class ContentPump implements WritableByteChannel {
  private static final System.Logger LOG = System.getLogger(ContentPump.class.getName());
  private static final int PIECE_BYTES = 64 * 1024;

  private final Conversation conversation;
  private final Framing framing;
  private final ResponseHead head;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition change = lock.newCondition();
  private int underWayBytes;
  private boolean writable = true;
  private boolean abandoned;
  private @Nullable Thread maker;

  ContentPump(Conversation conversation, Framing framing, ResponseHead head) {
    this.conversation = conversation;
    this.framing = framing;
    this.head = head;
  }

  /** Sends all of it; false where the client left, or the content broke off. */
  boolean send(Content.Streamed content) {
    try {
      long sentBytes = write(content);
      long expected = head.sizeBytes();
      if (expected >= 0 && sentBytes != expected) {
        LOG.log(System.Logger.Level.ERROR, "content of {0} bytes gave {1}", expected, sentBytes);
        return false;
      }
      return true;
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "answer broke off", e);
      return false;
    } catch (RuntimeException e) {
      // Who makes content for somebody who has gone is interrupted, and nobody need know.
      LOG.log(
          isOpen() ? System.Logger.Level.ERROR : System.Logger.Level.DEBUG,
          "content broke while it was sent",
          e);
      return false;
    }
  }

  private long write(Content.Streamed content) throws IOException {
    CountingChannel counting = new CountingChannel(this, content.sizeBytes());
    if (!begin()) {
      throw new ClosedChannelException();
    }
    try {
      content.source().writeTo(counting);
    } finally {
      end();
    }
    return counting.count();
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    int total = source.remaining();
    while (source.hasRemaining()) {
      int count = Math.min(PIECE_BYTES, source.remaining());
      ByteBuf piece = context().alloc().directBuffer(count);
      piece.writeBytes(source.slice(source.position(), count));
      source.position(source.position() + count);
      send(piece);
    }
    return total;
  }

  private void send(ByteBuf piece) throws IOException {
    int size = piece.readableBytes();
    if (!awaitRoom(size)) {
      piece.release();
      throw new ClosedChannelException();
    }
    context()
        .executor()
        .execute(
            () -> {
              framing.writePiece(context(), head, piece);
              context().flush();
              left(size);
            });
  }

  private boolean awaitRoom(int sizeBytes) {
    int stallSeconds = conversation.door().limits().stallSeconds();
    lock.lock();
    try {
      while (!abandoned && (!writable || underWayBytes > 2 * PIECE_BYTES)) {
        if (!change.await(stallSeconds, TimeUnit.SECONDS)) {
          abandoned = true;
        }
      }
      underWayBytes += sizeBytes;
      return !abandoned;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void left(int sizeBytes) {
    lock.lock();
    try {
      underWayBytes -= sizeBytes;
      writable = context().channel().isWritable();
      change.signal();
    } finally {
      lock.unlock();
    }
  }

  void writabilityChanged(boolean nowWritable) {
    lock.lock();
    try {
      writable = nowWritable;
      change.signal();
    } finally {
      lock.unlock();
    }
  }

  /** From here on the thread is one that makes content, which may wait for anything. */
  private boolean begin() {
    lock.lock();
    try {
      maker = Thread.currentThread();
      return !abandoned;
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    lock.lock();
    try {
      maker = null;
    } finally {
      lock.unlock();
    }
  }

  /** Called when nobody receives any more: whoever makes content need not. */
  void abandon() {
    lock.lock();
    try {
      abandoned = true;
      change.signal();
      if (maker != null) {
        maker.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends content that nobody knows the end of; what has a size is sent. */
  void stopWaiting() {
    if (head.sizeBytes() < 0) {
      abandon();
    }
  }

  private ChannelHandlerContext context() {
    return conversation.context();
  }

  @Override
  public boolean isOpen() {
    lock.lock();
    try {
      return !abandoned;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {}

  /** Counts what passes through, and lets no more pass than was promised. */
  private static final class CountingChannel implements WritableByteChannel {
    private final ContentPump pump;
    private final long promised;
    private long count;

    CountingChannel(ContentPump pump, long promised) {
      this.pump = pump;
      this.promised = promised;
    }

    long count() {
      return count;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      if (promised >= 0 && count + source.remaining() > promised) {
        throw new IOException("more than the " + promised + " bytes that were promised");
      }
      int written = pump.write(source);
      count += written;
      return written;
    }

    @Override
    public boolean isOpen() {
      return pump.isOpen();
    }

    @Override
    public void close() {}
  }
}
