package dev.cloudjar.ec2.vpc;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.store.Snapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds security groups by id, or by name in the default VPC. */
final class GroupNames {
  private GroupNames() {}

  /**
   * The group that a request names.
   *
   * @throws dev.cloudjar.cloud.Fault where there is none
   */
  static SecurityGroup require(
      Snapshot snapshot, Place place, @Nullable String id, @Nullable String name) {
    if (id != null) {
      return NetworkTables.SECURITY_GROUPS.require(snapshot, place, id);
    }
    if (name == null) {
      throw Ec2Faults.missingParameter("groupName or groupId");
    }
    Vpc vpc = NetworkTables.requireDefaultVpc(snapshot, place);
    return NetworkTables.groupNamed(snapshot, place, vpc.id(), name)
        .orElseThrow(
            () ->
                Ec2Faults.of(
                    "InvalidGroup.NotFound",
                    "The security group '%s' does not exist in default VPC '%s'"
                        .formatted(name, vpc.id())));
  }

  /** The id of the group that a request names, for what permission it needs. */
  static List<String> ids(Ground ground, Call call, @Nullable String id, @Nullable String name) {
    if (id != null) {
      return List.of(id);
    }
    Place place = Place.of(call);
    return name == null
        ? List.of()
        : ground.read(
            snapshot ->
                NetworkTables.defaultVpc(snapshot, place)
                    .flatMap(vpc -> NetworkTables.groupNamed(snapshot, place, vpc.id(), name))
                    .map(group -> List.of(group.id()))
                    .orElse(List.of("security-group/*")));
  }
}
