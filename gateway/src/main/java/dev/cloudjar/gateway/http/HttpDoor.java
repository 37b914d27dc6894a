package dev.cloudjar.gateway.http;

import dev.cloudjar.gateway.exchange.RequestHandler;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One port that takes plain HTTP and TLS, HTTP/1.1 and HTTP/2; how a connection begins decides.
 *
 * <p>What answers in microseconds runs on the thread that reads the network, everything else on a
 * virtual thread of its own.
 */
@SuppressWarnings("FutureReturnValueIgnored") // handlers are told of what fails
public final class HttpDoor implements AutoCloseable {
  /** As much of an answer as may wait in memory for a client that takes its time. */
  private static final int STOP_WRITING_BYTES = 256 * 1024;

  private static final int RESUME_WRITING_BYTES = 64 * 1024;

  private static final int SWEEP_SECONDS = 1;
  private static final int BACKLOG = 1024;
  private static final int LEAST_READ_BYTES = 64;
  private static final int FIRST_READ_BYTES = 2 * 1024;

  /** What one read brings of a large body: fewer and larger pieces cost everybody behind less. */
  private static final int MOST_READ_BYTES = 256 * 1024;

  static {
    // Left alone, the engine finds the SDK's logging facade, which complains of having no logger.
    InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
  }

  private final EventLoopGroup loops;
  private final ExecutorService workers;
  private final Channel server;
  private final ChannelGroup connections;
  private final DoorLimits limits;
  private final Certificates certificates;
  private final Set<Conversation> conversations = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean closing = new AtomicBoolean();
  private @Nullable EventLoopGroup guestLoops;

  private HttpDoor(
      String host, int port, RequestHandler handler, Certificates certificates, DoorLimits limits)
      throws IOException {
    this.limits = limits;
    this.certificates = certificates;
    boolean epoll = Epoll.isAvailable();
    loops =
        new MultiThreadIoEventLoopGroup(
            Runtime.getRuntime().availableProcessors(),
            new DefaultThreadFactory("door"),
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    workers = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("request-", 0).factory());
    connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    DoorContext context = new DoorContext(handler, limits, workers, closing::get);
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops)
            .channel(serverClass(epoll))
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(RESUME_WRITING_BYTES, STOP_WRITING_BYTES))
            .childOption(ChannelOption.ALLOCATOR, ByteBufAllocator.DEFAULT)
            .childOption(
                ChannelOption.RECVBUF_ALLOCATOR,
                new AdaptiveRecvByteBufAllocator(
                    LEAST_READ_BYTES, FIRST_READ_BYTES, MOST_READ_BYTES))
            .handler(new Doorkeeper(connections, limits.connections()))
            .childHandler(new Pipelines(context, certificates, conversations))
            .bind(host, port)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      workers.close();
      throw new IOException(
          "cannot listen on " + host + ":" + port + ": " + bound.cause().getMessage(),
          bound.cause());
    }
    server = bound.channel();
    loops
        .next()
        .scheduleWithFixedDelay(this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
  }

  /**
   * Opens a door.
   *
   * @param host the address to listen on
   * @param port 0 for one that is free
   * @throws IOException where the port is taken
   */
  public static HttpDoor open(
      String host, int port, RequestHandler handler, Certificates certificates, DoorLimits limits)
      throws IOException {
    return new HttpDoor(host, port, handler, certificates, limits);
  }

  private static Class<? extends ServerChannel> serverClass(boolean epoll) {
    return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  /** The port that the door listens on. */
  public int port() {
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  /**
   * Serves a connection that was accepted elsewhere, by somebody else than those who come to the
   * port.
   *
   * @param guests who answers it
   */
  public void admit(SocketChannel connection, RequestHandler guests) throws IOException {
    if (closing.get() || connections.size() >= limits.connections()) {
      connection.close();
      return;
    }
    connection.configureBlocking(false);
    // What has no server for a parent is taken for a client by HTTP/2.
    NioSocketChannel channel = new NioSocketChannel(server, connection);
    channel
        .config()
        .setTcpNoDelay(true)
        .setWriteBufferWaterMark(
            new WriteBufferWaterMark(RESUME_WRITING_BYTES, STOP_WRITING_BYTES));
    connections.add(channel);
    channel
        .pipeline()
        .addLast(
            new Pipelines(
                new DoorContext(guests, limits, workers, closing::get),
                certificates,
                conversations));
    guestLoops().register(channel);
  }

  /** Sockets that others have made are not epoll's; few doors have any. */
  private synchronized EventLoopGroup guestLoops() {
    EventLoopGroup known = guestLoops;
    if (known == null) {
      known =
          new MultiThreadIoEventLoopGroup(
              1, new DefaultThreadFactory("guests"), NioIoHandler.newFactory());
      guestLoops = known;
    }
    return known;
  }

  private synchronized void closeGuestLoops() {
    if (guestLoops != null) {
      guestLoops
          .shutdownGracefully(0, 1, TimeUnit.SECONDS)
          .awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
  }

  private void sweep() {
    long now = System.nanoTime();
    for (Conversation conversation : conversations) {
      conversation.closeIfOverdue(now);
    }
  }

  /** Takes no more requests, lets those under way finish for ten seconds, and closes. */
  @Override
  public void close() {
    close(10);
  }

  /** Takes no more requests, lets those under way finish for so many seconds, and closes. */
  public void close(int patienceSeconds) {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    server.close().awaitUninterruptibly();
    connections.forEach(HttpDoor::closeIfIdle);
    if (!connections.newCloseFuture().awaitUninterruptibly(patienceSeconds, TimeUnit.SECONDS)) {
      workers.shutdownNow();
      connections.newCloseFuture().awaitUninterruptibly(1, TimeUnit.SECONDS);
    }
    connections.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    closeGuestLoops();
    workers.shutdownNow();
  }

  /** Connections of HTTP/2 close themselves once their streams have ended. */
  private static void closeIfIdle(Channel connection) {
    Conversation conversation = connection.pipeline().get(Conversation.class);
    if (conversation == null) {
      connection.close();
    } else {
      conversation.closeIfIdle();
    }
  }

  /** Knows every connection, and turns those away that are too many. */
  private static final class Doorkeeper extends ChannelInboundHandlerAdapter {
    private final ChannelGroup connections;
    private final int limit;

    Doorkeeper(ChannelGroup connections, int limit) {
      this.connections = connections;
      this.limit = limit;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      Channel connection = (Channel) message;
      if (connections.size() >= limit) {
        connection.unsafe().closeForcibly();
        return;
      }
      connections.add(connection);
      context.fireChannelRead(message);
    }
  }
}
