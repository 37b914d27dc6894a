package dev.cloudjar.ec2.instance;

import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.instance.Instance.Options;
import dev.cloudjar.ec2.instance.Instance.Settings;
import dev.cloudjar.ec2.instance.Instance.Spot;
import dev.cloudjar.ec2.instance.Instance.Tenancy;
import dev.cloudjar.ec2.metadata.MetadataOptions;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.services.ec2.model.CapacityReservationSpecification;
import software.amazon.awssdk.services.ec2.model.InstanceMetadataOptionsRequest;
import software.amazon.awssdk.services.ec2.model.Placement;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.SpotMarketOptions;

/** Reads what instances are to be from a request to launch them. */
final class LaunchSettingOperations {
  private static final int LONGEST_USER_DATA = 16_384;
  private static final int MOST_HOPS = 64;
  private static final List<String> NOT_THERE =
      List.of(
          "KernelId",
          "RamdiskId",
          "ElasticGpuSpecification",
          "ElasticInferenceAccelerators",
          "LicenseSpecifications",
          "EnablePrimaryIpv6",
          "NetworkPerformanceOptions",
          "SecondaryInterfaces");

  private LaunchSettingOperations() {}

  /** Refuses what would be left out of an instance without a word. */
  static void refuseWhatIsNotThere(RunInstancesRequest request) {
    for (String member : NOT_THERE) {
      Object told = request.getValueForField(member, Object.class).orElse(null);
      if (told != null && !(told instanceof SdkAutoConstructList<?>)) {
        throw Ec2Faults.unsupportedOperation(
            "Cloudjar's instances have no %s yet.".formatted(member));
      }
    }
  }

  static Settings settings(
      RunInstancesRequest request, InstanceType type, Optional<String> usualCredits) {
    if (request.hibernationOptions() != null
        && Boolean.TRUE.equals(request.hibernationOptions().configured())) {
      throw InstanceFaults.noHibernation();
    }
    String shutdown = request.instanceInitiatedShutdownBehaviorAsString();
    return new Settings(
        type.name(),
        userData(request.userData()),
        Boolean.TRUE.equals(request.disableApiTermination()),
        Boolean.TRUE.equals(request.disableApiStop()),
        shutdown == null ? "stop" : shutdown,
        Boolean.TRUE.equals(request.ebsOptimized()),
        request.monitoring() != null && Boolean.TRUE.equals(request.monitoring().enabled()),
        credits(request, type, usualCredits),
        metadata(MetadataOptions.DEFAULTS, request.metadataOptions()),
        options(request));
  }

  /** User data in Base64, as it is sent and told. */
  static Optional<String> userData(@Nullable String encoded) {
    if (encoded == null || encoded.isEmpty()) {
      return Optional.empty();
    }
    byte[] bytes;
    try {
      bytes = Base64.getMimeDecoder().decode(encoded);
    } catch (IllegalArgumentException e) {
      throw InstanceFaults.userDataNotEncoded();
    }
    if (bytes.length > LONGEST_USER_DATA) {
      throw InstanceFaults.userDataTooLong(LONGEST_USER_DATA);
    }
    return Optional.of(Base64.getEncoder().encodeToString(bytes));
  }

  private static Optional<String> credits(
      RunInstancesRequest request, InstanceType type, Optional<String> usual) {
    String wanted =
        request.creditSpecification() == null ? null : request.creditSpecification().cpuCredits();
    if (type.burst().isEmpty()) {
      if (wanted != null) {
        throw Ec2Faults.unsupportedOperation(
            "The credit specification is only supported by burstable instance types, not by "
                + type.name());
      }
      return Optional.empty();
    }
    if (wanted != null && !wanted.equals("standard") && !wanted.equals("unlimited")) {
      throw Ec2Faults.invalidParameterValue("Invalid value '%s' for CpuCredits.".formatted(wanted));
    }
    return wanted != null ? Optional.of(wanted) : usual;
  }

  static MetadataOptions metadata(
      MetadataOptions before, @Nullable InstanceMetadataOptionsRequest wanted) {
    return wanted == null
        ? before
        : metadata(
            before,
            wanted.httpEndpointAsString(),
            wanted.httpTokensAsString(),
            wanted.httpPutResponseHopLimit(),
            wanted.instanceMetadataTagsAsString());
  }

