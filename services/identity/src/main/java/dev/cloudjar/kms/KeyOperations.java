package dev.cloudjar.kms;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.kms.crypto.KeySpec;
import dev.cloudjar.kms.crypto.KeyUsage;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.CreateKeyRequest;
import software.amazon.awssdk.services.kms.model.CreateKeyResponse;
import software.amazon.awssdk.services.kms.model.DescribeKeyRequest;
import software.amazon.awssdk.services.kms.model.DescribeKeyResponse;
import software.amazon.awssdk.services.kms.model.DisableKeyRequest;
import software.amazon.awssdk.services.kms.model.DisableKeyResponse;
import software.amazon.awssdk.services.kms.model.EnableKeyRequest;
import software.amazon.awssdk.services.kms.model.EnableKeyResponse;
import software.amazon.awssdk.services.kms.model.KeyListEntry;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.ListKeysRequest;
import software.amazon.awssdk.services.kms.model.ListKeysResponse;
import software.amazon.awssdk.services.kms.model.MultiRegionConfiguration;
import software.amazon.awssdk.services.kms.model.MultiRegionKey;
import software.amazon.awssdk.services.kms.model.UpdateKeyDescriptionRequest;
import software.amazon.awssdk.services.kms.model.UpdateKeyDescriptionResponse;

/** Makes, shows and switches keys. */
final class KeyOperations {
  private static final int USUAL_PAGE = 100;
  private static final int LONGEST_PAGE = 1_000;

  private final KeyValueStore store;
  private final KeyFinder finder;
  private final KeyMaker maker;
  private final KeyMaterials materials;
  private final KeyWork work;

  KeyOperations(
      KeyValueStore store, KeyFinder finder, KeyMaker maker, KeyMaterials materials, KeyWork work) {
    this.store = store;
    this.finder = finder;
    this.maker = maker;
    this.materials = materials;
    this.work = work;
  }

  CreateKeyResponse create(Call call, CreateKeyRequest request) {
    KeySpec spec = spec(request);
    KeyUsage usage = usage(request, spec);
    KeyRules.requireCombination(spec, usage);
    KeyOrigin origin = origin(request, spec);
    String policy =
        Optional.ofNullable(request.policy())
            .orElseGet(() -> KeyPolicies.ofAccount(call.accountId(), call.region()));
    KeyPolicies.check(
        policy, call.principal(), Boolean.TRUE.equals(request.bypassPolicyLockoutSafetyCheck()));
    Map<String, String> tags = KeyTagOperations.checked(request.tags());
    KeyMaker.Made made =
        maker.make(
            call.accountId(),
            call.region(),
            new KeyMaker.Draft(
                spec,
                usage,
                origin,
                false,
                Boolean.TRUE.equals(request.multiRegion()),
                Optional.ofNullable(request.description()).orElse(""),
                policy,
                tags));
    KeyMetadata metadata =
        store.transact(
            transaction -> {
              maker.put(transaction, made);
              return metadata(transaction, made.id(), made.key());
            });
    return CreateKeyResponse.builder().keyMetadata(metadata).build();
  }

  @SuppressWarnings("deprecation") // older clients tell the spec by its older name
  private static KeySpec spec(CreateKeyRequest request) {
    String asked = request.keySpecAsString();
    String older = request.customerMasterKeySpecAsString();
    if (asked != null && older != null) {
      throw KmsFaults.validation(
          "You cannot specify KeySpec and CustomerMasterKeySpec in the same request."
              + " CustomerMasterKeySpec is deprecated.");
    }
    String name = asked != null ? asked : older != null ? older : "SYMMETRIC_DEFAULT";
    if (name.equals("SM2")) {
      throw KmsFaults.unsupportedOperation("KeySpec SM2 is supported in China Regions only.");
    }
    return KeySpec.of(name)
        .orElseThrow(() -> KmsFaults.validation("KeySpec " + name + " is not valid."));
  }

  private static KeyUsage usage(CreateKeyRequest request, KeySpec spec) {
    String asked = request.keyUsageAsString();
    if (asked == null) {
      if (spec != KeySpec.SYMMETRIC_DEFAULT) {
        throw KmsFaults.validation(
            "You must specify a KeyUsage value for all KMS keys except for symmetric encryption"
                + " keys.");
      }
      return KeyUsage.ENCRYPT_DECRYPT;
    }
    for (KeyUsage usage : KeyUsage.values()) {
      if (usage.name().equals(asked)) {
        return usage;
      }
    }
    throw KmsFaults.validation("KeyUsage " + asked + " is not valid.");
  }

  private static KeyOrigin origin(CreateKeyRequest request, KeySpec spec) {
    String asked = request.originAsString();
    if (request.customKeyStoreId() != null
        || request.xksKeyId() != null
        || "AWS_CLOUDHSM".equals(asked)
        || "EXTERNAL_KEY_STORE".equals(asked)) {
      throw KmsFaults.unsupportedOperation(
          "Cloudjar has no custom key stores: there is neither CloudHSM nor an external key"
              + " manager.");
    }
    if (asked == null || asked.equals("AWS_KMS")) {
      return KeyOrigin.AWS_KMS;
    }
    if (!asked.equals("EXTERNAL")) {
      throw KmsFaults.validation("Origin " + asked + " is not valid.");
    }
    if (spec.family() == KeySpec.Family.LATTICE) {
      throw KmsFaults.unsupportedOperation("KeySpec " + spec + " cannot have Origin EXTERNAL.");
    }
    return KeyOrigin.EXTERNAL;
  }

