package dev.cloudjar.gateway.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Looks at how a connection begins, and lets it go on as TLS, HTTP/2 or HTTP/1.1. */
final class FirstByte extends ByteToMessageDecoder {
  private static final int TLS_HANDSHAKE = 22;
  private static final byte[] HTTP2_PREFACE = "PRI * HTTP/2.0".getBytes(StandardCharsets.US_ASCII);

  private final Pipelines pipelines;

  FirstByte(Pipelines pipelines) {
    this.pipelines = pipelines;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    Channel channel = context.channel();
    if (in.getUnsignedByte(in.readerIndex()) == TLS_HANDSHAKE) {
      pipelines.tls(channel);
    } else {
      int matching = matchingBytes(in);
      if (matching == HTTP2_PREFACE.length) {
        pipelines.http2(channel, false);
      } else if (matching < in.readableBytes()) {
        pipelines.http1(channel, false);
      } else {
        return;
      }
    }
    channel.pipeline().remove(this);
  }

  private static int matchingBytes(ByteBuf in) {
    int count = Math.min(in.readableBytes(), HTTP2_PREFACE.length);
    for (int i = 0; i < count; i++) {
      if (in.getByte(in.readerIndex() + i) != HTTP2_PREFACE[i]) {
        return i;
      }
    }
    return count;
  }
}
