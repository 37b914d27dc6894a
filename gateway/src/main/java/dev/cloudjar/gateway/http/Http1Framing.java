package dev.cloudjar.gateway.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * HTTP/1.1. Heads are written straight into the buffer that leaves: the general encoder's objects,
 * lookups and second buffer would cost more than the whole answer.
 */
@SuppressWarnings("FutureReturnValueIgnored") // handlers are told of what fails
final class Http1Framing implements Framing {
  private static final int SMALL_BODY_BYTES = 64 * 1024;
  private static final byte[] CONTINUE = ascii("HTTP/1.1 100 Continue\r\n\r\n");
  private static final byte[][] STATUS_LINES = new byte[600][];
  private static final byte[] CONTENT_LENGTH = ascii("Content-Length: ");
  private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
  private static final byte[] CLOSE = ascii("Connection: close\r\n");
  private static final byte[] SERVER = ascii("Server: " + ResponseHeaders.SERVER + "\r\n");
  private static final byte[] DATE = ascii("Date: ");
  private static final byte[] END = ascii("0\r\n\r\n");
  private static final int CRLF = '\r' << 8 | '\n';
  private static final int COLON_SPACE = ':' << 8 | ' ';

  static {
    for (int status = 100; status < STATUS_LINES.length; status++) {
      HttpResponseStatus known = HttpResponseStatus.valueOf(status);
      STATUS_LINES[status] = ascii("HTTP/1.1 " + status + ' ' + known.reasonPhrase() + "\r\n");
    }
  }

  private final boolean chunks;

  /**
   * @param chunks whether the client understands chunks; those of HTTP/1.0 do not
   */
  Http1Framing(boolean chunks) {
    this.chunks = chunks;
  }

  @Override
  public void writeContinue(ChannelHandlerContext context) {
    context.write(Unpooled.wrappedBuffer(CONTINUE), context.voidPromise());
  }

  @Override
  public void writeEmpty(ChannelHandlerContext context, ResponseHead head) {
    context.write(encode(context, head, 0), context.voidPromise());
  }

  @Override
  public void writeWhole(ChannelHandlerContext context, ResponseHead head, ByteBuf body) {
    int size = body.readableBytes();
    if (size > SMALL_BODY_BYTES) {
      context.write(encode(context, head, 0), context.voidPromise());
      context.write(body, context.voidPromise());
      return;
    }
    ByteBuf both = encode(context, head, size).writeBytes(body);
    body.release();
    context.write(both, context.voidPromise());
  }

  @Override
  public void writeHead(ChannelHandlerContext context, ResponseHead head) {
    context.write(encode(context, head, 0), context.voidPromise());
  }

  @Override
  public void writePiece(ChannelHandlerContext context, ResponseHead head, ByteBuf piece) {
    if (!chunked(head)) {
      context.write(piece, context.voidPromise());
      return;
    }
    ByteBuf size = context.alloc().directBuffer(10);
    ByteBufUtil.writeAscii(size, Integer.toHexString(piece.readableBytes()));
    size.writeShort(CRLF);
    context.write(size, context.voidPromise());
    context.write(piece, context.voidPromise());
    context.write(context.alloc().directBuffer(2).writeShort(CRLF), context.voidPromise());
  }

  @Override
  public void writeEnd(ChannelHandlerContext context, ResponseHead head) {
    if (chunked(head)) {
      context.write(Unpooled.wrappedBuffer(END), context.voidPromise());
    }
  }

  private boolean chunked(ResponseHead head) {
    return chunks && head.sizeBytes() == ResponseHead.UNKNOWN;
  }

  private ByteBuf encode(ChannelHandlerContext context, ResponseHead head, int bodyBytes) {
    ByteBuf out = context.alloc().directBuffer(512 + bodyBytes);
    out.writeBytes(STATUS_LINES[Math.clamp(head.status(), 100, STATUS_LINES.length - 1)]);
    boolean dated = false;
    boolean served = false;
    for (Map.Entry<String, String> header : head.headers()) {
      String name = header.getKey();
      if (ResponseHeaders.isDoorsOwn(name)) {
        continue;
      }
      dated |= name.length() == 4 && name.equalsIgnoreCase("date");
      served |= name.length() == 6 && name.equalsIgnoreCase("server");
      ByteBufUtil.writeAscii(out, name);
      out.writeShort(COLON_SPACE);
      writeValue(out, header.getValue());
      out.writeShort(CRLF);
    }
    if (!dated) {
      out.writeBytes(DATE).writeBytes(ResponseHeaders.date()).writeShort(CRLF);
    }
    if (!served) {
      out.writeBytes(SERVER);
    }
    writeLength(out, head);
    if (head.close()) {
      out.writeBytes(CLOSE);
    }
    return out.writeShort(CRLF);
  }

  private void writeLength(ByteBuf out, ResponseHead head) {
    if (head.sizeBytes() >= 0) {
      out.writeBytes(CONTENT_LENGTH);
      ByteBufUtil.writeAscii(out, Long.toString(head.sizeBytes()));
      out.writeShort(CRLF);
    } else if (chunked(head)) {
      out.writeBytes(CHUNKED);
    }
  }

  /** A line break in a value would begin a header that nobody meant: it becomes a space. */
  private static void writeValue(ByteBuf out, String value) {
    for (int i = 0; i < value.length(); i++) {
      if (ResponseHeaders.breaksLines(value.charAt(i))) {
        ByteBufUtil.writeAscii(out, ResponseHeaders.inOneLine(value));
        return;
      }
    }
    ByteBufUtil.writeAscii(out, value);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
