package dev.cloudjar.kms;

/** Where the material of a key comes from. */
enum KeyOrigin {
  AWS_KMS,
  EXTERNAL
}
