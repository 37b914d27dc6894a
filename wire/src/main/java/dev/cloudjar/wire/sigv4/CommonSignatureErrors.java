package dev.cloudjar.wire.sigv4;

import dev.cloudjar.wire.WireError;
import dev.cloudjar.wire.sigv4.SignatureClaim.Form;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How every service but S3 refuses a signature: the same words everywhere, under names that differ
 * by protocol.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html">
 *     Troubleshoot Signature Version 4 signing</a>
 */
final class CommonSignatureErrors {
  private static final String HOW_TO_READ =
      "The request signature we calculated does not match the signature you provided. Check your"
          + " AWS Secret Access Key and signing method. Consult the service documentation for"
          + " details.";

  /** The names that one dialect has for the same things. */
  private record Names(
      String missing, String incomplete, String mismatch, String unknown, String expired) {}

  private static final Names XML =
      new Names(
          "MissingAuthenticationToken",
          "IncompleteSignature",
          "SignatureDoesNotMatch",
          "InvalidClientTokenId",
          "ExpiredToken");
  private static final Names JSON =
      new Names(
          "MissingAuthenticationTokenException",
          "IncompleteSignatureException",
          "InvalidSignatureException",
          "UnrecognizedClientException",
          "ExpiredTokenException");

  private CommonSignatureErrors() {}

  static WireError of(SignatureFailure failure, ErrorFamily family) {
    Names names = family == ErrorFamily.JSON || family == ErrorFamily.REST_JSON ? JSON : XML;
    int status = family == ErrorFamily.JSON ? 400 : 403;
    return switch (failure) {
      case SignatureFailure.MissingAuthentication() -> missing(names, family, status);
      case SignatureFailure.UnknownAccessKey ignored -> unknown(names, family, status);
      case SignatureFailure.InvalidToken ignored -> unknown(names, family, status);
      case SignatureFailure.ExpiredToken ignored ->
          error(status, names.expired, "The security token included in the request is expired");
      case SignatureFailure.Mismatch mismatch ->
          family == ErrorFamily.EC2
              ? notValidated()
              : error(
                  status,
                  names.mismatch,
                  "%s\n\nThe Canonical String for this request should have been\n'%s'\n\nThe String-to-Sign should have been\n'%s'\n"
                      .formatted(
                          HOW_TO_READ, mismatch.canonicalRequest(), mismatch.stringToSign()));
      case SignatureFailure.PayloadMismatch ignored -> error(status, names.mismatch, HOW_TO_READ);
      case SignatureFailure.TimeTooSkewed skewed ->
          error(status, names.mismatch, tooSkewed(skewed));
      case SignatureFailure.Expired expired -> error(status, names.mismatch, expired(expired));
      default -> ofForm(failure, names, status, family);
    };
  }