  DescribeKeyResponse describe(Call call, DescribeKeyRequest request) {
    KeyId id = finder.any(call, request.keyId()).id();
    KeyMetadata metadata =
        store.read(snapshot -> metadata(snapshot, id, KeyStore.require(snapshot, id)));
    return DescribeKeyResponse.builder().keyMetadata(metadata).build();
  }

  ListKeysResponse list(Call call, ListKeysRequest request) {
    int limit = Markers.limit(request.limit(), USUAL_PAGE, LONGEST_PAGE);
    String after = Markers.read(request.marker());
    List<KeyId> found =
        store.read(
            snapshot -> KeyStore.keys(snapshot, call.accountId(), call.region(), after, limit + 1));
    List<KeyId> page = Markers.page(found, limit);
    boolean truncated = found.size() > limit;
    return ListKeysResponse.builder()
        .keys(
            page.stream()
                .map(it -> KeyListEntry.builder().keyId(it.id()).keyArn(it.arn()).build())
                .toList())
        .truncated(truncated)
        .nextMarker(truncated ? Markers.write(page.getLast().id()) : null)
        .build();
  }

  UpdateKeyDescriptionResponse updateDescription(Call call, UpdateKeyDescriptionRequest request) {
    change(
        finder.customerManaged(call, request.keyId()).id(),
        (transaction, id, key) -> {
          KeyRules.requireNotPendingDeletion(id, key);
          return key.described(request.description());
        });
    return UpdateKeyDescriptionResponse.builder().build();
  }

  EnableKeyResponse enable(Call call, EnableKeyRequest request) {
    change(
        finder.customerManaged(call, request.keyId()).id(),
        (transaction, id, key) -> {
          KeyRules.requireSettled(id, key);
          return key.enabled(true);
        });
    return EnableKeyResponse.builder().build();
  }

  DisableKeyResponse disable(Call call, DisableKeyRequest request) {
    change(
        finder.customerManaged(call, request.keyId()).id(),
        (transaction, id, key) -> {
          KeyRules.requireSettled(id, key);
          materials.forget(transaction, id);
          return key.enabled(false);
        });
    return DisableKeyResponse.builder().build();
  }

  @FunctionalInterface
  private interface Change {
    Key apply(Transaction transaction, KeyId id, Key key);
  }

  private void change(KeyId id, Change change) {
    store.transact(
        transaction -> {
          Key changed = change.apply(transaction, id, KeyStore.require(transaction, id));
          KeyStore.put(transaction, id, changed);
          // A rotation that was missed while the key was disabled is made up for.
          work.rotateIfDue(transaction, id, changed);
          return true;
        });
  }

  // ---- metadata --------------------------------------------------------------------------------

  @SuppressWarnings("deprecation") // AWS tells the spec by its older name, too
  static KeyMetadata metadata(Snapshot snapshot, KeyId id, Key key) {
    KeyMetadata.Builder shown =
        KeyMetadata.builder()
            .awsAccountId(id.accountId())
            .keyId(id.id())
            .arn(id.arn())
            .creationDate(key.created())
            .enabled(key.state() == KeyState.ENABLED)
            .description(key.description())
            .keyUsage(key.usage().name())
            .keyState(key.state().wireName())
            .origin(key.origin().name())
            .keyManager(key.awsManaged() ? "AWS" : "CUSTOMER")
            .keySpec(key.spec().name())
            .customerMasterKeySpec(key.spec().name())
            .multiRegion(key.multiRegion().isPresent());
    List<String> algorithms = key.spec().algorithms(key.usage());
    switch (key.usage()) {
      case ENCRYPT_DECRYPT -> shown.encryptionAlgorithmsWithStrings(algorithms);
      case SIGN_VERIFY -> shown.signingAlgorithmsWithStrings(algorithms);
      case GENERATE_VERIFY_MAC -> shown.macAlgorithmsWithStrings(algorithms);
      case KEY_AGREEMENT -> shown.keyAgreementAlgorithmsWithStrings(algorithms);
    }
    if (key.canRotate()) {
      shown.currentKeyMaterialId(key.materials().currentId().orElse(null));
    }
    key.deletion()
        .ifPresent(
            end ->
                end.date()
                    .ifPresentOrElse(
                        shown::deletionDate,
                        () -> shown.pendingDeletionWindowInDays(end.windowDays())));
    if (key.origin() == KeyOrigin.EXTERNAL && !key.materials().missing()) {
      Instant validTo = validTo(snapshot, id);
      shown
          .validTo(validTo)
          .expirationModel(
              validTo == null ? "KEY_MATERIAL_DOES_NOT_EXPIRE" : "KEY_MATERIAL_EXPIRES");
    }
    key.multiRegion().ifPresent(it -> shown.multiRegionConfiguration(regions(id, it)));
    return shown.build();
  }

  /** When the first of a key's material expires; null for never. */
  private static @Nullable Instant validTo(Snapshot snapshot, KeyId id) {
    return KeyStore.materials(snapshot, id).values().stream()
        .filter(it -> it.isPresent() && !it.pendingRotation())
        .flatMap(it -> it.validTo().stream())
        .min(Instant::compareTo)
        .orElse(null);
  }

  private static MultiRegionConfiguration regions(KeyId id, Key.MultiRegion regions) {
    BiFunction<KeyId, String, MultiRegionKey> shown =
        (key, region) -> MultiRegionKey.builder().arn(key.in(region).arn()).region(region).build();
    return MultiRegionConfiguration.builder()
        .multiRegionKeyType(regions.primaryRegion().equals(id.region()) ? "PRIMARY" : "REPLICA")
        .primaryKey(shown.apply(id, regions.primaryRegion()))
        .replicaKeys(regions.replicaRegions().stream().map(it -> shown.apply(id, it)).toList())
        .build();
  }
}