  static MetadataOptions metadata(
      MetadataOptions before,
      @Nullable String endpoint,
      @Nullable String tokens,
      @Nullable Integer hopLimit,
      @Nullable String tags) {
    if (hopLimit != null && (hopLimit < 1 || hopLimit > MOST_HOPS)) {
      throw Ec2Faults.invalidParameterValue(
          "Value (%d) for parameter HttpPutResponseHopLimit is invalid. It must be between 1 and 64."
              .formatted(hopLimit));
    }
    return new MetadataOptions(
        endpoint == null ? before.enabled() : endpoint.equals("enabled"),
        tokens == null ? before.tokensRequired() : tokens.equals("required"),
        hopLimit == null ? before.hopLimit() : hopLimit,
        tags == null ? before.tags() : tags.equals("enabled"));
  }

  private static Options options(RunInstancesRequest request) {
    CapacityReservationSpecification capacity = request.capacityReservationSpecification();
    if (capacity != null && capacity.capacityReservationTarget() != null) {
      if (capacity.capacityReservationPreference() != null) {
        throw Ec2Faults.invalidParameterCombination(
            "A capacity reservation preference and a target cannot be specified in the same"
                + " request.");
      }
      if (capacity.capacityReservationTarget().capacityReservationResourceGroupArn() != null) {
        throw Ec2Faults.unsupportedOperation("Cloudjar has no groups of capacity reservations.");
      }
    }
    var names = request.privateDnsNameOptions();
    var maintenance = request.maintenanceOptions();
    return new Options(
        Optional.ofNullable(
            capacity == null ? "open" : capacity.capacityReservationPreferenceAsString()),
        Optional.ofNullable(
            capacity == null || capacity.capacityReservationTarget() == null
                ? null
                : capacity.capacityReservationTarget().capacityReservationId()),
        Optional.ofNullable(names == null ? null : names.hostnameTypeAsString()),
        names != null && Boolean.TRUE.equals(names.enableResourceNameDnsARecord()),
        maintenance == null || maintenance.autoRecoveryAsString() == null
            ? "default"
            : maintenance.autoRecoveryAsString(),
        request.enclaveOptions() != null
            && Boolean.TRUE.equals(request.enclaveOptions().enabled()));
  }

  /** The name of the group that an instance is to be placed by. */
  static Optional<String> placementGroup(RunInstancesRequest request) {
    if (request.placement() == null) {
      return Optional.empty();
    }
    if (chosen(request.placement().groupId()).isPresent()) {
      throw Ec2Faults.unsupportedOperation(
          "Cloudjar launches into placement groups by their names only.");
    }
    return chosen(request.placement().groupName());
  }

  static Optional<Spot> spot(RunInstancesRequest request, String requestId) {
    if (request.instanceMarketOptions() == null) {
      return Optional.empty();
    }
    String market = request.instanceMarketOptions().marketTypeAsString();
    if (market != null && !market.equals("spot")) {
      throw Ec2Faults.unsupportedOperation("Cloudjar has no capacity blocks.");
    }
    SpotMarketOptions options = request.instanceMarketOptions().spotOptions();
    if (options == null) {
      options = SpotMarketOptions.builder().build();
    }
    String type = Objects.requireNonNullElse(options.spotInstanceTypeAsString(), "one-time");
    String behavior =
        Objects.requireNonNullElse(options.instanceInterruptionBehaviorAsString(), "terminate");
    if (behavior.equals("hibernate")) {
      throw InstanceFaults.noHibernation();
    }
    if (type.equals("one-time") && behavior.equals("stop")) {
      throw Ec2Faults.invalidParameterCombination(
          "Interruption behavior 'stop' needs a persistent Spot Instance request.");
    }
    return Optional.of(
        new Spot(requestId, Optional.ofNullable(options.maxPrice()), type, behavior));
  }

  static Tenancy tenancy(RunInstancesRequest request) {
    Placement placement = request.placement();
    return placement == null
        ? new Tenancy("default", Optional.empty(), Optional.empty())
        : new Tenancy(
            chosen(placement.tenancyAsString()).orElse("default"),
            placementGroup(request),
            chosen(placement.hostId()));
  }

  /** What is chosen; clients send empty text for what they leave open, as EC2 lets them. */
  static Optional<String> chosen(@Nullable String text) {
    return Optional.ofNullable(text).filter(it -> !it.isEmpty());
  }
}
