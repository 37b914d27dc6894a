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
    return but(description, changed, groups, checksAddresses, attachment, publicLease);
  }

  public NetworkInterface withGroups(Set<String> changed) {
    return but(description, addresses, changed, checksAddresses, attachment, publicLease);
  }

  public NetworkInterface describedAs(String changed) {
    return but(changed, addresses, groups, checksAddresses, attachment, publicLease);
  }

  public NetworkInterface checkingAddresses(boolean changed) {
    return but(description, addresses, groups, changed, attachment, publicLease);
  }

  public NetworkInterface withAttachment(Optional<Attachment> changed) {
    return but(description, addresses, groups, checksAddresses, changed, publicLease);
  }

  public NetworkInterface withPublicLease(Optional<PublicLease> changed) {
    return but(description, addresses, groups, checksAddresses, attachment, changed);
  }

  /** This, but for what can change of an interface. */
  private NetworkInterface but(
      String newDescription,
      List<String> newAddresses,
      Set<String> newGroups,
      boolean newChecksAddresses,
      Optional<Attachment> newAttachment,
      Optional<PublicLease> newPublicLease) {
    return new NetworkInterface(
        id,
        vpcId,
        subnetId,
        zone,
        zoneId,
        type,
        newDescription,
        macAddress,
        newAddresses,
        newGroups,
        newChecksAddresses,
        newAttachment,
        newPublicLease,
        requester);
  }
}
