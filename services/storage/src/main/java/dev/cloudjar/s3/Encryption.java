package dev.cloudjar.s3;

import dev.cloudjar.store.RowReader;
import dev.cloudjar.store.RowWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Whose key an object's content is sealed under.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/serv-side-encryption.html">Server-side
 *     encryption</a>
 */
sealed interface Encryption {
  String AES256 = "AES256";
  String KMS = "aws:kms";
  String KMS_TWO_LAYERS = "aws:kms:dsse";

  /** S3's own. */
  record Managed() implements Encryption {}

  /** What everything has that asks for nothing else. */
  static Encryption managed() {
    return new Managed();
  }

  /**
   * The customer's, which comes with each request and is never kept.
   *
   * @param salt of the proof, base64
   * @param proof by which the key is known when it comes again, base64; it leads to no key
   */
  record Customer(String salt, String proof) implements Encryption {}

  /**
   * One that KMS made and alone can open.
   *
   * @param algorithm {@value #KMS} or {@value #KMS_TWO_LAYERS}
   * @param keyArn of the key that KMS keeps
   * @param sealedKey the object's key as KMS encrypted it, base64
   * @param context what KMS wants to hear again before it opens the object's key
   * @param bucketKey whether other objects of the bucket have the same
   */
  record KeyService(
      String algorithm,
      String keyArn,
      String sealedKey,
      Map<String, String> context,
      boolean bucketKey)
      implements Encryption {

    /** The Region of the key, which is that of the bucket. */
    String region() {
      return keyArn.split(":", 5)[3];
    }

    boolean hasTwoLayers() {
      return algorithm.equals(KMS_TWO_LAYERS);
    }
  }

  /** Says in a response what its caller may know of the encryption. */
  default void tell(SdkPojo response, SdkPojo request) {
    switch (this) {
      case Managed managed -> set(response, "ServerSideEncryption", AES256);
      case Customer customer -> {
        String key = Members.text(request, CustomerKey.KEY);
        if (key != null) {
          set(response, CustomerKey.ALGORITHM, AES256);
          set(response, CustomerKey.KEY_MD5, CustomerKey.md5(key));
        }
      }
      case KeyService service -> {
        set(response, "ServerSideEncryption", service.algorithm());
        set(response, "SSEKMSKeyId", service.keyArn());
        set(response, "BucketKeyEnabled", service.bucketKey() ? true : null);
        set(response, EncryptionRequest.CONTEXT, Members.text(request, EncryptionRequest.CONTEXT));
      }
    }
  }

  private static void set(SdkPojo response, String member, @Nullable Object value) {
    SdkField<?> field = Members.find(response, member);
    if (field != null && value != null) {
      field.set(response, value);
    }
  }

  /** Writes it among other columns. */
  default void write(RowWriter out) {
    switch (this) {
      case Managed managed -> out.optionalText(null);
      case Customer(String salt, String proof) ->
          out.optionalText("SSE-C").optionalText(salt).optionalText(proof);
      case KeyService service ->
          out.optionalText(service.algorithm())
              .optionalText(service.keyArn())
              .optionalText(service.sealedKey())
              .texts(service.context())
              .number(service.bucketKey() ? 1 : 0);
    }
  }

  static Encryption read(RowReader in) {
    String kind = in.optionalText();
    return switch (kind) {
      case null -> managed();
      case AES256 -> managed();
      case "SSE-C" -> new Customer(in.presentText(), in.presentText());
      case KMS, KMS_TWO_LAYERS ->
          new KeyService(kind, in.presentText(), in.presentText(), in.texts(), in.number() == 1);
      default -> throw new IllegalStateException("unknown encryption: " + kind);
    };
  }
}
