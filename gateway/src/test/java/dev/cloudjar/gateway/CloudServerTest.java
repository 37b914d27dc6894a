package dev.cloudjar.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sts.StsClient;

@Timeout(60)
class CloudServerTest {

  @Test
  void keepsItsDataAndClockOverARestartUntilItIsReset(@TempDir Path data) throws IOException {
    Instant shown;
    try (CloudServer server = start(data)) {
      server.clock().freeze();
      server.clock().advance(Duration.ofDays(90));
      shown = server.clock().now();
    }
    try (CloudServer server = start(data)) {
      assertThat(server.clock().now()).isEqualTo(shown);
      server.reset();
      assertThat(server.clock().now()).isBefore(shown);
      assertThat(server.clock().isFrozen()).isFalse();
      try (StsClient sts = Sdk.client(server, StsClient.builder(), Sdk.key("test"))) {
        assertThat(sts.getCallerIdentity().account()).isEqualTo("000000000000");
      }
    }
  }

  @Test
  void whoeverOpensADirectoryHasItAlone(@TempDir Path data) throws IOException {
    try (CloudServer server = start(data)) {
      assertThat(server.port()).isPositive();
      assertThatThrownBy(() -> start(data)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void saysThatThePortIsTaken() throws IOException {
    try (CloudServer server = CloudServer.builder().start()) {
      assertThatThrownBy(() -> CloudServer.builder().port(server.port()).start())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot listen on 127.0.0.1:" + server.port());
    }
  }

  @Test
  void closingClosesIdleConnectionsAtOnce() throws IOException {
    Socket idle;
    Instant begun = Instant.now();
    try (CloudServer server = CloudServer.builder().start()) {
      idle = new Socket(InetAddress.getLoopbackAddress(), server.port());
      idle.getOutputStream()
          .write(
              "GET /_cloudjar/health HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(idle.getInputStream().read()).isEqualTo('H');
    }
    idle.close();

    assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(8));
  }

  private static CloudServer start(Path data) throws IOException {
    return CloudServer.builder().rooms(TestRooms.all()).data(data).start();
  }
}
