package dev.cloudjar.gateway.http;

import dev.cloudjar.cloud.Content;
import dev.cloudjar.gateway.exchange.Incoming;
import dev.cloudjar.gateway.exchange.Outgoing;
import dev.cloudjar.gateway.exchange.RequestHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers by path, so that a test can see what the door makes of a request. */
final class TestRequests implements RequestHandler {
  final CompletableFuture<Throwable> broken = new CompletableFuture<>();
  final CountDownLatch begun = new CountDownLatch(1);
  final CountDownLatch release = new CountDownLatch(1);
  final CountDownLatch contentClosed = new CountDownLatch(1);
  final AtomicInteger requests = new AtomicInteger();
  volatile Path file = Path.of("/nowhere");

  @Override
  public Exchange open(Incoming incoming) {
    requests.incrementAndGet();
    String path = incoming.head().path();
    return new Exchange() {
      @Override
      public boolean immediate() {
        return path.startsWith("/immediate");
      }

      @Override
      public Outgoing answer() {
        try {
          return answerTo(path, incoming);
        } catch (IOException | InterruptedException e) {
          broken.complete(e);
          return Outgoing.empty(500);
        }
      }
    };
  }

  private Outgoing answerTo(String path, Incoming incoming)
      throws IOException, InterruptedException {
    return switch (path) {
      case "/refuse" -> text(403, "no");
      case "/empty" -> Outgoing.empty(204);
      case "/throw" -> throw new IllegalStateException("on purpose");
      case "/split" ->
          new Outgoing(200, List.of(Map.entry("x", "a\r\nSet-Cookie: b")), bytes("ok"));
      case "/thread" -> text(200, Boolean.toString(Thread.currentThread().isVirtual()));
      case "/wait" -> {
        begun.countDown();
        release.await();
        yield text(200, "waited");
      }
      case "/length" ->
          text(200, Long.toString(incoming.body().asInputStream().transferTo(nowhere())));
      case "/file" -> {
        FileChannel channel = FileChannel.open(file);
        yield new Outgoing(
            200,
            List.of(),
            new Content.Pulled(
                channel.size() - Long.parseLong(incoming.head().query()),
                channel.position(Long.parseLong(incoming.head().query()))::read,
                () -> {
                  close(channel);
                  contentClosed.countDown();
                }));
      }
      case "/stream" ->
          new Outgoing(
              200,
              List.of(),
              new Content.Streamed(
                  -1,
                  target -> {
                    for (int i = 0; i < 3; i++) {
                      target.write(
                          ByteBuffer.wrap(("part " + i + "\n").getBytes(StandardCharsets.UTF_8)));
                    }
                  }));
      case "/short" ->
          new Outgoing(
              200,
              List.of(),
              new Content.Streamed(10, target -> target.write(ByteBuffer.wrap(new byte[3]))));
      case "/long" ->
          new Outgoing(
              200,
              List.of(),
              new Content.Streamed(3, target -> target.write(ByteBuffer.wrap(new byte[10]))));
      case "/endless" ->
          new Outgoing(
              200,
              List.of(),
              new Content.Streamed(
                  -1,
                  target -> {
                    begun.countDown();
                    try {
                      while (true) {
                        target.write(ByteBuffer.allocate(64 * 1024));
                      }
                    } catch (IOException e) {
                      broken.complete(e);
                      throw e;
                    }
                  }));
      default ->
          text(
              200,
              incoming.head().method()
                  + " "
                  + path
                  + " "
                  + incoming.head().query()
                  + " "
                  + new String(
                      incoming.body().asInputStream().readAllBytes(), StandardCharsets.ISO_8859_1)
                  + " "
                  + incoming.body().trailers());
    };
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static java.io.OutputStream nowhere() {
    return java.io.OutputStream.nullOutputStream();
  }

  private static Outgoing text(int status, String text) {
    return Outgoing.text(status, "text/plain", text);
  }

  private static Content.Bytes bytes(String text) {
    return new Content.Bytes(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }
}
