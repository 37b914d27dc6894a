package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Ec2Resource;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An end of a network.
 *
 * @param type such as {@code interface}, {@code nat_gateway} or {@code vpc_endpoint}
 * @param addresses private ones, the primary one first
 * @param requester the service that made it; empty for the account itself
 */
public record NetworkInterface(
    String id,
    String vpcId,
    String subnetId,
    String zone,
    String zoneId,
    String type,
    String description,
    String macAddress,
    List<String> addresses,
    Set<String> groups,
    boolean checksAddresses,
    Optional<Attachment> attachment,
    Optional<PublicLease> publicLease,
    String requester)
    implements Ec2Resource {

  /** The instance that it is attached to, whose interface of this index it is. */
  public record Attachment(
      String id,
      String instanceId,
      String instanceOwnerId,
      int deviceIndex,
      Instant attachTime,
      boolean deleteOnTermination) {}

  /** A public address that is its own while it is in use: no Elastic IP. */
  public record PublicLease(String address) {}

  @Override
  public Set<String> references() {
    Set<String> all = new HashSet<>(groups);
    all.add(vpcId);
    all.add(subnetId);
    attachment.ifPresent(
        it -> {
          all.add(it.id());
          all.add(it.instanceId());
        });
    return all;
  }

  public String primaryAddress() {
    return addresses.getFirst();
  }

  public boolean isManagedByService() {
    return !requester.isEmpty();
  }

  public NetworkInterface withAddresses(List<String> changed) {
    return new NetworkInterface(
        id,
        vpcId,
        subnetId,
        zone,
        zoneId,
        type,
        description,
        macAddress,
        changed,
        groups,
        checksAddresses,
        attachment,
        publicLease,
        requester);
  }

  public NetworkInterface withGroups(Set<String> changed) {
    return new NetworkInterface(
        id,
        vpcId,
        subnetId,
        zone,
        zoneId,
        type,
        description,
        macAddress,
        addresses,
        changed,
        checksAddresses,
        attachment,
        publicLease,
        requester);
  }

  public NetworkInterface describedAs(String changed) {
    return new NetworkInterface(
        id,
        vpcId,
        subnetId,
        zone,
        zoneId,
        type,
        changed,
        macAddress,
        addresses,
        groups,
        checksAddresses,
        attachment,
        publicLease,
        requester);
  }

  public NetworkInterface checkingAddresses(boolean changed) {
    return new NetworkInterface(
        id,
        vpcId,
        subnetId,
        zone,
        zoneId,
        type,
        description,
        macAddress,
        addresses,
        groups,
        changed,
        attachment,
        publicLease,
        requester);
  }

  public NetworkInterface withAttachment(Optional<Attachment> changed) {
    return new NetworkInterface(
        id,
        vpcId,
        subnetId,
        zone,
        zoneId,
        type,
        description,
        macAddress,
        addresses,
        groups,
        checksAddresses,
        changed,
        publicLease,
        requester);
  }

  public NetworkInterface withPublicLease(Optional<PublicLease> changed) {
    return new NetworkInterface(
        id,
        vpcId,
        subnetId,
        zone,
        zoneId,
        type,
        description,
        macAddress,
        addresses,
        groups,
        checksAddresses,
        attachment,
        changed,
        requester);
  }
}
