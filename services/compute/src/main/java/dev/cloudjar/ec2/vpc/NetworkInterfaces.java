package dev.cloudjar.ec2.vpc;

import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.ZoneOutages;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.fabric.Ipv4Address;
import dev.cloudjar.fabric.Ipv4Block;
import dev.cloudjar.fabric.NetworkPlan;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes, attaches and deletes interfaces: for accounts, and for what has them made for itself. */
public final class NetworkInterfaces {
  static final String NAT_GATEWAY = "nat_gateway";
  private static final int MOST_GROUPS = 5;

  private final Ground ground;
  private final NetworkChanges changes;

  public NetworkInterfaces(Ground ground, NetworkChanges changes) {
    this.ground = ground;
    this.changes = changes;
  }

  /** Returns once a network has the interfaces that its rows say. */
  public void await(Place place, String vpcId) throws IOException {
    changes.await(place, vpcId);
  }

  /**
   * What an interface is to be.
   *
   * @param groups ids; empty for the network's default group
   * @param address its primary address; null for any that is free
   * @param secondaryAddresses more of them
   * @param moreAddresses how many more, whichever are free
   * @param type such as {@code interface}
   * @param requester the service that makes it; empty for the account itself
   */
  public record Wish(
      String subnetId,
      String description,
      List<String> groups,
      @Nullable String address,
      List<String> secondaryAddresses,
      int moreAddresses,
      String type,
      String requester) {
    /** A usual interface. */
    public Wish(String subnetId, String description, List<String> groups) {
      this(subnetId, description, groups, null, List.of(), 0, "interface", "");
    }
  }

  /** A subnet, as far as what runs in it has to know. */
  public record Home(
      String subnetId,
      String vpcId,
      String zone,
      String zoneId,
      boolean mapsPublicAddresses,
      boolean dnsHostnames) {}

  /**
   * The subnet of an id.
   *
   * @throws Fault where there is none
   */
  public static Home home(Snapshot snapshot, Place place, String subnetId) {
    return home(snapshot, place, NetworkTables.SUBNETS.require(snapshot, place, subnetId));
  }

  private static Home home(Snapshot snapshot, Place place, Subnet subnet) {
    Vpc vpc = NetworkTables.VPCS.require(snapshot, place, subnet.vpcId());
    return new Home(
        subnet.id(),
        vpc.id(),
        subnet.zone(),
        subnet.zoneId(),
        subnet.mapsPublicAddresses(),
        vpc.dnsHostnames());
  }

  /**
   * The default subnet of a zone.
   *
   * @param zone its name; null for any
   * @throws Fault where there is none
   */
  public static Home defaultHome(Snapshot snapshot, Place place, @Nullable String zone) {
    Vpc vpc = NetworkTables.requireDefaultVpc(snapshot, place);
    return NetworkTables.SUBNETS.referring(snapshot, place, vpc.id()).stream()
        .filter(it -> it.isDefault() && (zone == null || it.zone().equals(zone)))
        .min(
            Comparator.comparing((Subnet it) -> ZoneOutages.isDown(snapshot, it.zone()))
                .thenComparing(Subnet::zone))
        .map(it -> home(snapshot, place, it))
        .orElseThrow(
            () ->
                Ec2Faults.of(
                    "MissingInput",
                    "No default subnet for availability zone: '%s'.".formatted(zone)));
  }

  /**
   * The ids of groups in a network that are given by name.
   *
   * @throws Fault where there is none of a name
   */
  public static List<String> groupsNamed(
      Snapshot snapshot, Place place, String vpcId, List<String> names) {
    return names.stream()
        .map(
            name ->
                NetworkTables.groupNamed(snapshot, place, vpcId, name)
                    .orElseThrow(() -> VpcFaults.groupNotInVpc(name, vpcId))
                    .id())
        .toList();
  }

  /** The name of a group; empty where there is none. */
  public static String groupName(Snapshot snapshot, Place place, String groupId) {
    SecurityGroup group = NetworkTables.SECURITY_GROUPS.find(snapshot, place, groupId);
    return group == null ? "" : group.name();
  }

  /**
   * The interface of an id.
   *
   * @throws Fault where there is none
   */
  public static NetworkInterface require(Snapshot snapshot, Place place, String id) {
    return NetworkTables.INTERFACES.require(snapshot, place, id);
  }

