package dev.cloudjar.gateway;

import dev.cloudjar.catalog.Catalog;
import dev.cloudjar.cloud.CallObserver;
import dev.cloudjar.cloud.ClockControl;
import dev.cloudjar.cloud.Decisions;
import dev.cloudjar.cloud.Gate;
import dev.cloudjar.cloud.Meter;
import dev.cloudjar.cloud.MinuteMeter;
import dev.cloudjar.cloud.Rooms;
import dev.cloudjar.cloud.Settings;
import dev.cloudjar.fabric.MachineRoom;
import dev.cloudjar.gateway.client.InProcessHttpClient;
import dev.cloudjar.gateway.control.CertificatePage;
import dev.cloudjar.gateway.control.ClockPage;
import dev.cloudjar.gateway.control.CloudInfo;
import dev.cloudjar.gateway.control.ControlPage;
import dev.cloudjar.gateway.control.ControlPages;
import dev.cloudjar.gateway.control.CostsPage;
import dev.cloudjar.gateway.control.Coverage;
import dev.cloudjar.gateway.control.CoveragePage;
import dev.cloudjar.gateway.control.DecisionsPage;
import dev.cloudjar.gateway.control.HealthPage;
import dev.cloudjar.gateway.control.InfoPage;
import dev.cloudjar.gateway.control.LearnPage;
import dev.cloudjar.gateway.control.LocalStackPages;
import dev.cloudjar.gateway.control.MetricsPage;
import dev.cloudjar.gateway.control.ResetPage;
import dev.cloudjar.gateway.control.SpotPage;
import dev.cloudjar.gateway.control.WhyBlockedPage;
import dev.cloudjar.gateway.control.ZonesPage;
import dev.cloudjar.gateway.exchange.RequestHandler;
import dev.cloudjar.gateway.http.DoorLimits;
import dev.cloudjar.gateway.http.HttpDoor;
import dev.cloudjar.gateway.tls.LocalAuthority;
import dev.cloudjar.store.Durability;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.http.SdkHttpClient;

/** A whole cloud with its doors: what the command line and the tests start. */
public final class CloudServer implements AutoCloseable {
  private final CloudSettings settings;
  private final Premises premises;
  private final LocalAuthority authority;
  private final RequestHandler handler;
  private final HttpDoor door;
  private final String host;

  private CloudServer(Builder builder) throws IOException {
    settings = builder.settings();
    host = builder.host;
    InstantSource wallTime = InstantSource.system();
    authority =
        settings
            .data()
            .map(data -> LocalAuthority.in(data.resolve("tls"), wallTime))
            .orElseGet(() -> LocalAuthority.inMemory(wallTime));
    GuestDoor guests = new GuestDoor(authority::certificatePem);
    premises = new Premises(settings, Catalog.load(), guests);
    List<ControlPage> pages = new ArrayList<>(builder.pages);
    pages.addAll(ownPages(wallTime.instant()));
    handler = new FrontHall(new ControlPages(pages, builder.openControl), premises);
    try {
      door = HttpDoor.open(host, builder.port, handler, authority, builder.limits);
      guests.open(door, premises);
    } catch (IOException | RuntimeException e) {
      premises.close();
      throw e;
    }
  }

  private List<ControlPage> ownPages(Instant started) {
    Coverage coverage = premises.coverage();
    CloudInfo info =
        new CloudInfo(
            version(),
            settings.region(),
            settings.data().map(Path::toString).orElse("memory"),
            settings.strict(),
            started);
    return List.of(
        new HealthPage(coverage),
        new InfoPage(info),
        new ClockPage(this::clock),
        new CoveragePage(coverage),
        new MetricsPage(premises::requests),
        new DecisionsPage(premises::decisions),
        new CostsPage(premises::costs),
        new LearnPage(premises::learning),
        new SpotPage(premises::interruptions),
        new WhyBlockedPage(premises::paths),
        new ZonesPage(premises.outages(), premises::zones, premises::scrub),
        new ResetPage(this::reset),
        new CertificatePage(authority::certificatePem),
        new LocalStackPages(coverage, info));
  }

