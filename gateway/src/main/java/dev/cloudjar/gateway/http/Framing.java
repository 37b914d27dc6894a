package dev.cloudjar.gateway.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/**
 * How answers stand on the wire in one version of HTTP. Everything is called on the channel's own
 * thread, writes without flushing, and takes its buffers over.
 */
interface Framing {

  /** Tells a client that waits with its body to send it. */
  void writeContinue(ChannelHandlerContext context);

  /** Writes an answer that has no bytes. */
  void writeEmpty(ChannelHandlerContext context, ResponseHead head);

  /** Writes an answer whose bytes are there. */
  void writeWhole(ChannelHandlerContext context, ResponseHead head, ByteBuf body);

  /** Begins an answer whose bytes follow. */
  void writeHead(ChannelHandlerContext context, ResponseHead head);

  /** Writes some of the bytes that follow a head. */
  void writePiece(ChannelHandlerContext context, ResponseHead head, ByteBuf piece);

  /** Ends an answer that {@link #writeHead} began. */
  void writeEnd(ChannelHandlerContext context, ResponseHead head);
}
