package dev.cloudjar.app;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "explain",
    description =
        "Says why a call was refused: which policies were looked at, which statement decided, and"
            + " the smallest change that would let it through.",
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
  @Mixin private final WhichCloud which = new WhichCloud();

  @Parameters(
      arity = "0..1",
      paramLabel = "ID",
      defaultValue = "latest",
      description = "The request id of the refused call; the latest one if left out.")
  private String id = "latest";

  @Override
  public Integer call() throws IOException {
    if (!id.matches("[0-9A-Za-z-]{1,64}")) {
      throw new CommandFailure("Not a request id: " + id);
    }
    System.out.println(which.find().get("/_cloudjar/decisions/" + id + ".txt").strip());
    return 0;
  }
}
