package dev.cloudjar.kms;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.kms.crypto.KeyAgreements;
import dev.cloudjar.kms.crypto.KeySpec;
import dev.cloudjar.kms.crypto.KeyUsage;
import dev.cloudjar.kms.crypto.Macs;
import dev.cloudjar.kms.crypto.Message;
import dev.cloudjar.kms.crypto.Signatures;
import dev.cloudjar.store.KeyValueStore;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.DeriveSharedSecretRequest;
import software.amazon.awssdk.services.kms.model.DeriveSharedSecretResponse;
import software.amazon.awssdk.services.kms.model.GenerateMacRequest;
import software.amazon.awssdk.services.kms.model.GenerateMacResponse;
import software.amazon.awssdk.services.kms.model.GetPublicKeyRequest;
import software.amazon.awssdk.services.kms.model.GetPublicKeyResponse;
import software.amazon.awssdk.services.kms.model.SignRequest;
import software.amazon.awssdk.services.kms.model.SignResponse;
import software.amazon.awssdk.services.kms.model.VerifyMacRequest;
import software.amazon.awssdk.services.kms.model.VerifyMacResponse;
import software.amazon.awssdk.services.kms.model.VerifyRequest;
import software.amazon.awssdk.services.kms.model.VerifyResponse;

/** Signs, authenticates and agrees. */
final class SignatureOperations {
  private static final int MU_BYTES = 64;

  private final KeyValueStore store;
  private final KeyFinder finder;
  private final KeyMaterials materials;
  private final GrantTokens tokens;

  SignatureOperations(
      KeyValueStore store, KeyFinder finder, KeyMaterials materials, GrantTokens tokens) {
    this.store = store;
    this.finder = finder;
    this.materials = materials;
    this.tokens = tokens;
  }

  SignResponse sign(Call call, SignRequest request) {
    String algorithm = request.signingAlgorithmAsString();
    KeyFinder.Found found =
        usable(
            call, request.keyId(), request.grantTokens(), KeyUsage.SIGN_VERIFY, algorithm, "Sign");
    Message message = message(algorithm, request.messageTypeAsString(), request.message());
    requireNoDryRun(request.dryRun());
    byte[] signature =
        Signatures.sign(found.key().spec(), algorithm, materials.current(found), message);
    return SignResponse.builder()
        .keyId(found.arn())
        .signature(SdkBytes.fromByteArrayUnsafe(signature))
        .signingAlgorithm(algorithm)
        .build();
  }

  VerifyResponse verify(Call call, VerifyRequest request) {
    String algorithm = request.signingAlgorithmAsString();
    KeyFinder.Found found =
        usable(
            call,
            request.keyId(),
            request.grantTokens(),
            KeyUsage.SIGN_VERIFY,
            algorithm,
            "Verify");
    Message message = message(algorithm, request.messageTypeAsString(), request.message());
    requireNoDryRun(request.dryRun());
    if (!Signatures.verify(
        found.key().spec(),
        algorithm,
        publicKey(found),
        message,
        request.signature().asByteArrayUnsafe())) {
      throw KmsFaults.invalidSignature();
    }
    return VerifyResponse.builder()
        .keyId(found.arn())
        .signatureValid(true)
        .signingAlgorithm(algorithm)
        .build();
  }

  private static Message message(String algorithm, @Nullable String type, SdkBytes content) {
    byte[] bytes = content.asByteArrayUnsafe();
    boolean lattice = algorithm.startsWith("ML_DSA");
    Message message =
        switch (type) {
          case null -> new Message.Raw(bytes);
          case "RAW" -> new Message.Raw(bytes);
          case "DIGEST" -> new Message.Digest(bytes);
          case "EXTERNAL_MU" -> new Message.ExternalMu(bytes);
          default -> throw KmsFaults.validation("MessageType " + type + " is not valid.");
        };
    boolean possible =
        switch (message) {
          case Message.Raw _ -> !algorithm.equals("ED25519_PH_SHA_512");
          case Message.Digest _ -> !lattice && !algorithm.equals("ED25519_SHA_512");
          case Message.ExternalMu _ -> lattice;
        };
    if (!possible) {
      throw KmsFaults.validation(
          "MessageType "
              + (type == null ? "RAW" : type)
              + " is not valid for SigningAlgorithm "
              + algorithm
              + ".");
    }
    int length =
        switch (message) {
          case Message.Raw _ -> bytes.length;
          case Message.Digest _ -> Signatures.digestBytes(algorithm);
          case Message.ExternalMu _ -> MU_BYTES;
        };
    if (bytes.length != length) {
      throw KmsFaults.validation("Digest is invalid length for algorithm " + algorithm + ".");
    }
    return message;
  }

