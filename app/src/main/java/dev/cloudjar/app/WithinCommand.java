package dev.cloudjar.app;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * The launcher answers {@code cloudjar within}, as no JVM gets to where it leads; this explains.
 */
@Command(
    name = "within",
    description =
        "Runs a command where public addresses of instances are reached, such as: cloudjar within"
            + " curl http://198.18.0.1/. For users who aren't root, whose machine itself has no way"
            + " there; root's has.",
    mixinStandardHelpOptions = true)
final class WithinCommand implements Callable<Integer> {

  @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "The command and its words.")
  private List<String> command = new ArrayList<>();

  @Override
  public Integer call() {
    throw new CommandFailure(
        "The launcher runs commands there: ./cloudjar within " + String.join(" ", command));
  }
}
