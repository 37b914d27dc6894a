package dev.cloudjar.ec2.instance;

import dev.cloudjar.ec2.capacity.PlacementGroups;
import dev.cloudjar.ec2.ground.Ec2Resource;
import dev.cloudjar.ec2.metadata.MetadataOptions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An instance. Its network interfaces and volumes are rows of their own.
 *
 * @param launch what it was launched as, which never changes
 * @param settings what can be changed of it
 * @param life where it is in its life
 * @param profile the instance profile that it has
 * @param devices its volumes, by the names that it knows them by
 */
record Instance(
    String id,
    Launch launch,
    Settings settings,
    Life life,
    Optional<ProfileAssociation> profile,
    List<Device> devices)
    implements Ec2Resource {

  /** Copies the list. */
  Instance {
    devices = List.copyOf(devices);
  }

  /**
   * What an instance was launched as.
   *
   * @param publicAddress whether it has one of its own whenever it runs
   * @param image the name of what its root is made over, as the machine room knows it
   * @param key the public key, as OpenSSH writes it
   */
  record Launch(
      String reservationId,
      String ownerId,
      String requesterId,
      int index,
      String imageId,
      String image,
      String architecture,
      String rootDevice,
      String zone,
      String subnetId,
      String vpcId,
      boolean publicAddress,
      Optional<String> keyName,
      Optional<String> key,
      Optional<String> clientToken,
      Optional<Spot> spot,
      Tenancy tenancy,
      String metadataSecret) {}

  /** Where it is placed, which is only recorded. */
  record Tenancy(String tenancy, Optional<String> groupName, Optional<String> hostId) {}

  /**
   * How it was bought on the Spot market.
   *
   * @param requestId of the Spot request
   * @param maxPrice what was offered at most; empty for the On-Demand price
   * @param interruptionBehavior terminate, stop or hibernate
   */
  record Spot(
      String requestId, Optional<String> maxPrice, String type, String interruptionBehavior) {}

  /** What can be changed of an instance. */
  record Settings(
      String type,
      Optional<String> userData,
      boolean disableApiTermination,
      boolean disableApiStop,
      String shutdownBehavior,
      boolean ebsOptimized,
      boolean monitored,
      Optional<String> cpuCredits,
      MetadataOptions metadata,
      Options options) {

    Settings withMetadata(MetadataOptions changed) {
      return but(monitored, cpuCredits, changed);
    }

    Settings withMonitoring(boolean changed) {
      return but(changed, cpuCredits, metadata);
    }

    Settings withCredits(String changed) {
      return but(monitored, Optional.of(changed), metadata);
    }

    private Settings but(
        boolean newMonitored, Optional<String> newCredits, MetadataOptions newMetadata) {
      return new Settings(
          type,
          userData,
          disableApiTermination,
          disableApiStop,
          shutdownBehavior,
          ebsOptimized,
          newMonitored,
          newCredits,
          newMetadata,
          options);
    }
  }

  /** What is only recorded. */
  record Options(
      Optional<String> capacityReservationPreference,
      Optional<String> capacityReservationId,
      Optional<String> hostNameType,
      boolean resourceNameRecord,
      String autoRecovery,
      boolean enclave) {}

  /**
   * Where an instance is in its life.
   *
   * @param launched when it was last started by somebody
   * @param reason why it is in its state, where AWS says so
   * @param transition why it was last changed, as {@code User initiated (…)}
   * @param restarting whether its machine is about to be started again, though it runs for AWS
   */
  record Life(
      InstanceState state,
      Instant launched,
      Instant since,
      Optional<Reason> reason,
      String transition,
      boolean restarting) {

    Life to(InstanceState next, Instant now) {
      return new Life(next, launched, now, Optional.empty(), "", false);
    }

    Life to(InstanceState next, Instant now, Reason why, String how) {
      return new Life(next, launched, now, Optional.of(why), how, false);
    }

    Life startedAt(Instant now) {
      return new Life(InstanceState.PENDING, now, now, Optional.empty(), "", false);
    }

    Life restarting(boolean begun) {
      return new Life(state, launched, since, reason, transition, begun);
    }
  }

  /** A code with the words behind it. */
  record Reason(String code, String message) {
    /** AWS begins the message with the code. */
    static Reason of(String code, String words) {
      return new Reason(code, code + ": " + words);
    }
  }

  /** That an instance has a profile. */
  record ProfileAssociation(
      String id, String arn, String profileId, Optional<Role> role, Instant since) {}

  /** The role of a profile. */
  record Role(String arn, String name) {}

  /** A volume in an instance. */
  record Device(String name, String volumeId, Instant attached, boolean deletedOnTermination) {
    Device deletedOnTermination(boolean changed) {
      return new Device(name, volumeId, attached, changed);
    }
  }

  /** What running instances refer to, by which capacity finds those that it is for. */
  static String capacity(String type, String zone) {
    return String.join("/", "running", type, zone);
  }

  InstanceState state() {
    return life.state();
  }

  /** The volume that it boots from. */
  Optional<Device> root() {
    return devices.stream().filter(it -> it.name().equals(launch.rootDevice())).findFirst();
  }

  Instance with(Life changed) {
    return new Instance(id, launch, settings, changed, profile, devices);
  }

  Instance with(Settings changed) {
    return new Instance(id, launch, changed, life, profile, devices);
  }

  Instance with(Launch changed) {
    return new Instance(id, changed, settings, life, profile, devices);
  }

  Instance with(Optional<ProfileAssociation> changed) {
    return new Instance(id, launch, settings, life, changed, devices);
  }

  Instance with(Device added) {
    List<Device> more = new ArrayList<>(devices);
    more.removeIf(it -> it.name().equals(added.name()));
    more.add(added);
    return new Instance(id, launch, settings, life, profile, more);
  }

  Instance without(String volumeId) {
    return new Instance(
        id,
        launch,
        settings,
        life,
        profile,
        devices.stream().filter(it -> !it.volumeId().equals(volumeId)).toList());
  }

  @Override
  public Set<String> references() {
    Set<String> others = new HashSet<>();
    others.add(launch.imageId());
    others.add(launch.reservationId());
    if (state() == InstanceState.PENDING || state() == InstanceState.RUNNING) {
      others.add(capacity(settings.type(), launch.zone()));
    }
    if (state() != InstanceState.TERMINATED) {
      launch.tenancy().groupName().ifPresent(it -> others.add(PlacementGroups.resource(it)));
      others.add(launch.subnetId());
      others.add(launch.vpcId());
    }
    devices.forEach(it -> others.add(it.volumeId()));
    profile.ifPresent(it -> others.add(it.id()));
    return others;
  }
}