  private static WireError ofForm(
      SignatureFailure failure, Names names, int status, ErrorFamily family) {
    return switch (failure) {
      case SignatureFailure.WrongTerminator(var form, String terminator) ->
          error(
              status,
              names.mismatch,
              "Credential should be scoped with a valid terminator: 'aws4_request', not '%s'."
                  .formatted(terminator));
      case SignatureFailure.WrongScopeDate(var form, String date, String timestamp) ->
          error(
              status,
              names.mismatch,
              "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from"
                  + " HTTP: '%s' != '%s', from '%s'."
                      .formatted(date, timestamp.substring(0, 8), timestamp));
      case SignatureFailure.MalformedScopeDate(var form, String date) ->
          error(
              status,
              names.mismatch,
              "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from"
                  + " HTTP: '%s'.".formatted(date));
      case SignatureFailure.WrongRegion(var form, String region, String expected) ->
          error(
              status,
              names.mismatch,
              "Credential should be scoped to a valid region, not '%s'. ".formatted(region));
      case SignatureFailure.WrongService(var form, String service, String expected) ->
          error(
              status,
              names.mismatch,
              "Credential should be scoped to correct service: '%s'. ".formatted(expected));
      case SignatureFailure.HostNotSigned() ->
          error(
              status,
              names.mismatch,
              "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
      case SignatureFailure.HeadersNotSigned(List<String> unsigned) ->
          error(
              status,
              names.mismatch,
              "'%s' must be a 'SignedHeader' in the AWS Authorization."
                  .formatted(unsigned.getFirst()));
      default ->
          error(family == ErrorFamily.REST_JSON ? 403 : 400, names.incomplete, incomplete(failure));
    };
  }

  private static String incomplete(SignatureFailure failure) {
    return switch (failure) {
      case SignatureFailure.IncompleteAuthorization(var missing, var dateMissing, var header) ->
          missing.stream()
                  .map("Authorization header requires '%s' parameter. "::formatted)
                  .collect(Collectors.joining())
              + (dateMissing
                  ? "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date'"
                      + " header. "
                  : "")
              + "Authorization="
              + withoutSignature(header);
      case SignatureFailure.MalformedAuthorization(String piece, String header) ->
          "'%s' not a valid key=value pair (missing equal-sign) in Authorization header: '%s'."
              .formatted(piece, header);
      case SignatureFailure.UnsupportedAuthorization(String header) ->
          "'%s' not a valid key=value pair (missing equal-sign) in Authorization header: '%s'."
              .formatted(header.substring(header.indexOf(' ') + 1), header);
      case SignatureFailure.IncompleteQuery(List<String> missing) ->
          missing.stream()
                  .map("AWS query-string parameters must include '%s'. "::formatted)
                  .collect(Collectors.joining())
              + "Re-examine the query-string parameters.";
      case SignatureFailure.MalformedCredential(var form, String credential) ->
          "Credential must have exactly 5 slash-delimited elements, e.g."
              + " keyid/date/region/service/term, got '%s'".formatted(credential);
      case SignatureFailure.MalformedTimestamp(var form, String timestamp) ->
          "Date must be in ISO-8601 'basic format'. Got '%s'. See".formatted(timestamp)
              + " http://en.wikipedia.org/wiki/ISO_8601";
      case SignatureFailure.MalformedExpires(String expires) ->
          "X-Amz-Expires must be a number, got '%s'.".formatted(expires);
      case SignatureFailure.ExpiresOutOfRange(long seconds) ->
          "X-Amz-Expires must be between 1 and 604800 seconds, got %d.".formatted(seconds);
      case SignatureFailure.UnsupportedAlgorithm(String algorithm) ->
          "Unsupported AWS 'algorithm': '%s'.".formatted(algorithm);
      case SignatureFailure.AsymmetricSignature() ->
          "Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256'.";
      case SignatureFailure.LegacySignature(String version) ->
          "Signature Version %s is not supported. Use Signature Version 4.".formatted(version);
      case SignatureFailure.SeveralMechanisms ignored ->
          "Only one of an Authorization header and the X-Amz-Algorithm query parameter is allowed.";
      case SignatureFailure.TooManySignedHeaders(Form form) -> "Too many signed headers.";
      case SignatureFailure.MissingDecodedLength() ->
          "Missing required header for this request: x-amz-decoded-content-length";
      case SignatureFailure.IncompleteBody() -> "The request body terminated unexpectedly";
      case SignatureFailure.InvalidChunkSize ignored ->
          "Only the last chunk is allowed to have a size less than 8192 bytes";
      case SignatureFailure.MalformedTrailer() -> "The request contained malformed trailing data.";
      case SignatureFailure.MissingPayloadHash() ->
          "Missing required header for this request: x-amz-content-sha256";
      case SignatureFailure.MalformedPayloadHash(String value) ->
          "The value of 'x-amz-content-sha256' is invalid: '%s'.".formatted(value);
      default -> throw new IllegalStateException("no words for " + failure);
    };
  }

  private static String tooSkewed(SignatureFailure.TimeTooSkewed skewed) {
    Duration skew = skewed.maximumSkew();
    Instant now = skewed.wallTime();
    return skewed.signedAt().isAfter(now)
        ? "Signature not yet current: %s is still later than %s (%s + %d min.)"
            .formatted(
                skewed.timestamp(),
                BasicTime.format(now.plus(skew)),
                BasicTime.format(now),
                skew.toMinutes())
        : "Signature expired: %s is now earlier than %s (%s - %d min.)"
            .formatted(
                skewed.timestamp(),
                BasicTime.format(now.minus(skew)),
                BasicTime.format(now),
                skew.toMinutes());
  }

  private static String expired(SignatureFailure.Expired expired) {
    Duration lifetime = Duration.ofSeconds(expired.expiresSeconds());
    Instant now = expired.virtualTime();
    return "Signature expired: %s is now earlier than %s (%s - %d min.)"
        .formatted(
            BasicTime.format(expired.expiresAt().minus(lifetime)),
            BasicTime.format(now.minus(lifetime)),
            BasicTime.format(now),
            lifetime.toMinutes());
  }

  private static WireError missing(Names names, ErrorFamily family, int status) {
    return switch (family) {
      case JSON, REST_JSON -> error(status, names.missing, "Missing Authentication Token");
      case EC2 ->
          error(400, "MissingParameter", "The request must contain the parameter AWSAccessKeyId");
      case S3, QUERY, REST_XML ->
          error(status, names.missing, "Request is missing Authentication Token");
    };
  }

  private static WireError unknown(Names names, ErrorFamily family, int status) {
    return family == ErrorFamily.EC2
        ? notValidated()
        : error(status, names.unknown, "The security token included in the request is invalid.");
  }

  /** EC2 does not tell an unknown key from a wrong signature. */
  private static WireError notValidated() {
    return error(
        401, "AuthFailure", "AWS was not able to validate the provided access credentials");
  }

  /** The header as it is told back: without the one part that could be used again. */
  private static String withoutSignature(String authorization) {
    int signature = authorization.indexOf("Signature=");
    return signature < 0 ? authorization : authorization.substring(0, signature);
  }

  private static WireError error(int status, String code, String message) {
    return SignatureErrors.error(status, code, message, Map.of());
  }
}
