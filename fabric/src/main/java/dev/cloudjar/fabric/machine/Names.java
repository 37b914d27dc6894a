package dev.cloudjar.fabric.machine;

import java.util.regex.Pattern;

/** Names that become files' names: none leads out of its directory, and none begins with a dot. */
final class Names {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,63}");
  private static final Pattern IMAGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Pattern DEVICE =
      Pattern.compile("/dev/(sd[a-z]{1,2}|xvd[a-z]{1,2}|nvme\\d{1,2}n1)");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,62})");

  private static final Pattern FILE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");

  private Names() {}

  /** A file's below {@code /run/cloudjar}. */
  static String checkFile(String name) {
    return check(FILE, name, "letters, digits, dots, hyphens and underscores, at most 128");
  }

  /** A machine's, a disk's or a snapshot's. */
  static String check(String name) {
    return check(NAME, name, "letters, digits and hyphens, at most 64");
  }

  static String checkImage(String name) {
    return check(IMAGE, name, "letters, digits, dots, hyphens and underscores, at most 64");
  }

  /** What a machine calls a disk; those that it has anyway are not among them. */
  static String checkDevice(String device) {
    check(DEVICE, device, "such as /dev/sdf");
    return device.substring("/dev/".length());
  }

  static String checkHost(String name) {
    return check(HOST, name, "a host name of at most 63 letters, digits, dots and hyphens");
  }

  private static String check(Pattern pattern, String name, String what) {
    if (!pattern.matcher(name).matches()) {
      throw new IllegalArgumentException("no name: %s; it has to be %s".formatted(name, what));
    }
    return name;
  }
}
