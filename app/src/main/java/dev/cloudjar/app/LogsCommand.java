package dev.cloudjar.app;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "logs",
    description = "Shows what a cloud has written to its log.",
    mixinStandardHelpOptions = true)
final class LogsCommand implements Callable<Integer> {
  private static final int DEFAULT_PORT = 4566;

  @Mixin private final WhichCloud which = new WhichCloud();

  @Option(
      names = {"-f", "--follow"},
      description = "Goes on showing what is added, until Ctrl-C.")
  private boolean follow;

  @Override
  public Integer call() throws IOException, InterruptedException {
    // The log outlives its cloud, and is wanted most when the cloud is gone.
    int port =
        which.port() != 0
            ? which.port()
            : RunRecord.running(which.installation()).stream()
                .mapToInt(RunRecord::port)
                .findFirst()
                .orElse(DEFAULT_PORT);
    Path log = which.installation().log(port);
    if (!Files.exists(log)) {
      throw new CommandFailure("There is no log of a cloud on port " + port + " (" + log + ").");
    }
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r");
        WatchService watch = log.getFileSystem().newWatchService()) {
      log.resolveSibling("").register(watch, StandardWatchEventKinds.ENTRY_MODIFY);
      show(file);
      while (follow) {
        WatchKey key = watch.poll(1, TimeUnit.SECONDS);
        if (key != null) {
          key.pollEvents();
          key.reset();
        }
        show(file);
      }
    }
    return 0;
  }

  private static void show(RandomAccessFile file) throws IOException {
    if (file.getFilePointer() > file.length()) {
      file.seek(0); // a new cloud began the log anew
    }
    byte[] buffer = new byte[8192];
    int count;
    while ((count = file.read(buffer)) > 0) {
      System.out.write(buffer, 0, count);
    }
    System.out.flush();
  }
}
