package dev.cloudjar.kms;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.kms.crypto.ImportWrapping;
import dev.cloudjar.kms.crypto.KeyParts;
import dev.cloudjar.kms.crypto.KeySpec;
import dev.cloudjar.kms.crypto.Keys;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.DeleteImportedKeyMaterialRequest;
import software.amazon.awssdk.services.kms.model.DeleteImportedKeyMaterialResponse;
import software.amazon.awssdk.services.kms.model.GetParametersForImportRequest;
import software.amazon.awssdk.services.kms.model.GetParametersForImportResponse;
import software.amazon.awssdk.services.kms.model.ImportKeyMaterialRequest;
import software.amazon.awssdk.services.kms.model.ImportKeyMaterialResponse;

/** Takes in material that others have made, and gives it up. */
final class ImportOperations {
  private static final Duration TOKEN_LIFE = Duration.ofHours(24);
  private static final Duration LONGEST_LIFE = Duration.ofDays(365);

  private final KeyValueStore store;
  private final KeyFinder finder;
  private final KeyMaterials materials;
  private final ImportTokens tokens;
  private final KeyWork work;

  ImportOperations(
      KeyValueStore store,
      KeyFinder finder,
      KeyMaterials materials,
      ImportTokens tokens,
      KeyWork work) {
    this.store = store;
    this.finder = finder;
    this.materials = materials;
    this.tokens = tokens;
    this.work = work;
  }

  GetParametersForImportResponse parameters(Call call, GetParametersForImportRequest request) {
    KeyFinder.Found found = finder.customerManaged(call, request.keyId());
    requireImportable(found.id(), found.key());
    String algorithm = request.wrappingAlgorithmAsString();
    KeySpec spec =
        KeySpec.of(request.wrappingKeySpecAsString())
            .filter(it -> it.family() == KeySpec.Family.RSA)
            .filter(it -> ImportWrapping.knows(algorithm))
            .orElseThrow(
                () ->
                    KmsFaults.unsupportedOperation(
                        "WrappingAlgorithm "
                            + algorithm
                            + " with WrappingKeySpec "
                            + request.wrappingKeySpecAsString()
                            + " is not supported."));
    KeyParts pair = Keys.generate(spec);
    Instant validTo = call.time().plus(TOKEN_LIFE).truncatedTo(ChronoUnit.MILLIS);
    byte[] token =
        tokens.write(found.id(), new ImportTokens.Token(spec, algorithm, validTo, pair.secret()));
    return GetParametersForImportResponse.builder()
        .keyId(found.arn())
        .importToken(SdkBytes.fromByteArrayUnsafe(token))
        .publicKey(SdkBytes.fromByteArrayUnsafe(pair.publicKey()))
        .parametersValidTo(validTo)
        .build();
  }

  private static void requireImportable(KeyId id, Key key) {
    if (key.origin() != KeyOrigin.EXTERNAL) {
      throw KmsFaults.wrongOrigin(id.arn(), key.origin());
    }
    KeyRules.requireNotPendingDeletion(id, key);
  }

  ImportKeyMaterialResponse importMaterial(Call call, ImportKeyMaterialRequest request) {
    KeyFinder.Found found = finder.customerManaged(call, request.keyId());
    KeyId id = found.id();
    requireImportable(id, found.key());
    Optional<Instant> validTo = validTo(call, request);
    ImportTokens.Token token = tokens.read(id, request.importToken().asByteArray());
    if (!token.validTo().isAfter(call.time())) {
      throw KmsFaults.expiredImportToken();
    }
    byte[] secret =
        ImportWrapping.unwrap(
                token.spec(),
                token.algorithm(),
                token.privateKey(),
                request.encryptedKeyMaterial().asByteArray())
            .orElseThrow(KmsFaults::invalidCiphertext);
    KeyParts parts =
        Keys.imported(found.key().spec(), secret).orElseThrow(KmsFaults::incorrectKeyMaterial);
    Material wrapped = materials.wrap(id, parts, Optional.empty(), false);
    Material material =
        new Material(
            wrapped.id(),
            wrapped.wrapped(),
            wrapped.publicKey(),
            false,
            Optional.empty(),
            false,
            validTo,
            Optional.ofNullable(request.keyMaterialDescription()));
    store.transact(
        transaction -> {
          put(transaction, id, material, request);
          return true;
        });
    return ImportKeyMaterialResponse.builder()
        .keyId(id.arn())
        .keyMaterialId(found.key().canRotate() ? material.id() : null)
        .build();
  }

  private static Optional<Instant> validTo(Call call, ImportKeyMaterialRequest request) {
    boolean expires = !"KEY_MATERIAL_DOES_NOT_EXPIRE".equals(request.expirationModelAsString());
    Instant validTo = request.validTo();
    if (expires && validTo == null) {
      throw KmsFaults.validation(
          "A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES");
    }
    if (!expires && validTo != null) {
      throw KmsFaults.validation(
          "A validTo date must not be set if the ExpirationModel is KEY_MATERIAL_DOES_NOT_EXPIRE");
    }
    if (validTo != null
        && (!validTo.isAfter(call.time()) || validTo.isAfter(call.time().plus(LONGEST_LIFE)))) {
      throw KmsFaults.validation(
          "The validTo date must be in the future, and at most 365 days from now.");
    }
    return Optional.ofNullable(validTo);
  }

