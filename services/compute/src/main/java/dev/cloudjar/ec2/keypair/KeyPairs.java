package dev.cloudjar.ec2.keypair;

import dev.cloudjar.cloud.Fault;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTable;
import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.util.Optional;

/** The key pairs of accounts, by id and by name. */
public final class KeyPairs {
  static final ResourceTable<KeyPairRow> TABLE =
      new ResourceTable<>(ResourceKind.KEY_PAIR, KeyPairRow.class);
  private static final Table<Name, Id> NAMES =
      new Table<>("ec2.key-pair-name", Name.CODEC, RecordCodec.of(Id.class));

  private KeyPairs() {}

  private record Id(String id) {}

  private record Name(Place place, String name) {
    static final KeyCodec<Name> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(Name key, KeyWriter out) {
            out.text(key.place().accountId()).text(key.place().region()).text(key.name());
          }

          @Override
          public Name read(KeyReader in) {
            return new Name(new Place(in.text(), in.text()), in.text());
          }
        };
  }

  /** The key pair of a name. */
  public static Optional<KeyPairRow> named(Snapshot snapshot, Place place, String name) {
    Id id = NAMES.get(snapshot, new Name(place, name));
    return id == null ? Optional.empty() : Optional.of(TABLE.require(snapshot, place, id.id()));
  }

  /**
   * The key pair of a name.
   *
   * @throws Fault where there is none
   */
  public static KeyPairRow require(Snapshot snapshot, Place place, String name) {
    return named(snapshot, place, name).orElseThrow(() -> notFound(name));
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
    NAMES.put(transaction, new Name(place, pair.name()), new Id(pair.id()));
  }

  static void delete(Transaction transaction, Place place, KeyPairRow pair) {
    TABLE.delete(transaction, place, pair);
    NAMES.delete(transaction, new Name(place, pair.name()));
  }
}
