package dev.cloudjar.ec2.instance;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Selection.Criterion;
import dev.cloudjar.ec2.ground.Zones;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypeOfferingsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypeOfferingsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypesResponse;
import software.amazon.awssdk.services.ec2.model.DiskInfo;
import software.amazon.awssdk.services.ec2.model.InstanceTypeInfo;
import software.amazon.awssdk.services.ec2.model.InstanceTypeOffering;

/** Tells of types of instances, which are offered everywhere. */
final class InstanceTypeOperations {
  private static final int MOST_AT_ONCE = 100;
  private static final int MOST_OFFERINGS = 1_000;

  void register(Ec2Operations ops) {
    ops.on(DescribeInstanceTypesRequest.class, DescribeInstanceTypesResponse.class, this::types);
    ops.on(
        DescribeInstanceTypeOfferingsRequest.class,
        DescribeInstanceTypeOfferingsResponse.class,
        this::offerings);
  }

  private DescribeInstanceTypesResponse types(Call call, DescribeInstanceTypesRequest request) {
    List<String> wanted = request.instanceTypesAsStrings();
    List<String> missing = wanted.stream().filter(it -> InstanceTypes.of(it).isEmpty()).toList();
    if (!missing.isEmpty()) {
      throw InstanceFaults.invalidInstanceType(String.join(", ", missing));
    }
    List<Criterion> criteria = Ec2Operations.criteria(request.filters());
    List<InstanceType> found =
        InstanceTypes.all().stream()
            .filter(it -> wanted.isEmpty() || wanted.contains(it.name()))
            .filter(it -> criteria.stream().allMatch(each -> meets(it, each)))
            .toList();
    int from = position(request.nextToken());
    int limit = limit(request.maxResults(), MOST_AT_ONCE);
    return DescribeInstanceTypesResponse.builder()
        .instanceTypes(
            found.stream().skip(from).limit(limit).map(InstanceTypeOperations::describe).toList())
        .nextToken(next(from + limit, found.size()))
        .build();
  }

  private static int limit(@Nullable Integer wanted, int most) {
    return wanted == null ? most : Math.clamp(wanted, 1, most);
  }

  private static int position(@Nullable String token) {
    if (token == null) {
      return 0;
    }
    if (!token.matches("[0-9]{1,6}")) {
      throw Ec2Faults.of("InvalidNextToken", "The token that is provided is not valid.");
    }
    return Integer.parseInt(token);
  }

  private static @Nullable String next(int position, int size) {
    return position < size ? Integer.toString(position) : null;
  }

  private static boolean meets(InstanceType type, Criterion criterion) {
    return criterion.isMetBy(
        switch (criterion.name()) {
          case "instance-type" -> List.of(type.name());
          case "current-generation" -> List.of(String.valueOf(type.isCurrentGeneration()));
          case "bare-metal" -> List.of(String.valueOf(type.isBareMetal()));
          case "burstable-performance-supported" ->
              List.of(String.valueOf(type.burst().isPresent()));
          case "free-tier-eligible" -> List.of(String.valueOf(isFree(type)));
          case "hypervisor" -> type.hypervisor().stream().toList();
          case "instance-storage-supported" -> List.of(String.valueOf(type.store().isPresent()));
          case "memory-info.size-in-mib" -> List.of(String.valueOf(type.memoryMebibytes()));
          case "processor-info.supported-architecture" -> List.of(type.architecture());
          case "vcpu-info.default-vcpus" -> List.of(String.valueOf(type.virtualCpus()));
          case "vcpu-info.default-cores" ->
              List.of(String.valueOf(type.virtualCpus() / type.threadsPerCore()));
          case "supported-root-device-type" -> List.of("ebs");
          case "supported-usage-class" -> List.of("on-demand", "spot");
          case "supported-virtualization-type" -> List.of("hvm");
          case "network-info.ena-support" ->
              List.of(type.hypervisor().equals(Optional.of("xen")) ? "unsupported" : "required");
          case "network-info.maximum-network-interfaces" ->
              List.of(String.valueOf(type.interfaces()));
          case "ebs-info.encryption-support" -> List.of("supported");
          default ->
              throw Ec2Faults.invalidParameterValue(
                  "The filter '%s' is invalid".formatted(criterion.name()));
        });
  }

