package dev.cloudjar.wire.sigv4;

import dev.cloudjar.wire.sigv4.SignatureClaim.Form;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The signature of a browser's form, which is over the policy that it brings and nothing else.
 *
 * @param scope null for Signature Version 2, which knows none
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-authentication-HTTPPOST.html">
 *     Authenticating requests in browser-based uploads</a>
 */
public record FormSignature(String accessKeyId, @Nullable CredentialScope scope, String signature) {

  /**
   * Reads a signature.
   *
   * @param credential an access key id, alone or with a scope
   * @throws BodyRefusedException for a credential of neither form
   */
  public static FormSignature read(String credential, String signature) {
    String[] parts = credential.split("/", -1);
    if (parts.length == 1 && !credential.isEmpty()) {
      return new FormSignature(credential, null, signature);
    }
    if (parts.length != 5 || parts[0].isEmpty()) {
      throw new BodyRefusedException(
          new SignatureFailure.MalformedCredential(Form.PRESIGNED, credential));
    }
    if (!parts[4].equals(CredentialScope.TERMINATOR)) {
      throw new BodyRefusedException(
          new SignatureFailure.WrongTerminator(Form.PRESIGNED, parts[4]));
    }
    if (!BasicTime.isDate(parts[1])) {
      throw new BodyRefusedException(
          new SignatureFailure.MalformedScopeDate(Form.PRESIGNED, parts[1]));
    }
    return new FormSignature(
        parts[0], new CredentialScope(parts[1], parts[2], parts[3]), signature);
  }

  /** Whether it is that of a text. */
  public boolean signs(String text, String secretAccessKey) {
    String expected =
        scope == null
            ? LegacySignature.sign(secretAccessKey, text)
            : HexFormat.of().formatHex(SigningKeys.derive(secretAccessKey, scope).sign(text));
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.UTF_8), signature.getBytes(StandardCharsets.UTF_8));
  }
}
