package dev.cloudjar.ec2.metadata;

import dev.cloudjar.fabric.Networks;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the instances of one network ask about themselves. It is a small door of its own, since
 * doors of the gateway are on this machine's side and know callers by what they sign, not by where
 * they stand.
 */
public final class MetadataDoor {
  private static final String ADDRESS = "169.254.169.254";
  private static final int PORT = 80;
  private static final int LONGEST_HEAD = 16_384;
  private static final int LONGEST_BODY = 65_536;
  private static final int PATIENCE_MILLIS = 10_000;
  private static final Map<Integer, String> REASONS =
      Map.of(
          200, "OK",
          400, "Bad Request",
          401, "Unauthorized",
          403, "Forbidden",
          404, "Not Found",
          405, "Method Not Allowed");

  private final Networks networks;
  private final Answering answering;

  /** Answers those who ask. */
  @FunctionalInterface
  public interface Answering {
    MetadataAnswer answer(InetAddress source, MetadataRequest request);
  }

  private MetadataDoor(Networks networks, Answering answering) {
    this.networks = networks;
    this.answering = answering;
  }

  /** Opens the door of a network. */
  public static Channel open(Networks networks, String network, Answering answering)
      throws IOException {
    ServerSocketChannel channel = networks.listen(network, new InetSocketAddress(ADDRESS, PORT));
    var door = new MetadataDoor(networks, answering);
    Thread.ofVirtual().name("metadata of " + network).start(() -> door.accept(channel));
    return channel;
  }

  private void accept(ServerSocketChannel channel) {
    try (channel) {
      while (true) {
        SocketChannel connection = channel.accept();
        Thread.ofVirtual().name("metadata connection").start(() -> serve(connection));
      }
    } catch (IOException e) {
      // The network is gone, or the cloud is being closed.
    }
  }

  private void serve(SocketChannel connection) {
    try (connection) {
      connection.socket().setSoTimeout(PATIENCE_MILLIS);
      InetAddress source = ((InetSocketAddress) connection.getRemoteAddress()).getAddress();
      InputStream in = new BufferedInputStream(connection.socket().getInputStream());
      OutputStream out = connection.socket().getOutputStream();
      boolean open = true;
      while (open) {
        Optional<String> head = head(in);
        if (head.isEmpty()) {
          return;
        }
        MetadataRequest request = parse(head.get());
        if (request == null) {
          write(out, "GET", MetadataAnswer.refused(400, "Bad Request"), false);
          return;
        }
        skip(in, request);
        open = !"close".equalsIgnoreCase(request.headers().get("connection"));
        MetadataAnswer answer = answering.answer(source, request);
        if (answer.hopLimit() > 0) {
          // For good: what is sent once more for want of an answer must not go farther either.
          networks.limitHops(connection, answer.hopLimit());
        }
        write(out, request.method(), answer, open);
      }
    } catch (IOException | RuntimeException e) {
      // Whoever asked has gone, or the cloud is being closed: there is nobody to tell.
    }
  }

  /** The head of a request; empty where no more requests come. */
  private static Optional<String> head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    for (int next = in.read(); next >= 0; next = in.read()) {
      head.append((char) next);
      int length = head.length();
      if (length >= 4 && head.substring(length - 4).equals("\r\n\r\n")) {
        return Optional.of(head.toString());
      }
      if (length > LONGEST_HEAD) {
        break;
      }
    }
    return Optional.empty();
  }

  private static @Nullable MetadataRequest parse(String head) {
    String[] lines = head.split("\r\n", -1);
    String[] first = lines[0].split(" ", -1);
    if (first.length != 3 || !first[1].startsWith("/")) {
      return null;
    }
    Map<String, String> headers = new HashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon > 0) {
        headers.put(
            lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
            lines[i].substring(colon + 1).strip());
      }
    }
    if (first[2].equals("HTTP/1.0")) {
      headers.putIfAbsent("connection", "close");
    }
    return new MetadataRequest(first[0], first[1].split("\\?", 2)[0], headers);
  }

  private static void skip(InputStream in, MetadataRequest request) throws IOException {
    String length = request.headers().getOrDefault("content-length", "0");
    if (!length.matches("[0-9]{1,9}") || Integer.parseInt(length) > LONGEST_BODY) {
      throw new IOException("too much");
    }
    in.skipNBytes(Integer.parseInt(length));
  }

  private static void write(OutputStream out, String method, MetadataAnswer answer, boolean open)
      throws IOException {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    StringBuilder head =
        new StringBuilder("HTTP/1.1 ")
            .append(answer.status())
            .append(' ')
            .append(REASONS.getOrDefault(answer.status(), "Error"))
            .append("\r\nServer: EC2ws\r\nAccept-Ranges: none\r\nContent-Type: ")
            .append(answer.contentType())
            .append("\r\nContent-Length: ")
            .append(body.length)
            .append("\r\nConnection: ")
            .append(open ? "keep-alive" : "close")
            .append("\r\n");
    answer.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    head.append("\r\n");
    byte[] bytes = head.toString().getBytes(StandardCharsets.ISO_8859_1);
    if (method.equals("HEAD")) {
      out.write(bytes);
    } else {
      byte[] all = new byte[bytes.length + body.length];
      System.arraycopy(bytes, 0, all, 0, bytes.length);
      System.arraycopy(body, 0, all, bytes.length, body.length);
      out.write(all);
    }
    out.flush();
  }
}
