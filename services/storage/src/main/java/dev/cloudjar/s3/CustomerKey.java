package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.s3.content.ContentKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/**
 * A key that comes with a request, for its object alone.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerSideEncryptionCustomerKeys.html">Customer-provided
 *     keys</a>
 */
final class CustomerKey {
  static final String ALGORITHM = "SSECustomerAlgorithm";
  static final String KEY = "SSECustomerKey";
  static final String KEY_MD5 = "SSECustomerKeyMD5";
  static final String HEADER = "x-amz-server-side-encryption-customer-algorithm";

  /** What stands before the names of the members that are about a copy's source. */
  static final String OF_SOURCE = "CopySource";

  private static final String PROOF = "HmacSHA256";

  /** Longer with its salt than what keys of contents are made from, so that no proof is a key. */
  private static final byte[] PROOF_LABEL =
      "cloudjar proof of a customer's key".getBytes(StandardCharsets.US_ASCII);

  private final byte[] secret;

  private CustomerKey(byte[] secret) {
    this.secret = secret;
  }

  /**
   * The key that a request brings; null where it brings none.
   *
   * @param prefix what stands before the names of its members
   * @param writes whether something is to be written under it
   */
  static @Nullable CustomerKey of(Call call, SdkPojo request, String prefix, boolean writes) {
    String algorithm = Members.text(request, prefix + ALGORITHM);
    String key = Members.text(request, prefix + KEY);
    String md5 = Members.text(request, prefix + KEY_MD5);
    if (algorithm == null && key == null && md5 == null) {
      return null;
    }
    if (!call.http().secure() && call.http().sourceAddress().isPresent()) {
      throw EncryptionFaults.insecure();
    }
    if (algorithm == null) {
      throw EncryptionFaults.missing("a valid encryption algorithm");
    }
    if (!algorithm.equals(Encryption.AES256)) {
      throw EncryptionFaults.unknownAlgorithm(algorithm);
    }
    if (key == null) {
      throw EncryptionFaults.missing("an appropriate secret key");
    }
    if (md5 == null && writes) {
      throw EncryptionFaults.missing("the client calculated MD5 of the secret key");
    }
    byte[] secret = secret(key);
    if (md5 != null && !md5.equals(md5(key))) {
      throw EncryptionFaults.wrongDigest(md5);
    }
    return new CustomerKey(secret);
  }

  private static byte[] secret(String base64) {
    try {
      byte[] secret = Base64.getDecoder().decode(base64);
      if (secret.length == ContentKey.LENGTH_BYTES) {
        return secret;
      }
    } catch (IllegalArgumentException e) {
      // Neither is it a key.
    }
    throw EncryptionFaults.invalidKey();
  }

  /** The base64 of the MD5 of a key in base64. */
  static String md5(String key) {
    try {
      return Base64.getEncoder()
          .encodeToString(MessageDigest.getInstance("MD5").digest(Base64.getDecoder().decode(key)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  ContentKey contentKey() {
    return new ContentKey(secret);
  }

  /** What is kept of the key, so that it is known when it comes again. */
  Encryption.Customer proof(byte[] salt) {
    return new Encryption.Customer(
        Base64.getEncoder().encodeToString(salt), Base64.getEncoder().encodeToString(mac(salt)));
  }

  /** Whether this is the key of which that was kept. */
  boolean is(Encryption.Customer kept) {
    return MessageDigest.isEqual(
        mac(Base64.getDecoder().decode(kept.salt())), Base64.getDecoder().decode(kept.proof()));
  }

  private byte[] mac(byte[] salt) {
    try {
      Mac mac = Mac.getInstance(PROOF);
      mac.init(new SecretKeySpec(secret, PROOF));
      mac.update(PROOF_LABEL);
      return mac.doFinal(salt);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
