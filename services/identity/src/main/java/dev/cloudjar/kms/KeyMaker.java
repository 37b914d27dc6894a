package dev.cloudjar.kms;

import dev.cloudjar.cloud.Clock;
import dev.cloudjar.cloud.Ids;
import dev.cloudjar.kms.crypto.KeySpec;
import dev.cloudjar.kms.crypto.KeyUsage;
import dev.cloudjar.kms.crypto.Keys;
import dev.cloudjar.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes keys. Takes a while for long RSA keys, so it is no part of any transaction. */
final class KeyMaker {
  /** How often a key of a service rotates. */
  static final int YEAR_DAYS = 365;

  private static final String HEX = "0123456789abcdef";

  private final Clock clock;
  private final Ids ids;
  private final KeyMaterials materials;
  private final KeyWork work;

  KeyMaker(Clock clock, Ids ids, KeyMaterials materials, KeyWork work) {
    this.clock = clock;
    this.ids = ids;
    this.materials = materials;
    this.work = work;
  }

  /** How a key is to be. */
  record Draft(
      KeySpec spec,
      KeyUsage usage,
      KeyOrigin origin,
      boolean awsManaged,
      boolean multiRegion,
      String description,
      String policy,
      Map<String, String> tags) {

    static Draft awsManaged(String description, String policy) {
      return new Draft(
          KeySpec.SYMMETRIC_DEFAULT,
          KeyUsage.ENCRYPT_DECRYPT,
          KeyOrigin.AWS_KMS,
          true,
          false,
          description,
          policy,
          Map.of());
    }
  }

  /** A key that is in no table yet. */
  record Made(
      KeyId id, Key key, Optional<Material> material, String policy, Map<String, String> tags) {}

  Made make(String accountId, String region, Draft draft) {
    // Seconds with three digits are what AWS tells.
    Instant now = clock.now().truncatedTo(ChronoUnit.MILLIS);
    String name = draft.multiRegion() ? "mrk-" + ids.text(32, HEX) : ids.uuid();
    KeyId id = new KeyId(accountId, region, name);
    Optional<Material> material =
        draft.origin() == KeyOrigin.EXTERNAL
            ? Optional.empty()
            : Optional.of(materials.wrap(id, Keys.generate(draft.spec()), Optional.empty(), false));
    Key key =
        new Key(
            new Key.Nature(draft.spec(), draft.usage(), draft.origin(), draft.awsManaged(), now),
            draft.description(),
            true,
            Optional.empty(),
            new Key.Rotations(
                draft.awsManaged()
                    ? Optional.of(new Key.Rotation(YEAR_DAYS, now.plus(Duration.ofDays(YEAR_DAYS))))
                    : Optional.empty(),
                0),
            draft.multiRegion()
                ? Optional.of(new Key.MultiRegion(region, List.of()))
                : Optional.empty(),
            new Key.Materials(
                material.isEmpty(), material.map(Material::id), 0, material.isPresent() ? 1 : 0));
    return new Made(id, key, material, draft.policy(), draft.tags());
  }

  void put(Transaction transaction, Made made) {
    KeyStore.put(transaction, made.id(), made.key());
    made.material().ifPresent(it -> KeyStore.putMaterial(transaction, made.id(), 0, it));
    KeyStore.putPolicy(transaction, made.id(), made.policy());
    KeyStore.putTags(transaction, made.id(), made.tags());
    made.key()
        .rotations()
        .schedule()
        .ifPresent(it -> work.rotateAt(transaction, made.id(), it.next()));
  }
}
