package dev.cloudjar.wire.sigv4;

import dev.cloudjar.wire.RequestHead;
import dev.cloudjar.wire.sigv4.SignatureClaim.Form;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Verifies Signature Version 4. Keeps nothing but derived signing keys; safe for any number of
 * threads.
 */
public final class SigV4 {
  private static final int SIGNING_KEYS = 4096;

  private final SigningKeys keys = new SigningKeys(SIGNING_KEYS);

  /** What a request says of who sent it. Never throws for anything that a client may send. */
  public static Claim read(RequestHead head) {
    return ClaimReader.read(head);
  }

  /**
   * The SHA-256 of the remaining bytes of a body as signatures write it. The buffer stays as is.
   */
  public static String bodyHash(ByteBuffer body) {
    return Sha256.hex(body);
  }

  /**
   * Whether a session token is the right one, in a time that does not depend on where it differs.
   */
  public static boolean isSameToken(String expected, @Nullable String given) {
    return given != null
        && MessageDigest.isEqual(
            expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Judges whether a request was signed by who knows the secret, in time. A verified claim says
   * nothing yet of the body unless {@code bodySha256} was needed.
   *
   * @param claim from {@link #read} of the same head
   * @param secretAccessKey the secret of the claim's access key
   * @param bodySha256 the hash of the body as {@link #bodyHash} answers it; needed where {@link
   *     PayloadDeclaration#needsBodyHash}, otherwise ignored
   */
  public Verdict verify(
      SignatureClaim claim,
      RequestHead head,
      String secretAccessKey,
      @Nullable String bodySha256,
      Clocks clocks) {
    SigningRules rules = SigningRules.of(claim.scope().service());
    HmacKey key = keys.get(secretAccessKey, claim.scope());
    ByteText request =
        CanonicalRequest.of(
            head, claim.signedHeaders(), rules, claim.payload().canonical(bodySha256));
    ByteText text = stringToSign(claim.timestamp(), claim.scope(), request);
    ByteText expected = new ByteText(64);
    expected.appendHex(key.sign(text.array(), text.length()));
    byte[] given = claim.signature().getBytes(StandardCharsets.ISO_8859_1);
    if (!MessageDigest.isEqual(expected.array(), given)) {
      return new Verdict.Refused(
          new SignatureFailure.Mismatch(
              claim.accessKeyId(), text.toString(), claim.signature(), request.toString()));
    }
    SignatureFailure untimely = judgeTime(claim, rules, clocks);
    return untimely != null
        ? new Verdict.Refused(untimely)
        : new Verdict.Verified(claim, new ChunkSigner(key, claim, request));
  }

  /**
   * Judges only whether a request was signed in time, for one whose signer is taken at their word
   * because nobody knows the secret.
   *
   * @return what is wrong; null where nothing is
   */
  public static @Nullable SignatureFailure judgeTime(SignatureClaim claim, Clocks clocks) {
    return judgeTime(claim, SigningRules.of(claim.scope().service()), clocks);
  }

  static ByteText stringToSign(String timestamp, CredentialScope scope, ByteText request) {
    MessageDigest digest = Sha256.start();
    digest.update(request.array(), 0, request.length());
    ByteText text = new ByteText(192);
    text.append(ClaimReader.ALGORITHM);
    text.append('\n');
    text.append(timestamp);
    text.append('\n');
    text.append(scope.toString());
    text.append('\n');
    text.appendHex(digest.digest());
    return text;
  }

  private static @Nullable SignatureFailure judgeTime(
      SignatureClaim claim, SigningRules rules, Clocks clocks) {
    Duration skew = rules.maximumSkew();
    Instant wallTime = clocks.wallTime();
    boolean early = claim.signedAt().isAfter(wallTime.plus(skew));
    boolean lasts = claim.form() == Form.PRESIGNED && claim.expiresSeconds() >= 0;
    if (early || (!lasts && claim.signedAt().isBefore(wallTime.minus(skew)))) {
      return new SignatureFailure.TimeTooSkewed(
          claim.form(),
          claim.timestamp(),
          claim.signedAt(),
          wallTime,
          skew,
          Math.max(0, claim.expiresSeconds()));
    }
    if (!lasts) {
      return null;
    }
    Instant expiresAt =
        clocks.virtualTimeAt().apply(claim.signedAt()).plusSeconds(claim.expiresSeconds());
    return claim.expiresSeconds() == 0 || clocks.virtualTime().isAfter(expiresAt)
        ? new SignatureFailure.Expired(expiresAt, clocks.virtualTime(), claim.expiresSeconds())
        : null;
  }
}