  /** The interfaces of an instance, the first one first. */
  public static List<NetworkInterface> ofInstance(
      Snapshot snapshot, Place place, String instanceId) {
    return NetworkTables.INTERFACES.referring(snapshot, place, instanceId).stream()
        .filter(it -> it.attachment().isPresent())
        .sorted(Comparator.comparingInt(it -> it.attachment().orElseThrow().deviceIndex()))
        .toList();
  }

  /** The interface of an attachment. */
  public static Optional<NetworkInterface> attached(
      Snapshot snapshot, Place place, String attachmentId) {
    return NetworkTables.INTERFACES.referring(snapshot, place, attachmentId).stream()
        .filter(it -> it.attachment().filter(a -> a.id().equals(attachmentId)).isPresent())
        .findFirst();
  }

  /** The public address of one of an interface's private ones. */
  public static Optional<String> publicAddress(
      Snapshot snapshot, Place place, NetworkInterface end, String privateAddress) {
    return PublicAddresses.of(snapshot, place, end, privateAddress);
  }

  /**
   * Makes an interface.
   *
   * @throws Fault where a subnet, a group or an address is not to be had
   */
  public NetworkInterface make(Transaction transaction, Place place, Wish wish) {
    Subnet subnet = NetworkTables.SUBNETS.require(transaction, place, wish.subnetId());
    String id = ground.ids().next(ResourceKind.NETWORK_INTERFACE);
    List<String> addresses = new ArrayList<>();
    String primary = wish.address();
    addresses.add(address(transaction, place, subnet, primary, id));
    for (String each : wish.secondaryAddresses()) {
      addresses.add(address(transaction, place, subnet, each, id));
    }
    for (int i = 0; i < wish.moreAddresses(); i++) {
      addresses.add(address(transaction, place, subnet, null, id));
    }
    NetworkInterface made =
        new NetworkInterface(
            id,
            subnet.vpcId(),
            subnet.id(),
            subnet.zone(),
            subnet.zoneId(),
            wish.type(),
            wish.description(),
            hardwareAddress(id),
            addresses,
            isNatGateway(wish)
                ? Set.of()
                : groups(transaction, place, subnet.vpcId(), wish.groups()),
            !isNatGateway(wish),
            Optional.empty(),
            Optional.empty(),
            wish.requester());
    put(transaction, place, made);
    return made;
  }

  /** The one that its host sees. */
  private static String hardwareAddress(String id) {
    return new NetworkPlan.Interface(id, id, 0, "", List.of(), Set.of(), true, true)
        .hardwareAddress();
  }

  /** It has no security groups, and passes on what is for others. */
  private static boolean isNatGateway(Wish wish) {
    return wish.type().equals(NAT_GATEWAY);
  }

  private static String address(
      Transaction transaction,
      Place place,
      Subnet subnet,
      @Nullable String wanted,
      String interfaceId) {
    if (wanted == null) {
      return Addresses.takeAny(transaction, place, subnet, interfaceId).toString();
    }
    Ipv4Address address;
    try {
      address = Ipv4Address.of(wanted);
    } catch (IllegalArgumentException e) {
      throw Ec2Faults.invalidParameterValue("Invalid IPv4 address: %s".formatted(wanted));
    }
    Addresses.take(transaction, place, subnet, address, interfaceId);
    return wanted;
  }

  /** The groups of an interface: those of its own network. */
  Set<String> groups(Transaction transaction, Place place, String vpcId, List<String> wanted) {
    if (wanted.isEmpty()) {
      return Set.of(
          NetworkTables.groupNamed(transaction, place, vpcId, SecurityGroup.DEFAULT)
              .orElseThrow()
              .id());
    }
    for (String id : wanted) {
      SecurityGroup group = NetworkTables.SECURITY_GROUPS.require(transaction, place, id);
      if (!group.vpcId().equals(vpcId)) {
        throw Ec2Faults.invalidParameterValue(
            "You have specified two resources that belong to different networks.");
      }
    }
    Set<String> groups = new LinkedHashSet<>(wanted);
    if (groups.size() > MOST_GROUPS) {
      throw VpcFaults.groupsPerInterfaceExceeded();
    }
    return groups;
  }

  /** Gives an interface more addresses. */
  NetworkInterface assign(
      Transaction transaction, Place place, NetworkInterface end, List<String> wanted, int more) {
    Subnet subnet = NetworkTables.SUBNETS.require(transaction, place, end.subnetId());
    List<String> addresses = new ArrayList<>(end.addresses());
    for (String each : wanted) {
      addresses.add(address(transaction, place, subnet, each, end.id()));
    }
    for (int i = 0; i < more; i++) {
      addresses.add(address(transaction, place, subnet, null, end.id()));
    }
    NetworkInterface changed = end.withAddresses(addresses);
    put(transaction, place, changed);
    return changed;
  }

