package dev.cloudjar.gateway;

import java.util.Objects;

/** Which version of Cloudjar this is. */
final class Version {
  static final String NUMBER =
      Objects.requireNonNullElse(Version.class.getPackage().getImplementationVersion(), "dev");

  private Version() {}
}
