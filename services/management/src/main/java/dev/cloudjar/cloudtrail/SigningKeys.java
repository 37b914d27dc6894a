package dev.cloudjar.cloudtrail;

import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyRange;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The keys that digests are signed with: one for each Region, and another each year. */
final class SigningKeys {
  private static final Table<Key, SigningKey> KEYS =
      new Table<>("cloudtrail.signing-key", Key.CODEC, RecordCodec.of(SigningKey.class));

  private static final int SIZE_BITS = 2048;

  /** What stands before the PKCS #1 form in the X.509 form of a public key of this size. */
  private static final int X509_HEADER_BYTES = 24;

  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final Duration VALID_FOR = Duration.ofDays(366);

  private final Cloud cloud;

  SigningKeys(Cloud cloud) {
    this.cloud = cloud;
  }

  /** A key of a Region, ordered by when it became valid. */
  private record Key(String region, Instant from) {
    static final KeyCodec<Key> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(Key key, KeyWriter out) {
            out.text(key.region()).time(key.from());
          }

          @Override
          public Key read(KeyReader in) {
            return new Key(in.text(), in.time());
          }
        };
  }

  /**
   * A pair of keys.
   *
   * @param fingerprint MD5 of the public key
   * @param publicKey in the DER form of PKCS #1
   * @param sealedPrivateKey opens with the installation's secret
   */
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  record SigningKey(
      String fingerprint, Instant from, Instant until, byte[] publicKey, byte[] sealedPrivateKey) {

    boolean isValidAt(Instant time) {
      return !time.isBefore(from) && time.isBefore(until);
    }
  }

  /** The key to sign with now, which is made where there is none. */
  SigningKey current(String region) {
    Instant now = cloud.clock().now();
    Optional<SigningKey> known =
        cloud.store().read(snapshot -> latest(snapshot, region)).filter(it -> it.isValidAt(now));
    if (known.isPresent()) {
      return known.get();
    }
    SigningKey made = make(now.truncatedTo(ChronoUnit.DAYS));
    return cloud
        .store()
        .transact(
            transaction -> {
              Optional<SigningKey> other =
                  latest(transaction, region).filter(it -> it.isValidAt(now));
              if (other.isEmpty()) {
                KEYS.put(transaction, new Key(region, made.from()), made);
              }
              return other.orElse(made);
            });
  }

  /** The keys that were valid at some time between two. */
  List<SigningKey> between(String region, Instant start, Instant end) {
    return cloud
        .store()
        .read(
            snapshot -> {
              List<SigningKey> found = new ArrayList<>();
              try (Rows<Key, SigningKey> rows = KEYS.scan(snapshot, ofRegion(region))) {
                while (rows.next()) {
                  SigningKey key = rows.value();
                  if (key.until().isAfter(start) && !key.from().isAfter(end)) {
                    found.add(key);
                  }
                }
              }
              return found;
            });
  }

  /** The signature of a text in hexadecimal. */
  String sign(SigningKey key, String text) {
    try {
      PrivateKey opened =
          KeyFactory.getInstance("RSA")
              .generatePrivate(new PKCS8EncodedKeySpec(open(key.sealedPrivateKey())));
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(opened);
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the key of " + key.fingerprint() + " does not sign", e);
    }
  }

  private SigningKey make(Instant from) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(SIZE_BITS);
      KeyPair pair = generator.generateKeyPair();
      byte[] x509 = pair.getPublic().getEncoded();
      byte[] publicKey = Arrays.copyOfRange(x509, X509_HEADER_BYTES, x509.length);
      return new SigningKey(
          Digests.hexadecimal("MD5", publicKey),
          from,
          from.plus(VALID_FOR),
          publicKey,
          seal(pair.getPrivate().getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] seal(byte[] plain) throws GeneralSecurityException {
    byte[] nonce = cloud.ids().bytes(NONCE_BYTES);
    byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(plain);
    byte[] both = Arrays.copyOf(nonce, nonce.length + sealed.length);
    System.arraycopy(sealed, 0, both, nonce.length, sealed.length);
    return both;
  }

  private byte[] open(byte[] both) throws GeneralSecurityException {
    return cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(both, NONCE_BYTES))
        .doFinal(both, NONCE_BYTES, both.length - NONCE_BYTES);
  }

  private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        mode,
        new SecretKeySpec(cloud.secrets().secret("cloudtrail"), "AES"),
        new GCMParameterSpec(TAG_BITS, nonce));
    return cipher;
  }

  private static Optional<SigningKey> latest(Snapshot snapshot, String region) {
    try (Rows<Key, SigningKey> rows = KEYS.scanReverse(snapshot, ofRegion(region))) {
      return rows.next() ? Optional.of(rows.value()) : Optional.empty();
    }
  }

  private static KeyRange ofRegion(String region) {
    return KEYS.startingWith(out -> out.text(region));
  }
}
