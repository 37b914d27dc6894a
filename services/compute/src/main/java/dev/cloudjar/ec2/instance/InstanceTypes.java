package dev.cloudjar.ec2.instance;

import dev.cloudjar.ec2.instance.InstanceType.Burst;
import dev.cloudjar.ec2.instance.InstanceType.Store;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The types of instances that there are: the families that most use.
 *
 * @see <a href="https://docs.aws.amazon.com/ec2/latest/instancetypes/gp.html">Specifications for
 *     general purpose instances</a>
 */
public final class InstanceTypes {
  private static final int MEBIBYTES = 1_024;
  private static final String SIZES =
      "large:2 xlarge:4 2xlarge:8 4xlarge:16 8xlarge:32 12xlarge:48 16xlarge:64 24xlarge:96";
  private static final String C5_SIZES =
      "large:2 xlarge:4 2xlarge:8 4xlarge:16 9xlarge:36 12xlarge:48 18xlarge:72 24xlarge:96";
  private static final Map<String, InstanceType> ALL = new TreeMap<>();

  static {
    // What RunInstances takes where nothing is said.
    add("m1.small", 1, 1_740, Optional.empty(), Optional.empty());
    burstable(
        "t2",
        "nano:1:512:3 micro:1:1024:6 small:1:2048:12 medium:2:4096:24 large:2:8192:36"
            + " xlarge:4:16384:54 2xlarge:8:32768:81.6");
    String t3 =
        "nano:2:512:6 micro:2:1024:12 small:2:2048:24 medium:2:4096:24 large:2:8192:36"
            + " xlarge:4:16384:96 2xlarge:8:32768:192";
    burstable("t3", t3);
    burstable("t3a", t3);
    burstable("t4g", t3);
    fixed("m5", 4, SIZES + " metal:96");
    fixed("m6i", 4, SIZES + " 32xlarge:128 metal:128");
    fixed("m7i", 4, SIZES + " 48xlarge:192 metal-24xl:96 metal-48xl:192");
    fixed("c5", 2, C5_SIZES + " metal:96");
    fixed("c6i", 2, SIZES + " 32xlarge:128 metal:128");
    fixed("c7i", 2, SIZES + " 48xlarge:192 metal-24xl:96 metal-48xl:192");
    fixed("r5", 8, SIZES + " metal:96");
    fixed("r6i", 8, SIZES + " 32xlarge:128 metal:128");
    stored(
        "m5d",
        4,
        "large:2:1:75 xlarge:4:1:150 2xlarge:8:1:300 4xlarge:16:2:300 8xlarge:32:2:600"
            + " 12xlarge:48:2:900 16xlarge:64:4:600 24xlarge:96:4:900");
    stored(
        "c5d",
        2,
        "large:2:1:50 xlarge:4:1:100 2xlarge:8:1:200 4xlarge:16:1:400 9xlarge:36:1:900"
            + " 12xlarge:48:2:900 18xlarge:72:2:900 24xlarge:96:4:900");
  }

  private InstanceTypes() {}

  /** The type of a name. */
  public static Optional<InstanceType> of(String name) {
    return Optional.ofNullable(ALL.get(name));
  }

  /** All of them, by name. */
  public static Collection<InstanceType> all() {
    return ALL.values();
  }

  private static void burstable(String family, String sizes) {
    for (String size : sizes.split(" ", -1)) {
      String[] parts = size.split(":", -1);
      add(
          family + "." + parts[0],
          Integer.parseInt(parts[1]),
          Long.parseLong(parts[2]),
          Optional.of(new Burst(Double.parseDouble(parts[3]), !family.equals("t2"))),
          Optional.empty());
    }
  }

  private static void fixed(String family, int gibibytesPerCpu, String sizes) {
    for (String size : sizes.split(" ", -1)) {
      String[] parts = size.split(":", -1);
      int cpus = Integer.parseInt(parts[1]);
      add(
          family + "." + parts[0],
          cpus,
          (long) cpus * gibibytesPerCpu * MEBIBYTES,
          Optional.empty(),
          Optional.empty());
    }
  }

  private static void stored(String family, int gibibytesPerCpu, String sizes) {
    for (String size : sizes.split(" ", -1)) {
      String[] parts = size.split(":", -1);
      int cpus = Integer.parseInt(parts[1]);
      add(
          family + "." + parts[0],
          cpus,
          (long) cpus * gibibytesPerCpu * MEBIBYTES,
          Optional.empty(),
          Optional.of(new Store(Integer.parseInt(parts[2]), Integer.parseInt(parts[3]))));
    }
  }

  private static void add(
      String name, int cpus, long memoryMebibytes, Optional<Burst> burst, Optional<Store> store) {
    String size = name.substring(name.indexOf('.') + 1);
    Optional<String> hypervisor =
        size.startsWith("metal")
            ? Optional.empty()
            : Optional.of(name.startsWith("t2.") || name.startsWith("m1.") ? "xen" : "nitro");
    int[] network = network(name.startsWith("t2."), size, cpus);
    ALL.put(
        name,
        new InstanceType(
            name,
            cpus,
            memoryMebibytes,
            name.startsWith("t4g.") ? "arm64" : "x86_64",
            hypervisor,
            burst,
            store,
            network[0],
            network[1]));
  }

  /**
   * Interfaces, and addresses of each.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/AvailableIpPerENI.html">Maximum
   *     IP addresses per network interface</a>
   */
  private static int[] network(boolean t2, String size, int cpus) {
    return switch (size) {
      case "nano", "micro" -> new int[] {2, 2};
      case "small" -> new int[] {3, 4};
      case "medium" -> new int[] {3, 6};
      case "large" -> new int[] {3, t2 ? 12 : 10};
      case "xlarge", "2xlarge" -> new int[] {t2 ? 3 : 4, 15};
      default -> cpus >= 64 ? new int[] {15, 50} : new int[] {8, 30};
    };
  }
}
