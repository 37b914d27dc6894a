package dev.cloudjar.app;

import dev.cloudjar.gateway.CloudServer;
import picocli.CommandLine.IVersionProvider;

final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {
      "cloudjar " + CloudServer.version() + " on Java " + Runtime.version().feature()
    };
  }
}
