package dev.cloudjar.app;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "zones",
    description = "Shows the folders that a running cloud keeps copies of content in.",
    mixinStandardHelpOptions = true)
final class ZonesCommand implements Callable<Integer> {
  @Mixin private final WhichCloud which = new WhichCloud();

  @Option(
      names = "--scrub",
      description = "Reads all copies, and makes those anew that are gone or damaged.")
  private boolean scrub;

  @Override
  public Integer call() throws IOException {
    RunningCloud cloud = which.find();
    String page =
        scrub ? cloud.post("/_cloudjar/zones", "{\"scrub\": true}") : cloud.get("/_cloudjar/zones");
    System.out.println(page.strip());
    return 0;
  }
}
