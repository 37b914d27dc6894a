package dev.cloudjar.wire.sigv4;

import dev.cloudjar.wire.Headers;
import dev.cloudjar.wire.RequestHead;
import dev.cloudjar.wire.sigv4.SignatureClaim.Form;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds out what a request claims. Reads nothing but the head. */
final class ClaimReader {
  static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final String ASYMMETRIC_ALGORITHM = "AWS4-ECDSA-P256-SHA256";
  private static final String CONTENT_HASH = "x-amz-content-sha256";
  private static final int MOST_SIGNED_HEADERS = 128;

  private ClaimReader() {}

  static Claim read(RequestHead head) {
    String authorization = head.headers().first("authorization");
    PresignedQuery query = PresignedQuery.of(head.query());
    try {
      if (query != null) {
        if (authorization != null && authorization.startsWith("AWS")) {
          throw new Refusal(new SignatureFailure.SeveralMechanisms(authorization));
        }
        return new Claim.Signed(presigned(head, query));
      }
      if (authorization == null || authorization.isBlank()) {
        return unsigned(head);
      }
      if (isOf(ALGORITHM, authorization)) {
        return new Claim.Signed(headerSigned(head, authorization));
      }
      return other(head, authorization);
    } catch (Refusal refusal) {
      return new Claim.Malformed(refusal.failure);
    }
  }

  private static Claim unsigned(RequestHead head) {
    if (LegacySignature.isPresigned(head.query())) {
      return new Claim.Signed(LegacySignature.presigned(head));
    }
    return PresignedQuery.isLegacy(head.query())
        ? new Claim.Malformed(new SignatureFailure.LegacySignature("2"))
        : new Claim.Anonymous();
  }

  private static boolean isOf(String algorithm, String authorization) {
    return authorization.startsWith(algorithm)
        && (authorization.length() == algorithm.length()
            || authorization.charAt(algorithm.length()) == ' ');
  }

  private static Claim other(RequestHead head, String authorization) {
    if (isOf(ASYMMETRIC_ALGORITHM, authorization)) {
      return new Claim.Malformed(new SignatureFailure.AsymmetricSignature());
    }
    if (authorization.startsWith("AWS ")) {
      return new Claim.Signed(LegacySignature.headerSigned(head, authorization));
    }
    if (authorization.startsWith("AWS3")) {
      return new Claim.Malformed(new SignatureFailure.LegacySignature("3"));
    }
    return new Claim.Foreign(new SignatureFailure.UnsupportedAuthorization(authorization));
  }

  private static SignatureClaim headerSigned(RequestHead head, String authorization) {
    AuthorizationHeader parts = AuthorizationHeader.parse(authorization, ALGORITHM.length());
    Headers headers = head.headers();
    String amazonDate = headers.first("x-amz-date");
    String date = amazonDate != null ? amazonDate : headers.first("date");
    if (parts.isIncomplete() || date == null) {
      throw new Refusal(
          new SignatureFailure.IncompleteAuthorization(
              parts.missing(), date == null, authorization));
    }
    Instant signedAt = BasicTime.parseHttpDate(date);
    if (signedAt == null) {
      throw new Refusal(new SignatureFailure.MalformedTimestamp(Form.HEADER, date));
    }
    String timestamp = date.length() == 16 ? date : BasicTime.format(signedAt);
    Credential credential = credential(Form.HEADER, parts.credential(), timestamp);
    List<String> signedHeaders = signedHeaders(Form.HEADER, parts.signedHeaders());
    SigningRules rules = SigningRules.of(credential.scope.service());
    requireSigned(rules, headers, signedHeaders);
    return new SignatureClaim(
        Form.HEADER,
        credential.accessKeyId,
        credential.scope,
        signedHeaders,
        parts.signature(),
        timestamp,
        signedAt,
        -1,
        headers.first("x-amz-security-token"),
        payload(rules, headers.first(CONTENT_HASH)));
  }

