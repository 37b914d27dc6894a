package dev.cloudjar.ec2.ground;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.ZoneOutages;
import dev.cloudjar.ec2.ground.Selection.Criterion;
import dev.cloudjar.ec2.ground.Zones.Zone;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.AccountAttribute;
import software.amazon.awssdk.services.ec2.model.AccountAttributeValue;
import software.amazon.awssdk.services.ec2.model.AvailabilityZone;
import software.amazon.awssdk.services.ec2.model.AvailabilityZoneOptInStatus;
import software.amazon.awssdk.services.ec2.model.AvailabilityZoneState;
import software.amazon.awssdk.services.ec2.model.DescribeAccountAttributesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAccountAttributesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeAvailabilityZonesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAvailabilityZonesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeRegionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRegionsResponse;
import software.amazon.awssdk.services.ec2.model.Region;

/** Regions, zones, and what an account is in them. */
public final class ZoneOperations {
  private static final Map<String, Function<AvailabilityZone, String>> ZONE_FILTERS =
      Map.of(
          "zone-name", AvailabilityZone::zoneName,
          "zone-id", AvailabilityZone::zoneId,
          "zone-type", AvailabilityZone::zoneType,
          "region-name", AvailabilityZone::regionName,
          "group-name", AvailabilityZone::groupName,
          "opt-in-status", AvailabilityZone::optInStatusAsString,
          "state", AvailabilityZone::stateAsString,
          "message", it -> "",
          "parent-zone-id", it -> "",
          "parent-zone-name", it -> "");
  private static final Map<String, Function<Region, String>> REGION_FILTERS =
      Map.of(
          "region-name", Region::regionName,
          "endpoint", Region::endpoint,
          "opt-in-status", Region::optInStatus);

  private final Ground ground;
  private final Function<Place, String> defaultVpc;

  /**
   * @param defaultVpc the id of a place's default VPC, or none
   */
  public ZoneOperations(Ground ground, Function<Place, String> defaultVpc) {
    this.ground = ground;
    this.defaultVpc = defaultVpc;
  }

  public void register(Ec2Operations ops) {
    ops.on(
        DescribeAvailabilityZonesRequest.class,
        DescribeAvailabilityZonesResponse.class,
        this::zones);
    ops.on(DescribeRegionsRequest.class, DescribeRegionsResponse.class, this::regions);
    ops.on(
        DescribeAccountAttributesRequest.class,
        DescribeAccountAttributesResponse.class,
        this::attributes);
  }

  private DescribeAvailabilityZonesResponse zones(
      Call call, DescribeAvailabilityZonesRequest request) {
    String region = call.region();
    request.zoneNames().forEach(it -> Zones.require(region, it));
    request.zoneIds().forEach(it -> Zones.requireId(region, it));
    return DescribeAvailabilityZonesResponse.builder()
        .availabilityZones(
            meeting(
                    Ec2Operations.criteria(request.filters()),
                    ZONE_FILTERS,
                    Zones.of(region).stream().map(it -> describe(region, it, isDown(it))))
                .filter(it -> among(request.zoneNames(), it.zoneName()))
                .filter(it -> among(request.zoneIds(), it.zoneId()))
                .toList())
        .build();
  }

  private boolean isDown(Zone zone) {
    return ground.read(snapshot -> ZoneOutages.isDown(snapshot, zone.name()));
  }

  private static AvailabilityZone describe(String region, Zone zone, boolean down) {
    return AvailabilityZone.builder()
        .regionName(region)
        .zoneName(zone.name())
        .zoneId(zone.id())
        .zoneType("availability-zone")
        .groupName(region + "-zg-1")
        .networkBorderGroup(region)
        .optInStatus(AvailabilityZoneOptInStatus.OPT_IN_NOT_REQUIRED)
        .state(down ? AvailabilityZoneState.UNAVAILABLE : AvailabilityZoneState.AVAILABLE)
        .build();
  }

  private DescribeRegionsResponse regions(Call call, DescribeRegionsRequest request) {
    for (String name : request.regionNames()) {
      if (!Zones.REGIONS.contains(name)) {
        throw Ec2Faults.invalidParameterValue("Invalid region name(s): [%s]".formatted(name));
      }
    }
    return DescribeRegionsResponse.builder()
        .regions(
            meeting(
                    Ec2Operations.criteria(request.filters()),
                    REGION_FILTERS,
                    Zones.REGIONS.stream().map(ZoneOperations::describe))
                .filter(it -> among(request.regionNames(), it.regionName()))
                .toList())
        .build();
  }

  /** All Regions answer here, so that those to ask for are as if they had been asked for. */
  private static Region describe(String name) {
    return Region.builder()
        .regionName(name)
        .endpoint("ec2." + name + ".amazonaws.com")
        .optInStatus(Zones.isWithoutAsking(name) ? "opt-in-not-required" : "opted-in")
        .build();
  }

  private DescribeAccountAttributesResponse attributes(
      Call call, DescribeAccountAttributesRequest request) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("supported-platforms", "VPC");
    all.put("default-vpc", defaultVpc.apply(Place.of(call)));
    all.put("vpc-max-security-groups-per-interface", "5");
    all.put("max-elastic-ips", "5");
    all.put("max-instances", "20");
    all.put("vpc-max-elastic-ips", "5");
    List<String> names = request.attributeNamesAsStrings();
    for (String name : names) {
      if (!all.containsKey(name)) {
        throw Ec2Faults.invalidParameterValue("Invalid attribute name: %s".formatted(name));
      }
    }
    return DescribeAccountAttributesResponse.builder()
        .accountAttributes(
            all.entrySet().stream()
                .filter(it -> among(names, it.getKey()))
                .map(
                    it ->
                        AccountAttribute.builder()
                            .attributeName(it.getKey())
                            .attributeValues(
                                AccountAttributeValue.builder()
                                    .attributeValue(it.getValue())
                                    .build())
                            .build())
                .toList())
        .build();
  }

  private static boolean among(List<String> wanted, String name) {
    return wanted.isEmpty() || wanted.contains(name);
  }

  private static <T> Stream<T> meeting(
      List<Criterion> criteria, Map<String, Function<T, String>> filters, Stream<T> all) {
    for (Criterion criterion : criteria) {
      if (!filters.containsKey(criterion.name())) {
        throw Ec2Faults.invalidFilter(criterion.name());
      }
    }
    return all.filter(
        each ->
            criteria.stream()
                .allMatch(
                    it -> {
                      Function<T, String> filter = filters.get(it.name());
                      return filter != null && it.isMetBy(List.of(filter.apply(each)));
                    }));
  }
}
