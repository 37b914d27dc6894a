package dev.cloudjar.kms.crypto;

/** What a key is for; a key is for one thing only. */
public enum KeyUsage {
  ENCRYPT_DECRYPT,
  SIGN_VERIFY,
  GENERATE_VERIFY_MAC,
  KEY_AGREEMENT
}
