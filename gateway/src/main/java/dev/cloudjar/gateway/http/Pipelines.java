package dev.cloudjar.gateway.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Sets up what a connection passes through. */
@SuppressWarnings("FutureReturnValueIgnored") // handlers are told of what fails
final class Pipelines extends ChannelInitializer<Channel> {
  private static final int HTTP2_STREAMS = 256;
  private static final int HTTP2_STREAM_WINDOW_BYTES = 512 * 1024;

  private final DoorContext door;
  private final Certificates certificates;
  private final Set<Conversation> conversations;

  Pipelines(DoorContext door, Certificates certificates, Set<Conversation> conversations) {
    this.door = door;
    this.certificates = certificates;
    this.conversations = conversations;
  }

  @Override
  protected void initChannel(Channel channel) {
    channel.pipeline().addLast(new HeadTimeout(door.limits().headSeconds()), new FirstByte(this));
  }

  void tls(Channel channel) {
    channel
        .pipeline()
        .addLast(new CertificateSelector(certificates, door), new ProtocolSelector(this));
  }

  void http1(Channel channel, boolean secure) {
    HttpDecoderConfig config =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(door.limits().requestLineBytes())
            .setMaxHeaderSize(door.limits().headBytes())
            .setMaxChunkSize(door.limits().bufferedBodyBytes());
    channel.pipeline().remove(HeadTimeout.class);
    if (!secure) {
      channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }
    channel.pipeline().addLast(new HttpRequestDecoder(config), conversation(secure, false));
  }

  void http2(Channel channel, boolean secure) {
    Http2FrameCodec codec =
        Http2FrameCodecBuilder.forServer()
            .initialSettings(
                Http2Settings.defaultSettings()
                    .maxConcurrentStreams(HTTP2_STREAMS)
                    .initialWindowSize(HTTP2_STREAM_WINDOW_BYTES)
                    .maxHeaderListSize(door.limits().headBytes()))
            .gracefulShutdownTimeoutMillis(TimeUnit.SECONDS.toMillis(door.limits().stallSeconds()))
            .build();
    channel.pipeline().remove(HeadTimeout.class);
    channel
        .pipeline()
        .addLast(
            codec,
            new Http2MultiplexHandler(new StreamInitializer(secure)),
            new IdleStateHandler(0, 0, door.limits().idleSeconds()),
            new IdleConnectionCloser(codec));
  }

  private Conversation conversation(boolean secure, boolean http2) {
    return new Conversation(door, conversations, secure, http2);
  }

  private final class StreamInitializer extends ChannelInitializer<Channel> {
    private final boolean secure;

    StreamInitializer(boolean secure) {
      this.secure = secure;
    }

    @Override
    protected void initChannel(Channel stream) {
      stream
          .pipeline()
          .addLast(new Http2StreamFrameToHttpObjectCodec(true), conversation(secure, true));
    }
  }

  /** Goes on as what client and server have agreed on within TLS. */
  private static final class ProtocolSelector extends ApplicationProtocolNegotiationHandler {
    private final Pipelines pipelines;

    ProtocolSelector(Pipelines pipelines) {
      super(ApplicationProtocolNames.HTTP_1_1);
      this.pipelines = pipelines;
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext context, String protocol) {
      if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
        pipelines.http2(context.channel(), true);
      } else {
        pipelines.http1(context.channel(), true);
      }
    }

    @Override
    protected void handshakeFailure(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }

  /** Closes HTTP/2 connections that nothing happens on. */
  private static final class IdleConnectionCloser extends ChannelInboundHandlerAdapter {
    private final Http2FrameCodec codec;

    IdleConnectionCloser(Http2FrameCodec codec) {
      this.codec = codec;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof IdleStateEvent && codec.connection().numActiveStreams() == 0) {
        context.close();
      } else {
        context.fireUserEventTriggered(event);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }

  /** Closes connections that do not get as far as their first request. */
  private static final class HeadTimeout extends IdleStateHandler {
    HeadTimeout(int seconds) {
      super(seconds, 0, 0);
    }

    @Override
    protected void channelIdle(ChannelHandlerContext context, IdleStateEvent event) {
      context.close();
    }
  }
}
