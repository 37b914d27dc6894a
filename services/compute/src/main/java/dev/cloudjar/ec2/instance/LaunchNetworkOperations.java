package dev.cloudjar.ec2.instance;

import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.instance.InstanceNetwork.Wish;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceSpecification;
import software.amazon.awssdk.services.ec2.model.PrivateIpAddressSpecification;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;

/** Reads which network interfaces a launch asks for. */
final class LaunchNetworkOperations {
  private LaunchNetworkOperations() {}

  static List<Wish> wishes(RunInstancesRequest request) {
    if (!request.ipv6Addresses().isEmpty() || request.ipv6AddressCount() != null) {
      throw Ec2Faults.unsupportedOperation("Cloudjar's networks have IPv4 only.");
    }
    if (request.networkInterfaces().isEmpty()) {
      return List.of(
          new Wish(
              0,
              Optional.empty(),
              Optional.ofNullable(request.subnetId()),
              request.securityGroupIds(),
              request.securityGroups(),
              Optional.ofNullable(request.privateIpAddress()),
              List.of(),
              0,
              Optional.empty(),
              true,
              ""));
    }
    if (request.subnetId() != null
        || !request.securityGroupIds().isEmpty()
        || !request.securityGroups().isEmpty()
        || request.privateIpAddress() != null) {
      throw Ec2Faults.invalidParameterCombination(
          "Network interfaces and an instance-level subnet ID or security groups may not be"
              + " specified on the same request");
    }
    List<Wish> wishes =
        request.networkInterfaces().stream()
            .map(LaunchNetworkOperations::wish)
            .sorted(Comparator.comparingInt(Wish::deviceIndex))
            .toList();
    if (wishes.getFirst().deviceIndex() != 0
        || wishes.stream().map(Wish::deviceIndex).distinct().count() != wishes.size()) {
      throw Ec2Faults.invalidParameterValue(
          "Each network interface needs a device index of its own, the first one 0.");
    }
    return wishes;
  }

  private static Wish wish(InstanceNetworkInterfaceSpecification it) {
    if (!it.ipv6Addresses().isEmpty() || it.ipv6AddressCount() != null) {
      throw Ec2Faults.unsupportedOperation("Cloudjar's networks have IPv4 only.");
    }
    Optional<String> primary = Optional.ofNullable(it.privateIpAddress());
    List<String> further = new ArrayList<>();
    for (PrivateIpAddressSpecification each : it.privateIpAddresses()) {
      if (Boolean.TRUE.equals(each.primary())) {
        primary = Optional.ofNullable(each.privateIpAddress());
      } else {
        further.add(each.privateIpAddress());
      }
    }
    return new Wish(
        Objects.requireNonNullElse(it.deviceIndex(), 0),
        Optional.ofNullable(it.networkInterfaceId()),
        Optional.ofNullable(it.subnetId()),
        it.groups(),
        List.of(),
        primary,
        further,
        Objects.requireNonNullElse(it.secondaryPrivateIpAddressCount(), 0),
        Optional.ofNullable(it.associatePublicIpAddress()),
        Objects.requireNonNullElse(it.deleteOnTermination(), it.networkInterfaceId() == null),
        Objects.requireNonNullElse(it.description(), ""));
  }
}
