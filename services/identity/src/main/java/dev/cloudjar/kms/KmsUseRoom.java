package dev.cloudjar.kms;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Gate.Need;
import dev.cloudjar.cloud.Operations;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.DeriveSharedSecretRequest;
import software.amazon.awssdk.services.kms.model.DeriveSharedSecretResponse;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.kms.model.EncryptResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyPairRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyPairResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyPairWithoutPlaintextRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyPairWithoutPlaintextResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyWithoutPlaintextRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyWithoutPlaintextResponse;
import software.amazon.awssdk.services.kms.model.GenerateMacRequest;
import software.amazon.awssdk.services.kms.model.GenerateMacResponse;
import software.amazon.awssdk.services.kms.model.GenerateRandomRequest;
import software.amazon.awssdk.services.kms.model.GenerateRandomResponse;
import software.amazon.awssdk.services.kms.model.GetPublicKeyRequest;
import software.amazon.awssdk.services.kms.model.GetPublicKeyResponse;
import software.amazon.awssdk.services.kms.model.ReEncryptRequest;
import software.amazon.awssdk.services.kms.model.ReEncryptResponse;
import software.amazon.awssdk.services.kms.model.SignRequest;
import software.amazon.awssdk.services.kms.model.SignResponse;
import software.amazon.awssdk.services.kms.model.VerifyMacRequest;
import software.amazon.awssdk.services.kms.model.VerifyMacResponse;
import software.amazon.awssdk.services.kms.model.VerifyRequest;
import software.amazon.awssdk.services.kms.model.VerifyResponse;

/** The part of the room where keys are used. */
final class KmsUseRoom {
  private final KeyAccess access;
  private final KeyFinder finder;

  KmsUseRoom(KeyAccess access, KeyFinder finder) {
    this.access = access;
    this.finder = finder;
  }

  void encryption(Operations ops, EncryptionOperations encryption) {
    ops.on(EncryptRequest.class, EncryptResponse.class, encryption::encrypt)
        .authorises(
            (call, it) ->
                List.of(
                    access
                        .need(call, "Encrypt", finder.any(call, it.keyId()), it.encryptionContext())
                        .with(
                            "kms:EncryptionAlgorithm",
                            algorithm(it.encryptionAlgorithmAsString()))));
    ops.on(DecryptRequest.class, DecryptResponse.class, encryption::decrypt)
        .authorises(
            (call, it) ->
                List.of(
                    access
                        .need(
                            call,
                            "Decrypt",
                            encryption.sourceKey(
                                call,
                                it.keyId(),
                                it.encryptionAlgorithmAsString(),
                                it.ciphertextBlob()),
                            it.encryptionContext())
                        .with(
                            "kms:EncryptionAlgorithm",
                            algorithm(it.encryptionAlgorithmAsString()))));
    ops.on(ReEncryptRequest.class, ReEncryptResponse.class, encryption::reEncrypt)
        .authorises((call, it) -> reEncryption(call, it, encryption));
  }

  private List<Need> reEncryption(
      Call call, ReEncryptRequest request, EncryptionOperations encryption) {
    KeyFinder.Found source =
        encryption.sourceKey(
            call,
            request.sourceKeyId(),
            request.sourceEncryptionAlgorithmAsString(),
            request.ciphertextBlob());
    KeyFinder.Found destination = finder.any(call, request.destinationKeyId());
    String same = String.valueOf(source.id().equals(destination.id()));
    return List.of(
        access
            .need(call, "ReEncryptFrom", source, request.sourceEncryptionContext())
            .with("kms:EncryptionAlgorithm", algorithm(request.sourceEncryptionAlgorithmAsString()))
            .with("kms:ReEncryptOnSameKey", same),
        access
            .need(call, "ReEncryptTo", destination, request.destinationEncryptionContext())
            .with(
                "kms:EncryptionAlgorithm",
                algorithm(request.destinationEncryptionAlgorithmAsString()))
            .with("kms:ReEncryptOnSameKey", same));
  }

  private static String algorithm(@Nullable String asked) {
    return asked == null ? "SYMMETRIC_DEFAULT" : asked;
  }

