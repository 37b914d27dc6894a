package dev.cloudjar.kms;

import dev.cloudjar.cloud.Ids;
import dev.cloudjar.cloud.Secrets;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** A root key that is a secret of the installation; nothing of it exists before there are keys. */
final class InstallationRootKey implements RootKey {
  private static final String NAME = "kms";
  private static final byte VERSION = 1;
  private static final int VECTOR_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final Secrets secrets;
  private final Ids ids;
  private volatile @Nullable SecretKeySpec known;

  InstallationRootKey(Secrets secrets, Ids ids) {
    this.secrets = secrets;
    this.ids = ids;
  }

  @Override
  public byte[] wrap(byte[] secret, String binding) {
    byte[] vector = ids.bytes(VECTOR_BYTES);
    try {
      byte[] ciphertext =
          cipher(Cipher.ENCRYPT_MODE, new GCMParameterSpec(TAG_BITS, vector), binding)
              .doFinal(secret);
      return ByteBuffer.allocate(1 + VECTOR_BYTES + ciphertext.length)
          .put(VERSION)
          .put(vector)
          .put(ciphertext)
          .array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Optional<byte[]> unwrap(byte[] wrapped, String binding) {
    if (wrapped.length < 1 + VECTOR_BYTES + TAG_BITS / 8 || wrapped[0] != VERSION) {
      return Optional.empty();
    }
    try {
      int start = 1 + VECTOR_BYTES;
      GCMParameterSpec parameters = new GCMParameterSpec(TAG_BITS, wrapped, 1, VECTOR_BYTES);
      return Optional.of(
          cipher(Cipher.DECRYPT_MODE, parameters, binding)
              .doFinal(wrapped, start, wrapped.length - start));
    } catch (AEADBadTagException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private Cipher cipher(int mode, GCMParameterSpec parameters, String binding)
      throws GeneralSecurityException {
    SecretKeySpec key = known;
    if (key == null) {
      key = new SecretKeySpec(secrets.secret(NAME), "AES");
      known = key;
    }
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, parameters);
    cipher.updateAAD(binding.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
