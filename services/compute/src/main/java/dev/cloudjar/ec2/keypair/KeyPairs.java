package dev.cloudjar.ec2.keypair;

import dev.cloudjar.cloud.Fault;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.NameIndex;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTable;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The key pairs of accounts, by id and by name. */
public final class KeyPairs {
  static final ResourceTable<KeyPairRow> TABLE =
      new ResourceTable<>(ResourceKind.KEY_PAIR, KeyPairRow.class);
  private static final NameIndex NAMES = new NameIndex("ec2.key-pair-name");

  private KeyPairs() {}

  /** The key pair of a name. */
  public static Optional<KeyPairRow> named(Snapshot snapshot, Place place, String name) {
    return NAMES.id(snapshot, place, name).map(id -> TABLE.require(snapshot, place, id));
  }

  /**
   * The key pair of a name.
   *
   * @throws Fault where there is none
   */
  public static KeyPairRow require(Snapshot snapshot, Place place, String name) {
    return named(snapshot, place, name).orElseThrow(() -> notFound(name));
  }

  /**
   * A public key that somebody brings, as OpenSSH writes it and without a comment.
   *
   * @throws IllegalArgumentException where it is none
   */
  public static String openSsh(String key) {
    return KeyMaterial.read(key.getBytes(StandardCharsets.UTF_8)).openSsh();
  }

  static Fault notFound(String name) {
    return Ec2Faults.of(
        "InvalidKeyPair.NotFound", "The key pair '%s' does not exist".formatted(name));
  }

  static void put(Transaction transaction, Place place, KeyPairRow pair) {
    if (named(transaction, place, pair.name()).isPresent()) {
      throw Ec2Faults.of(
          "InvalidKeyPair.Duplicate", "The keypair '%s' already exists.".formatted(pair.name()));
    }
    TABLE.put(transaction, place, pair);
    NAMES.put(transaction, place, pair.name(), pair.id());
  }

  static void delete(Transaction transaction, Place place, KeyPairRow pair) {
    TABLE.delete(transaction, place, pair);
    NAMES.delete(transaction, place, pair.name());
  }
}
