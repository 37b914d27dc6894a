package dev.cloudjar.app;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "coverage",
    description = "Shows which operations of a running cloud are real, only recorded, or refused.",
    mixinStandardHelpOptions = true)
final class CoverageCommand implements Callable<Integer> {
  @Mixin private final WhichCloud which = new WhichCloud();

  @Override
  public Integer call() throws IOException {
    System.out.println(which.find().get("/_cloudjar/coverage").strip());
    return 0;
  }
}
