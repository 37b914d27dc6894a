package dev.cloudjar.app;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "token",
    description =
        "A hardware MFA token: a process of its own that holds its seed and shows codes. Enable it"
            + " by its serial number.",
    mixinStandardHelpOptions = true)
final class TokenCommand {
  private static final Pattern NOW = Pattern.compile("\"now\"\\s*:\\s*\"([^\"]+)\"");

  @Mixin private final WhichCloud which = new WhichCloud();

  @Command(
      description = "Makes a token, and tells the cloud of it as makers tell AWS: once.",
      mixinStandardHelpOptions = true)
  void make() {
    HardwareToken token = HardwareToken.make();
    try {
      RunningCloud cloud = which.find();
      token.save(which.installation());
      cloud.submit(
          "signin.localhost",
          "/hardware-token",
          "serial=" + token.serialNumber() + "&seed=" + token.seed());
    } catch (IOException e) {
      throw new CommandFailure("The token could not be made: " + e.getMessage());
    }
    System.out.println(token.serialNumber());
  }

  @Command(
      description = "Shows the code of this half minute, by the cloud's clock.",
      mixinStandardHelpOptions = true)
  void show(
      @Parameters(paramLabel = "SERIAL", description = "The token's serial number.") String serial,
      @Option(names = "--follow", description = "Go on showing codes until interrupted.")
          boolean follow) {
    try {
      HardwareToken token = HardwareToken.load(which.installation(), serial);
      RunningCloud cloud = which.find();
      String shown = token.code(time(cloud));
      System.out.println(shown);
      while (follow) {
        // Whoever moves the cloud's clock wants to see at once what the token shows then.
        Thread.sleep(Duration.ofSeconds(1));
        String code = token.code(time(cloud));
        if (!code.equals(shown)) {
          System.out.println(code);
          shown = code;
        }
      }
    } catch (IOException e) {
      throw new CommandFailure("The token does not work: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Instant time(RunningCloud cloud) throws IOException {
    Matcher matcher = NOW.matcher(cloud.get("/_cloudjar/clock"));
    if (!matcher.find()) {
      throw new IOException("the cloud does not tell the time");
    }
    return Instant.parse(matcher.group(1));
  }
}