  private static SignatureClaim presigned(RequestHead head, PresignedQuery query) {
    String algorithm = query.required("X-Amz-Algorithm");
    if (algorithm.equals(ASYMMETRIC_ALGORITHM)) {
      throw new Refusal(new SignatureFailure.AsymmetricSignature());
    }
    if (!algorithm.equals(ALGORITHM)) {
      throw new Refusal(new SignatureFailure.UnsupportedAlgorithm(algorithm));
    }
    query.requireAllOf("X-Amz-Credential", "X-Amz-Signature", "X-Amz-Date", "X-Amz-SignedHeaders");
    String timestamp = query.required("X-Amz-Date");
    Instant signedAt = BasicTime.parse(timestamp);
    if (signedAt == null) {
      throw new Refusal(new SignatureFailure.MalformedTimestamp(Form.PRESIGNED, timestamp));
    }
    Credential credential =
        credential(Form.PRESIGNED, query.required("X-Amz-Credential"), timestamp);
    SigningRules rules = SigningRules.of(credential.scope.service());
    if (rules.expiresRequired()) {
      query.requireAllOf("X-Amz-Expires");
    }
    List<String> signedHeaders =
        signedHeaders(Form.PRESIGNED, query.required("X-Amz-SignedHeaders"));
    requireSigned(rules, head.headers(), signedHeaders);
    String contentHash = query.find("X-Amz-Content-Sha256");
    return new SignatureClaim(
        Form.PRESIGNED,
        credential.accessKeyId,
        credential.scope,
        signedHeaders,
        query.required("X-Amz-Signature"),
        timestamp,
        signedAt,
        query.expiresSeconds(),
        query.find("X-Amz-Security-Token"),
        presignedPayload(
            rules, contentHash != null ? contentHash : head.headers().first(CONTENT_HASH)));
  }

  private record Credential(String accessKeyId, CredentialScope scope) {}

  private static Credential credential(Form form, String text, String timestamp) {
    int first = text.indexOf('/');
    int second = text.indexOf('/', first + 1);
    int third = text.indexOf('/', second + 1);
    int fourth = text.indexOf('/', third + 1);
    if (first <= 0
        || second <= first
        || third <= second
        || fourth <= third
        || text.indexOf('/', fourth + 1) >= 0) {
      throw new Refusal(new SignatureFailure.MalformedCredential(form, text));
    }
    String terminator = text.substring(fourth + 1);
    if (!terminator.equals(CredentialScope.TERMINATOR)) {
      throw new Refusal(new SignatureFailure.WrongTerminator(form, terminator));
    }
    String date = text.substring(first + 1, second);
    if (!BasicTime.isDate(date)) {
      throw new Refusal(new SignatureFailure.MalformedScopeDate(form, date));
    }
    if (!timestamp.startsWith(date)) {
      throw new Refusal(new SignatureFailure.WrongScopeDate(form, date, timestamp));
    }
    return new Credential(
        text.substring(0, first),
        new CredentialScope(
            date, text.substring(second + 1, third), text.substring(third + 1, fourth)));
  }

  private static List<String> signedHeaders(Form form, String text) {
    List<String> names = new ArrayList<>(8);
    boolean host = false;
    for (int start = 0; start < text.length(); ) {
      int end = text.indexOf(';', start);
      end = end < 0 ? text.length() : end;
      String name = text.substring(start, end).toLowerCase(Locale.ROOT);
      host |= name.equals("host") || name.equals(":authority");
      if (names.size() == MOST_SIGNED_HEADERS) {
        throw new Refusal(new SignatureFailure.TooManySignedHeaders(form));
      }
      names.add(name);
      start = end + 1;
    }
    if (!host) {
      throw new Refusal(new SignatureFailure.HostNotSigned());
    }
    return names;
  }

  private static void requireSigned(
      SigningRules rules, Headers headers, List<String> signedHeaders) {
    if (!rules.signsAmazonHeaders()) {
      return;
    }
    List<String> unsigned = new ArrayList<>(0);
    headers.forEach(
        (name, value) -> {
          if (name.startsWith("x-amz-")
              && !name.equals(CONTENT_HASH)
              && !signedHeaders.contains(name)
              && !unsigned.contains(name)) {
            unsigned.add(name);
          }
        });
    if (!unsigned.isEmpty()) {
      throw new Refusal(new SignatureFailure.HeadersNotSigned(unsigned));
    }
  }

  private static PayloadDeclaration payload(SigningRules rules, @Nullable String contentHash) {
    if (contentHash != null) {
      PayloadDeclaration declaration = PayloadDeclaration.of(contentHash);
      if (declaration != null) {
        return declaration;
      }
      throw new Refusal(new SignatureFailure.MalformedPayloadHash(contentHash));
    }
    if (rules.declaresPayload()) {
      throw new Refusal(new SignatureFailure.MissingPayloadHash());
    }
    return PayloadDeclaration.UNDECLARED;
  }

  private static PayloadDeclaration presignedPayload(
      SigningRules rules, @Nullable String contentHash) {
    return contentHash == null && rules.declaresPayload()
        ? PayloadDeclaration.UNSIGNED
        : payload(rules, contentHash);
  }
}
