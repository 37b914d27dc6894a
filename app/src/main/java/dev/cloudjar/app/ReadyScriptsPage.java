package dev.cloudjar.app;

import dev.cloudjar.gateway.control.ControlPage;
import dev.cloudjar.gateway.exchange.Incoming;
import dev.cloudjar.gateway.exchange.Outgoing;
import java.util.stream.Collectors;

/**
 * {@code /_localstack/init}: how the scripts went, in the form that tools which wait for LocalStack
 * ask for.
 */
final class ReadyScriptsPage implements ControlPage {
  private final ReadyScripts scripts;

  ReadyScriptsPage(ReadyScripts scripts) {
    this.scripts = scripts;
  }

  @Override
  public String path() {
    return "/_localstack/init";
  }

  @Override
  public Outgoing answer(Incoming incoming) {
    String outcomes =
        scripts.outcomes().stream()
            .map(
                outcome ->
                    "{\"stage\": \"READY\", \"name\": \"%s\", \"state\": \"%s\"}"
                        .formatted(escape(outcome.name()), outcome.state()))
            .collect(Collectors.joining(", "));
    return Outgoing.text(
        200,
        "application/json",
        "{\"completed\": {\"BOOT\": true, \"START\": true, \"READY\": %s, \"SHUTDOWN\": false}, \"scripts\": [%s]}\n"
            .formatted(scripts.done(), outcomes));
  }

  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\' || c < ' ') {
        escaped.append("\\u%04x".formatted((int) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }
}