  @SuppressWarnings("deprecation") // AWS tells the spec by its older name, too
  GetPublicKeyResponse getPublicKey(Call call, GetPublicKeyRequest request) {
    tokens.check(request.grantTokens());
    KeyFinder.Found found = finder.any(call, request.keyId());
    Key key = found.key();
    if (key.spec().isSymmetric()) {
      throw KmsFaults.unsupportedOperation(
          found.arn() + " key spec is " + key.spec() + " which is not valid for GetPublicKey.");
    }
    KeyRules.requireEnabled(found);
    List<String> algorithms = key.spec().algorithms(key.usage());
    GetPublicKeyResponse.Builder shown =
        GetPublicKeyResponse.builder()
            .keyId(found.arn())
            .publicKey(SdkBytes.fromByteArrayUnsafe(publicKey(found)))
            .keySpec(key.spec().name())
            .customerMasterKeySpec(key.spec().name())
            .keyUsage(key.usage().name());
    switch (key.usage()) {
      case ENCRYPT_DECRYPT -> shown.encryptionAlgorithmsWithStrings(algorithms);
      case SIGN_VERIFY -> shown.signingAlgorithmsWithStrings(algorithms);
      case KEY_AGREEMENT -> shown.keyAgreementAlgorithmsWithStrings(algorithms);
      case GENERATE_VERIFY_MAC -> throw new IllegalStateException("a MAC has no public key");
    }
    return shown.build();
  }

  // ---- message authentication codes ------------------------------------------------------------

  GenerateMacResponse generateMac(Call call, GenerateMacRequest request) {
    String algorithm = request.macAlgorithmAsString();
    KeyFinder.Found found =
        usable(
            call,
            request.keyId(),
            request.grantTokens(),
            KeyUsage.GENERATE_VERIFY_MAC,
            algorithm,
            "GenerateMac");
    requireNoDryRun(request.dryRun());
    return GenerateMacResponse.builder()
        .mac(SdkBytes.fromByteArrayUnsafe(mac(found, algorithm, request.message())))
        .macAlgorithm(algorithm)
        .keyId(found.arn())
        .build();
  }

  VerifyMacResponse verifyMac(Call call, VerifyMacRequest request) {
    String algorithm = request.macAlgorithmAsString();
    KeyFinder.Found found =
        usable(
            call,
            request.keyId(),
            request.grantTokens(),
            KeyUsage.GENERATE_VERIFY_MAC,
            algorithm,
            "VerifyMac");
    requireNoDryRun(request.dryRun());
    if (!MessageDigest.isEqual(
        mac(found, algorithm, request.message()), request.mac().asByteArrayUnsafe())) {
      throw KmsFaults.invalidMac();
    }
    return VerifyMacResponse.builder()
        .keyId(found.arn())
        .macValid(true)
        .macAlgorithm(algorithm)
        .build();
  }

  private byte[] mac(KeyFinder.Found found, String algorithm, SdkBytes message) {
    return Macs.generate(algorithm, materials.current(found), message.asByteArrayUnsafe());
  }

  // ---- agreement -------------------------------------------------------------------------------

  DeriveSharedSecretResponse derive(Call call, DeriveSharedSecretRequest request) {
    if (request.recipient() != null) {
      throw KmsFaults.recipientUnsupported();
    }
    String algorithm = request.keyAgreementAlgorithmAsString();
    KeyFinder.Found found =
        usable(
            call,
            request.keyId(),
            request.grantTokens(),
            KeyUsage.KEY_AGREEMENT,
            algorithm,
            "DeriveSharedSecret");
    requireNoDryRun(request.dryRun());
    KeySpec spec = found.key().spec();
    byte[] secret =
        KeyAgreements.derive(
                spec, materials.current(found), request.publicKey().asByteArrayUnsafe())
            .orElseThrow(
                () ->
                    KmsFaults.validation(
                        "PublicKey is not a valid public key of key spec " + spec + "."));
    return DeriveSharedSecretResponse.builder()
        .keyId(found.arn())
        .sharedSecret(SdkBytes.fromByteArrayUnsafe(secret))
        .keyAgreementAlgorithm(algorithm)
        .keyOrigin(found.key().origin().name())
        .build();
  }

  private KeyFinder.Found usable(
      Call call,
      String keyId,
      List<String> grantTokens,
      KeyUsage usage,
      String algorithm,
      String operation) {
    tokens.check(grantTokens);
    KeyFinder.Found found = finder.any(call, keyId);
    KeyRules.requireUse(found, usage, algorithm, operation);
    return found;
  }

  private static void requireNoDryRun(@Nullable Boolean dryRun) {
    if (Boolean.TRUE.equals(dryRun)) {
      throw KmsFaults.dryRun();
    }
  }

  private byte[] publicKey(KeyFinder.Found found) {
    Material material =
        store.read(
            snapshot ->
                KeyStore.material(snapshot, found.id(), found.key().materials().currentNumber()));
    if (material == null) {
      throw KmsFaults.keyDoesNotExist(found.arn());
    }
    return material.publicKey();
  }
}
