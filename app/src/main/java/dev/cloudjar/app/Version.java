package dev.cloudjar.app;

import picocli.CommandLine.IVersionProvider;

final class Version implements IVersionProvider {

  /** The version that was built, or {@code development} when run from classes. */
  static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"cloudjar " + current() + " on Java " + Runtime.version().feature()};
  }
}
