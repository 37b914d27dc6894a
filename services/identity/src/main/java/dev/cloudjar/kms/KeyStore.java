package dev.cloudjar.kms;

import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyRange;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The tables of keys, and of what belongs to one key each. */
final class KeyStore {
  private static final Table<KeyId, Key> KEYS =
      new Table<>("kms.key", KeyId.CODEC, RecordCodec.of(Key.class));
  private static final Table<KeyId, PolicyText> POLICIES =
      new Table<>("kms.key-policy", KeyId.CODEC, RecordCodec.of(PolicyText.class));
  private static final Table<KeyId, Tags> TAGS =
      new Table<>("kms.key-tags", KeyId.CODEC, RecordCodec.of(Tags.class));
  private static final Table<MaterialId, Material> MATERIALS =
      new Table<>("kms.material", MaterialId.CODEC, RecordCodec.of(Material.class));

  /** Finds the key by what a ciphertext says, in each Region by itself. */
  private static final Table<Reference, Owner> OWNERS =
      new Table<>("kms.material-owner", Reference.CODEC, RecordCodec.of(Owner.class));

  private record PolicyText(String text) {}

  private record Tags(Map<String, String> byKey) {}

  /** The material of a key, the first one being 0. */
  record MaterialId(KeyId key, int number) {
    static final KeyCodec<MaterialId> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(MaterialId id, KeyWriter out) {
            KeyId.CODEC.write(id.key(), out);
            out.number(id.number());
          }

          @Override
          public MaterialId read(KeyReader in) {
            return new MaterialId(KeyId.CODEC.read(in), Math.toIntExact(in.number()));
          }
        };
  }

  private record Owner(String accountId, String keyId, int number) {}

  private record Reference(String region, String materialId) {
    static final KeyCodec<Reference> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(Reference reference, KeyWriter out) {
            out.text(reference.region()).text(reference.materialId());
          }

          @Override
          public Reference read(KeyReader in) {
            return new Reference(in.text(), in.text());
          }
        };
  }

  private KeyStore() {}

  // ---- keys ------------------------------------------------------------------------------------

  static @Nullable Key key(Snapshot snapshot, KeyId id) {
    return KEYS.get(snapshot, id);
  }

  /**
   * The key.
   *
   * @throws dev.cloudjar.cloud.Fault {@code NotFoundException}
   */
  static Key require(Snapshot snapshot, KeyId id) {
    Key key = KEYS.get(snapshot, id);
    if (key == null) {
      throw KmsFaults.keyDoesNotExist(id.arn());
    }
    return key;
  }

  static void put(Transaction transaction, KeyId id, Key key) {
    KEYS.put(transaction, id, key);
  }

  /**
   * The keys of an account in a Region, in order.
   *
   * @param after the ids come after this one; empty for all
   */
  static List<KeyId> keys(
      Snapshot snapshot, String accountId, String region, String after, int limit) {
    KeyRange range = KEYS.startingWith(out -> out.text(accountId).text(region));
    KeyRange rest =
        after.isEmpty() ? range : range.from(KEYS.encode(new KeyId(accountId, region, after)));
    List<KeyId> found = new ArrayList<>();
    try (Rows<KeyId, Key> rows = KEYS.scan(snapshot, rest)) {
      while (found.size() < limit && rows.next()) {
        if (!rows.key().id().equals(after)) {
          found.add(rows.key());
        }
      }
    }
    return found;
  }

  /** Deletes a key with its material, policy and tags. */
  static void delete(Transaction transaction, KeyId id) {
    for (int number = 0; number < require(transaction, id).materials().count(); number++) {
      Material material = MATERIALS.get(transaction, new MaterialId(id, number));
      if (material != null) {
        deleteMaterial(transaction, id, number, material);
      }
    }
    KEYS.delete(transaction, id);
    POLICIES.delete(transaction, id);
    TAGS.delete(transaction, id);
  }

  // ---- material --------------------------------------------------------------------------------

  static @Nullable Material material(Snapshot snapshot, KeyId id, int number) {
    return MATERIALS.get(snapshot, new MaterialId(id, number));
  }

  /** All materials of a key by their numbers, the first one first. */
  static NavigableMap<Integer, Material> materials(Snapshot snapshot, KeyId id) {
    NavigableMap<Integer, Material> found = new TreeMap<>();
    try (Rows<MaterialId, Material> rows =
        MATERIALS.scan(snapshot, MATERIALS.startingWith(out -> KeyId.CODEC.write(id, out)))) {
      while (rows.next()) {
        found.put(rows.key().number(), rows.value());
      }
    }
    return found;
  }

  static void putMaterial(Transaction transaction, KeyId id, int number, Material material) {
    MATERIALS.put(transaction, new MaterialId(id, number), material);
    OWNERS.put(
        transaction,
        new Reference(id.region(), material.id()),
        new Owner(id.accountId(), id.id(), number));
  }

  static void deleteMaterial(Transaction transaction, KeyId id, int number, Material material) {
    MATERIALS.delete(transaction, new MaterialId(id, number));
    OWNERS.delete(transaction, new Reference(id.region(), material.id()));
  }

  /** Whose material it is, in a Region; empty where nobody's. */
  static Optional<MaterialId> owner(Snapshot snapshot, String region, String materialId) {
    return Optional.ofNullable(OWNERS.get(snapshot, new Reference(region, materialId)))
        .map(it -> new MaterialId(new KeyId(it.accountId(), region, it.keyId()), it.number()));
  }

  // ---- policies and tags -----------------------------------------------------------------------

  static String policy(Snapshot snapshot, KeyId id) {
    PolicyText policy = POLICIES.get(snapshot, id);
    if (policy == null) {
      throw KmsFaults.keyDoesNotExist(id.arn());
    }
    return policy.text();
  }

  static void putPolicy(Transaction transaction, KeyId id, String policy) {
    POLICIES.put(transaction, id, new PolicyText(policy));
  }

  static Map<String, String> tags(Snapshot snapshot, KeyId id) {
    Tags tags = TAGS.get(snapshot, id);
    return tags == null ? Map.of() : tags.byKey();
  }

  static void putTags(Transaction transaction, KeyId id, Map<String, String> tags) {
    if (tags.isEmpty()) {
      TAGS.delete(transaction, id);
    } else {
      TAGS.put(transaction, id, new Tags(new TreeMap<>(tags)));
    }
  }
}
