package dev.cloudjar.app;

import java.io.IOException;
import picocli.CommandLine.Option;

/** The option that says which running cloud a command is about. */
final class WhichCloud {

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "${env:CLOUDJAR_PORT:-0}",
      description = "The port of the cloud that is meant; not needed where only one is running.")
  private int port;

  private final Installation installation = Installation.ofThisUser();

  Installation installation() {
    return installation;
  }

  int port() {
    return port;
  }

  RunningCloud find() throws IOException {
    return RunningCloud.find(installation, port);
  }
}
