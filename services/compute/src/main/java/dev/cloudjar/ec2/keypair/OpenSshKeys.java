package dev.cloudjar.ec2.keypair;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;

/**
 * Keys as OpenSSH writes them.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4253#section-6.6">RFC 4253</a> and OpenSSH's
 *     PROTOCOL.key
 */
final class OpenSshKeys {
  static final String RSA = "ssh-rsa";
  static final String ED25519 = "ssh-ed25519";
  private static final int LINE = 70;
  private static final int BLOCK = 8;

  private OpenSshKeys() {}

  static byte[] rsa(RSAPublicKey key) {
    return bytes(
        out -> {
          write(out, RSA.getBytes(StandardCharsets.US_ASCII));
          write(out, key.getPublicExponent().toByteArray());
          write(out, key.getModulus().toByteArray());
        });
  }

  static byte[] ed25519(byte[] publicKey) {
    return bytes(
        out -> {
          write(out, ED25519.getBytes(StandardCharsets.US_ASCII));
          write(out, publicKey);
        });
  }

  /** The exponent and modulus of an RSA key's blob. */
  static BigInteger[] rsaNumbers(byte[] blob) {
    ByteBuffer in = ByteBuffer.wrap(blob);
    read(in);
    return new BigInteger[] {new BigInteger(read(in)), new BigInteger(read(in))};
  }

  /** The name of the algorithm that a blob begins with. */
  static String algorithm(byte[] blob) {
    return new String(read(ByteBuffer.wrap(blob)), StandardCharsets.US_ASCII);
  }

  private static byte[] read(ByteBuffer in) {
    int length = in.remaining() < Integer.BYTES ? -1 : in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException("no key");
    }
    byte[] part = new byte[length];
    in.get(part);
    return part;
  }

  /** An Ed25519 private key without a passphrase. */
  static String privateEd25519(byte[] seed, byte[] publicKey, int check) {
    byte[] blob = ed25519(publicKey);
    byte[] secret =
        bytes(
            out -> {
              out.writeInt(check);
              out.writeInt(check);
              out.write(blob);
              byte[] both = Arrays.copyOf(seed, seed.length + publicKey.length);
              System.arraycopy(publicKey, 0, both, seed.length, publicKey.length);
              write(out, both);
              write(out, new byte[0]);
              for (int i = 1; out.size() % BLOCK != 0; i++) {
                out.writeByte(i);
              }
            });
    byte[] all =
        bytes(
            out -> {
              out.write("openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII));
              write(out, "none".getBytes(StandardCharsets.US_ASCII));
              write(out, "none".getBytes(StandardCharsets.US_ASCII));
              write(out, new byte[0]);
              out.writeInt(1);
              write(out, blob);
              write(out, secret);
            });
    return pem("OPENSSH PRIVATE KEY", all, LINE);
  }

  static String pem(String title, byte[] bytes, int line) {
    return "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----"
        .replace("%n", "\n")
        .formatted(title, Base64.getMimeEncoder(line, new byte[] {'\n'}).encodeToString(bytes));
  }

  private static void write(DataOutputStream out, byte[] part) throws IOException {
    out.writeInt(part.length);
    out.write(part);
  }

  private static byte[] bytes(Writer writer) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      writer.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @FunctionalInterface
  private interface Writer {
    void write(DataOutputStream out) throws IOException;
  }
}
