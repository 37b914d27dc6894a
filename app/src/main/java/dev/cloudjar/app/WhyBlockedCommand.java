package dev.cloudjar.app;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "why-blocked",
    description =
        "Says what becomes of a connection, step by step, and which rule decides: of a route table,"
            + " a network ACL or a security group, on the way there or back.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:It passes.", "1:It is blocked, or the question makes no sense."},
    mixinStandardHelpOptions = true)
final class WhyBlockedCommand implements Callable<Integer> {
  private static final Pattern WORD = Pattern.compile("[0-9A-Za-z.-]{1,64}");

  @Mixin private final WhichCloud which = new WhichCloud();

  @Parameters(
      index = "0",
      paramLabel = "SRC",
      description = "An instance id, a network interface id, or an address, inside or outside.")
  private String source = "";

  @Parameters(index = "1", paramLabel = "DST", description = "The same.")
  private String destination = "";

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "PORT",
      description = "The port that is asked for; of icmp its type, 8 unless told.")
  private @Nullable Integer port;

  @Option(
      names = "--protocol",
      paramLabel = "PROTOCOL",
      defaultValue = "tcp",
      description = "tcp, udp or icmp; tcp unless told.")
  private String protocol = "tcp";

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    String page =
        which
            .find()
            .get(
                "/_cloudjar/why-blocked?source=%s&destination=%s&protocol=%s%s%s"
                    .formatted(
                        word(source),
                        word(destination),
                        word(protocol),
                        port == null ? "" : "&port=" + port,
                        json ? "" : "&format=text"));
    System.out.println(page.strip());
    boolean passes = json ? page.contains("{\n  \"passes\" : true") : page.startsWith("passes");
    return passes ? 0 : 1;
  }

  private static String word(String text) {
    if (!WORD.matcher(text).matches()) {
      throw new CommandFailure("Not an id, an address or a protocol: " + text);
    }
    return text;
  }
}
