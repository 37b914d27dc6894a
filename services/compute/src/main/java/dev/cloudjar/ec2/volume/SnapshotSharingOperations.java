package dev.cloudjar.ec2.volume;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.RegionSettings;
import dev.cloudjar.ec2.ground.Shares;
import dev.cloudjar.store.Snapshot;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateVolumePermission;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotAttributeResponse;
import software.amazon.awssdk.services.ec2.model.ModifySnapshotAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifySnapshotAttributeResponse;
import software.amazon.awssdk.services.ec2.model.ResetSnapshotAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ResetSnapshotAttributeResponse;

/** Shares snapshots with other accounts, and with everybody. */
final class SnapshotSharingOperations {
  private static final String PERMISSION = "createVolumePermission";

  private final Ground ground;

  SnapshotSharingOperations(Ground ground) {
    this.ground = ground;
  }

  void register(Ec2Operations ops) {
    ops.on(
        ModifySnapshotAttributeRequest.class,
        ModifySnapshotAttributeResponse.class,
        ModifySnapshotAttributeRequest::snapshotId,
        this::modify);
    ops.on(
        DescribeSnapshotAttributeRequest.class,
        DescribeSnapshotAttributeResponse.class,
        DescribeSnapshotAttributeRequest::snapshotId,
        this::describe);
    ops.on(
        ResetSnapshotAttributeRequest.class,
        ResetSnapshotAttributeResponse.class,
        ResetSnapshotAttributeRequest::snapshotId,
        this::reset);
  }

  private ModifySnapshotAttributeResponse modify(
      Call call, ModifySnapshotAttributeRequest request) {
    Place place = Place.of(call);
    requirePermission(request.attributeAsString());
    ground.transact(
        transaction -> {
          VolumeSnapshot shared = requireOwn(transaction, place, request.snapshotId());
          Set<String> before = Volumes.SHARES.users(transaction, place, shared.id());
          Set<String> users = changed(before, request);
          users.forEach(SnapshotSharingOperations::check);
          if (shared.keyArn().isPresent() && users.contains(Shares.ALL)) {
            throw Ec2Faults.operationNotPermitted("Encrypted snapshots cannot be shared publicly");
          }
          if (shared.dataKey().filter(DataKey::ofAws).isPresent() && !users.isEmpty()) {
            throw Ec2Faults.of(
                "InvalidParameter",
                "Snapshots encrypted with the AWS Managed CMK can\u2019t be shared. Specify another"
                    + " snapshot.");
          }
          if (users.contains(Shares.ALL) && !before.contains(Shares.ALL)) {
            requirePublicAccess(transaction, place);
          }
          Volumes.SHARES.set(transaction, place, shared.id(), users);
          return true;
        });
    return ModifySnapshotAttributeResponse.builder().build();
  }

  private static Set<String> changed(Set<String> before, ModifySnapshotAttributeRequest request) {
    Set<String> users = new TreeSet<>(before);
    if (request.createVolumePermission() != null) {
      request.createVolumePermission().add().forEach(it -> users.add(user(it)));
      request.createVolumePermission().remove().forEach(it -> users.remove(user(it)));
    } else if ("add".equals(request.operationTypeAsString())) {
      users.addAll(request.userIds());
      users.addAll(request.groupNames());
    } else if ("remove".equals(request.operationTypeAsString())) {
      request.userIds().forEach(users::remove);
      request.groupNames().forEach(users::remove);
    } else {
      throw Ec2Faults.missingParameter("operationType");
    }
    return users;
  }

  private static String user(CreateVolumePermission permission) {
    if (permission.userId() == null && permission.group() == null) {
      throw Ec2Faults.missingParameter("userId or group");
    }
    return permission.userId() != null ? permission.userId() : permission.groupAsString();
  }

  private static void check(String user) {
    if (!user.equals(Shares.ALL) && !user.matches("[0-9]{12}")) {
      throw Ec2Faults.of("InvalidUserID.Malformed", "Invalid user id: \"%s\"".formatted(user));
    }
  }

  private static void requirePublicAccess(Snapshot snapshot, Place place) {
    if (!RegionSettings.of(snapshot, place).ofSnapshots().equals(RegionSettings.UNBLOCKED)) {
      throw Ec2Faults.operationNotPermitted(
          "You can't publicly share this snapshot because block public access for snapshots is"
              + " enabled for this account.");
    }
  }

  private static void requirePermission(@Nullable String attribute) {
    if (attribute != null && !attribute.equals(PERMISSION)) {
      throw Ec2Faults.unsupportedOperation(
          "Cloudjar's snapshots have no attribute but createVolumePermission.");
    }
  }

  private static VolumeSnapshot requireOwn(Snapshot snapshot, Place place, String id) {
    VolumeSnapshot own = Volumes.SNAPSHOTS.find(snapshot, place, id);
    if (own == null && Volumes.shared(snapshot, place, id).isPresent()) {
      throw Ec2Faults.of("AuthFailure", "Not authorized for snapshot:%s".formatted(id));
    }
    return Volumes.SNAPSHOTS.require(snapshot, place, id);
  }

  private DescribeSnapshotAttributeResponse describe(
      Call call, DescribeSnapshotAttributeRequest request) {
    Place place = Place.of(call);
    requirePermission(request.attributeAsString());
    return ground.read(
        snapshot -> {
          VolumeSnapshot shared = requireOwn(snapshot, place, request.snapshotId());
          List<CreateVolumePermission> permissions =
              Volumes.SHARES.users(snapshot, place, shared.id()).stream()
                  .map(
                      it ->
                          it.equals(Shares.ALL)
                              ? CreateVolumePermission.builder().group(it).build()
                              : CreateVolumePermission.builder().userId(it).build())
                  .toList();
          return DescribeSnapshotAttributeResponse.builder()
              .snapshotId(shared.id())
              .createVolumePermissions(permissions)
              .build();
        });
  }

  private ResetSnapshotAttributeResponse reset(Call call, ResetSnapshotAttributeRequest request) {
    Place place = Place.of(call);
    requirePermission(request.attributeAsString());
    ground.transact(
        transaction -> {
          VolumeSnapshot shared = requireOwn(transaction, place, request.snapshotId());
          Volumes.SHARES.set(transaction, place, shared.id(), Set.of());
          return true;
        });
    return ResetSnapshotAttributeResponse.builder().build();
  }
}
