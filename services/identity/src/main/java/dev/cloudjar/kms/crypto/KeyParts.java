package dev.cloudjar.kms.crypto;

/**
 * A key.
 *
 * @param secret the key itself where it is symmetric, else the private key as PKCS #8
 * @param publicKey the public key as X.509 {@code SubjectPublicKeyInfo}; empty for symmetric keys
 */
@SuppressWarnings("ArrayRecordComponent") // keys are compared nowhere
public record KeyParts(byte[] secret, byte[] publicKey) {}
