package dev.cloudjar.s3;

import dev.cloudjar.cloud.Fault;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The errors of encryption, named as AWS names them. */
final class EncryptionFaults {
  private static final String CUSTOMER_KEY =
      "Requests specifying Server Side Encryption with Customer provided keys must ";
  private static final String BY_KEY_SERVICE =
      "Requests specifying Server Side Encryption with AWS KMS managed keys ";

  private EncryptionFaults() {}

  static Fault insecure() {
    return S3Faults.invalidRequest(CUSTOMER_KEY + "be made over a secure connection.");
  }

  static Fault missing(String what) {
    return argument(CUSTOMER_KEY + "provide " + what + ".", "null");
  }

  static Fault unknownAlgorithm(String algorithm) {
    return Fault.of(
            400,
            "InvalidEncryptionAlgorithmError",
            "The encryption request you specified is not valid. The valid value is AES256.")
        .with("ArgumentName", CustomerKey.HEADER)
        .with("ArgumentValue", algorithm);
  }

  static Fault invalidKey() {
    return argument("The secret key was invalid for the specified algorithm.", "null");
  }

  static Fault wrongDigest(String md5) {
    return argument(
        "The calculated MD5 hash of the key did not match the hash that was provided.", md5);
  }

  static Fault incompatible(String asked) {
    return S3Faults.invalidArgument(
        "Server Side Encryption with Customer provided key is incompatible with the encryption"
            + " method specified",
        "x-amz-server-side-encryption",
        asked);
  }

  static Fault unknownMethod(String asked) {
    return S3Faults.invalidArgument(
        "The encryption method specified is not supported", EncryptionRequest.HEADER, asked);
  }

  /** For a request without the key that its object was written with. */
  static Fault keyNeeded() {
    return S3Faults.invalidRequest(
        "The object was stored using a form of Server Side Encryption. The correct parameters must"
            + " be provided to retrieve the object.");
  }

  /** For a request with a key for what was written without one. */
  static Fault notApplicable() {
    return S3Faults.invalidRequest("The encryption parameters are not applicable to this object.");
  }

  static Fault keyOfUploadNeeded() {
    return S3Faults.invalidRequest(
        "The multipart upload initiate requested encryption. Subsequent part requests must include"
            + " the appropriate encryption parameters.");
  }

  static Fault otherKeyThanUpload() {
    return S3Faults.invalidRequest(
        "The provided encryption parameters did not match the ones used originally.");
  }

  // Keys of KMS

  /** For a key or a context of KMS beside another encryption, or none. */
  static Fault keyServiceNotAskedFor(@Nullable String algorithm) {
    return S3Faults.invalidArgument(
        "Server Side Encryption with AWS KMS managed key requires HTTP header"
            + " x-amz-server-side-encryption : aws:kms",
        EncryptionRequest.HEADER,
        String.valueOf(algorithm));
  }

  static Fault malformedContext(String context) {
    return S3Faults.invalidArgument(
        "The header 'x-amz-server-side-encryption-context' shall be Base64-encoded UTF-8 string"
            + " holding JSON which represents a string-string map",
        "x-amz-server-side-encryption-context",
        context);
  }

  static Fault noBucketKeyForTwoLayers() {
    return S3Faults.invalidArgument(
        "S3 Bucket Keys aren't supported for dual-layer server-side encryption with AWS KMS keys",
        "x-amz-server-side-encryption-bucket-key-enabled",
        "true");
  }

  static Fault keyServiceNeedsTls() {
    return S3Faults.invalidArgument(
        BY_KEY_SERVICE + "must be made over a secure connection.", "Authorization", "null");
  }

  static Fault keyServiceNeedsSignature() {
    return S3Faults.invalidArgument(
        BY_KEY_SERVICE + "require AWS Signature Version 4.", "Authorization", "null");
  }

  /** What KMS refused, as S3 passes it on. */
  static Fault ofKeyService(Fault refusal) {
    return switch (refusal.code()) {
      case "AccessDeniedException" ->
          Fault.of(
              403,
              "AccessDenied",
              Objects.requireNonNullElse(refusal.getMessage(), "Access Denied"));
      case "ThrottlingException" ->
          Fault.of(
              503, "SlowDown", "Please reduce your request rate for operations involving AWS KMS.");
      case "DisabledException",
          "InvalidKeyUsageException",
          "KMSInvalidStateException",
          "NotFoundException" ->
          Fault.of(400, "KMS." + refusal.code(), String.valueOf(refusal.getMessage()));
      default -> refusal;
    };
  }

  private static Fault argument(String message, String value) {
    return S3Faults.invalidArgument(message, CustomerKey.HEADER, value);
  }
}
