package dev.cloudjar.ec2.instance;

import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What instances need of networks. */
public interface InstanceNetwork {

  /**
   * Finds where an instance goes.
   *
   * @param zone wanted; empty for any
   * @throws dev.cloudjar.cloud.Fault where there is no such place
   */
  Site site(Snapshot snapshot, Place place, Wish first, Optional<String> zone);

  /** Returns once a network has all interfaces that instances have been given in it. */
  void await(Place place, String vpcId) throws IOException;

  /** Gives an instance an interface. */
  void attach(Transaction transaction, Place place, String instanceId, Site site, Wish wish);

  /**
   * Gives an instance an interface that there is, which stays when it ends.
   *
   * @return the id of the attachment
   */
  String attachFurther(
      Transaction transaction, Place place, String instanceId, String interfaceId, int deviceIndex);

  /** Takes an interface away from its instance. */
  void detach(Transaction transaction, Place place, String interfaceId);

  /** The interfaces of an instance, the first one first. */
  List<Attached> of(Snapshot snapshot, Place place, String instanceId);

  /** An instance is being started: its first interface gets a public address. */
  void leasePublicAddress(Transaction transaction, Place place, String instanceId);

  /** An instance has stopped: the public address that it got goes back. */
  void stopped(Transaction transaction, Place place, String instanceId);

  /** An instance has ended: its interfaces go, or are let go. */
  void ended(Transaction transaction, Place place, String instanceId);

  /** Sets the security groups of an instance's first interface. */
  void setGroups(Transaction transaction, Place place, String instanceId, List<String> groups);

  /** Sets whether the first interface checks addresses. */
  void setSourceDestCheck(Transaction transaction, Place place, String instanceId, boolean checked);

  /**
   * An interface that a launch asks for.
   *
   * @param interfaceId one that there is; empty to make one
   * @param subnetId empty for the default one of the zone
   * @param groups ids; empty for the VPC's default group
   * @param groupNames of the default VPC
   * @param publicAddress whether it gets one; empty for what the subnet says
   */
  record Wish(
      int deviceIndex,
      Optional<String> interfaceId,
      Optional<String> subnetId,
      List<String> groups,
      List<String> groupNames,
      Optional<String> privateAddress,
      List<String> furtherAddresses,
      int furtherAddressCount,
      Optional<Boolean> publicAddress,
      boolean deletedOnTermination,
      String description) {}

  /**
   * Where an instance goes.
   *
   * @param mapsPublicAddresses whether it gets a public address where nothing is said
   */
  record Site(String vpcId, String subnetId, String zone, boolean mapsPublicAddresses) {}

  /** An interface of an instance, as it is told. */
  record Attached(
      String id,
      String attachmentId,
      int deviceIndex,
      Instant attached,
      String subnetId,
      String vpcId,
      String macAddress,
      String description,
      boolean checksAddresses,
      boolean deletedOnTermination,
      List<Address> addresses,
      List<Group> groups,
      boolean publicNames) {
    /** The primary private address. */
    public String address() {
      return addresses.getFirst().privateAddress();
    }

    /** The public address of the primary private one. */
    public Optional<String> publicAddress() {
      return addresses.getFirst().publicAddress();
    }
  }

  /** A private address with the public one that stands for it. */
  record Address(
      String privateAddress, Optional<String> publicAddress, Optional<String> publicOwner) {}

  /** A security group. */
  record Group(String id, String name) {}
}
