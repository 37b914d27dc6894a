package dev.cloudjar.ec2.volume;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.RegionSettings;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.ec2.model.DisableImageBlockPublicAccessRequest;
import software.amazon.awssdk.services.ec2.model.DisableImageBlockPublicAccessResponse;
import software.amazon.awssdk.services.ec2.model.DisableSnapshotBlockPublicAccessRequest;
import software.amazon.awssdk.services.ec2.model.DisableSnapshotBlockPublicAccessResponse;
import software.amazon.awssdk.services.ec2.model.EnableImageBlockPublicAccessRequest;
import software.amazon.awssdk.services.ec2.model.EnableImageBlockPublicAccessResponse;
import software.amazon.awssdk.services.ec2.model.EnableSnapshotBlockPublicAccessRequest;
import software.amazon.awssdk.services.ec2.model.EnableSnapshotBlockPublicAccessResponse;
import software.amazon.awssdk.services.ec2.model.GetImageBlockPublicAccessStateRequest;
import software.amazon.awssdk.services.ec2.model.GetImageBlockPublicAccessStateResponse;
import software.amazon.awssdk.services.ec2.model.GetSnapshotBlockPublicAccessStateRequest;
import software.amazon.awssdk.services.ec2.model.GetSnapshotBlockPublicAccessStateResponse;

/**
 * Blocks that images and snapshots are shared with everybody. AWS takes up to ten minutes for it,
 * and here it takes no time.
 */
final class PublicAccessOperations {
  private static final String BY = "account";

  private final Ground ground;

  PublicAccessOperations(Ground ground) {
    this.ground = ground;
  }

  void register(Ec2Operations ops) {
    ops.on(
        EnableImageBlockPublicAccessRequest.class,
        EnableImageBlockPublicAccessResponse.class,
        this::blockImages);
    ops.on(
        DisableImageBlockPublicAccessRequest.class,
        DisableImageBlockPublicAccessResponse.class,
        (call, it) ->
            DisableImageBlockPublicAccessResponse.builder()
                .imageBlockPublicAccessState(
                    change(call, s -> s.withImages(RegionSettings.UNBLOCKED)).ofImages())
                .build());
    ops.on(
        GetImageBlockPublicAccessStateRequest.class,
        GetImageBlockPublicAccessStateResponse.class,
        (call, it) ->
            GetImageBlockPublicAccessStateResponse.builder()
                .imageBlockPublicAccessState(settings(call).ofImages())
                .managedBy(BY)
                .build());
    ops.on(
        EnableSnapshotBlockPublicAccessRequest.class,
        EnableSnapshotBlockPublicAccessResponse.class,
        this::blockSnapshots);
    ops.on(
        DisableSnapshotBlockPublicAccessRequest.class,
        DisableSnapshotBlockPublicAccessResponse.class,
        (call, it) ->
            DisableSnapshotBlockPublicAccessResponse.builder()
                .state(change(call, s -> s.withSnapshots(RegionSettings.UNBLOCKED)).ofSnapshots())
                .build());
    ops.on(
        GetSnapshotBlockPublicAccessStateRequest.class,
        GetSnapshotBlockPublicAccessStateResponse.class,
        (call, it) ->
            GetSnapshotBlockPublicAccessStateResponse.builder()
                .state(settings(call).ofSnapshots())
                .managedBy(BY)
                .build());
  }

  private RegionSettings settings(Call call) {
    return ground.read(snapshot -> RegionSettings.of(snapshot, Place.of(call)));
  }

  private RegionSettings change(Call call, UnaryOperator<RegionSettings> change) {
    Place place = Place.of(call);
    return ground.transact(
        transaction -> {
          RegionSettings changed = change.apply(RegionSettings.of(transaction, place));
          changed.put(transaction, place);
          return changed;
        });
  }

  private EnableImageBlockPublicAccessResponse blockImages(
      Call call, EnableImageBlockPublicAccessRequest request) {
    String wanted = request.imageBlockPublicAccessStateAsString();
    if (!wanted.equals(RegionSettings.BLOCK_NEW_SHARING)) {
      throw Ec2Faults.invalidValue("ImageBlockPublicAccessState", wanted, "");
    }
    return EnableImageBlockPublicAccessResponse.builder()
        .imageBlockPublicAccessState(change(call, it -> it.withImages(wanted)).ofImages())
        .build();
  }

  private EnableSnapshotBlockPublicAccessResponse blockSnapshots(
      Call call, EnableSnapshotBlockPublicAccessRequest request) {
    String wanted = request.stateAsString();
    if (!wanted.equals(RegionSettings.BLOCK_NEW_SHARING)
        && !wanted.equals(RegionSettings.BLOCK_ALL_SHARING)) {
      throw Ec2Faults.invalidValue("State", wanted, "");
    }
    return EnableSnapshotBlockPublicAccessResponse.builder()
        .state(change(call, it -> it.withSnapshots(wanted)).ofSnapshots())
        .build();
  }
}
