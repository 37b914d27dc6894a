package dev.cloudjar.gateway.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/** HTTP/2, on the channel of one stream. */
@SuppressWarnings("FutureReturnValueIgnored") // handlers are told of what fails
final class Http2Framing implements Framing {

  @Override
  public void writeContinue(ChannelHandlerContext context) {
    context.write(
        new DefaultHttp2HeadersFrame(new DefaultHttp2Headers(false).status("100"), false),
        context.voidPromise());
  }

  @Override
  public void writeEmpty(ChannelHandlerContext context, ResponseHead head) {
    context.write(new DefaultHttp2HeadersFrame(encode(head), true), context.voidPromise());
  }

  @Override
  public void writeWhole(ChannelHandlerContext context, ResponseHead head, ByteBuf body) {
    if (!body.isReadable()) {
      body.release();
      writeEmpty(context, head);
      return;
    }
    writeHead(context, head);
    context.write(new DefaultHttp2DataFrame(body, true), context.voidPromise());
  }

  @Override
  public void writeHead(ChannelHandlerContext context, ResponseHead head) {
    context.write(new DefaultHttp2HeadersFrame(encode(head), false), context.voidPromise());
  }

  @Override
  public void writePiece(ChannelHandlerContext context, ResponseHead head, ByteBuf piece) {
    context.write(new DefaultHttp2DataFrame(piece, false), context.voidPromise());
  }

  @Override
  public void writeEnd(ChannelHandlerContext context, ResponseHead head) {
    context.write(new DefaultHttp2DataFrame(Unpooled.EMPTY_BUFFER, true), context.voidPromise());
  }

  private static Http2Headers encode(ResponseHead head) {
    Http2Headers out = new DefaultHttp2Headers(false, 16);
    out.status(Integer.toString(head.status()));
    for (Map.Entry<String, String> header : head.headers()) {
      if (!ResponseHeaders.isDoorsOwn(header.getKey())) {
        out.add(
            header.getKey().toLowerCase(Locale.ROOT), ResponseHeaders.inOneLine(header.getValue()));
      }
    }
    if (!out.contains("date")) {
      out.add("date", new String(ResponseHeaders.date(), StandardCharsets.US_ASCII));
    }
    if (!out.contains("server")) {
      out.add("server", ResponseHeaders.SERVER);
    }
    if (head.sizeBytes() >= 0) {
      out.add("content-length", Long.toString(head.sizeBytes()));
    }
    return out;
  }
}
