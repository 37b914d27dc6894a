package dev.cloudjar.s3;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a request says of the encryption of what it writes, other than by a key of its own.
 *
 * @param algorithm null where it says nothing
 * @param keyId by which KMS knows the key; null for the one that S3 has in each account
 * @param context what the caller adds to the encryption context
 * @param bucketKey null where the bucket decides
 */
record EncryptionRequest(
    @Nullable String algorithm,
    @Nullable String keyId,
    Map<String, String> context,
    @Nullable Boolean bucketKey) {
  static final String CONTEXT = "SSEKMSEncryptionContext";
  static final String HEADER = "x-amz-server-side-encryption";

  private static final Set<String> BY_KMS = Set.of(Encryption.KMS, Encryption.KMS_TWO_LAYERS);
  private static final JsonMapper JSON = JsonMapper.shared();

  static EncryptionRequest of(SdkPojo request) {
    String algorithm = Members.text(request, "ServerSideEncryption");
    if (algorithm != null && !algorithm.equals(Encryption.AES256) && !BY_KMS.contains(algorithm)) {
      throw EncryptionFaults.unknownMethod(algorithm);
    }
    boolean byKms = algorithm != null && BY_KMS.contains(algorithm);
    String keyId = Members.text(request, "SSEKMSKeyId");
    String context = Members.text(request, CONTEXT);
    if (!byKms && (keyId != null || context != null)) {
      throw EncryptionFaults.keyServiceNotAskedFor(algorithm);
    }
    Boolean bucketKey = (Boolean) Members.get(request, "BucketKeyEnabled");
    if (Encryption.KMS_TWO_LAYERS.equals(algorithm) && Boolean.TRUE.equals(bucketKey)) {
      throw EncryptionFaults.noBucketKeyForTwoLayers();
    }
    return new EncryptionRequest(
        algorithm, keyId, context == null ? Map.of() : context(context), bucketKey);
  }

  /** Whether KMS is to make the key. */
  boolean byKms() {
    return algorithm != null && BY_KMS.contains(algorithm);
  }

  private static Map<String, String> context(String base64) {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(Base64.getDecoder().decode(base64)))
              .toString();
      JsonNode json = JSON.readTree(text);
      Map<String, String> context = new TreeMap<>();
      if (json.isObject()) {
        for (Map.Entry<String, JsonNode> each : json.properties()) {
          if (!each.getValue().isString()) {
            throw EncryptionFaults.malformedContext(base64);
          }
          context.put(each.getKey(), each.getValue().asString());
        }
        return context;
      }
    } catch (IllegalArgumentException | CharacterCodingException | JacksonException e) {
      // Neither is it a context.
    }
    throw EncryptionFaults.malformedContext(base64);
  }
}
