package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.RoomCaller;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.kms.model.EncryptResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;

/**
 * Has KMS make the keys of objects and open them again, in the name of whoever calls S3: they need
 * the permissions, and the calls are in their account's trail.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html">Server-side
 *     encryption with AWS KMS keys</a>
 */
final class DataKeyOperations {
  static final String ARN = "aws:s3:arn";
  private static final String OWN_KEY = "alias/aws/s3";

  private final BucketKeys bucketKeys = new BucketKeys();

  /** A key for a new object. */
  BucketKeys.BucketKey make(Call call, Bucket bucket, String objectKey, Wanted wanted) {
    requireTrust(call);
    Map<String, String> context = new TreeMap<>(wanted.context());
    context.putIfAbsent(ARN, wanted.bucketKey() ? bucket.arn() : bucket.arn() + "/" + objectKey);
    return wanted.bucketKey()
        ? bucketKeys.forNew(
            call, bucket, wanted.keyId(), context, () -> make(call, bucket, wanted, context))
        : make(call, bucket, wanted, context);
  }

  /**
   * What a new object is to have.
   *
   * @param keyId by which KMS knows the key; null for the one that S3 has in each account
   * @param context what the caller adds to the encryption context
   * @param bucketKey whether it shares its key with others of the bucket
   */
  record Wanted(
      String algorithm, @Nullable String keyId, Map<String, String> context, boolean bucketKey) {}

  private static BucketKeys.BucketKey make(
      Call call, Bucket bucket, Wanted wanted, Map<String, String> context) {
    GenerateDataKeyResponse made =
        asking(
            () ->
                caller(call, bucket.region())
                    .to(
                        GenerateDataKeyRequest.builder()
                            .keyId(Objects.requireNonNullElse(wanted.keyId(), OWN_KEY))
                            .keySpec(DataKeySpec.AES_256)
                            .encryptionContext(context)
                            .build(),
                        GenerateDataKeyResponse.class));
    return new BucketKeys.BucketKey(
        made.plaintext().asByteArray(),
        new Encryption.KeyService(
            wanted.algorithm(),
            made.keyId(),
            Base64.getEncoder().encodeToString(made.ciphertextBlob().asByteArray()),
            Map.copyOf(context),
            wanted.bucketKey()));
  }

  /** Seals a key that is at hand already, as for a copy in another bucket. */
  Encryption.KeyService seal(
      Call call, Bucket bucket, String objectKey, String algorithm, String keyId, byte[] secret) {
    Map<String, String> context = Map.of(ARN, bucket.arn() + "/" + objectKey);
    EncryptResponse sealed =
        asking(
            () ->
                caller(call, bucket.region())
                    .to(
                        EncryptRequest.builder()
                            .keyId(keyId)
                            .plaintext(SdkBytes.fromByteArray(secret))
                            .encryptionContext(context)
                            .build(),
                        EncryptResponse.class));
    return new Encryption.KeyService(
        algorithm,
        sealed.keyId(),
        Base64.getEncoder().encodeToString(sealed.ciphertextBlob().asByteArray()),
        context,
        false);
  }

  /** Opens the key of an object. */
  byte[] open(Call call, Encryption.KeyService encryption) {
    requireTrust(call);
    return encryption.bucketKey()
        ? bucketKeys.ofObject(call, encryption, () -> decrypt(call, encryption))
        : decrypt(call, encryption);
  }

  private static byte[] decrypt(Call call, Encryption.KeyService encryption) {
    return asking(
            () ->
                caller(call, encryption.region())
                    .to(
                        DecryptRequest.builder()
                            .keyId(encryption.keyArn())
                            .ciphertextBlob(
                                SdkBytes.fromByteArrayUnsafe(
                                    Base64.getDecoder().decode(encryption.sealedKey())))
                            .encryptionContext(encryption.context())
                            .build(),
                        DecryptResponse.class))
        .plaintext()
        .asByteArray();
  }

  /** The bucket's Region may be another than the one that is called, where a copy is made. */
  private static RoomCaller caller(Call call, String region) {
    List<String> via = new ArrayList<>(call.calledVia());
    via.add("s3.amazonaws.com");
    return new RoomCaller(call.calls(), call.principal(), call.session(), region, via);
  }

  private static <T> T asking(Supplier<T> question) {
    try {
      return question.get();
    } catch (Fault refusal) {
      throw EncryptionFaults.ofKeyService(refusal);
    }
  }

  private static void requireTrust(Call call) {
    if (call.principal() instanceof Principal.Anonymous) {
      throw EncryptionFaults.keyServiceNeedsSignature();
    }
    if (!call.http().secure() && call.http().sourceAddress().isPresent()) {
      throw EncryptionFaults.keyServiceNeedsTls();
    }
  }
}
