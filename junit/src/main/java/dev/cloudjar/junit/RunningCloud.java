package dev.cloudjar.junit;

import dev.cloudjar.cloud.ClockControl;
import dev.cloudjar.cloud.Decisions;
import dev.cloudjar.fabric.MachineRoom;
import dev.cloudjar.gateway.CloudServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import software.amazon.awssdk.regions.Region;

/** One cloud, for all the tests that share it. */
final class RunningCloud implements AutoCloseable {
  private static final long FIRST_ACCOUNT = 100_000_000_001L;

  private final CloudSettings settings;
  private final AtomicLong accounts = new AtomicLong(FIRST_ACCOUNT);
  private final HttpClients inProcess =
      new HttpClients.InProcess(request -> server().handler().open(request));
  private final Optional<Path> directory;
  private volatile CloudServer server;

  RunningCloud(CloudSettings settings) {
    this.settings = settings;
    this.directory =
        settings.data() == Data.MEMORY ? Optional.empty() : Optional.of(makeDirectory());
    this.server = start(settings, directory, 0);
  }

  private static Path makeDirectory() {
    try {
      return Files.createTempDirectory("cloudjar-test-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CloudServer start(CloudSettings settings, Optional<Path> directory, int port) {
    CloudServer.Builder builder =
        CloudServer.builder()
            .port(port)
            .rooms(settings.findRooms())
            .region(settings.region())
            .strict(settings.strict())
            .wishes(settings.wishes());
    directory.ifPresent(builder::data);
    builder.zones(zones(settings, directory));
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> zones(CloudSettings settings, Optional<Path> directory) {
    return settings.data() == Data.ZONES
        ? Stream.of("zone-a", "zone-b", "zone-c").map(directory.orElseThrow()::resolve).toList()
        : List.of();
  }

  List<Path> zones() {
    return zones(settings, directory);
  }

  URI endpoint() {
    return URI.create(server.endpoint());
  }

  Region region() {
    return Region.of(settings.region());
  }

  /** The way to the cloud that needs no socket, also after a restart. */
  HttpClients inProcess() {
    return inProcess;
  }

  private CloudServer server() {
    return server;
  }

  ClockControl clock() {
    return server.clock();
  }

  MachineRoom machineRoom() {
    return server.machineRoom();
  }

  Decisions decisions() {
    return server.decisions();
  }

  String newAccountId() {
    return Long.toString(accounts.getAndIncrement());
  }

  void restart() {
    if (settings.data() == Data.MEMORY) {
      throw new IllegalStateException(
          "what is in memory does not outlive a restart: use @CloudjarTest(data = Data.DISK)");
    }
    int port = server.port();
    server.close();
    server = start(settings, directory, port);
  }

  @Override
  public void close() throws IOException {
    server.close();
    if (directory.isPresent()) {
      remove(directory.get());
    }
  }

  private static void remove(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
