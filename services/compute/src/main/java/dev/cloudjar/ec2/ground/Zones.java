package dev.cloudjar.ec2.ground;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The Availability Zones of Regions: three each, also where AWS has more.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html">AWS
 *     Regions</a>
 */
public final class Zones {
  private static final Map<String, String> DIRECTIONS =
      Map.of(
          "north",
          "n",
          "south",
          "s",
          "east",
          "e",
          "west",
          "w",
          "central",
          "c",
          "northeast",
          "ne",
          "northwest",
          "nw",
          "southeast",
          "se",
          "southwest",
          "sw");

  /** All Regions of the partition {@code aws}. */
  static final List<String> REGIONS =
      List.of(
          "af-south-1",
          "ap-east-1",
          "ap-east-2",
          "ap-northeast-1",
          "ap-northeast-2",
          "ap-northeast-3",
          "ap-south-1",
          "ap-south-2",
          "ap-southeast-1",
          "ap-southeast-2",
          "ap-southeast-3",
          "ap-southeast-4",
          "ap-southeast-5",
          "ap-southeast-6",
          "ap-southeast-7",
          "ca-central-1",
          "ca-west-1",
          "eu-central-1",
          "eu-central-2",
          "eu-north-1",
          "eu-south-1",
          "eu-south-2",
          "eu-west-1",
          "eu-west-2",
          "eu-west-3",
          "il-central-1",
          "me-central-1",
          "me-south-1",
          "mx-central-1",
          "sa-east-1",
          "us-east-1",
          "us-east-2",
          "us-west-1",
          "us-west-2");

  /** Those that accounts have without asking for them. */
  private static final List<String> WITHOUT_ASKING =
      List.of(
          "ap-northeast-1",
          "ap-northeast-2",
          "ap-northeast-3",
          "ap-south-1",
          "ap-southeast-1",
          "ap-southeast-2",
          "ca-central-1",
          "eu-central-1",
          "eu-north-1",
          "eu-west-1",
          "eu-west-2",
          "eu-west-3",
          "sa-east-1",
          "us-east-1",
          "us-east-2",
          "us-west-1",
          "us-west-2");

  private Zones() {}

  /**
   * A zone.
   *
   * @param name such as {@code us-east-1a}
   * @param id such as {@code use1-az1}
   */
  public record Zone(String name, String id) {}

  /** Whether there is such a Region. */
  public static boolean isRegion(String name) {
    return REGIONS.contains(name);
  }

  /** The zones of a Region. */
  public static List<Zone> of(String region) {
    String code = code(region);
    return Stream.of(1, 2, 3)
        .map(it -> new Zone(region + (char) ('a' + it - 1), code + "-az" + it))
        .toList();
  }

  /** The zone of a name. */
  public static Optional<Zone> named(String region, String name) {
    return of(region).stream().filter(it -> it.name().equals(name)).findFirst();
  }

  /** The zone of an id. */
  public static Optional<Zone> withId(String region, String id) {
    return of(region).stream().filter(it -> it.id().equals(id)).findFirst();
  }

  /**
   * The zone of a name.
   *
   * @throws dev.cloudjar.cloud.Fault where there is none
   */
  public static Zone require(String region, String name) {
    return named(region, name)
        .orElseThrow(
            () ->
                Ec2Faults.invalidParameterValue("Invalid availability zone: [%s]".formatted(name)));
  }

  /**
   * The zone of an id.
   *
   * @throws dev.cloudjar.cloud.Fault where there is none
   */
  public static Zone requireId(String region, String id) {
    return withId(region, id)
        .orElseThrow(
            () ->
                Ec2Faults.invalidParameterValue(
                    "Invalid availability zone-id: [%s]".formatted(id)));
  }

  /** Such as {@code use1} for {@code us-east-1}. */
  private static String code(String region) {
    String[] parts = region.split("-", -1);
    StringBuilder code = new StringBuilder(parts[0]);
    for (int i = 1; i < parts.length; i++) {
      code.append(DIRECTIONS.getOrDefault(parts[i], parts[i].equals("gov") ? "g" : parts[i]));
    }
    return code.toString();
  }

  static boolean isWithoutAsking(String region) {
    return WITHOUT_ASKING.contains(region);
  }
}
