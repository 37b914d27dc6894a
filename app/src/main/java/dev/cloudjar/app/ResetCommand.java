package dev.cloudjar.app;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "reset",
    description =
        "Empties a running cloud: everything in every account and Region is gone, and its clock is back at the present.",
    mixinStandardHelpOptions = true)
final class ResetCommand implements Callable<Integer> {
  @Mixin private final WhichCloud which = new WhichCloud();

  @Override
  public Integer call() throws IOException {
    RunningCloud cloud = which.find();
    cloud.post("/_cloudjar/reset", "{}");
    System.out.println("The cloud on port " + cloud.record().port() + " is empty.");
    return 0;
  }
}
