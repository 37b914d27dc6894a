package dev.cloudjar.gateway;

import dev.cloudjar.catalog.Catalog;
import dev.cloudjar.cloud.ClockControl;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.CloudAssembly;
import dev.cloudjar.cloud.Gate;
import dev.cloudjar.cloud.Meter;
import dev.cloudjar.cloud.Rooms;
import dev.cloudjar.cloud.RootGate;
import dev.cloudjar.gateway.http.DoorLimits;
import dev.cloudjar.gateway.http.HttpDoor;
import dev.cloudjar.store.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A whole cloud with its doors: what the command line and the tests start. */
public final class CloudServer implements AutoCloseable {
  private static final int GATHERED_BYTES = 80 * 1024 * 1024;
  private static final long GATHERED_TOTAL_BYTES = 512L * 1024 * 1024;

  private final Store store;
  private final CloudAssembly assembly;
  private final HttpDoor door;
  private final Coverage coverage;
  private final String host;

  private CloudServer(Builder settings) throws IOException {
    host = settings.host;
    Catalog catalog = Catalog.load();
    OpenRooms rooms = new OpenRooms(settings.rooms, catalog);
    store = Store.inMemory();
    assembly = CloudAssembly.over(store.rows(), store.blobs(), Meter.NONE, rooms);
    Cloud cloud = assembly.cloud();
    rooms.furnish(cloud);
    coverage = new Coverage(catalog, rooms);
    Gatekeeper gatekeeper = new Gatekeeper(settings.gate);
    Gateway gateway =
        new Gateway(
            catalog,
            rooms,
            cloud,
            new Authenticator(cloud.credentials(), cloud.clock(), settings.strict),
            gatekeeper,
            new BodyGatherer(GATHERED_BYTES, GATHERED_TOTAL_BYTES),
            new RoomCalls(rooms, gatekeeper, cloud.clock(), settings.observers),
            settings.observers,
            settings.region);
    assembly.start();
    door =
        HttpDoor.open(
            settings.host,
            settings.port,
            gateway,
            new dev.cloudjar.gateway.http.Certificates() {
              @Override
              public java.util.Optional<io.netty.handler.ssl.SslContext> ready(String serverName) {
                return java.util.Optional.empty();
              }

              @Override
              public io.netty.handler.ssl.SslContext prepare(String serverName) {
                throw new IllegalStateException("no certificates yet");
              }
            },
            DoorLimits.defaults());
  }

  /** Settings, all with a default. */
  public static Builder builder() {
    return new Builder();
  }

  /** The port that the cloud listens on. */
  public int port() {
    return door.port();
  }

  /** Where SDKs are pointed to, such as {@code http://127.0.0.1:4566}. */
  public String endpoint() {
    return "http://" + host + ":" + port();
  }

  /** Moves the cloud's clock. */
  public ClockControl clock() {
    return assembly.clockControl();
  }

  /** How real everything is. */
  public Coverage coverage() {
    return coverage;
  }

  /** Lets requests under way finish, and closes everything in order. */
  @Override
  public void close() {
    door.close();
    assembly.close();
    store.close();
  }

  /** How a cloud is to be. */
  public static final class Builder {
    private Rooms rooms = new Rooms();
    private Gate gate = new RootGate();
    private String host = "127.0.0.1";
    private String region = "us-east-1";
    private int port;
    private boolean strict;
    private final List<CallObserver> observers = new ArrayList<>();

    private Builder() {}

    /** The rooms that there are. None unless told. */
    public Builder rooms(Rooms list) {
      rooms = list;
      return this;
    }

    /** Decides every call; the {@link RootGate} unless told. */
    public Builder gate(Gate decider) {
      gate = decider;
      return this;
    }

    /** The address to listen on; 127.0.0.1 unless told. */
    public Builder host(String address) {
      host = address;
      return this;
    }

    /** The port to listen on; 0, which is the default, for one that is free. */
    public Builder port(int number) {
      port = number;
      return this;
    }

    /** The Region of calls that name none; us-east-1 unless told. */
    public Builder region(String name) {
      region = name;
      return this;
    }

    /** Refuses access keys that the cloud has not given out. */
    public Builder strict(boolean refuseUnknownKeys) {
      strict = refuseUnknownKeys;
      return this;
    }

    /** Has somebody watch all calls. */
    public Builder observer(CallObserver observer) {
      observers.add(observer);
      return this;
    }

    /**
     * Opens the cloud and its doors.
     *
     * @throws IOException where the port is taken
     */
    public CloudServer start() throws IOException {
      return new CloudServer(this);
    }
  }
}