  private static boolean isFree(InstanceType type) {
    return type.name().equals("t2.micro") || type.name().equals("t3.micro");
  }

  private static InstanceTypeInfo describe(InstanceType type) {
    var info =
        InstanceTypeInfo.builder()
            .instanceType(type.name())
            .currentGeneration(type.isCurrentGeneration())
            .freeTierEligible(isFree(type))
            .supportedUsageClassesWithStrings("on-demand", "spot")
            .supportedRootDeviceTypesWithStrings("ebs")
            .supportedVirtualizationTypesWithStrings("hvm")
            .bareMetal(type.isBareMetal())
            .hypervisor(type.hypervisor().orElse(null))
            .processorInfo(p -> p.supportedArchitecturesWithStrings(type.architecture()))
            .vCpuInfo(
                v ->
                    v.defaultVCpus(type.virtualCpus())
                        .defaultCores(type.virtualCpus() / type.threadsPerCore())
                        .defaultThreadsPerCore(type.threadsPerCore()))
            .memoryInfo(m -> m.sizeInMiB(type.memoryMebibytes()))
            .instanceStorageSupported(type.store().isPresent())
            .ebsInfo(e -> e.encryptionSupport("supported"))
            .networkInfo(
                n ->
                    n.maximumNetworkInterfaces(type.interfaces())
                        .maximumNetworkCards(1)
                        .defaultNetworkCardIndex(0)
                        .ipv4AddressesPerInterface(type.addressesPerInterface())
                        .ipv6Supported(false)
                        .efaSupported(false))
            .hibernationSupported(false)
            .burstablePerformanceSupported(type.burst().isPresent())
            .dedicatedHostsSupported(!type.family().startsWith("t"))
            .autoRecoverySupported(false);
    type.store()
        .ifPresent(
            store ->
                info.instanceStorageInfo(
                    i ->
                        i.totalSizeInGB((long) store.disks() * store.gigabytesEach())
                            .disks(disk(store))
                            .nvmeSupport("required")));
    return info.build();
  }

  private static DiskInfo disk(InstanceType.Store store) {
    return DiskInfo.builder()
        .count(store.disks())
        .sizeInGB((long) store.gigabytesEach())
        .type("ssd")
        .build();
  }

  private DescribeInstanceTypeOfferingsResponse offerings(
      Call call, DescribeInstanceTypeOfferingsRequest request) {
    String kind = Objects.requireNonNullElse(request.locationTypeAsString(), "region");
    List<String> locations =
        switch (kind) {
          case "region" -> List.of(call.region());
          case "availability-zone" ->
              Zones.of(call.region()).stream().map(Zones.Zone::name).toList();
          case "availability-zone-id" ->
              Zones.of(call.region()).stream().map(Zones.Zone::id).toList();
          default ->
              throw Ec2Faults.invalidParameterValue(
                  "Invalid value '%s' for LocationType.".formatted(kind));
        };
    List<Criterion> criteria = Ec2Operations.criteria(request.filters());
    List<InstanceTypeOffering> found = new ArrayList<>();
    for (InstanceType type : InstanceTypes.all()) {
      for (String location : locations) {
        if (criteria.stream().allMatch(it -> meets(type, location, it))) {
          found.add(
              InstanceTypeOffering.builder()
                  .instanceType(type.name())
                  .location(location)
                  .locationType(kind)
                  .build());
        }
      }
    }
    int from = position(request.nextToken());
    int limit = limit(request.maxResults(), MOST_OFFERINGS);
    return DescribeInstanceTypeOfferingsResponse.builder()
        .instanceTypeOfferings(found.stream().skip(from).limit(limit).toList())
        .nextToken(next(from + limit, found.size()))
        .build();
  }

  private static boolean meets(InstanceType type, String location, Criterion criterion) {
    return criterion.isMetBy(
        switch (criterion.name()) {
          case "instance-type" -> List.of(type.name());
          case "location" -> List.of(location);
          default ->
              throw Ec2Faults.invalidParameterValue(
                  "The filter '%s' is invalid".formatted(criterion.name()));
        });
  }
}
