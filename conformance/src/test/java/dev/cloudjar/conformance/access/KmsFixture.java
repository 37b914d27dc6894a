package dev.cloudjar.conformance.access;

import dev.cloudjar.junit.TestCloud;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.CreateKeyRequest;

/** Keys of each kind that an operation wants. */
final class KmsFixture {
  private KmsFixture() {}

  static Map<String, Object> make(TestCloud cloud) {
    KmsClient kms = cloud.client(KmsClient.class);
    SdkBytes text = SdkBytes.fromUtf8String("text");
    String key = key(kms, it -> {});
    String mac = key(kms, it -> it.keySpec("HMAC_256").keyUsage("GENERATE_VERIFY_MAC"));
    String signing = key(kms, it -> it.keySpec("ECC_NIST_P256").keyUsage("SIGN_VERIFY"));
    String agreement = key(kms, it -> it.keySpec("ECC_NIST_P256").keyUsage("KEY_AGREEMENT"));
    String external = key(kms, it -> it.origin("EXTERNAL"));
    String everywhere = key(kms, it -> it.multiRegion(true));
    String dying = key(kms, it -> {});
    kms.scheduleKeyDeletion(it -> it.keyId(dying));
    kms.createAlias(it -> it.aliasName("alias/there").targetKeyId(key));
    String user = "arn:aws:iam::" + cloud.accountId() + ":root";
    String grant =
        kms.createGrant(it -> it.keyId(key).granteePrincipal(user).operationsWithStrings("Decrypt"))
            .grantId();
    Map<String, Object> known = new HashMap<>();
    known.put("KeyId", key);
    known.put("TargetKeyId", key);
    known.put("AliasName", "alias/there");
    known.put("CreateAlias.AliasName", "alias/another");
    known.put("GranteePrincipal", user);
    known.put("RetiringPrincipal", user);
    known.put("Operations", List.of("Decrypt"));
    known.put("GrantId", grant);
    known.put("RetireGrant.GrantId", grant);
    known.put("RetireGrant.KeyId", key);
    known.put("Plaintext", text);
    known.put("Message", text);
    known.put("CiphertextBlob", kms.encrypt(it -> it.keyId(key).plaintext(text)).ciphertextBlob());
    known.put("Decrypt.CiphertextBlob", known.get("CiphertextBlob"));
    known.put("ReEncrypt.CiphertextBlob", known.get("CiphertextBlob"));
    known.put("DestinationKeyId", key);
    known.put("MacAlgorithm", "HMAC_SHA_256");
    known.put("SigningAlgorithm", "ECDSA_SHA_256");
    known.put("KeyPairSpec", "ECC_NIST_P256");
    known.put("KeyAgreementAlgorithm", "ECDH");
    known.put("PublicKey", kms.getPublicKey(it -> it.keyId(agreement)).publicKey());
    known.put("WrappingAlgorithm", "RSAES_OAEP_SHA_256");
    known.put("WrappingKeySpec", "RSA_2048");
    known.put("ReplicaRegion", "eu-west-1");
    known.put("PrimaryRegion", "eu-west-1");
    known.put("Tags", List.of(Map.of("TagKey", "a", "TagValue", "b")));
    known.put("GenerateDataKey.KeySpec", "AES_256");
    known.put("GenerateDataKeyWithoutPlaintext.KeySpec", "AES_256");
    known.put("GenerateRandom.NumberOfBytes", 16);
    known.put(
        "Policy",
        """
        {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"%s"},"Action":"kms:*","Resource":"*"}}"""
            .formatted(user));
    forEach(known, mac, "GenerateMac", "VerifyMac");
    forEach(known, signing, "Sign", "Verify", "GetPublicKey");
    forEach(known, agreement, "DeriveSharedSecret");
    forEach(
        known,
        external,
        "GetParametersForImport",
        "ImportKeyMaterial",
        "DeleteImportedKeyMaterial");
    forEach(known, everywhere, "ReplicateKey", "UpdatePrimaryRegion");
    forEach(known, dying, "CancelKeyDeletion");
    return known;
  }

  private static void forEach(Map<String, Object> known, String key, String... operations) {
    for (String operation : operations) {
      known.put(operation + ".KeyId", key);
    }
  }

  private static String key(KmsClient kms, Consumer<CreateKeyRequest.Builder> how) {
    return kms.createKey(how).keyMetadata().arn();
  }
}
