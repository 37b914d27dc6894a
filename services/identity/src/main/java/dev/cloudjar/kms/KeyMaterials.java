package dev.cloudjar.kms;

import dev.cloudjar.kms.crypto.KeyParts;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The material of keys: wrapped in the store, and of the keys that are in use unwrapped in memory.
 *
 * <p>Whether a key may be used is read from its row with every request; so what is here of a key
 * that may no more be used is no way around that.
 */
final class KeyMaterials {
  /** How many keys' material is in memory at most. */
  private static final int CAPACITY = 1_024;

  private final KeyValueStore store;
  private final RootKey rootKey;
  private final ConcurrentMap<KeyId, ConcurrentMap<Integer, byte[]>> unwrapped =
      new ConcurrentHashMap<>();

  KeyMaterials(KeyValueStore store, RootKey rootKey) {
    this.store = store;
    this.rootKey = rootKey;
  }

  /** The current material of a key. Not to be changed. */
  byte[] current(KeyFinder.Found found) {
    return secret(found.id(), found.key().materials().currentNumber());
  }

  /** One of the materials of a key, which must be there. Not to be changed. */
  byte[] secret(KeyId id, int number) {
    ConcurrentMap<Integer, byte[]> known = unwrapped.get(id);
    byte[] secret = known == null ? null : known.get(number);
    return secret != null ? secret : unwrap(id, number);
  }

  private byte[] unwrap(KeyId id, int number) {
    Material material = store.read(snapshot -> KeyStore.material(snapshot, id, number));
    if (material == null || !material.isPresent()) {
      throw KmsFaults.invalidState(id.arn(), KeyState.PENDING_IMPORT);
    }
    byte[] secret =
        rootKey
            .unwrap(material.wrapped(), binding(id, material.id()))
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "The secret of this installation is not the one under which "
                            + id.arn()
                            + " was kept; put back the secrets that belong to its store."));
    if (unwrapped.size() >= CAPACITY) {
      unwrapped.keySet().stream().limit(CAPACITY / 8).forEach(unwrapped::remove);
    }
    unwrapped.computeIfAbsent(id, key -> new ConcurrentHashMap<>()).put(number, secret);
    return secret;
  }

  /** Forgets what is in memory of a key, once {@code transaction} has changed what it may do. */
  void forget(Transaction transaction, KeyId id) {
    transaction.afterCommit(() -> unwrapped.remove(id));
  }

  /** New material for a key, wrapped, the first or a further one. */
  Material wrap(KeyId id, KeyParts parts, Optional<Instant> rotated, boolean onDemand) {
    String materialId = materialId(id, parts.secret());
    return new Material(
        materialId,
        rootKey.wrap(parts.secret(), binding(id, materialId)),
        parts.publicKey(),
        false,
        rotated,
        onDemand,
        Optional.empty(),
        Optional.empty());
  }

  /** The name of material, which follows from the key's id and the material itself. */
  static String materialId(KeyId id, byte[] secret) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(id.id().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest(secret));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same in all Regions, so that replicas can have a copy. */
  private static String binding(KeyId id, String materialId) {
    return "material " + id.accountId() + ' ' + id.id() + ' ' + materialId;
  }
}
