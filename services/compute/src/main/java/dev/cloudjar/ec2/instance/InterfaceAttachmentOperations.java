package dev.cloudjar.ec2.instance;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.instance.InstanceNetwork.Attached;
import dev.cloudjar.ec2.vpc.NetworkInterface;
import dev.cloudjar.ec2.vpc.NetworkInterfaces;
import dev.cloudjar.store.Transaction;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.AttachNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.AttachNetworkInterfaceResponse;
import software.amazon.awssdk.services.ec2.model.DetachNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.DetachNetworkInterfaceResponse;

/** Gives instances further network interfaces, and takes them away, also while they run. */
final class InterfaceAttachmentOperations {
  private final Ground ground;
  private final InstanceNetwork network;

  InterfaceAttachmentOperations(Ground ground, InstanceNetwork network) {
    this.ground = ground;
    this.network = network;
  }

  void register(Ec2Operations ops) {
    ops.onAll(
        AttachNetworkInterfaceRequest.class,
        AttachNetworkInterfaceResponse.class,
        (call, it) -> List.of(it.instanceId(), it.networkInterfaceId()),
        this::attach);
    ops.onAll(
            DetachNetworkInterfaceRequest.class,
            DetachNetworkInterfaceResponse.class,
            this::resources,
            this::detach)
        .recordedMember("Force", "an interface is let go at once in any case");
  }

  private AttachNetworkInterfaceResponse attach(Call call, AttachNetworkInterfaceRequest request) {
    if (request.enaSrdSpecification() != null || request.enaQueueCount() != null) {
      throw Ec2Faults.unsupportedOperation("Cloudjar's interfaces have no ENA Express or queues.");
    }
    if (request.networkCardIndex() != null && request.networkCardIndex() != 0) {
      throw Ec2Faults.invalidParameterValue("Cloudjar's instances have one network card.");
    }
    Place place = Place.of(call);
    return ground.transact(
        transaction -> {
          Instance instance = Instances.require(transaction, place, request.instanceId());
          NetworkInterface end =
              NetworkInterfaces.require(transaction, place, request.networkInterfaceId());
          requirePossible(transaction, place, instance, end, request.deviceIndex());
          return AttachNetworkInterfaceResponse.builder()
              .attachmentId(
                  network.attachFurther(
                      transaction, place, instance.id(), end.id(), request.deviceIndex()))
              .networkCardIndex(0)
              .build();
        });
  }

  private void requirePossible(
      Transaction transaction, Place place, Instance instance, NetworkInterface end, int index) {
    switch (instance.state()) {
      case RUNNING, STOPPED -> {
        // Possible.
      }
      case PENDING, STOPPING, SHUTTING_DOWN, TERMINATED ->
          throw Ec2Faults.incorrectState(
              "Instance '%s' is not 'running' or 'stopped'.".formatted(instance.id()));
    }
    if (!end.zone().equals(instance.launch().zone())) {
      throw Ec2Faults.invalidParameterCombination(
          "You may not attach a network interface to an instance if they are not in the same"
              + " availability zone");
    }
    if (!end.vpcId().equals(instance.launch().vpcId())) {
      throw Ec2Faults.unsupportedOperation(
          "Cloudjar's instances have all their network interfaces in one VPC.");
    }
    List<Attached> others = network.of(transaction, place, instance.id());
    if (index < 0 || others.stream().anyMatch(it -> it.deviceIndex() == index)) {
      throw Ec2Faults.invalidParameterValue(
          "Instance '%s' already has an interface attached at device index '%d'."
              .formatted(instance.id(), index));
    }
    InstanceType type = InstanceTypes.of(instance.settings().type()).orElseThrow();
    if (others.size() >= type.interfaces()) {
      throw Ec2Faults.of(
          "AttachmentLimitExceeded",
          "Interface count %d exceeds the limit for %s".formatted(others.size() + 1, type.name()));
    }
  }

  private List<String> resources(Call call, DetachNetworkInterfaceRequest request) {
    return ground
        .read(
            snapshot ->
                NetworkInterfaces.attached(snapshot, Place.of(call), request.attachmentId()))
        .map(it -> List.of(it.id(), it.attachment().orElseThrow().instanceId()))
        .orElse(List.of("network-interface/*"));
  }

  private DetachNetworkInterfaceResponse detach(Call call, DetachNetworkInterfaceRequest request) {
    Place place = Place.of(call);
    ground.transact(
        transaction -> {
          Optional<NetworkInterface> end =
              NetworkInterfaces.attached(transaction, place, request.attachmentId());
          if (end.isEmpty()) {
            throw Ec2Faults.of(
                "InvalidAttachmentID.NotFound",
                "An interface attachment with ID '%s' does not exist."
                    .formatted(request.attachmentId()));
          }
          if (end.get().attachment().orElseThrow().deviceIndex() == 0) {
            throw Ec2Faults.operationNotPermitted(
                "The network interface at device index 0 cannot be detached.");
          }
          network.detach(transaction, place, end.get().id());
          return true;
        });
    return DetachNetworkInterfaceResponse.builder().build();
  }
}
