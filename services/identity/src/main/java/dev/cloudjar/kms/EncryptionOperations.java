package dev.cloudjar.kms;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Ids;
import dev.cloudjar.kms.crypto.EncryptionContext;
import dev.cloudjar.kms.crypto.Envelope;
import dev.cloudjar.kms.crypto.KeySpec;
import dev.cloudjar.kms.crypto.KeyUsage;
import dev.cloudjar.kms.crypto.RsaCipher;
import dev.cloudjar.store.KeyValueStore;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.kms.model.EncryptResponse;
import software.amazon.awssdk.services.kms.model.ReEncryptRequest;
import software.amazon.awssdk.services.kms.model.ReEncryptResponse;

/** Encrypts and decrypts. */
final class EncryptionOperations {
  private static final String SYMMETRIC = "SYMMETRIC_DEFAULT";

  private final KeyValueStore store;
  private final Ids ids;
  private final KeyFinder finder;
  private final KeyMaterials materials;
  private final GrantTokens tokens;

  EncryptionOperations(
      KeyValueStore store, Ids ids, KeyFinder finder, KeyMaterials materials, GrantTokens tokens) {
    this.store = store;
    this.ids = ids;
    this.finder = finder;
    this.materials = materials;
    this.tokens = tokens;
  }

  EncryptResponse encrypt(Call call, EncryptRequest request) {
    tokens.check(request.grantTokens());
    KeyFinder.Found found = finder.any(call, request.keyId());
    String algorithm = algorithm(request.encryptionAlgorithmAsString());
    byte[] plaintext = request.plaintext().asByteArrayUnsafe();
    requireEncryption(found, algorithm, request.encryptionContext(), "Encrypt");
    requireFit(found, algorithm, plaintext);
    if (Boolean.TRUE.equals(request.dryRun())) {
      throw KmsFaults.dryRun();
    }
    return EncryptResponse.builder()
        .ciphertextBlob(
            SdkBytes.fromByteArrayUnsafe(
                encrypt(found, algorithm, request.encryptionContext(), plaintext)))
        .keyId(found.arn())
        .encryptionAlgorithm(algorithm)
        .build();
  }

  DecryptResponse decrypt(Call call, DecryptRequest request) {
    tokens.check(request.grantTokens());
    if (request.recipient() != null) {
      throw KmsFaults.recipientUnsupported();
    }
    byte[] ciphertext = ciphertext(request.ciphertextBlob());
    String algorithm = algorithm(request.encryptionAlgorithmAsString());
    KeyFinder.Found found = sourceKey(call, request.keyId(), algorithm, ciphertext);
    requireEncryption(found, algorithm, request.encryptionContext(), "Decrypt");
    Plaintext plaintext = decrypt(call, found, algorithm, request.encryptionContext(), ciphertext);
    if (Boolean.TRUE.equals(request.dryRun())) {
      throw KmsFaults.dryRun();
    }
    return DecryptResponse.builder()
        .keyId(found.arn())
        .plaintext(SdkBytes.fromByteArrayUnsafe(plaintext.bytes()))
        .encryptionAlgorithm(algorithm)
        .keyMaterialId(plaintext.materialId().orElse(null))
        .build();
  }

  ReEncryptResponse reEncrypt(Call call, ReEncryptRequest request) {
    tokens.check(request.grantTokens());
    byte[] ciphertext = ciphertext(request.ciphertextBlob());
    String sourceAlgorithm = algorithm(request.sourceEncryptionAlgorithmAsString());
    KeyFinder.Found source = sourceKey(call, request.sourceKeyId(), sourceAlgorithm, ciphertext);
    KeyFinder.Found destination = finder.any(call, request.destinationKeyId());
    String algorithm = algorithm(request.destinationEncryptionAlgorithmAsString());
    requireEncryption(source, sourceAlgorithm, request.sourceEncryptionContext(), "ReEncrypt");
    requireEncryption(destination, algorithm, request.destinationEncryptionContext(), "ReEncrypt");
    Plaintext plaintext =
        decrypt(call, source, sourceAlgorithm, request.sourceEncryptionContext(), ciphertext);
    requireFit(destination, algorithm, plaintext.bytes());
    if (Boolean.TRUE.equals(request.dryRun())) {
      throw KmsFaults.dryRun();
    }
    return ReEncryptResponse.builder()
        .ciphertextBlob(
            SdkBytes.fromByteArrayUnsafe(
                encrypt(
                    destination,
                    algorithm,
                    request.destinationEncryptionContext(),
                    plaintext.bytes())))
        .sourceKeyId(source.arn())
        .keyId(destination.arn())
        .sourceEncryptionAlgorithm(sourceAlgorithm)
        .destinationEncryptionAlgorithm(algorithm)
        .sourceKeyMaterialId(plaintext.materialId().orElse(null))
        .destinationKeyMaterialId(
            algorithm.equals(SYMMETRIC)
                ? destination.key().materials().currentId().orElse(null)
                : null)
        .build();
  }