  /** Puts an interface in the place of what it was. */
  public void put(Transaction transaction, Place place, NetworkInterface changed) {
    NetworkTables.INTERFACES.put(transaction, place, changed);
    changes.changed(transaction, place, changed.vpcId());
  }

  /**
   * Attaches an interface to an instance, which has no other of this index.
   *
   * @throws Fault where it is attached already
   */
  public NetworkInterface attach(
      Transaction transaction, Place place, String id, NetworkInterface.Attachment attachment) {
    NetworkInterface end = require(transaction, place, id);
    if (end.attachment().isPresent() || end.isManagedByService()) {
      throw VpcFaults.interfaceInUse(
          end.id(),
          end.attachment().map(NetworkInterface.Attachment::instanceId).orElse(end.requester()));
    }
    NetworkInterface attached = end.withAttachment(Optional.of(attachment));
    put(transaction, place, attached);
    for (ElasticIp each : NetworkTables.ELASTIC_IPS.referring(transaction, place, id)) {
      NetworkTables.ELASTIC_IPS.put(
          transaction,
          place,
          each.with(
              each.association()
                  .map(
                      it ->
                          new ElasticIp.Association(
                              it.id(),
                              it.networkInterfaceId(),
                              it.privateAddress(),
                              attachment.instanceId()))));
    }
    return attached;
  }

  /** Detaches an interface from its instance. */
  public NetworkInterface detach(Transaction transaction, Place place, NetworkInterface end) {
    NetworkInterface detached =
        releasePublicAddress(transaction, place, end).withAttachment(Optional.empty());
    put(transaction, place, detached);
    for (ElasticIp each : NetworkTables.ELASTIC_IPS.referring(transaction, place, end.id())) {
      NetworkTables.ELASTIC_IPS.put(
          transaction,
          place,
          each.with(
              each.association()
                  .map(
                      it ->
                          new ElasticIp.Association(
                              it.id(), it.networkInterfaceId(), it.privateAddress(), ""))));
    }
    return detached;
  }

  /** Deletes an interface, and frees its addresses; Elastic IPs stay the account's. */
  public void delete(Transaction transaction, Place place, NetworkInterface end) {
    for (String address : end.addresses()) {
      Addresses.free(transaction, place, end.subnetId(), address);
    }
    releasePublicAddress(transaction, place, end);
    for (ElasticIp each : NetworkTables.ELASTIC_IPS.referring(transaction, place, end.id())) {
      NetworkTables.ELASTIC_IPS.put(transaction, place, each.with(Optional.empty()));
    }
    NetworkTables.INTERFACES.delete(
        transaction, place, NetworkTables.INTERFACES.require(transaction, place, end.id()));
    changes.changed(transaction, place, end.vpcId());
  }

  /** Gives an interface a public address that is its own while its instance runs. */
  public NetworkInterface leasePublicAddress(
      Transaction transaction, Place place, NetworkInterface end) {
    if (end.publicLease().isPresent()) {
      return end;
    }
    Ipv4Address address = takePublic(transaction, place, end.id());
    NetworkInterface changed =
        end.withPublicLease(Optional.of(new NetworkInterface.PublicLease(address.toString())));
    put(transaction, place, changed);
    return changed;
  }

  /** Takes a public address that is free. */
  Ipv4Address takePublic(Transaction transaction, Place place, String resourceId) {
    Ipv4Block block = ground.cloud().machineRoom().networks().publicBlock();
    byte[] random = ground.cloud().ids().bytes(3);
    long near = (random[0] & 0xFFL) << 16 | (random[1] & 0xFFL) << 8 | (random[2] & 0xFFL);
    return PublicAddresses.take(transaction, block, near, place, resourceId);
  }

  /** Takes back the public address that was an interface's own. */
  public NetworkInterface releasePublicAddress(
      Transaction transaction, Place place, NetworkInterface end) {
    if (end.publicLease().isEmpty()) {
      return end;
    }
    PublicAddresses.free(transaction, end.publicLease().get().address());
    NetworkInterface changed = end.withPublicLease(Optional.empty());
    put(transaction, place, changed);
    return changed;
  }
}
