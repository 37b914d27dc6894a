package dev.cloudjar.sts;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Secrets;
import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Table;
import java.text.ParseException;

/**
 * The keys that tokens for others are signed with: one for each algorithm, made at its first use,
 * and kept so that whoever has a copy of the store alone cannot sign with them.
 */
final class TokenKeys {
  private static final int RSA_BITS = 2048;
  private static final String SECRET = "sts-token-keys";
  private static final Table<String, Row> KEYS =
      new Table<>("sts.token-key", new Name(), RecordCodec.of(Row.class));

  /** A key, as an encrypted object of JOSE. */
  private record Row(String encrypted) {}

  private static final class Name implements KeyCodec<String> {
    @Override
    public void write(String key, KeyWriter out) {
      out.text(key);
    }

    @Override
    public String read(KeyReader in) {
      return in.text();
    }
  }

  /** The algorithms, with the names that AWS gives to its keys. */
  enum Algorithm {
    RS256("RSA_0"),
    ES384("EC384_0");

    private final String keyId;

    Algorithm(String keyId) {
      this.keyId = keyId;
    }

    JWSAlgorithm jose() {
      return JWSAlgorithm.parse(name());
    }

    String keyId() {
      return keyId;
    }
  }

  private final KeyValueStore store;
  private final Secrets secrets;

  TokenKeys(Cloud cloud) {
    store = cloud.store();
    secrets = cloud.secrets();
  }

  /** What verifies tokens, for everybody to see. */
  JWKSet published() {
    return new JWKSet(java.util.Arrays.stream(Algorithm.values()).map(this::key).toList())
        .toPublicJWKSet();
  }

  JWSSigner signer(Algorithm algorithm) {
    try {
      JWK key = key(algorithm);
      return switch (algorithm) {
        case RS256 -> new RSASSASigner(key.toRSAKey());
        case ES384 -> new ECDSASigner(key.toECKey());
      };
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private JWK key(Algorithm algorithm) {
    Row row = store.read(snapshot -> KEYS.get(snapshot, algorithm.keyId()));
    return decrypted(row == null ? make(algorithm) : row);
  }

  private Row make(Algorithm algorithm) {
    Row made = encrypted(generate(algorithm));
    return store.transact(
        transaction -> {
          Row other = KEYS.get(transaction, algorithm.keyId());
          if (other != null) {
            return other;
          }
          KEYS.put(transaction, algorithm.keyId(), made);
          return made;
        });
  }

  private static JWK generate(Algorithm algorithm) {
    try {
      return switch (algorithm) {
        case RS256 ->
            new RSAKeyGenerator(RSA_BITS)
                .keyID(algorithm.keyId())
                .keyUse(KeyUse.SIGNATURE)
                .generate();
        case ES384 ->
            new ECKeyGenerator(Curve.P_384)
                .keyID(algorithm.keyId())
                .keyUse(KeyUse.SIGNATURE)
                .algorithm(JWSAlgorithm.ES384)
                .generate();
      };
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private Row encrypted(JWK key) {
    JWEObject object =
        new JWEObject(
            new JWEHeader(JWEAlgorithm.DIR, EncryptionMethod.A256GCM),
            new Payload(key.toJSONObject()));
    try {
      object.encrypt(new DirectEncrypter(secrets.secret(SECRET)));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return new Row(object.serialize());
  }

  private JWK decrypted(Row row) {
    try {
      JWEObject object = JWEObject.parse(row.encrypted());
      object.decrypt(new DirectDecrypter(secrets.secret(SECRET)));
      return JWK.parse(object.getPayload().toJSONObject());
    } catch (ParseException | JOSEException e) {
      throw new IllegalStateException("the keys of tokens belong to another installation", e);
    }
  }
}
