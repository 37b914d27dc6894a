package dev.cloudjar.ec2.volume;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.RoomCaller;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.RegionSettings;
import dev.cloudjar.store.Snapshot;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyWithoutPlaintextRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyWithoutPlaintextResponse;

/**
 * Has KMS make the keys of volumes and open them again, in the name of whoever calls EC2: they need
 * the permissions, and the calls are in their account's trail. AWS has the opening done by a grant
 * that the caller makes for the instance; here it is the caller who opens.
 *
 * @see <a href="https://docs.aws.amazon.com/ebs/latest/userguide/how-ebs-encryption-works.html">How
 *     Amazon EBS encryption works</a>
 */
public final class VolumeKeyOperations {
  static final String OWN_KEY = "alias/aws/ebs";
  private static final String CONTEXT = "aws:ebs:id";

  private VolumeKeyOperations() {}

  /**
   * A key that was asked for.
   *
   * @param keyArn of the KMS key; as it was given where KMS has refused
   * @param key the key; empty where KMS has refused
   * @param refusal why it has
   */
  public record Made(String keyArn, Optional<DataKey> key, Optional<String> refusal) {}

  /**
   * By which KMS key something new is to be encrypted; empty for none.
   *
   * @param source the snapshot that it is made of
   * @param keeps whether it keeps its source's key where nothing else is said
   */
  public static Optional<String> wanted(
      Snapshot rows,
      Place place,
      @Nullable Boolean encrypted,
      @Nullable String keyId,
      Optional<VolumeSnapshot> source,
      boolean keeps) {
    RegionSettings settings = RegionSettings.of(rows, place);
    boolean sourceEncrypted = source.flatMap(VolumeSnapshot::keyArn).isPresent();
    boolean any =
        Boolean.TRUE.equals(encrypted) || settings.encryptedByDefault() || sourceEncrypted;
    if (!any) {
      if (keyId != null) {
        throw Ec2Faults.of(
            "InvalidParameterDependency",
            "The parameter KmsKeyId requires the parameter Encrypted to be set.");
      }
      return Optional.empty();
    }
    if (keyId != null) {
      return Optional.of(keyId);
    }
    return source
        .filter(it -> keeps && it.ownerId().equals(place.accountId()))
        .flatMap(VolumeSnapshot::keyArn)
        .or(settings::volumeKey)
        .or(() -> Optional.of(OWN_KEY));
  }

  /**
   * Has KMS make the key of a volume, after it has opened the one of its source.
   *
   * @param volumeId in whose name it is made
   */
  public static Made make(
      Call call, String keyId, String volumeId, Optional<VolumeSnapshot> source) {
    try {
      DataKey key = generate(call, keyId, volumeId, source);
      return new Made(key.keyArn(), Optional.of(key), Optional.empty());
    } catch (Fault e) {
      return new Made(keyId, Optional.empty(), Optional.of(String.valueOf(e.getMessage())));
    }
  }

  /**
   * Has KMS make a key, after it has opened the one of its source.
   *
   * @param ownerId the volume or snapshot in whose name it is made
   * @throws Fault what KMS refuses with
   */
  public static DataKey generate(
      Call call, String keyId, String ownerId, Optional<VolumeSnapshot> source) {
    Optional<DataKey> before = source.flatMap(VolumeSnapshot::dataKey);
    before.ifPresent(it -> open(call, it));
    GenerateDataKeyWithoutPlaintextResponse made =
        caller(call, call.region())
            .to(
                GenerateDataKeyWithoutPlaintextRequest.builder()
                    .keyId(keyId)
                    .keySpec(DataKeySpec.AES_256)
                    .encryptionContext(Map.of(CONTEXT, ownerId))
                    .build(),
                GenerateDataKeyWithoutPlaintextResponse.class);
    boolean ofAws =
        keyId.endsWith(OWN_KEY)
            || before.filter(it -> it.keyArn().equals(made.keyId()) && it.ofAws()).isPresent();
    String sealed = Base64.getEncoder().encodeToString(made.ciphertextBlob().asByteArray());
    return new DataKey(made.keyId(), sealed, ownerId, ofAws);
  }

  /** Why KMS doesn't open the key of a volume to a caller; empty where it does. */
  public static Optional<String> refusal(Call call, Volume volume) {
    if (volume.dataKey().isEmpty()) {
      return volume.refusal();
    }
    try {
      open(call, volume.dataKey().get());
      return Optional.empty();
    } catch (Fault e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Has KMS open a key.
   *
   * @throws Fault what KMS refuses with
   */
  public static void open(Call call, DataKey key) {
    caller(call, key.region())
        .to(
            DecryptRequest.builder()
                .keyId(key.keyArn())
                .ciphertextBlob(
                    SdkBytes.fromByteArrayUnsafe(Base64.getDecoder().decode(key.sealedKey())))
                .encryptionContext(Map.of(CONTEXT, key.volumeId()))
                .build(),
            DecryptResponse.class);
  }

  private static RoomCaller caller(Call call, String region) {
    List<String> via = new ArrayList<>(call.calledVia());
    via.add("ec2.amazonaws.com");
    return new RoomCaller(call.calls(), call.principal(), call.session(), region, via);
  }
}
