package dev.cloudjar.s3;

import dev.cloudjar.store.RowReader;
import dev.cloudjar.store.RowWriter;
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
    }
  }

  private static void set(SdkPojo response, String member, @Nullable String value) {
    SdkField<?> field = Members.find(response, member);
    if (field != null) {
      field.set(response, value);
    }
  }

  /** Writes it among other columns. */
  default void write(RowWriter out) {
    switch (this) {
      case Managed managed -> out.optionalText(null);
      case Customer(String salt, String proof) ->
          out.optionalText("SSE-C").optionalText(salt).optionalText(proof);
    }
  }

  static Encryption read(RowReader in) {
    String kind = in.optionalText();
    return switch (kind) {
      case null -> managed();
      case AES256 -> managed();
      case "SSE-C" -> new Customer(in.presentText(), in.presentText());
      default -> throw new IllegalStateException("unknown encryption: " + kind);
    };
  }
}