  /** The version that was built, or {@code development} when run from classes. */
  public static String version() {
    return Objects.requireNonNullElse(
        CloudServer.class.getPackage().getImplementationVersion(), "development");
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
    String name = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
    return "http://" + (name.indexOf(':') < 0 ? name : "[" + name + "]") + ":" + port();
  }

  /** The certificate to trust for TLS with this cloud. */
  public String certificatePem() {
    return authority.certificatePem();
  }

  /** Answers requests without any socket. */
  public RequestHandler handler() {
    return handler;
  }

  /** Carries the SDK's requests to this cloud without any socket. */
  public SdkHttpClient httpClient() {
    return new InProcessHttpClient(handler);
  }

  /** Moves the cloud's clock. */
  public ClockControl clock() {
    return premises.clock();
  }

  /** The networks and machines that there really are, until a reset. */
  public MachineRoom machineRoom() {
    return premises.machineRoom();
  }

  /** What the gate decides, until a reset. */
  public Decisions decisions() {
    return premises.decisions();
  }

  /** How real everything is. */
  public Coverage coverage() {
    return premises.coverage();
  }

  /**
   * Makes the cloud as empty as at its first start, clock included; the doors stay open, and
   * requests that come meanwhile wait. Those under way may fail.
   *
   * @throws IOException where the data cannot be removed
   */
  public void reset() throws IOException {
    premises.reset();
  }

  /** Takes no more requests, lets those under way finish, and closes everything in order. */
  @Override
  public void close() {
    premises.letGo();
    door.close();
    premises.close();
  }

  /** How a cloud is to be. */
  public static final class Builder {
    private Rooms rooms = new Rooms();
    private Optional<Gate> gate = Optional.empty();
    private Supplier<Meter> meter = MinuteMeter::new;
    private Optional<Path> data = Optional.empty();
    private List<Path> zones = List.of();
    private Durability durability = Durability.SYNC;
    private DoorLimits limits = DoorLimits.defaults();
    private String host = "127.0.0.1";
    private String region = "us-east-1";
    private int port;
    private boolean strict;
    private Settings wishes = Settings.NONE;
    private boolean openControl;
    private final List<CallObserver> observers = new ArrayList<>();
    private final List<ControlPage> pages = new ArrayList<>();

    private Builder() {}

    /** The rooms that there are. None unless told. */
    public Builder rooms(Rooms list) {
      rooms = list;
      return this;
    }

    /** Decides every call; the policies that apply to it unless told. */
    public Builder gate(Gate decider) {
      gate = Optional.of(decider);
      return this;
    }

    /** Takes measurements; kept by the minute unless told. */
    public Builder meter(Meter taker) {
      meter = () -> taker;
      return this;
    }

    /** Keeps all data in a directory, to be there at the next start. */
    public Builder data(Path directory) {
      data = Optional.of(directory);
      return this;
    }

    /**
     * Keeps copies of content in zones, any two of which may be lost, where data is kept.
     *
     * @param directories one for each zone, three at the least; empty for those that the data has
     *     had, if any
     */
    public Builder zones(List<Path> directories) {
      zones = List.copyOf(directories);
      return this;
    }

    /** Keeps all data in memory; the default. */
    public Builder ephemeral() {
      data = Optional.empty();
      return this;
    }

    /** What acknowledged changes survive, where data is kept; loss of power unless told. */
    public Builder durability(Durability level) {
      durability = level;
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

    /** What one client may take of the door. */
    public Builder limits(DoorLimits doorLimits) {
      limits = doorLimits;
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

    /** Says what is wanted of single rooms; nothing unless told. */
    public Builder wishes(Settings settings) {
      wishes = settings;
      return this;
    }

    /** Shows control pages to peers on any address, not the loopback alone. */
    public Builder controlFromAnywhere(boolean open) {
      openControl = open;
      return this;
    }

    /** Adds a page. */
    public Builder page(ControlPage page) {
      pages.add(page);
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
     * @throws IOException where the port or the directory is taken
     */
    public CloudServer start() throws IOException {
      return new CloudServer(this);
    }

    private CloudSettings settings() {
      return new CloudSettings(
          rooms,
          gate,
          meter,
          List.copyOf(observers),
          data,
          zones,
          durability,
          region,
          strict,
          wishes);
    }
  }
}
