package dev.cloudjar.app;

import java.io.IOException;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "zone",
    aliases = "zones",
    description =
        "Takes Availability Zones down and brings them up. Without a word: shows which are down, and"
            + " the folders that a running cloud keeps copies of content in.",
    mixinStandardHelpOptions = true)
final class ZonesCommand implements Runnable {
  private static final String PAGE = "/_cloudjar/zones";
  private static final Pattern ZONE = Pattern.compile("[a-z0-9-]{1,40}");

  @Mixin private final WhichCloud which = new WhichCloud();

  @Option(
      names = "--scrub",
      description = "Reads all copies of content, and makes those anew that are gone or damaged.")
  private boolean scrub;

  @Override
  public void run() {
    print(cloud -> scrub ? cloud.post(PAGE, "{\"scrub\": true}") : cloud.get(PAGE));
  }

  @Command(
      description =
          "Takes a zone down: its instances end, nothing passes to or from its subnets, and nothing"
              + " is started there, until it is up again, also after a restart of the cloud.",
      mixinStandardHelpOptions = true)
  void down(@Parameters(paramLabel = "ZONE", description = "Such as us-east-1a.") String zone) {
    print(cloud -> cloud.post(PAGE, "{\"down\": \"" + named(zone) + "\"}"));
  }

  @Command(
      description =
          "Brings a zone up: its network passes, and the instances that it took run again.",
      mixinStandardHelpOptions = true)
  void up(@Parameters(paramLabel = "ZONE", description = "Such as us-east-1a.") String zone) {
    print(cloud -> cloud.post(PAGE, "{\"up\": \"" + named(zone) + "\"}"));
  }

  private static String named(String zone) {
    if (!ZONE.matcher(zone).matches()) {
      throw new CommandFailure("Not a zone: " + zone + ". Try us-east-1a.");
    }
    return zone;
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
