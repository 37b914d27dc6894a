package dev.cloudjar.junit;

import dev.cloudjar.cloud.ClockControl;
import dev.cloudjar.cloud.Rooms;
import dev.cloudjar.gateway.CloudServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.regions.Region;

/** One cloud, for all the tests that share it. */
final class RunningCloud implements AutoCloseable {
  private static final long FIRST_ACCOUNT = 100_000_000_001L;

  private final CloudSettings settings;
  private final AtomicLong accounts = new AtomicLong(FIRST_ACCOUNT);
  private volatile CloudServer server;

  RunningCloud(CloudSettings settings) {
    this.settings = settings;
    this.server = start(settings);
  }

  private static CloudServer start(CloudSettings settings) {
    Rooms rooms = settings.findRooms();
    try {
      return CloudServer.builder()
          .rooms(rooms)
          .region(settings.region())
          .strict(settings.strict())
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI endpoint() {
    return URI.create(server.endpoint());
  }

  Region region() {
    return Region.of(settings.region());
  }

  ClockControl clock() {
    return server.clock();
  }

  String newAccountId() {
    return Long.toString(accounts.getAndIncrement());
  }

  void restart() {
    if (settings.data() != Data.DISK) {
      throw new IllegalStateException(
          "what is in memory does not outlive a restart: use @CloudjarTest(data = Data.DISK)");
    }
    server.close();
    server = start(settings);
  }

  @Override
  public void close() {
    server.close();
  }
}