  private void put(
      Transaction transaction, KeyId id, Material material, ImportKeyMaterialRequest request) {
    Key key = KeyStore.require(transaction, id);
    requireImportable(id, key);
    Map<Integer, Material> before = KeyStore.materials(transaction, id);
    String type =
        Optional.ofNullable(request.importTypeAsString())
            .orElse(before.isEmpty() ? "NEW_KEY_MATERIAL" : "EXISTING_KEY_MATERIAL");
    boolean fresh = type.equals("NEW_KEY_MATERIAL");
    String named = request.keyMaterialId();
    if (named != null && (fresh || !named.equals(material.id()))) {
      throw fresh
          ? KmsFaults.validation(
              "KeyMaterialId cannot be specified with ImportType NEW_KEY_MATERIAL.")
          : KmsFaults.incorrectKeyMaterial();
    }
    requireThatOfPrimary(transaction, id, key, material);
    Key changed;
    if (before.isEmpty()) {
      KeyStore.putMaterial(transaction, id, 0, material);
      changed = key.withOneMaterialMore().using(material.id(), 0);
    } else if (fresh) {
      changed = addPending(transaction, id, key, before, material);
    } else {
      restore(transaction, id, before, material);
      changed = key;
    }
    boolean missing =
        KeyStore.materials(transaction, id).values().stream()
            .anyMatch(it -> !it.isPresent() && !it.pendingRotation());
    changed = changed.missingMaterial(missing);
    // What waited for its material is enabled by it.
    changed = key.materials().missing() && !missing ? changed.enabled(true) : changed;
    KeyStore.put(transaction, id, changed);
    materials.forget(transaction, id);
    expireFirst(transaction, id);
  }

  /** A replica takes no other material than its primary key has. */
  private static void requireThatOfPrimary(
      Transaction transaction, KeyId id, Key key, Material material) {
    if (key.isPrimaryIn(id.region())) {
      return;
    }
    KeyId primary = Regions.all(id, key).getFirst();
    Key its = KeyStore.key(transaction, primary);
    if (its == null || !its.materials().currentId().equals(Optional.of(material.id()))) {
      throw KmsFaults.incorrectKeyMaterial();
    }
  }

  private static Key addPending(
      Transaction transaction,
      KeyId id,
      Key key,
      Map<Integer, Material> before,
      Material material) {
    if (!key.canRotate()) {
      throw KmsFaults.incorrectKeyMaterial();
    }
    if (key.multiRegion().isPresent()) {
      throw KmsFaults.unsupportedOperation(
          "Cloudjar rotates imported key material of single-Region keys only.");
    }
    if (before.values().stream()
        .anyMatch(it -> it.pendingRotation() || it.id().equals(material.id()))) {
      throw KmsFaults.invalidState(
          id.arn() + " has that key material, or other that is pending rotation.");
    }
    KeyStore.putMaterial(
        transaction,
        id,
        key.materials().count(),
        new Material(
            material.id(),
            material.wrapped(),
            material.publicKey(),
            true,
            Optional.empty(),
            false,
            material.validTo(),
            material.description()));
    return key.withOneMaterialMore();
  }

  private static void restore(
      Transaction transaction, KeyId id, Map<Integer, Material> before, Material material) {
    Map.Entry<Integer, Material> same =
        before.entrySet().stream()
            .filter(it -> it.getValue().id().equals(material.id()))
            .findFirst()
            .orElseThrow(KmsFaults::incorrectKeyMaterial);
    Material known = same.getValue();
    KeyStore.putMaterial(
        transaction,
        id,
        same.getKey(),
        new Material(
            known.id(),
            material.wrapped(),
            known.publicKey(),
            known.pendingRotation(),
            known.rotated(),
            known.onDemand(),
            material.validTo(),
            material.description().or(known::description)));
  }

  private void expireFirst(Transaction transaction, KeyId id) {
    KeyStore.materials(transaction, id).values().stream()
        .filter(Material::isPresent)
        .flatMap(it -> it.validTo().stream())
        .min(Instant::compareTo)
        .ifPresent(it -> work.expireAt(transaction, id, it));
  }

  DeleteImportedKeyMaterialResponse delete(Call call, DeleteImportedKeyMaterialRequest request) {
    KeyId id = finder.customerManaged(call, request.keyId()).id();
    String deleted =
        store.transact(
            transaction -> {
              Key key = KeyStore.require(transaction, id);
              if (key.origin() != KeyOrigin.EXTERNAL) {
                throw KmsFaults.wrongOrigin(id.arn(), key.origin());
              }
              return forget(transaction, id, key, request.keyMaterialId());
            });
    return DeleteImportedKeyMaterialResponse.builder()
        .keyId(id.arn())
        .keyMaterialId(deleted.isEmpty() ? null : deleted)
        .build();
  }

  private String forget(Transaction transaction, KeyId id, Key key, @Nullable String materialId) {
    Optional<String> wanted = Optional.ofNullable(materialId).or(key.materials()::currentId);
    if (wanted.isEmpty()) {
      return "";
    }
    Map.Entry<Integer, Material> found =
        KeyStore.materials(transaction, id).entrySet().stream()
            .filter(it -> it.getValue().id().equals(wanted.get()))
            .findFirst()
            .orElseThrow(() -> KmsFaults.noSuchImportedMaterial(id.arn(), wanted.get()));
    materials.forget(transaction, id);
    if (found.getValue().pendingRotation()) {
      KeyStore.deleteMaterial(transaction, id, found.getKey(), found.getValue());
    } else {
      KeyStore.putMaterial(transaction, id, found.getKey(), found.getValue().forgotten());
      KeyStore.put(transaction, id, key.missingMaterial(true));
    }
    return wanted.get();
  }
}
