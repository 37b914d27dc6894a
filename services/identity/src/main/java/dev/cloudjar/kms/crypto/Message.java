package dev.cloudjar.kms.crypto;

/** What is signed. */
@SuppressWarnings("ArrayRecordComponent") // messages are compared nowhere
public sealed interface Message {

  /** A message as it is. */
  record Raw(byte[] bytes) implements Message {}

  /** The digest of a message, by the algorithm that the signature says. */
  record Digest(byte[] bytes) implements Message {}

  /** What represents a message for ML-DSA, together with the public key: 64 bytes. */
  record ExternalMu(byte[] bytes) implements Message {}
}
