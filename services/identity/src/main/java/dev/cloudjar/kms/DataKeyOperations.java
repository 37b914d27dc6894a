package dev.cloudjar.kms;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Ids;
import dev.cloudjar.kms.crypto.KeyParts;
import dev.cloudjar.kms.crypto.KeySpec;
import dev.cloudjar.kms.crypto.Keys;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyPairRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyPairResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyPairWithoutPlaintextRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyPairWithoutPlaintextResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyWithoutPlaintextRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyWithoutPlaintextResponse;
import software.amazon.awssdk.services.kms.model.GenerateRandomRequest;
import software.amazon.awssdk.services.kms.model.GenerateRandomResponse;

/** Makes keys for use elsewhere, encrypted for their way back. */
final class DataKeyOperations {
  private static final String SYMMETRIC = "SYMMETRIC_DEFAULT";

  private final Ids ids;
  private final KeyFinder finder;
  private final EncryptionOperations encryption;
  private final GrantTokens tokens;

  DataKeyOperations(
      Ids ids, KeyFinder finder, EncryptionOperations encryption, GrantTokens tokens) {
    this.ids = ids;
    this.finder = finder;
    this.encryption = encryption;
    this.tokens = tokens;
  }

  GenerateDataKeyResponse generate(Call call, GenerateDataKeyRequest request) {
    if (request.recipient() != null) {
      throw KmsFaults.recipientUnsupported();
    }
    int length = length(request.keySpecAsString(), request.numberOfBytes());
    KeyFinder.Found found =
        usable(call, request.keyId(), request.grantTokens(), request.dryRun(), "GenerateDataKey");
    byte[] plaintext = ids.bytes(length);
    return GenerateDataKeyResponse.builder()
        .plaintext(SdkBytes.fromByteArrayUnsafe(plaintext))
        .ciphertextBlob(encrypt(found, request.encryptionContext(), plaintext))
        .keyId(found.arn())
        .keyMaterialId(found.key().materials().currentId().orElse(null))
        .build();
  }

  GenerateDataKeyWithoutPlaintextResponse generateWithoutPlaintext(
      Call call, GenerateDataKeyWithoutPlaintextRequest request) {
    int length = length(request.keySpecAsString(), request.numberOfBytes());
    KeyFinder.Found found =
        usable(
            call,
            request.keyId(),
            request.grantTokens(),
            request.dryRun(),
            "GenerateDataKeyWithoutPlaintext");
    return GenerateDataKeyWithoutPlaintextResponse.builder()
        .ciphertextBlob(encrypt(found, request.encryptionContext(), ids.bytes(length)))
        .keyId(found.arn())
        .keyMaterialId(found.key().materials().currentId().orElse(null))
        .build();
  }

  GenerateDataKeyPairResponse generatePair(Call call, GenerateDataKeyPairRequest request) {
    if (request.recipient() != null) {
      throw KmsFaults.recipientUnsupported();
    }
    KeySpec spec = pairSpec(request.keyPairSpecAsString());
    KeyFinder.Found found =
        usable(
            call, request.keyId(), request.grantTokens(), request.dryRun(), "GenerateDataKeyPair");
    KeyParts pair = Keys.generate(spec);
    return GenerateDataKeyPairResponse.builder()
        .privateKeyPlaintext(SdkBytes.fromByteArrayUnsafe(pair.secret()))
        .privateKeyCiphertextBlob(encrypt(found, request.encryptionContext(), pair.secret()))
        .publicKey(SdkBytes.fromByteArrayUnsafe(pair.publicKey()))
        .keyPairSpec(spec.name())
        .keyId(found.arn())
        .keyMaterialId(found.key().materials().currentId().orElse(null))
        .build();
  }

  GenerateDataKeyPairWithoutPlaintextResponse generatePairWithoutPlaintext(
      Call call, GenerateDataKeyPairWithoutPlaintextRequest request) {
    KeySpec spec = pairSpec(request.keyPairSpecAsString());
    KeyFinder.Found found =
        usable(
            call,
            request.keyId(),
            request.grantTokens(),
            request.dryRun(),
            "GenerateDataKeyPairWithoutPlaintext");
    KeyParts pair = Keys.generate(spec);
    return GenerateDataKeyPairWithoutPlaintextResponse.builder()
        .privateKeyCiphertextBlob(encrypt(found, request.encryptionContext(), pair.secret()))
        .publicKey(SdkBytes.fromByteArrayUnsafe(pair.publicKey()))
        .keyPairSpec(spec.name())
        .keyId(found.arn())
        .keyMaterialId(found.key().materials().currentId().orElse(null))
        .build();
  }

  GenerateRandomResponse random(Call call, GenerateRandomRequest request) {
    if (request.recipient() != null) {
      throw KmsFaults.recipientUnsupported();
    }
    if (request.customKeyStoreId() != null) {
      throw KmsFaults.unsupportedOperation("Cloudjar has no custom key stores.");
    }
    Integer length = request.numberOfBytes();
    if (length == null) {
      throw KmsFaults.validation("NumberOfBytes is required.");
    }
    return GenerateRandomResponse.builder()
        .plaintext(SdkBytes.fromByteArrayUnsafe(ids.bytes(length)))
        .build();
  }

  private KeyFinder.Found usable(
      Call call,
      String keyId,
      List<String> grantTokens,
      @Nullable Boolean dryRun,
      String operation) {
    tokens.check(grantTokens);
    KeyFinder.Found found = finder.any(call, keyId);
    KeyRules.requireSymmetricEncryption(found, operation);
    if (Boolean.TRUE.equals(dryRun)) {
      throw KmsFaults.dryRun();
    }
    return found;
  }

  private SdkBytes encrypt(KeyFinder.Found found, Map<String, String> context, byte[] plaintext) {
    return SdkBytes.fromByteArrayUnsafe(encryption.encrypt(found, SYMMETRIC, context, plaintext));
  }

  private static int length(@Nullable String spec, @Nullable Integer bytes) {
    if ((spec == null) == (bytes == null)) {
      throw KmsFaults.validation("Please specify either number of bytes or key spec.");
    }
    if (bytes != null) {
      return bytes;
    }
    return switch (spec) {
      case "AES_128" -> 16;
      case "AES_256" -> 32;
      case null, default -> throw KmsFaults.validation("KeySpec " + spec + " is not valid.");
    };
  }

  private static KeySpec pairSpec(String name) {
    if (name.equals("SM2")) {
      throw KmsFaults.unsupportedOperation("KeyPairSpec SM2 is supported in China Regions only.");
    }
    return KeySpec.of(name)
        .filter(it -> !it.isSymmetric() && it.family() != KeySpec.Family.LATTICE)
        .orElseThrow(() -> KmsFaults.validation("KeyPairSpec " + name + " is not valid."));
  }
}
