package dev.cloudjar.app;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "stop",
    description = "Stops a running cloud; requests that are under way are finished.",
    mixinStandardHelpOptions = true)
final class StopCommand implements Callable<Integer> {
  @Mixin private final WhichCloud which = new WhichCloud();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "How long to wait for it (default ${DEFAULT-VALUE}).")
  private long timeoutSeconds;

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    RunRecord record = which.find().record();
    ProcessHandle process =
        ProcessHandle.of(record.pid())
            .orElseThrow(() -> new CommandFailure("It has just stopped by itself."));
    process.destroy();
    try {
      process.onExit().get(timeoutSeconds, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new CommandFailure(
          "Process "
              + record.pid()
              + " is still finishing its work. Look at: cloudjar logs --port "
              + record.port());
    }
    record.remove(which.installation());
    System.out.println("Stopped the cloud on port " + record.port() + ".");
    return 0;
  }
}
