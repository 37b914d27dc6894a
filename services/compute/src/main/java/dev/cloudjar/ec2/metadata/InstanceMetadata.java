package dev.cloudjar.ec2.metadata;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an instance can learn about itself.
 *
 * @param publicAddress of its first interface
 * @param blockDevices devices by their virtual names, such as {@code ami}
 * @param key the key pair that it was launched with
 * @param userData as it was given, decoded
 * @param interfaces the first one first
 * @param tags where they may be read; empty where not
 * @param interruption when the Spot instance ends; empty where nothing is said of it
 * @param activeKeys the public keys that may be used to log in for the moment, by user
 */
public record InstanceMetadata(
    String accountId,
    String region,
    String zone,
    String zoneId,
    String instanceId,
    String instanceType,
    String architecture,
    String lifeCycle,
    String imageId,
    int launchIndex,
    String reservationId,
    Instant launched,
    String localHostName,
    String localAddress,
    Optional<String> publicHostName,
    Optional<String> publicAddress,
    Map<String, String> blockDevices,
    Optional<Key> key,
    Optional<String> userData,
    Optional<Profile> profile,
    List<Interface> interfaces,
    Optional<Map<String, String>> tags,
    Optional<Interruption> interruption,
    Map<String, List<String>> activeKeys) {

  /** Copies the collections. */
  public InstanceMetadata {
    blockDevices = Map.copyOf(blockDevices);
    interfaces = List.copyOf(interfaces);
    activeKeys = Map.copyOf(activeKeys);
  }

  /** A public key, as OpenSSH writes it. */
  public record Key(String name, String openSsh) {}

  /** The instance profile. */
  public record Profile(String arn, String id, String roleName, Instant updated) {}

  /** What happens to a Spot instance, and when. */
  public record Interruption(String action, Instant time) {}

  /** A network interface. */
  public record Interface(
      String id,
      String mac,
      int deviceNumber,
      String localHostName,
      List<String> addresses,
      Optional<String> publicHostName,
      Optional<String> publicAddress,
      List<String> securityGroups,
      List<String> securityGroupIds,
      String subnetId,
      String subnetBlock,
      String vpcId,
      List<String> vpcBlocks) {
    /** Copies the lists. */
    public Interface {
      addresses = List.copyOf(addresses);
      securityGroups = List.copyOf(securityGroups);
      securityGroupIds = List.copyOf(securityGroupIds);
      vpcBlocks = List.copyOf(vpcBlocks);
    }
  }
}
