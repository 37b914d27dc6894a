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
 * Verifies Signature Version 4, and for S3 what is left of Version 2. Keeps nothing but derived
 * signing keys; safe for any number of threads.
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
    return verify(claim, head, secretAccessKey, bodySha256, clocks, null);
  }

  /**
   * The same for a request to S3.
   *
   * @param bucketOfHost the bucket that the host names; null where the path names it. Counts for
   *     Signature Version 2 only, which signs the bucket in place of the host
   */
  public Verdict verify(
      SignatureClaim claim,
      RequestHead head,
      String secretAccessKey,
      @Nullable String bodySha256,
      Clocks clocks,
      @Nullable String bucketOfHost) {
    return claim.form().isLegacy()
        ? verifyLegacy(claim, head, secretAccessKey, clocks, bucketOfHost)
        : verifyCurrent(claim, head, secretAccessKey, bodySha256, clocks);
  }

  private Verdict verifyCurrent(
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
    if (!isSame(expected.array(), claim.signature())) {
      return new Verdict.Refused(
          new SignatureFailure.Mismatch(
              claim.accessKeyId(), text.toString(), claim.signature(), request.toString()));
    }
    return inTime(claim, rules, clocks, new ChunkSigner(key, claim, request));
  }

  private static Verdict verifyLegacy(
      SignatureClaim claim,
      RequestHead head,
      String secretAccessKey,
      Clocks clocks,
      @Nullable String bucketOfHost) {
    String text = LegacySignature.stringToSign(claim, head, bucketOfHost);
    String expected = LegacySignature.sign(secretAccessKey, text);
    if (!isSame(expected.getBytes(StandardCharsets.ISO_8859_1), claim.signature())) {
      return new Verdict.Refused(
          new SignatureFailure.Mismatch(claim.accessKeyId(), text, claim.signature(), ""));
    }
    return inTime(claim, SigningRules.of(claim.scope().service()), clocks, null);
  }

  private static boolean isSame(byte[] expected, String given) {
    return MessageDigest.isEqual(expected, given.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static Verdict inTime(
      SignatureClaim claim, SigningRules rules, Clocks clocks, @Nullable ChunkSigner chunks) {
    SignatureFailure untimely = judgeTime(claim, rules, clocks);
    return untimely != null ? new Verdict.Refused(untimely) : new Verdict.Verified(claim, chunks);
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
    boolean lasts = claim.form().isPresigned() && claim.expiresSeconds() >= 0;
    boolean early =
        claim.form() != Form.LEGACY_PRESIGNED && claim.signedAt().isAfter(wallTime.plus(skew));
    if (early || (!lasts && claim.signedAt().isBefore(wallTime.minus(skew)))) {
      return new SignatureFailure.TimeTooSkewed(
          claim.form(),
          claim.timestamp(),
          claim.signedAt(),
          wallTime,
          skew,
          Math.max(0, claim.expiresSeconds()));
    }
    return lasts ? judgeLifetime(claim, clocks) : null;
  }

  private static @Nullable SignatureFailure judgeLifetime(SignatureClaim claim, Clocks clocks) {
    Instant signedAt = claim.signedAt();
    // What nobody can have signed yet was given a longer life by Signature Version 2, and does not
    // tell when: its end is taken as it stands.
    Instant from =
        signedAt.isAfter(clocks.wallTime()) ? signedAt : clocks.virtualTimeAt().apply(signedAt);
    Instant expiresAt = from.plusSeconds(claim.expiresSeconds());
    return claim.expiresSeconds() == 0 || clocks.virtualTime().isAfter(expiresAt)
        ? new SignatureFailure.Expired(
            claim.form(), expiresAt, clocks.virtualTime(), claim.expiresSeconds())
        : null;
  }
}
