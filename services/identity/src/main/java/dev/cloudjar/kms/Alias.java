package dev.cloudjar.kms;

import java.time.Instant;

/**
 * Another name of a key.
 *
 * @param keyId the id of the key, of the same account and Region
 */
record Alias(String keyId, Instant created, Instant updated) {
  static final String PREFIX = "alias/";
  static final String AWS_PREFIX = "alias/aws/";
}
