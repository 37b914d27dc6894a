package dev.cloudjar.kms;

import dev.cloudjar.kms.crypto.KeySpec;
import dev.cloudjar.kms.crypto.KeyUsage;

/** What a key may be used for, by its state and its kind. */
final class KeyRules {
  private KeyRules() {}

  /** The key must be enabled. */
  static void requireEnabled(KeyFinder.Found found) {
    requireEnabled(found.id(), found.key());
  }

  static void requireEnabled(KeyId id, Key key) {
    KeyState state = key.state();
    if (state == KeyState.DISABLED) {
      throw KmsFaults.disabled(id.arn());
    }
    if (state != KeyState.ENABLED) {
      throw KmsFaults.invalidState(id.arn(), state);
    }
  }

  /** The key must not wait for its end. */
  static void requireNotPendingDeletion(KeyId id, Key key) {
    if (key.deletion().isPresent()) {
      throw KmsFaults.invalidState(id.arn(), key.state());
    }
  }

  /** The key must be enabled or disabled. */
  static void requireSettled(KeyId id, Key key) {
    requireNotPendingDeletion(id, key);
    if (key.state() == KeyState.PENDING_IMPORT) {
      throw KmsFaults.invalidState(id.arn(), KeyState.PENDING_IMPORT);
    }
  }

  /** The key must be enabled, for that usage, and know the algorithm. */
  static void requireUse(
      KeyFinder.Found found, KeyUsage usage, String algorithm, String operation) {
    requireEnabled(found);
    Key key = found.key();
    if (key.usage() != usage) {
      throw KmsFaults.wrongUsage(found.arn(), key.usage().name(), operation);
    }
    if (!key.spec().algorithms(usage).contains(algorithm)) {
      throw KmsFaults.wrongAlgorithm(algorithm, key.spec().name());
    }
  }

  /** The key must be enabled and one that data keys are made with. */
  static void requireSymmetricEncryption(KeyFinder.Found found, String operation) {
    requireEnabled(found);
    Key key = found.key();
    if (key.usage() != KeyUsage.ENCRYPT_DECRYPT) {
      throw KmsFaults.wrongUsage(found.arn(), key.usage().name(), operation);
    }
    if (key.spec() != KeySpec.SYMMETRIC_DEFAULT) {
      throw KmsFaults.symmetricOnly(found.arn(), key.spec().name(), operation);
    }
  }

  /** A spec and a usage that there is, and that go together. */
  static void requireCombination(KeySpec spec, KeyUsage usage) {
    if (spec.algorithms(usage).isEmpty()) {
      throw KmsFaults.validation(
          "KeyUsage " + usage + " is not compatible with KeySpec " + spec + ".");
    }
  }
}
