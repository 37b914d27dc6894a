package dev.cloudjar.ec2.instance;

import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.vpc.NetworkInterface;
import dev.cloudjar.ec2.vpc.NetworkInterfaces;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** The networks of VPCs, which follow their rows by themselves. */
public final class VpcInstanceNetwork implements InstanceNetwork {
  private final Ground ground;
  private final NetworkInterfaces interfaces;

  public VpcInstanceNetwork(Ground ground, NetworkInterfaces interfaces) {
    this.ground = ground;
    this.interfaces = interfaces;
  }

  @Override
  public Site site(Snapshot snapshot, Place place, Wish first, Optional<String> zone) {
    NetworkInterfaces.Home home;
    if (first.interfaceId().isPresent()) {
      String subnetId =
          NetworkInterfaces.require(snapshot, place, first.interfaceId().get()).subnetId();
      home = NetworkInterfaces.home(snapshot, place, subnetId);
    } else if (first.subnetId().isPresent()) {
      home = NetworkInterfaces.home(snapshot, place, first.subnetId().get());
    } else {
      home = NetworkInterfaces.defaultHome(snapshot, place, zone.orElse(null));
    }
    if (zone.isPresent() && !zone.get().equals(home.zone())) {
      throw Ec2Faults.invalidParameterCombination(
          "The availability zone '%s' does not match the subnet's, which is '%s'."
              .formatted(zone.get(), home.zone()));
    }
    return new Site(home.vpcId(), home.subnetId(), home.zone(), home.mapsPublicAddresses());
  }

  @Override
  public void await(Place place, String vpcId) throws IOException {
    interfaces.await(place, vpcId);
  }

  @Override
  public void attach(
      Transaction transaction, Place place, String instanceId, Site site, Wish wish) {
    String id = wish.interfaceId().orElseGet(() -> make(transaction, place, site, wish));
    NetworkInterface end = NetworkInterfaces.require(transaction, place, id);
    if (!end.zone().equals(site.zone())) {
      throw Ec2Faults.invalidParameterCombination(
          "The network interface '%s' is in another zone than the instance.".formatted(id));
    }
    interfaces.attach(
        transaction,
        place,
        id,
        new NetworkInterface.Attachment(
            ground.ids().next("eni-attach"),
            instanceId,
            place.accountId(),
            wish.deviceIndex(),
            ground.cloud().clock().now(),
            wish.deletedOnTermination()));
  }

  @Override
  public String attachFurther(
      Transaction transaction,
      Place place,
      String instanceId,
      String interfaceId,
      int deviceIndex) {
    String attachmentId = ground.ids().next("eni-attach");
    interfaces.attach(
        transaction,
        place,
        interfaceId,
        new NetworkInterface.Attachment(
            attachmentId,
            instanceId,
            place.accountId(),
            deviceIndex,
            ground.cloud().clock().now(),
            false));
    return attachmentId;
  }

  @Override
  public void detach(Transaction transaction, Place place, String interfaceId) {
    interfaces.detach(
        transaction, place, NetworkInterfaces.require(transaction, place, interfaceId));
  }

  private String make(Transaction transaction, Place place, Site site, Wish wish) {
    List<String> groups = new ArrayList<>(wish.groups());
    groups.addAll(
        NetworkInterfaces.groupsNamed(transaction, place, site.vpcId(), wish.groupNames()));
    return interfaces
        .make(
            transaction,
            place,
            new NetworkInterfaces.Wish(
                wish.subnetId().orElse(site.subnetId()),
                wish.description(),
                groups,
                wish.privateAddress().orElse(null),
                wish.furtherAddresses(),
                wish.furtherAddressCount(),
                "interface",
                ""))
        .id();
  }

  @Override
  public List<Attached> of(Snapshot snapshot, Place place, String instanceId) {
    return NetworkInterfaces.ofInstance(snapshot, place, instanceId).stream()
        .map(it -> describe(snapshot, place, it))
        .toList();
  }

  private static Attached describe(Snapshot snapshot, Place place, NetworkInterface end) {
    NetworkInterface.Attachment attachment = end.attachment().orElseThrow();
    Optional<String> leased = end.publicLease().map(NetworkInterface.PublicLease::address);
    return new Attached(
        end.id(),
        attachment.id(),
        attachment.deviceIndex(),
        attachment.attachTime(),
        end.subnetId(),
        end.vpcId(),
        end.macAddress(),
        end.description(),
        end.checksAddresses(),
        attachment.deleteOnTermination(),
        end.addresses().stream()
            .map(
                address -> {
                  Optional<String> outside =
                      NetworkInterfaces.publicAddress(snapshot, place, end, address);
                  return new Address(
                      address,
                      outside,
                      outside.map(it -> leased.equals(outside) ? "amazon" : place.accountId()));
                })
            .toList(),
        end.groups().stream()
            .map(it -> new Group(it, NetworkInterfaces.groupName(snapshot, place, it)))
            .toList(),
        NetworkInterfaces.home(snapshot, place, end.subnetId()).dnsHostnames());
  }

  private static Optional<NetworkInterface> first(
      Snapshot snapshot, Place place, String instanceId) {
    return NetworkInterfaces.ofInstance(snapshot, place, instanceId).stream().findFirst();
  }

  @Override
  public void leasePublicAddress(Transaction transaction, Place place, String instanceId) {
    first(transaction, place, instanceId)
        .filter(
            it ->
                NetworkInterfaces.publicAddress(transaction, place, it, it.primaryAddress())
                    .isEmpty())
        .ifPresent(it -> interfaces.leasePublicAddress(transaction, place, it));
  }

  @Override
  public void stopped(Transaction transaction, Place place, String instanceId) {
    for (NetworkInterface end : NetworkInterfaces.ofInstance(transaction, place, instanceId)) {
      interfaces.releasePublicAddress(transaction, place, end);
    }
  }

  @Override
  public void ended(Transaction transaction, Place place, String instanceId) {
    for (NetworkInterface end : NetworkInterfaces.ofInstance(transaction, place, instanceId)) {
      boolean goes = end.attachment().orElseThrow().deleteOnTermination();
      NetworkInterface detached = interfaces.detach(transaction, place, end);
      if (goes) {
        interfaces.delete(transaction, place, detached);
      }
    }
  }

  @Override
  public void setGroups(
      Transaction transaction, Place place, String instanceId, List<String> groups) {
    first(transaction, place, instanceId)
        .ifPresent(
            it -> interfaces.put(transaction, place, it.withGroups(new LinkedHashSet<>(groups))));
  }

  @Override
  public void setSourceDestCheck(
      Transaction transaction, Place place, String instanceId, boolean checked) {
    first(transaction, place, instanceId)
        .ifPresent(it -> interfaces.put(transaction, place, it.checkingAddresses(checked)));
  }
}
