package dev.cloudjar.kms;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.kms.crypto.Envelope;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Snapshot;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the key that a request is about. */
final class KeyFinder {
  private static final Pattern ID =
      Pattern.compile(
          "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|mrk-[0-9a-f]{32}");
  private static final String KEY = "key/";

  private final KeyValueStore store;
  private final AwsManagedKeys awsManaged;

  KeyFinder(KeyValueStore store, AwsManagedKeys awsManaged) {
    this.store = store;
    this.awsManaged = awsManaged;
  }

  /**
   * A key that is there.
   *
   * @param alias the alias by which the request named it
   */
  record Found(KeyId id, Key key, Optional<String> alias) {
    String arn() {
      return id.arn();
    }

    /** The same key, where it does not count by which alias it was found. */
    Found unnamed() {
      return new Found(id, key, Optional.empty());
    }
  }

  /** By id, ARN, alias or the alias's ARN, of any account. */
  Found any(Call call, String text) {
    if (text.startsWith(Alias.PREFIX)) {
      return byAlias(call, new AliasStore.Name(call.accountId(), call.region(), text));
    }
    if (!text.startsWith("arn:")) {
      return byId(call, text);
    }
    KmsArns.Parsed arn = parse(call, text);
    return arn.resource().startsWith(Alias.PREFIX)
        ? byAlias(call, new AliasStore.Name(arn.accountId(), arn.region(), arn.resource()))
        : get(keyId(arn), Optional.empty());
  }

  /** By id or ARN, of any account. */
  Found byIdOrArn(Call call, String text) {
    if (!text.startsWith("arn:")) {
      return byId(call, text);
    }
    KmsArns.Parsed arn = parse(call, text);
    if (!arn.resource().startsWith(KEY)) {
      throw KmsFaults.invalidKeyId(text);
    }
    return get(keyId(arn), Optional.empty());
  }

  /** By id or ARN, of the caller's account alone. */
  Found own(Call call, String text) {
    Found found = byIdOrArn(call, text);
    if (!found.id().accountId().equals(call.accountId())) {
      throw KmsFaults.otherAccount(call.principal().arn(), call.operation(), found.arn());
    }
    return found;
  }

  /** By id or ARN, of the caller's account alone and not a service's. */
  Found customerManaged(Call call, String text) {
    Found found = own(call, text);
    if (found.key().awsManaged()) {
      throw KmsFaults.awsManaged(call.principal().arn(), call.operation(), found.arn());
    }
    return found;
  }

  /** The key that a symmetric ciphertext was made with. */
  Found byCiphertext(Call call, byte[] ciphertext) {
    return get(materialOf(call, ciphertext).key(), Optional.empty());
  }

  /** The key material that a symmetric ciphertext was made with. */
  KeyStore.MaterialId materialOf(Call call, byte[] ciphertext) {
    String materialId = Envelope.materialId(ciphertext).orElseThrow(KmsFaults::invalidCiphertext);
    return store
        .read(snapshot -> KeyStore.owner(snapshot, call.region(), materialId))
        .orElseThrow(KmsFaults::ciphertextOfNobody);
  }

  private Found byId(Call call, String text) {
    if (!ID.matcher(text).matches()) {
      throw KmsFaults.invalidKeyId(text);
    }
    return get(new KeyId(call.accountId(), call.region(), text), Optional.empty());
  }

  private Found get(KeyId id, Optional<String> alias) {
    return store.read(snapshot -> new Found(id, KeyStore.require(snapshot, id), alias));
  }

  private Found byAlias(Call call, AliasStore.Name name) {
    Optional<Found> found = store.read(snapshot -> byAlias(snapshot, name));
    if (found.isPresent()) {
      return found.get();
    }
    if (name.accountId().equals(call.accountId()) && AwsManagedKeys.knows(name.name())) {
      awsManaged.create(name);
      found = store.read(snapshot -> byAlias(snapshot, name));
    }
    return found.orElseThrow(() -> KmsFaults.aliasNotFound(name.arn()));
  }

  private static Optional<Found> byAlias(Snapshot snapshot, AliasStore.Name name) {
    Alias alias = AliasStore.find(snapshot, name);
    if (alias == null) {
      return Optional.empty();
    }
    KeyId id = name.key(alias);
    return Optional.of(new Found(id, KeyStore.require(snapshot, id), Optional.of(name.name())));
  }

  private static KeyId keyId(KmsArns.Parsed arn) {
    return new KeyId(arn.accountId(), arn.region(), arn.resource().substring(KEY.length()));
  }

  private static KmsArns.Parsed parse(Call call, String text) {
    KmsArns.Parsed arn = KmsArns.parse(text).orElseThrow(() -> KmsFaults.invalidKeyId(text));
    if (!arn.region().equals(call.region())) {
      throw KmsFaults.invalidRegion(arn.region());
    }
    return arn;
  }
}
