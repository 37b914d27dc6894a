package dev.cloudjar.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.gateway.tls.LocalAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that close their own side once they have asked everything, as {@code nc -N} does. */
@Timeout(60)
class HalfClosingClientTest {
  private final TestRequests requests = new TestRequests();
  private HttpDoor door;

  @BeforeEach
  void open() throws IOException {
    door =
        HttpDoor.open(
            "127.0.0.1",
            0,
            requests,
            LocalAuthority.inMemory(InstantSource.system()),
            DoorLimits.defaults());
  }

  @AfterEach
  void close() {
    requests.release.countDown();
    door.close(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/thread", "/immediate", "/refuse", "/stream"})
  void areAnswered(String path) throws IOException {
    assertThat(exchange("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 ");
  }

  @Test
  void areAnsweredAsOftenAsTheyHaveAsked() throws IOException {
    String answers = exchange("GET /thread HTTP/1.1\r\nHost: x\r\n\r\n".repeat(5));
    assertThat(answers.split("HTTP/1.1 200 ", -1)).hasSize(6);
  }

  @Test
  void areAnsweredAfterTheirBody() throws IOException {
    assertThat(exchange("POST /length HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"))
        .startsWith("HTTP/1.1 200 ")
        .endsWith("5");
  }

  /** Of a size that the socket takes at once; see the decision on clients that close their side. */
  @Test
  void receiveAllOfAFile(@TempDir Path directory) throws IOException {
    Path file = Files.write(directory.resolve("small"), new byte[100_000]);
    requests.file = file;
    assertThat(exchange("GET /file?0 HTTP/1.1\r\nHost: x\r\n\r\n").length()).isGreaterThan(100_000);
  }

  @Test
  void areNotAnsweredInTheMiddleOfARequest() throws IOException {
    assertThat(exchange("POST /length HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhel"))
        .isEmpty();
    assertThat(exchange("GET /thread HTTP/1.1\r\nHo")).doesNotContain("200");
    assertThat(exchange("")).isEmpty();
  }

  @Test
  void areNotWaitedForLong() throws Exception {
    try (Socket socket = connect("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n")) {
      assertThat(requests.begun.await(20, TimeUnit.SECONDS)).isTrue();
      socket.shutdownOutput();
      assertThat(requests.broken.get(20, TimeUnit.SECONDS))
          .isInstanceOf(InterruptedException.class);
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 500 ");
    }
  }

  private String exchange(String request) throws IOException {
    try (Socket socket = connect(request)) {
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private Socket connect(String request) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port());
    socket.setSoTimeout(20_000);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    return socket;
  }
}
