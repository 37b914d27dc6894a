package dev.cloudjar.kms.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What others have published of these algorithms. */
class KnownAnswersTest {
  private static final HexFormat HEX = HexFormat.of();

  /** RFC 4231, test case 1. */
  @ParameterizedTest
  @CsvSource({
    "HMAC_SHA_224,896fb1128abbdf196832107cd49df33f47b4b1169912ba4f53684b22",
    "HMAC_SHA_256,b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
    "HMAC_SHA_384,afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f"
        + "4af152e8b2fa9cb6",
    "HMAC_SHA_512,87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702"
        + "038b274eaea3f4e4be9d914eeb61f1702e696c203a126854"
  })
  void messageAuthentication(String algorithm, String code) {
    byte[] key = new byte[20];
    Arrays.fill(key, (byte) 0x0b);
    byte[] message = "Hi There".getBytes(StandardCharsets.US_ASCII);
    assertThat(HEX.formatHex(Macs.generate(algorithm, key, message))).isEqualTo(code);
  }

  /** RFC 8032, 7.1, test 1. */
  @Test
  void edwards() {
    byte[] secret =
        HEX.parseHex(
            "302e020100300506032b657004220420"
                + "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    KeyParts key = Keys.imported(KeySpec.ECC_NIST_EDWARDS25519, secret).orElseThrow();
    assertThat(HEX.formatHex(key.publicKey()))
        .endsWith("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    byte[] signature =
        Signatures.sign(
            KeySpec.ECC_NIST_EDWARDS25519,
            "ED25519_SHA_512",
            key.secret(),
            new Message.Raw(new byte[0]));
    assertThat(HEX.formatHex(signature))
        .isEqualTo(
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39"
                + "701cf9b46bd25bf5f0595bbe24655141438e7a100b");
  }

  /** The vector that implementations of Bitcoin share: the private key 1, "Satoshi Nakamoto". */
  @Test
  void koblitz() {
    byte[] secret =
        HEX.parseHex(
            "303e020100301006072a8648ce3d020106052b8104000a04273025020101"
                + "0420"
                + "00".repeat(31)
                + "01");
    KeyParts key = Keys.imported(KeySpec.ECC_SECG_P256K1, secret).orElseThrow();
    assertThat(HEX.formatHex(key.publicKey()))
        .as("the base point")
        .contains("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798");
    byte[] signature =
        HEX.parseHex(
            "3045022100934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8"
                + "02202442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5");
    Message message = new Message.Raw("Satoshi Nakamoto".getBytes(StandardCharsets.US_ASCII));
    assertThat(
            Signatures.verify(
                KeySpec.ECC_SECG_P256K1, "ECDSA_SHA_256", key.publicKey(), message, signature))
        .isTrue();
  }

  @Test
  void a_key_of_another_kind_is_not_taken_for_one() {
    KeyParts rsa = Keys.generate(KeySpec.RSA_2048);
    assertThat(Keys.imported(KeySpec.RSA_2048, rsa.secret()).orElseThrow().publicKey())
        .isEqualTo(rsa.publicKey());
    assertThat(Keys.imported(KeySpec.RSA_3072, rsa.secret())).isEmpty();
    assertThat(Keys.imported(KeySpec.ECC_NIST_P256, rsa.secret())).isEmpty();
    assertThat(Keys.imported(KeySpec.ECC_NIST_P256, new byte[] {1, 2, 3})).isEmpty();
    assertThat(Keys.imported(KeySpec.HMAC_384, new byte[47])).isEmpty();
  }

  @Test
  void every_bit_of_an_envelope_counts() {
    byte[] key = Keys.generate(KeySpec.SYMMETRIC_DEFAULT).secret();
    byte[] context = EncryptionContext.bytes(Map.of("a", "b"));
    byte[] random = Keys.generate(KeySpec.HMAC_224).secret();
    byte[] plaintext = "secret".getBytes(StandardCharsets.UTF_8);
    byte[] sealed = Envelope.seal(key, "ab".repeat(32), context, plaintext, random);
    assertThat(Envelope.materialId(sealed)).contains("ab".repeat(32));
    assertThat(Envelope.open(key, context, sealed)).hasValue(plaintext);
    for (int bit = 0; bit < sealed.length * 8; bit++) {
      byte[] changed = sealed.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(Envelope.open(key, context, changed)).as("bit " + bit).isEmpty();
    }
    for (int length = 0; length < sealed.length; length++) {
      assertThat(Envelope.open(key, context, Arrays.copyOf(sealed, length))).isEmpty();
    }
    assertThat(Envelope.open(random, context, sealed)).isEmpty();
  }

  @Test
  void a_context_has_no_order_and_no_double() {
    Map<String, String> one = new LinkedHashMap<>(Map.of("a", "1"));
    one.put("b", "2");
    Map<String, String> two = new LinkedHashMap<>(Map.of("b", "2"));
    two.put("a", "1");
    assertThat(EncryptionContext.bytes(one)).isEqualTo(EncryptionContext.bytes(two));
    assertThat(EncryptionContext.bytes(Map.of("a", "1b2")))
        .isNotEqualTo(EncryptionContext.bytes(one))
        .isNotEqualTo(EncryptionContext.bytes(Map.of("a1", "b2")));
  }
}
