package dev.cloudjar.app;

import dev.cloudjar.cloud.Settings;
import dev.cloudjar.gateway.CloudServer;
import dev.cloudjar.store.DirectoryInUseException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "start",
    description = "Starts a cloud and runs it until Ctrl-C.",
    mixinStandardHelpOptions = true)
final class StartCommand implements Callable<Integer> {
  private static final long DETACHED_START_SECONDS = 60;
  private static final long STOP_SECONDS = 30;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "${env:CLOUDJAR_PORT:-4566}",
      description = "Where it listens, for HTTP and HTTPS alike (default 4566).")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "${env:CLOUDJAR_HOST:-127.0.0.1}",
      description =
          "The address it binds to (default 127.0.0.1: reachable from this machine only).")
  private String host = "127.0.0.1";

  @ArgGroup private Place place = new Place();

  @Option(
      names = "--zones",
      paramLabel = "FOLDER",
      split = ",",
      defaultValue = "${env:CLOUDJAR_ZONES}",
      description =
          "Three folders or more, best on disks of their own: content has a copy in each, and any two may be lost.")
  private @Nullable List<Path> zones;

  @Option(
      names = "--region",
      paramLabel = "REGION",
      defaultValue = "${env:CLOUDJAR_REGION:-us-east-1}",
      description = "The Region of calls that name none (default us-east-1).")
  private String region = "us-east-1";

  @Option(
      names = "--strict",
      defaultValue = "${env:CLOUDJAR_STRICT:-false}",
      description =
          "Refuses access keys that nobody has created; without it they act as the root of an account.")
  private boolean strict;

  @Option(
      names = "--control-from-anywhere",
      defaultValue = "${env:CLOUDJAR_CONTROL_FROM_ANYWHERE:-false}",
      description =
          "Answers control pages such as /_cloudjar/reset on every address, not on the loopback address only.")
  private boolean controlFromAnywhere;

  @Option(
      names = "--s3-request-rates",
      arity = "0..1",
      paramLabel = "WRITES,READS",
      fallbackValue = "3500,5500",
      defaultValue = "${env:CLOUDJAR_S3_REQUEST_RATES}",
      description =
          "Has S3 refuse what exceeds these rates a second under one prefix, with 503 SlowDown (AWS's"
              + " 3500,5500 where no numbers are given). Off unless asked for.")
  private @Nullable String s3RequestRates;

  @Option(
      names = "--kms-request-rates",
      defaultValue = "${env:CLOUDJAR_KMS_REQUEST_RATES:-false}",
      description =
          "Has KMS keep to AWS's quotas on the management of keys, such as five CreateKey a second, too."
              + " Off unless asked for.")
  private boolean kmsRequestRates;

  @Option(
      names = "--init",
      paramLabel = "FOLDER",
      defaultValue = "${env:CLOUDJAR_INIT}",
      description =
          "The folder of scripts to run once the cloud is ready (default: init/ready.d in its home).")
  private @Nullable Path init;

  @Option(
      names = "--detach",
      defaultValue = "${env:CLOUDJAR_DETACH:-false}",
      description = "Returns once the cloud is ready, and leaves it running.")
  private boolean detach;

  /** Where the state is kept: in a folder or nowhere. */
  static final class Place {
    @Option(
        names = "--data",
        paramLabel = "FOLDER",
        defaultValue = "${env:CLOUDJAR_DATA}",
        description = "Where it keeps its state (default: data in ~/.cloudjar).")
    private @Nullable Path data;

    @Option(
        names = "--ephemeral",
        defaultValue = "${env:CLOUDJAR_EPHEMERAL:-false}",
        description = "Keeps nothing: all is gone when it stops.")
    private boolean ephemeral;
  }

  private final Installation installation = Installation.ofThisUser();

  @Override
  public Integer call() throws IOException, InterruptedException {
    return detach ? startDetached() : run();
  }

  private int run() throws IOException, InterruptedException {
    Path data = place.data == null ? installation.data() : place.data.toAbsolutePath().normalize();
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    ReadyScripts scripts = new ReadyScripts(init == null ? installation.readyScripts() : init);
    try (CloudServer server = open(data, scripts)) {
      String kept = place.ephemeral ? RunRecord.IN_MEMORY : data.toString();
      RunRecord record =
          new RunRecord(
              ProcessHandle.current().pid(), server.port(), URI.create(server.endpoint()), kept);
      record.write(installation);
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> stop(stop, closed)));
      StartScreen.print(System.out, record);
      scripts.run(server.endpoint());
      stop.await();
      record.remove(installation);
    } finally {
      closed.countDown();
    }
    return 0;
  }

  private CloudServer open(Path data, ReadyScripts scripts) throws IOException {
    CloudServer.Builder builder =
        CloudServer.builder()
            .rooms(StandardRooms.create())
            .host(host)
            .port(port)
            .region(region)
            .strict(strict)
            .controlFromAnywhere(controlFromAnywhere)
            .wishes(wishes())
            .page(new ReadyScriptsPage(scripts));
    try {
      return (place.ephemeral ? builder.ephemeral() : builder.data(data).zones(zones())).start();
    } catch (DirectoryInUseException e) {
      throw new CommandFailure(e.getMessage() + "\nStop it, or choose another folder with --data.");
    } catch (IOException e) {
      throw new CommandFailure(
          "Cannot start at %s port %d with data in %s: %s%nLook at: cloudjar doctor --port %d"
              .formatted(host, port, data, e.getMessage(), port));
    }
  }

  private Settings wishes() {
    Map<String, String> wishes = new HashMap<>();
    wishes.put("kms-request-rates", Boolean.toString(kmsRequestRates));
    if (s3RequestRates != null) {
      if (!s3RequestRates.matches("[1-9][0-9]{0,8},[1-9][0-9]{0,8}")) {
        throw new CommandFailure(
            "--s3-request-rates takes two numbers, of writes and of reads, such as 3500,5500.");
      }
      wishes.put("s3-request-rates", s3RequestRates);
    }
    return new Settings(wishes);
  }

  private List<Path> zones() {
    return zones == null ? List.of() : zones;
  }

  /**
   * On SIGTERM and Ctrl-C: has the main thread close everything, and lets the process end only
   * then.
   */
  private static void stop(CountDownLatch stop, CountDownLatch closed) {
    stop.countDown();
    try {
      if (!closed.await(STOP_SECONDS, TimeUnit.SECONDS)) {
        System.err.println(
            "Some requests did not end in " + STOP_SECONDS + " seconds and were cut off.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int startDetached() throws IOException, InterruptedException {
    Path log = installation.log(port);
    Files.createDirectories(log.getParent());
    ProcessHandle.Info self = ProcessHandle.current().info();
    List<String> command = new ArrayList<>();
    command.add(self.command().orElseThrow());
    for (String argument : self.arguments().orElseThrow()) {
      if (!argument.equals("--detach")) {
        command.add(argument);
      }
    }
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(log.toFile());
    builder.environment().put("CLOUDJAR_DETACH", "false");
    Process process = builder.start();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DETACHED_START_SECONDS);
    while (process.isAlive() && System.nanoTime() < deadline) {
      for (RunRecord record : RunRecord.running(installation)) {
        if (record.pid() == process.pid()) {
          StartScreen.print(System.out, record);
          System.out.println("It goes on in the background. Stop it: cloudjar stop");
          return 0;
        }
      }
      process.waitFor(20, TimeUnit.MILLISECONDS);
    }
    process.destroy();
    throw new CommandFailure("The cloud did not start:\n" + Files.readString(log).strip());
  }
}
