package dev.cloudjar.gateway;

import dev.cloudjar.cloud.Clock;
import dev.cloudjar.cloud.Credentials;
import dev.cloudjar.cloud.Credentials.AccessKey;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.SignedForm;
import dev.cloudjar.wire.RequestHead;
import dev.cloudjar.wire.sigv4.Claim;
import dev.cloudjar.wire.sigv4.Clocks;
import dev.cloudjar.wire.sigv4.FormSignature;
import dev.cloudjar.wire.sigv4.PayloadReader;
import dev.cloudjar.wire.sigv4.SigV4;
import dev.cloudjar.wire.sigv4.SignatureClaim;
import dev.cloudjar.wire.sigv4.SignatureFailure;
import dev.cloudjar.wire.sigv4.Verdict;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who sends a request.
 *
 * <p>Keys that the cloud has given out are verified, always: secret, session token, expiry. Whoever
 * signs with any other key is taken for the root of an account: that of a 12-digit key id, else the
 * default one, whatever the secret, so that the habit of {@code test}/{@code test} works. Of those
 * the time of signing and the hash of the body are still judged. A strict cloud refuses them.
 */
final class Authenticator {

  /** Services whose resources can be open to everybody, which their policies decide. */
  private static final Set<String> OPEN_TO_ALL = Set.of("s3", "sqs", "sns");

  private final SigV4 signatures = new SigV4();
  private final Credentials credentials;
  private final Clock clock;
  private final boolean strict;

  Authenticator(Credentials credentials, Clock clock, boolean strict) {
    this.credentials = credentials;
    this.clock = clock;
    this.strict = strict;
  }

  /**
   * Who sends it.
   *
   * @param head as it came
   * @param bodySha256 finds the hash of the body where the signature needs it
   * @throws RefusedSignatureException where the request says of its sender what is not so
   */
  Caller authenticate(Destination destination, RequestHead head, Supplier<String> bodySha256) {
    return authenticate(destination, destination.service().signingName(), head, bodySha256);
  }

  /**
   * Who sends it.
   *
   * @param signingName the service that it has to be signed for
   */
  Caller authenticate(
      Destination destination, String signingName, RequestHead head, Supplier<String> bodySha256) {
    return switch (SigV4.read(head)) {
      case Claim.Signed(var claim) -> {
        checkScope(signingName, claim);
        yield authenticate(destination, claim, head, bodySha256);
      }
      case Claim.Anonymous() -> anonymous(destination, head);
      case Claim.Foreign(var failure) -> {
        if (destination.operation().signed()) {
          throw new RefusedSignatureException(failure);
        }
        yield anonymous(destination, head);
      }
      case Claim.Malformed(var failure) -> throw new RefusedSignatureException(failure);
    };
  }

  /**
   * Who signed the form that a request brought.
   *
   * @throws RefusedSignatureException where it was not who it says
   */
  Caller authenticate(Destination destination, RequestHead head, SignedForm form) {
    FormSignature signature = FormSignature.read(form.credential(), form.signature());
    String expected = destination.service().signingName();
    if (signature.scope() != null && !signature.scope().service().equals(expected)) {
      throw new RefusedSignatureException(
          new SignatureFailure.WrongService(
              SignatureClaim.Form.PRESIGNED, signature.scope().service(), expected));
    }
    String accessKeyId = signature.accessKeyId();
    AccessKey key = credentials.find(accessKeyId).orElse(null);
    if (key == null && strict) {
      throw new RefusedSignatureException(new SignatureFailure.UnknownAccessKey(accessKeyId));
    }
    if (key == null) {
      return new Caller(
          new Principal.Root(accountOf(accessKeyId)),
          Optional.of(accessKeyId),
          Optional.empty(),
          PayloadReader.ofAnonymous(head));
    }
    checkSession(key, form.sessionToken().orElse(null));
    if (!signature.signs(form.text(), key.secretAccessKey())) {
      throw new RefusedSignatureException(
          new SignatureFailure.Mismatch(accessKeyId, form.text(), form.signature(), ""));
    }
    return new Caller(
        key.principal(), Optional.of(accessKeyId), key.session(), PayloadReader.ofAnonymous(head));
  }

