package dev.cloudjar.cloud;

import dev.cloudjar.policy.Explanation;
import dev.cloudjar.policy.Verdict;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Encoded messages of refused calls, which only this installation can read.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html">DecodeAuthorizationMessage</a>
 */
final class AuthorizationMessages {
  private static final String SECRET = "sts-authorization-message";
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int LONGEST_DECODED_BYTES = 1024 * 1024;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Secrets secrets;
  private final Ids ids;

  AuthorizationMessages(Secrets secrets, Ids ids) {
    this.secrets = secrets;
    this.ids = ids;
  }

  String encode(Refusal refusal) {
    byte[] nonce = ids.bytes(NONCE_BYTES);
    try {
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, nonce)
              .doFinal(deflate(describe(refusal).getBytes(StandardCharsets.UTF_8)));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The JSON that was encoded; empty for what this installation has not. */
  Optional<String> decode(String message) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(message);
      if (bytes.length <= NONCE_BYTES) {
        return Optional.empty();
      }
      byte[] opened =
          cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(bytes, NONCE_BYTES))
              .doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES);
      return Optional.of(new String(inflate(opened), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(
        mode,
        new SecretKeySpec(secrets.secret(SECRET), "AES"),
        new GCMParameterSpec(TAG_BITS, nonce));
    return cipher;
  }

  private static byte[] deflate(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
      deflater.write(bytes);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return out.toByteArray();
  }

  private static byte[] inflate(byte[] bytes) {
    try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(bytes))) {
      return in.readNBytes(LONGEST_DECODED_BYTES);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What AWS tells, and beside it everything else that is known. */
  static String describe(Refusal refusal) {
    Explanation why = refusal.explanation();
    ObjectNode json = JSON.createObjectNode();
    json.put("allowed", false);
    json.put("explicitDeny", why.verdict() instanceof Verdict.ExplicitDeny);
    ArrayNode matched = json.putObject("matchedStatements").putArray("items");
    why.deciding()
        .ifPresent(
            deciding -> {
              ObjectNode item = matched.addObject();
              item.put("statementId", deciding.statement().sid().orElse(""));
              item.put("effect", deciding.statement().effect().toString().toUpperCase(Locale.ROOT));
              item.put("policy", deciding.policy());
            });
    json.putObject("failures").putArray("items");
    ObjectNode context = json.putObject("context");
    ObjectNode principal = context.putObject("principal");
    principal.put("arn", refusal.principalArn());
    context.put("action", why.action());
    context.put("resource", why.resource());
    json.put("requestId", refusal.id());
    json.put("time", refusal.time().toString());
    json.set("explanation", JSON.readTree(why.toJson()));
    return JSON.writeValueAsString(json);
  }
}
