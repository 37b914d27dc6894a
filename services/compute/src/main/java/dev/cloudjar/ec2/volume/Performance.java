package dev.cloudjar.ec2.volume;

import dev.cloudjar.cloud.Fault;
import dev.cloudjar.ec2.ground.Ec2Faults;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How fast a volume is by its type.
 *
 * @param throughput MiB a second, of gp3 only
 * @see <a href="https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html">Amazon EBS
 *     volume types</a>
 */
public record Performance(String type, Optional<Integer> iops, Optional<Integer> throughput) {
  private static final int GP3_IOPS = 3_000;
  private static final int GP3_THROUGHPUT = 125;
  private static final Map<String, Limits> TYPES =
      Map.of(
          "standard", new Limits(1, 1_024),
          "gp2", new Limits(1, 16_384),
          "gp3", new Limits(1, 65_536),
          "io1", new Limits(4, 16_384),
          "io2", new Limits(4, 65_536),
          "st1", new Limits(125, 16_384),
          "sc1", new Limits(125, 16_384));

  private record Limits(int least, int most) {}

  /**
   * How fast a volume of a type and size is.
   *
   * @throws Fault where AWS has no such volume
   */
  public static Performance of(
      String type, int sizeGibibytes, @Nullable Integer iops, @Nullable Integer throughput) {
    Limits limits = TYPES.get(type);
    if (limits == null) {
      throw Ec2Faults.of(
          "UnknownVolumeType", "Unsupported volume type '%s' for volume creation.".formatted(type));
    }
    if (sizeGibibytes < limits.least() || sizeGibibytes > limits.most()) {
      throw Ec2Faults.invalidParameterValue(
          "Volume of %dGiB is too %s for volume type %s; %s is %d GiB."
              .formatted(
                  sizeGibibytes,
                  sizeGibibytes < limits.least() ? "small" : "large",
                  type,
                  sizeGibibytes < limits.least() ? "minimum" : "maximum",
                  sizeGibibytes < limits.least() ? limits.least() : limits.most()));
    }
    if (throughput != null && !type.equals("gp3")) {
      throw Ec2Faults.invalidParameterCombination(
          "The parameter throughput is not supported for %s volumes.".formatted(type));
    }
    return switch (type) {
      case "gp2" -> {
        refuseIops(type, iops);
        yield new Performance(
            type, Optional.of(Math.clamp(sizeGibibytes * 3L, 100, 16_000)), Optional.empty());
      }
      case "gp3" -> gp3(sizeGibibytes, iops, throughput);
      case "io1" -> provisioned(type, sizeGibibytes, iops, 64_000, 50);
      case "io2" -> provisioned(type, sizeGibibytes, iops, 256_000, 1_000);
      default -> {
        refuseIops(type, iops);
        yield new Performance(type, Optional.empty(), Optional.empty());
      }
    };
  }

  private static Performance gp3(
      int sizeGibibytes, @Nullable Integer iops, @Nullable Integer throughput) {
    int operations = iops == null ? GP3_IOPS : iops;
    int bytes = throughput == null ? GP3_THROUGHPUT : throughput;
    check("iops", operations, GP3_IOPS, 80_000);
    check("throughput", bytes, GP3_THROUGHPUT, 2_000);
    if (operations > GP3_IOPS) {
      checkRatio(operations, sizeGibibytes, 500);
    }
    if (bytes > GP3_THROUGHPUT && bytes * 4 > operations) {
      throw Ec2Faults.invalidParameterValue(
          "Throughput (MiBps) to iops ratio of %s is too high; maximum is 0.250000 MiBps per iops."
              .formatted((double) bytes / operations));
    }
    return new Performance("gp3", Optional.of(operations), Optional.of(bytes));
  }

  private static Performance provisioned(
      String type, int sizeGibibytes, @Nullable Integer iops, int most, int ratio) {
    if (iops == null) {
      throw Ec2Faults.missingParameter("iops");
    }
    check("iops", iops, 100, most);
    checkRatio(iops, sizeGibibytes, ratio);
    return new Performance(type, Optional.of(iops), Optional.empty());
  }

  private static void refuseIops(String type, @Nullable Integer iops) {
    if (iops != null) {
      throw Ec2Faults.invalidParameterCombination(
          "The parameter iops is not supported for %s volumes.".formatted(type));
    }
  }

  private static void check(String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw Ec2Faults.invalidParameterValue(
          "Volume %s of %d is too %s; %s is %d."
              .formatted(
                  what,
                  value,
                  value < least ? "low" : "high",
                  value < least ? "minimum" : "maximum",
                  value < least ? least : most));
    }
  }

  private static void checkRatio(int iops, int sizeGibibytes, int most) {
    if ((long) iops > (long) sizeGibibytes * most) {
      throw Ec2Faults.invalidParameterValue(
          "Iops to volume size ratio of %f is too high; maximum is %d."
              .formatted((double) iops / sizeGibibytes, most));
    }
  }

  /**
   * How many operations a second it allows. Volumes that save up what they don't use are as fast as
   * with full savings.
   */
  long operationsPerSecond() {
    return switch (type) {
      case "gp2" -> Math.max(GP3_IOPS, iops.orElse(GP3_IOPS));
      case "standard" -> 200;
      case "st1" -> 500;
      case "sc1" -> 250;
      default -> iops.orElse(GP3_IOPS);
    };
  }

  /** How many bytes a second it allows, with full savings. */
  long bytesPerSecond(int sizeGibibytes) {
    long mebibytes =
        switch (type) {
          case "gp2" -> sizeGibibytes <= 170 ? 128 : 250;
          case "gp3" -> throughput.orElse(GP3_THROUGHPUT);
          case "io1" -> Math.clamp(iops.orElse(0) / 4L, 1, iops.orElse(0) > 32_000 ? 1_000 : 500);
          case "io2" -> Math.clamp(iops.orElse(0) / 4L, 1, 4_000);
          case "st1" -> Math.clamp(sizeGibibytes * 250L / 1_024, 1, 500);
          case "sc1" -> Math.clamp(sizeGibibytes * 80L / 1_024, 1, 250);
          default -> 90;
        };
    return mebibytes << 20;
  }

  /** Whether it may be in several instances at once. */
  public boolean mayBeShared() {
    return type.equals("io1") || type.equals("io2");
  }
}
