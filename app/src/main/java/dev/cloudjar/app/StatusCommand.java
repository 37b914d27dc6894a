package dev.cloudjar.app;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
    name = "status",
    description = "Shows which clouds are running. Exits with 1 where there is none.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {

  @Override
  public Integer call() throws IOException {
    List<RunRecord> running = RunRecord.running(Installation.ofThisUser());
    if (running.isEmpty()) {
      System.out.println("No cloud is running. Start one: cloudjar start");
      return 1;
    }
    for (RunRecord record : running) {
      System.out.printf(
          "%s  process %d  %s  data: %s%n",
          record.endpoint(), record.pid(), health(record), record.data());
    }
    return 0;
  }

  private static String health(RunRecord record) {
    try {
      new RunningCloud(record).get("/_cloudjar/health");
      return "healthy";
    } catch (IOException | CommandFailure e) {
      return "does not answer";
    }
  }
}
