package dev.cloudjar.ec2.instance;

import dev.cloudjar.junit.TestCloud;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import software.amazon.awssdk.services.ec2.model.Instance;

/**
 * Runs commands in an instance, by a server that its user data starts and the network's own router,
 * which needs no route, group or list.
 */
record InstanceShell(TestCloud cloud, Instance instance) {
  private static final int PORT = 9099;
  private static final int PATIENCE_MILLIS = 20_000;

  /** Starts the server. */
  static final String SERVER =
      """
      #!/bin/sh
      cat >/root/server.py <<'END'
      import socket, subprocess
      server = socket.create_server(("0.0.0.0", 9099))
      while True:
          client, _ = server.accept()
          lines = client.makefile("rb")
          command = lines.read(int(lines.readline()))
          done = subprocess.run(["bash", "-c", command], stdin=subprocess.DEVNULL,
              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
          client.sendall(done.stdout)
          lines.close()
          client.close()
      END
      python3 /root/server.py &
      echo "server ""starts"
      """;

  /** What a command writes. */
  String run(String command) {
    byte[] bytes = command.getBytes(StandardCharsets.UTF_8);
    try (SocketChannel channel = connect()) {
      channel.socket().setSoTimeout(PATIENCE_MILLIS);
      var out = channel.socket().getOutputStream();
      out.write((bytes.length + "\n").getBytes(StandardCharsets.US_ASCII));
      out.write(bytes);
      out.flush();
      return new String(channel.socket().getInputStream().readAllBytes(), StandardCharsets.UTF_8)
          .strip();
    } catch (IOException e) {
      throw new IllegalStateException("in " + instance.instanceId() + ": " + command, e);
    }
  }

  /** The server needs a moment. */
  private SocketChannel connect() throws IOException {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (true) {
      try {
        return cloud
            .machineRoom()
            .networks()
            .connect(instance.vpcId(), new InetSocketAddress(instance.privateIpAddress(), PORT));
      } catch (IOException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
      }
    }
  }
}
