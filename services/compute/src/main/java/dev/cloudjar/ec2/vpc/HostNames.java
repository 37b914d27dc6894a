package dev.cloudjar.ec2.vpc;

/** The names that networks give to addresses. */
public final class HostNames {
  private static final String VIRGINIA = "us-east-1";

  private HostNames() {}

  /** Such as {@code ip-10-0-0-5.ec2.internal}. */
  public static String ofPrivate(String region, String address) {
    return "ip-" + address.replace('.', '-') + "." + domain(region);
  }

  /** Such as {@code ec2-198-18-0-5.compute-1.amazonaws.com}. */
  public static String ofPublic(String region, String address) {
    String tail =
        region.equals(VIRGINIA) ? "compute-1.amazonaws.com" : region + ".compute.amazonaws.com";
    return "ec2-" + address.replace('.', '-') + "." + tail;
  }

  /** Where private names are, such as {@code ec2.internal}. */
  public static String domain(String region) {
    return region.equals(VIRGINIA) ? "ec2.internal" : region + ".compute.internal";
  }
}
