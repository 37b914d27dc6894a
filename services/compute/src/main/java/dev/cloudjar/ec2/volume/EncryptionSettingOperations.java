package dev.cloudjar.ec2.volume;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.RegionSettings;
import java.util.Optional;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.ec2.model.DisableEbsEncryptionByDefaultRequest;
import software.amazon.awssdk.services.ec2.model.DisableEbsEncryptionByDefaultResponse;
import software.amazon.awssdk.services.ec2.model.EnableEbsEncryptionByDefaultRequest;
import software.amazon.awssdk.services.ec2.model.EnableEbsEncryptionByDefaultResponse;
import software.amazon.awssdk.services.ec2.model.GetEbsDefaultKmsKeyIdRequest;
import software.amazon.awssdk.services.ec2.model.GetEbsDefaultKmsKeyIdResponse;
import software.amazon.awssdk.services.ec2.model.GetEbsEncryptionByDefaultRequest;
import software.amazon.awssdk.services.ec2.model.GetEbsEncryptionByDefaultResponse;
import software.amazon.awssdk.services.ec2.model.ModifyEbsDefaultKmsKeyIdRequest;
import software.amazon.awssdk.services.ec2.model.ModifyEbsDefaultKmsKeyIdResponse;
import software.amazon.awssdk.services.ec2.model.ResetEbsDefaultKmsKeyIdRequest;
import software.amazon.awssdk.services.ec2.model.ResetEbsDefaultKmsKeyIdResponse;

/** Whether new volumes are encrypted in any case, and under which key. */
final class EncryptionSettingOperations {
  private final Ground ground;

  EncryptionSettingOperations(Ground ground) {
    this.ground = ground;
  }

  void register(Ec2Operations ops) {
    ops.on(
        EnableEbsEncryptionByDefaultRequest.class,
        EnableEbsEncryptionByDefaultResponse.class,
        (call, it) ->
            EnableEbsEncryptionByDefaultResponse.builder()
                .ebsEncryptionByDefault(
                    change(call, s -> s.withEncryption(true)).encryptedByDefault())
                .build());
    ops.on(
        DisableEbsEncryptionByDefaultRequest.class,
        DisableEbsEncryptionByDefaultResponse.class,
        (call, it) ->
            DisableEbsEncryptionByDefaultResponse.builder()
                .ebsEncryptionByDefault(
                    change(call, s -> s.withEncryption(false)).encryptedByDefault())
                .build());
    ops.on(
        GetEbsEncryptionByDefaultRequest.class,
        GetEbsEncryptionByDefaultResponse.class,
        (call, it) ->
            GetEbsEncryptionByDefaultResponse.builder()
                .ebsEncryptionByDefault(change(call, s -> s).encryptedByDefault())
                .build());
    ops.on(
        GetEbsDefaultKmsKeyIdRequest.class,
        GetEbsDefaultKmsKeyIdResponse.class,
        (call, it) ->
            GetEbsDefaultKmsKeyIdResponse.builder().kmsKeyId(key(change(call, s -> s))).build());
    ops.on(
        ModifyEbsDefaultKmsKeyIdRequest.class,
        ModifyEbsDefaultKmsKeyIdResponse.class,
        (call, it) ->
            ModifyEbsDefaultKmsKeyIdResponse.builder()
                .kmsKeyId(
                    key(change(call, s -> s.withVolumeKey(Optional.of(arn(call, it.kmsKeyId()))))))
                .build());
    ops.on(
        ResetEbsDefaultKmsKeyIdRequest.class,
        ResetEbsDefaultKmsKeyIdResponse.class,
        (call, it) ->
            ResetEbsDefaultKmsKeyIdResponse.builder()
                .kmsKeyId(key(change(call, s -> s.withVolumeKey(Optional.empty()))))
                .build());
  }

  private RegionSettings change(Call call, UnaryOperator<RegionSettings> change) {
    Place place = Place.of(call);
    return ground.transact(
        transaction -> {
          RegionSettings before = RegionSettings.of(transaction, place);
          RegionSettings changed = change.apply(before);
          if (!changed.equals(before)) {
            changed.put(transaction, place);
          }
          return changed;
        });
  }

  private static String key(RegionSettings settings) {
    return settings.volumeKey().orElse(VolumeKeyOperations.OWN_KEY);
  }

  /** Whether there is such a key is found out when it is used, as on AWS. */
  private static String arn(Call call, String keyId) {
    if (keyId.startsWith("arn:")) {
      return keyId;
    }
    String name = keyId.startsWith("alias/") ? keyId : "key/" + keyId;
    return Place.of(call).arn(name).replace(":ec2:", ":kms:");
  }
}
