package dev.cloudjar.gateway.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client that writes whatever it is told to. */
final class RawClient implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;

  RawClient(int port) {
    try {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(10_000);
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  RawClient send(String text) {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawClient send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the answer begins. */
  RawClient awaitAnswer() {
    line();
    return this;
  }

  /** The next answer, with its body as its own head delimits it. */
  Answered receive() {
    return receive(false);
  }

  Answered receive(boolean toHead) {
    String status = line();
    List<String> headers = new ArrayList<>();
    for (String header = line(); !header.isEmpty(); header = line()) {
      headers.add(header);
    }
    Answered head = new Answered(status, headers, "");
    if (toHead || head.status() == 100 || head.status() == 204 || head.status() == 304) {
      return head;
    }
    String length = head.header("content-length");
    if (length != null) {
      return new Answered(status, headers, bytes(Integer.parseInt(length)));
    }
    if ("chunked".equals(head.header("transfer-encoding"))) {
      return new Answered(status, headers, chunks());
    }
    return new Answered(status, headers, rest());
  }

  private String chunks() {
    StringBuilder body = new StringBuilder();
    while (true) {
      int size = Integer.parseInt(line(), 16);
      body.append(bytes(size));
      line();
      if (size == 0) {
        return body.toString();
      }
    }
  }

  /** Whether the server has ended the connection; what it still sends is skipped. */
  boolean isEnded() {
    try {
      in.skip(Long.MAX_VALUE);
      return in.read() < 0;
    } catch (IOException e) {
      return true;
    }
  }

  String rest() {
    try {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String bytes(int count) {
    try {
      return new String(in.readNBytes(count), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String line() {
    StringBuilder line = new StringBuilder();
    try {
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new IOException("the server ended the connection after: " + line);
        }
        line.append((char) c);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return line.toString().strip();
  }

  /** Closes with a reset, as a client that has crashed. */
  void reset() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  record Answered(String statusLine, List<String> headers, String body) {
    int status() {
      return Integer.parseInt(statusLine.substring(9, 12));
    }

    String header(String name) {
      for (String header : headers) {
        int colon = header.indexOf(':');
        if (header.substring(0, colon).equalsIgnoreCase(name)) {
          return header.substring(colon + 1).strip();
        }
      }
      return null;
    }
  }
}
