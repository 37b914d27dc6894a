package dev.cloudjar.s3;

import dev.cloudjar.cloud.Fault;

/** The errors of encryption, named as AWS names them. */
final class EncryptionFaults {
  private static final String CUSTOMER_KEY =
      "Requests specifying Server Side Encryption with Customer provided keys must ";

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
        "The encryption method specified is not supported", "x-amz-server-side-encryption", asked);
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

  private static Fault argument(String message, String value) {
    return S3Faults.invalidArgument(message, CustomerKey.HEADER, value);
  }
}
