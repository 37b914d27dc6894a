package dev.cloudjar.app;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "clock",
    description = "Shows and moves the clock that the whole cloud goes by.",
    mixinStandardHelpOptions = true)
final class ClockCommand implements Runnable {
  private static final String PAGE = "/_cloudjar/clock";

  @Mixin private final WhichCloud which = new WhichCloud();

  @Override
  public void run() {
    show();
  }

  @Command(
      description = "Shows the time, and whether it is frozen.",
      mixinStandardHelpOptions = true)
  void show() {
    print(cloud -> cloud.get(PAGE));
  }

  @Command(description = "Stops the clock where it is.", mixinStandardHelpOptions = true)
  void freeze() {
    print(cloud -> cloud.post(PAGE, "{\"freeze\": true}"));
  }

  @Command(
      description = "Lets a frozen clock go on from where it is.",
      mixinStandardHelpOptions = true)
  void resume() {
    print(cloud -> cloud.post(PAGE, "{\"freeze\": false}"));
  }

  @Command(
      description =
          "Moves the clock forward, and has everything that falls due on the way happen, in order.",
      mixinStandardHelpOptions = true)
  void advance(
      @Parameters(paramLabel = "DURATION", description = "Such as 90d, 36h, 15m, 10s, or PT36H.")
          String duration) {
    if (!duration.matches("[0-9A-Za-z.]{1,40}")) {
      throw new CommandFailure("Not a duration: " + duration + ". Try 90d, 36h, 15m or 10s.");
    }
    print(cloud -> cloud.post(PAGE, "{\"advance\":\"" + duration + "\"}"));
  }

  private void print(Question question) {
    try {
      System.out.println(question.ask(which.find()).strip());
    } catch (IOException e) {
      throw new CommandFailure("The cloud does not answer: " + e.getMessage());
    }
  }

  @FunctionalInterface
  private interface Question {
    String ask(RunningCloud cloud) throws IOException;
  }
}