  void dataKeys(Operations ops, DataKeyOperations dataKeys) {
    ops.on(GenerateDataKeyRequest.class, GenerateDataKeyResponse.class, dataKeys::generate)
        .authorises(
            (call, it) ->
                List.of(
                    access.need(
                        call,
                        "GenerateDataKey",
                        finder.any(call, it.keyId()),
                        it.encryptionContext())));
    ops.on(
            GenerateDataKeyWithoutPlaintextRequest.class,
            GenerateDataKeyWithoutPlaintextResponse.class,
            dataKeys::generateWithoutPlaintext)
        .authorises(
            (call, it) ->
                List.of(
                    access.need(
                        call,
                        "GenerateDataKeyWithoutPlaintext",
                        finder.any(call, it.keyId()),
                        it.encryptionContext())));
    ops.on(
            GenerateDataKeyPairRequest.class,
            GenerateDataKeyPairResponse.class,
            dataKeys::generatePair)
        .authorises(
            (call, it) ->
                List.of(
                    access
                        .need(
                            call,
                            "GenerateDataKeyPair",
                            finder.any(call, it.keyId()),
                            it.encryptionContext())
                        .with("kms:DataKeyPairSpec", it.keyPairSpecAsString())));
    ops.on(
            GenerateDataKeyPairWithoutPlaintextRequest.class,
            GenerateDataKeyPairWithoutPlaintextResponse.class,
            dataKeys::generatePairWithoutPlaintext)
        .authorises(
            (call, it) ->
                List.of(
                    access
                        .need(
                            call,
                            "GenerateDataKeyPairWithoutPlaintext",
                            finder.any(call, it.keyId()),
                            it.encryptionContext())
                        .with("kms:DataKeyPairSpec", it.keyPairSpecAsString())));
    ops.on(GenerateRandomRequest.class, GenerateRandomResponse.class, dataKeys::random)
        .authorises((call, it) -> List.of(access.random(call)));
  }

  void signatures(Operations ops, SignatureOperations signatures) {
    ops.on(SignRequest.class, SignResponse.class, signatures::sign)
        .authorises(
            (call, it) ->
                List.of(
                    access
                        .need(call, "Sign", finder.any(call, it.keyId()))
                        .with("kms:SigningAlgorithm", it.signingAlgorithmAsString())
                        .with("kms:MessageType", messageType(it.messageTypeAsString()))));
    ops.on(VerifyRequest.class, VerifyResponse.class, signatures::verify)
        .authorises(
            (call, it) ->
                List.of(
                    access
                        .need(call, "Verify", finder.any(call, it.keyId()))
                        .with("kms:SigningAlgorithm", it.signingAlgorithmAsString())
                        .with("kms:MessageType", messageType(it.messageTypeAsString()))));
    ops.on(GetPublicKeyRequest.class, GetPublicKeyResponse.class, signatures::getPublicKey)
        .authorises(
            (call, it) -> List.of(access.need(call, "GetPublicKey", finder.any(call, it.keyId()))));
    ops.on(GenerateMacRequest.class, GenerateMacResponse.class, signatures::generateMac)
        .authorises(
            (call, it) ->
                List.of(
                    access
                        .need(call, "GenerateMac", finder.any(call, it.keyId()))
                        .with("kms:MacAlgorithm", it.macAlgorithmAsString())));
    ops.on(VerifyMacRequest.class, VerifyMacResponse.class, signatures::verifyMac)
        .authorises(
            (call, it) ->
                List.of(
                    access
                        .need(call, "VerifyMac", finder.any(call, it.keyId()))
                        .with("kms:MacAlgorithm", it.macAlgorithmAsString())));
    ops.on(DeriveSharedSecretRequest.class, DeriveSharedSecretResponse.class, signatures::derive)
        .authorises(
            (call, it) ->
                List.of(
                    access
                        .need(call, "DeriveSharedSecret", finder.any(call, it.keyId()))
                        .with("kms:KeyAgreementAlgorithm", it.keyAgreementAlgorithmAsString())));
  }

  private static String messageType(@Nullable String asked) {
    return asked == null ? "RAW" : asked;
  }
}
