package dev.cloudjar.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URL;
import java.nio.charset.StandardCharsets;

/** Sends what no client would. */
final class RawHttp implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 10_000;

  private final Socket socket;
  private final String target;
  private final String host;

  /** Connects to where a presigned URL leads. */
  RawHttp(URL url) {
    try {
      socket = new Socket();
      socket.connect(new InetSocketAddress(url.getHost(), url.getPort()), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      target = url.getFile();
      host = url.getAuthority();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends the head of a request with further header lines. */
  RawHttp head(String method, String... headers) {
    StringBuilder head = new StringBuilder();
    head.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(host).append("\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return body(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  RawHttp body(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  RawHttp endOutput() {
    try {
      socket.shutdownOutput();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What comes back until the other side closes, or an XML document has ended. */
  String answer() {
    StringBuilder answer = new StringBuilder();
    try {
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[8192];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        answer.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
        if (answer.indexOf("</Error>") >= 0
            || (answer.indexOf("\r\n\r\n") >= 0 && answer.indexOf("content-length: 0") >= 0)) {
          break;
        }
      }
    } catch (SocketTimeoutException e) {
      answer.append("(nothing more came)");
    } catch (IOException e) {
      answer.append("(").append(e.getMessage()).append(")");
    }
    return answer.toString();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