  private static Caller anonymous(Destination destination, RequestHead head) {
    if (destination.operation().signed() && !OPEN_TO_ALL.contains(destination.service().name())) {
      throw new RefusedSignatureException(new SignatureFailure.MissingAuthentication());
    }
    return new Caller(
        new Principal.Anonymous(Principal.DEFAULT_ACCOUNT),
        Optional.empty(),
        Optional.empty(),
        PayloadReader.ofAnonymous(head));
  }

  private Caller authenticate(
      Destination destination,
      SignatureClaim claim,
      RequestHead head,
      Supplier<String> bodySha256) {
    AccessKey key = credentials.find(claim.accessKeyId()).orElse(null);
    if (key != null) {
      return known(destination, key, claim, head, bodySha256);
    }
    if (strict) {
      throw new RefusedSignatureException(
          new SignatureFailure.UnknownAccessKey(claim.accessKeyId()));
    }
    SignatureFailure untimely = SigV4.judgeTime(claim, clocks());
    if (untimely != null) {
      throw new RefusedSignatureException(untimely);
    }
    return new Caller(
        new Principal.Root(accountOf(claim.accessKeyId())),
        Optional.of(claim.accessKeyId()),
        Optional.empty(),
        PayloadReader.ofTrusted(head, claim));
  }

  private Caller known(
      Destination destination,
      AccessKey key,
      SignatureClaim claim,
      RequestHead head,
      Supplier<String> bodySha256) {
    checkSession(key, claim.sessionToken());
    String hash = claim.payload().needsBodyHash() ? bodySha256.get() : null;
    Verdict verdict =
        signatures.verify(
            claim, head, key.secretAccessKey(), hash, clocks(), destination.bucketOfHost());
    return switch (verdict) {
      case Verdict.Refused(var failure) -> throw new RefusedSignatureException(failure);
      case Verdict.Verified verified ->
          new Caller(
              key.principal(),
              Optional.of(key.accessKeyId()),
              key.session(),
              PayloadReader.of(head, verified));
    };
  }

  /** What is signed for one service is not believed by another. */
  private static void checkScope(String expected, SignatureClaim claim) {
    String given = claim.scope().service();
    boolean objects = expected.equals("s3");
    if (claim.form().isLegacy() && !objects) {
      throw new RefusedSignatureException(new SignatureFailure.LegacySignature("2"));
    }
    if (!given.equals(expected) && !(objects && given.startsWith("s3"))) {
      throw new RefusedSignatureException(
          new SignatureFailure.WrongService(claim.form(), given, expected));
    }
  }

  private void checkSession(AccessKey key, @Nullable String token) {
    String expected = key.sessionToken();
    if (expected != null) {
      if (token == null) {
        throw new RefusedSignatureException(
            new SignatureFailure.UnknownAccessKey(key.accessKeyId()));
      }
      if (!SigV4.isSameToken(expected, token)) {
        throw new RefusedSignatureException(new SignatureFailure.InvalidToken(token));
      }
    } else if (token != null) {
      throw new RefusedSignatureException(new SignatureFailure.InvalidToken(token));
    }
    Instant expires = key.expires();
    if (expires != null && !clock.now().isBefore(expires)) {
      throw new RefusedSignatureException(
          new SignatureFailure.ExpiredToken(token == null ? "" : token));
    }
  }

  private Clocks clocks() {
    return new Clocks(clock.wallTime(), clock.now(), clock::at);
  }

  private static String accountOf(String accessKeyId) {
    if (accessKeyId.length() != 12) {
      return Principal.DEFAULT_ACCOUNT;
    }
    for (int i = 0; i < 12; i++) {
      if (accessKeyId.charAt(i) < '0' || accessKeyId.charAt(i) > '9') {
        return Principal.DEFAULT_ACCOUNT;
      }
    }
    return accessKeyId;
  }
}