  /** The key to decrypt with: what the caller says, or what the ciphertext says. */
  KeyFinder.Found sourceKey(
      Call call,
      @Nullable String keyId,
      @Nullable String algorithm,
      @Nullable SdkBytes ciphertext) {
    return sourceKey(call, keyId, algorithm(algorithm), ciphertext(ciphertext));
  }

  private KeyFinder.Found sourceKey(
      Call call, @Nullable String keyId, String algorithm, byte[] ciphertext) {
    if (keyId != null) {
      return finder.any(call, keyId);
    }
    if (!algorithm.equals(SYMMETRIC)) {
      throw KmsFaults.validation(
          "A KeyId is required to decrypt what was encrypted with an asymmetric KMS key.");
    }
    return finder.byCiphertext(call, ciphertext);
  }

  private static void requireEncryption(
      KeyFinder.Found found, String algorithm, Map<String, String> context, String operation) {
    KeyRules.requireUse(found, KeyUsage.ENCRYPT_DECRYPT, algorithm, operation);
    if (found.key().spec() != KeySpec.SYMMETRIC_DEFAULT && !context.isEmpty()) {
      throw KmsFaults.validation(
          "EncryptionContext is supported for symmetric encryption KMS keys only.");
    }
  }

  private static void requireFit(KeyFinder.Found found, String algorithm, byte[] plaintext) {
    KeySpec spec = found.key().spec();
    if (spec != KeySpec.SYMMETRIC_DEFAULT
        && plaintext.length > RsaCipher.longestPlaintext(spec, algorithm)) {
      throw KmsFaults.validation(
          "Algorithm "
              + algorithm
              + " and key spec "
              + spec
              + " cannot encrypt data larger than "
              + RsaCipher.longestPlaintext(spec, algorithm)
              + " bytes.");
    }
  }

  /** Encrypts with a key that may be used so. */
  byte[] encrypt(
      KeyFinder.Found found, String algorithm, Map<String, String> context, byte[] plaintext) {
    if (algorithm.equals(SYMMETRIC)) {
      return Envelope.seal(
          materials.current(found),
          found.key().materials().currentId().orElseThrow(),
          EncryptionContext.bytes(context),
          plaintext,
          ids.bytes(Envelope.RANDOM_BYTES));
    }
    Material material =
        store.read(
            snapshot ->
                KeyStore.material(snapshot, found.id(), found.key().materials().currentNumber()));
    if (material == null) {
      throw KmsFaults.keyDoesNotExist(found.arn());
    }
    return RsaCipher.encrypt(found.key().spec(), algorithm, material.publicKey(), plaintext);
  }

  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  private record Plaintext(byte[] bytes, Optional<String> materialId) {}

  private Plaintext decrypt(
      Call call,
      KeyFinder.Found found,
      String algorithm,
      Map<String, String> context,
      byte[] ciphertext) {
    if (!algorithm.equals(SYMMETRIC)) {
      return new Plaintext(
          RsaCipher.decrypt(found.key().spec(), algorithm, materials.current(found), ciphertext)
              .orElseThrow(KmsFaults::invalidCiphertext),
          Optional.empty());
    }
    KeyStore.MaterialId material = finder.materialOf(call, ciphertext);
    if (!material.key().equals(found.id())) {
      throw KmsFaults.incorrectKey();
    }
    return new Plaintext(
        Envelope.open(
                materials.secret(found.id(), material.number()),
                EncryptionContext.bytes(context),
                ciphertext)
            .orElseThrow(KmsFaults::invalidCiphertext),
        Envelope.materialId(ciphertext));
  }

  private static String algorithm(@Nullable String asked) {
    return asked == null ? SYMMETRIC : asked;
  }

  private static byte[] ciphertext(@Nullable SdkBytes blob) {
    if (blob == null) {
      throw KmsFaults.validation(
          "1 validation error detected: Value null at 'ciphertextBlob' failed to satisfy"
              + " constraint: Member must not be null");
    }
    return blob.asByteArrayUnsafe();
  }
}
