package dev.cloudjar.gateway.http;

import dev.cloudjar.cloud.Content;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Sends content that is there to be read, piece by piece, on the channel's own thread: as many as
 * the client takes, and the next ones when it has taken them. Handing pieces over from another
 * thread costs as much as sending them.
 */
final class PulledContent {
  private static final System.Logger LOG = System.getLogger(PulledContent.class.getName());
  private static final int PIECE_BYTES = 64 * 1024;

  /** So many pieces share a system call, and wake the client once. */
  private static final int PIECES_AT_ONCE = 4;

  /** So many pieces, and then others have their turn on the thread. */
  private static final int PIECES_AT_A_TIME = 16;

  private final ChannelHandlerContext context;
  private final Framing framing;
  private final ResponseHead head;
  private final Content.Pulled content;
  private final Consumer<Boolean> ended;
  private long sentBytes;
  private boolean running;
  private boolean over;

  /**
   * @param ended told once whether all of it was sent
   */
  PulledContent(
      ChannelHandlerContext context,
      Framing framing,
      ResponseHead head,
      Content.Pulled content,
      Consumer<Boolean> ended) {
    this.context = context;
    this.framing = framing;
    this.head = head;
    this.content = content;
    this.ended = ended;
  }

  long sentBytes() {
    return sentBytes;
  }

  /** Sends what the client takes now. Sending may call this in turn. */
  void advance() {
    if (running || over) {
      return;
    }
    running = true;
    try {
      int pieces = 0;
      while (sentBytes < content.sizeBytes()
          && context.channel().isWritable()
          && pieces++ < PIECES_AT_A_TIME) {
        framing.writePiece(context, head, next());
        if (pieces % PIECES_AT_ONCE == 0) {
          context.flush();
        }
      }
      context.flush();
      if (sentBytes == content.sizeBytes()) {
        framing.writeEnd(context, head);
        context.flush();
        end(true);
      } else if (!context.channel().isActive()) {
        end(false);
      } else if (context.channel().isWritable()) {
        context.executor().execute(this::advance);
      }
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "content broke while it was sent", e);
      end(false);
    } finally {
      running = false;
    }
  }

  private ByteBuf next() throws IOException {
    int most = (int) Math.min(PIECE_BYTES, content.sizeBytes() - sentBytes);
    Content.Lent lent = content.reader().lend(most);
    if (lent != null) {
      sentBytes += lent.bytes().remaining();
      return new LentBytes(context.alloc(), lent);
    }
    ByteBuf piece = context.alloc().directBuffer(most);
    try {
      ByteBuffer target = piece.nioBuffer(0, most);
      content.reader().read(target);
      if (target.position() == 0) {
        throw new EOFException("the content ends too early");
      }
      piece.writerIndex(target.position());
      sentBytes += target.position();
      return piece;
    } catch (IOException | RuntimeException e) {
      piece.release();
      throw e;
    }
  }

  private void end(boolean complete) {
    over = true;
    content.close();
    ended.accept(complete);
  }
}
