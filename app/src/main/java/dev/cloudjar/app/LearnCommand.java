package dev.cloudjar.app;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "learn",
    description = "Watches what principals do, and writes the policies that allow just that.",
    mixinStandardHelpOptions = true)
final class LearnCommand implements Runnable {
  private static final String PAGE = "/_cloudjar/learn";

  @Mixin private final WhichCloud which = new WhichCloud();

  @Override
  public void run() {
    print(() -> which.find().get(PAGE));
  }

  @Command(description = "Begins to watch, anew.", mixinStandardHelpOptions = true)
  void start() {
    print(() -> which.find().post(PAGE, "{\"watch\": true}"));
  }

  @Command(
      description = "Ends, and prints a least-privilege policy for each principal.",
      mixinStandardHelpOptions = true)
  void stop() {
    print(() -> which.find().post(PAGE, "{\"watch\": false}"));
  }

  private static void print(Question question) {
    try {
      System.out.println(question.ask().strip());
    } catch (IOException e) {
      throw new CommandFailure("The cloud does not answer: " + e.getMessage());
    }
  }

  @FunctionalInterface
  private interface Question {
    String ask() throws IOException;
  }
}
