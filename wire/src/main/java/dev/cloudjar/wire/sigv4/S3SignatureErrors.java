package dev.cloudjar.wire.sigv4;

import static dev.cloudjar.wire.sigv4.SignatureErrors.error;

import dev.cloudjar.wire.WireError;
import dev.cloudjar.wire.sigv4.SignatureClaim.Form;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How S3 refuses a signature.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html">Error
 *     responses</a>
 */
final class S3SignatureErrors {
  private static final String QUERY_ERROR = "AuthorizationQueryParametersError";
  private static final String HEADER_ERROR = "AuthorizationHeaderMalformed";
  private static final String SHAPE_OF_CREDENTIAL =
      "expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".";

  private S3SignatureErrors() {}

  static WireError of(SignatureFailure failure) {
    return switch (failure) {
      case SignatureFailure.MissingAuthentication() ->
          error(403, "AccessDenied", "Access Denied", Map.of());
      case SignatureFailure.SeveralMechanisms(String authorization) ->
          invalidArgument(
              "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature"
                  + " query string parameter or the Authorization header should be specified",
              "Authorization",
              authorization);
      case SignatureFailure.UnsupportedAuthorization(String authorization) ->
          invalidArgument("Unsupported Authorization Type", "Authorization", authorization);
      case SignatureFailure.LegacySignature ignored -> unsupportedMechanism();
      case SignatureFailure.AsymmetricSignature ignored -> unsupportedMechanism();
      case SignatureFailure.MissingPayloadHash() ->
          error(
              400,
              "InvalidRequest",
              "Missing required header for this request: x-amz-content-sha256",
              Map.of());
      case SignatureFailure.MalformedPayloadHash(String value) ->
          invalidArgument(
              "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER,"
                  + " STREAMING-AWS4-HMAC-SHA256-PAYLOAD,"
                  + " STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER,"
                  + " STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD,"
                  + " STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER or a valid sha256 value.",
              "x-amz-content-sha256",
              value);
      case SignatureFailure.PayloadMismatch(String declared, String computed) ->
          error(
              400,
              "XAmzContentSHA256Mismatch",
              "The provided 'x-amz-content-sha256' header does not match what was computed.",
              members(
                  "ClientComputedContentSHA256", declared, "S3ComputedContentSHA256", computed));
      case SignatureFailure.MissingDecodedLength() ->
          error(
              411,
              "MissingContentLength",
              "You must provide the Content-Length HTTP header.",
              Map.of());
      case SignatureFailure.IncompleteBody() ->
          error(400, "IncompleteBody", "The request body terminated unexpectedly", Map.of());
      case SignatureFailure.InvalidChunkSize(long chunk, long badSizeBytes) ->
          error(
              403,
              "InvalidChunkSizeError",
              "Only the last chunk is allowed to have a size less than 8192 bytes",
              members("Chunk", Long.toString(chunk), "BadChunkSize", Long.toString(badSizeBytes)));
      case SignatureFailure.MalformedTrailer() ->
          error(
              400,
              "MalformedTrailerError",
              "The request contained trailing data that was not well-formed or did not conform to"
                  + " our published schema.",
              Map.of());
      case SignatureFailure.UnknownAccessKey(String accessKeyId) ->
          error(
              403,
              "InvalidAccessKeyId",
              "The AWS Access Key Id you provided does not exist in our records.",
              members("AWSAccessKeyId", accessKeyId));
      case SignatureFailure.InvalidToken(String token) ->
          error(
              400,
              "InvalidToken",
              "The provided token is malformed or otherwise invalid.",
              members("Token-0", token));
      case SignatureFailure.ExpiredToken(String token) ->
          error(400, "ExpiredToken", "The provided token has expired.", members("Token-0", token));
      case SignatureFailure.Mismatch mismatch -> mismatch(mismatch);
      case SignatureFailure.TimeTooSkewed skewed -> tooSkewed(skewed);
      case SignatureFailure.Expired expired -> expired(expired);
      default -> malformed(failure);
    };
  }

  /** The errors of form, which S3 tells apart by where the signature stood. */
  private static WireError malformed(SignatureFailure failure) {
    return switch (failure) {
      case SignatureFailure.MalformedAuthorization ignored -> threeComponents();
      case SignatureFailure.IncompleteAuthorization(var missing, var dateMissing, var ignored) ->
          missing.isEmpty() && dateMissing ? dateRequired() : threeComponents();
      case SignatureFailure.IncompleteQuery ignored ->
          error(
              400,
              QUERY_ERROR,
              "Query-string authentication version 4 requires the X-Amz-Algorithm,"
                  + " X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and"
                  + " X-Amz-Expires parameters.",
              Map.of());
      case SignatureFailure.UnsupportedAlgorithm ignored ->
          error(
              400,
              QUERY_ERROR,
              "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256\"",
              Map.of());
      case SignatureFailure.MalformedCredential(Form form, var ignored) ->
          credential(form, "the Credential is mal-formed; " + SHAPE_OF_CREDENTIAL, Map.of());
      case SignatureFailure.WrongTerminator(Form form, String terminator) ->
          credential(
              form,
              "incorrect terminal \"%s\". This endpoint uses \"%s\"."
                  .formatted(terminator, CredentialScope.TERMINATOR),
              Map.of());
      case SignatureFailure.MalformedScopeDate(Form form, String date) ->
          credential(
              form,
              "incorrect date format \"%s\". This date in the credential must be in the format"
                      .formatted(date)
                  + " \"yyyyMMdd\".",
              Map.of());
      case SignatureFailure.WrongScopeDate(Form form, String date, String timestamp) ->
          credential(
              form,
              "Invalid credential date \"%s\". This date is not the same as X-Amz-Date: \"%s\"."
                  .formatted(date, timestamp.substring(0, 8)),
              Map.of());
      case SignatureFailure.WrongRegion(Form form, String region, String expected) ->
          credential(
              form,
              "the region '%s' is wrong; expecting '%s'".formatted(region, expected),
              members("Region", expected));
      case SignatureFailure.WrongService(Form form, String service, String expected) ->
          credential(
              form,
              "incorrect service \"%s\". This endpoint belongs to \"%s\"."
                  .formatted(service, expected),
              Map.of());
      case SignatureFailure.MalformedTimestamp(Form form, var ignored) ->
          !form.isPresigned()
              ? dateRequired()
              : error(
                  400,
                  QUERY_ERROR,
                  "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"",
                  Map.of());
      case SignatureFailure.MalformedExpires ignored ->
          error(400, QUERY_ERROR, "X-Amz-Expires should be a number", Map.of());
      case SignatureFailure.ExpiresOutOfRange(long seconds) ->
          error(
              400,
              QUERY_ERROR,
              seconds < 0
                  ? "X-Amz-Expires must be non-negative"
                  : "X-Amz-Expires must be less than a week (in seconds); that is, the given"
                      + " X-Amz-Expires must be less than 604800 seconds",
              Map.of());
      case SignatureFailure.HostNotSigned() -> notSigned(List.of("host"));
      case SignatureFailure.HeadersNotSigned(var names) -> notSigned(names);
      case SignatureFailure.TooManySignedHeaders(Form form) ->
          credential(form, "too many signed headers", Map.of());
      default -> throw new IllegalStateException("no words for " + failure);
    };
  }

  private static WireError credential(Form form, String what, Map<String, String> members) {
    return !form.isPresigned()
        ? error(400, HEADER_ERROR, "The authorization header is malformed; " + what, members)
        : error(400, QUERY_ERROR, "Error parsing the X-Amz-Credential parameter; " + what, members);
  }

  private static WireError threeComponents() {
    return error(
        400,
        HEADER_ERROR,
        "The authorization header is malformed; the authorization header requires three"
            + " components: Credential, SignedHeaders, and Signature.",
        Map.of());
  }

  private static WireError dateRequired() {
    return error(
        403,
        "AccessDenied",
        "AWS authentication requires a valid Date or x-amz-date header",
        Map.of());
  }

  private static WireError notSigned(List<String> names) {
    return error(
        403,
        "AccessDenied",
        "There were headers present in the request which were not signed",
        members("HeadersNotSigned", String.join(", ", names)));
  }

  private static WireError unsupportedMechanism() {
    return error(
        400,
        "InvalidRequest",
        "The authorization mechanism you have provided is not supported. Please use"
            + " AWS4-HMAC-SHA256.",
        Map.of());
  }

  private static WireError invalidArgument(String message, String name, String value) {
    return error(
        400, "InvalidArgument", message, members("ArgumentName", name, "ArgumentValue", value));
  }

  private static WireError mismatch(SignatureFailure.Mismatch mismatch) {
    Map<String, String> members =
        members(
            "AWSAccessKeyId", mismatch.accessKeyId(),
            "StringToSign", mismatch.stringToSign(),
            "SignatureProvided", mismatch.signature(),
            "StringToSignBytes", spelled(mismatch.stringToSign()));
    if (!mismatch.canonicalRequest().isEmpty()) {
      members.put("CanonicalRequest", mismatch.canonicalRequest());
      members.put("CanonicalRequestBytes", spelled(mismatch.canonicalRequest()));
    }
    return error(
        403,
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided. Check your"
            + " key and signing method.",
        members);
  }

  private static WireError tooSkewed(SignatureFailure.TimeTooSkewed skewed) {
    if (skewed.form().isPresigned() && skewed.signedAt().isAfter(skewed.wallTime())) {
      return error(
          403,
          "AccessDenied",
          "Request is not yet valid",
          members(
              "X-Amz-Date", Long.toString(skewed.signedAt().toEpochMilli()),
              "Expires", seconds(skewed.signedAt().plusSeconds(skewed.expiresSeconds())),
              "ServerTime", seconds(skewed.wallTime())));
    }
    return error(
        403,
        "RequestTimeTooSkewed",
        "The difference between the request time and the current time is too large.",
        members(
            "RequestTime", skewed.timestamp(),
            "ServerTime", seconds(skewed.wallTime()),
            "MaxAllowedSkewMilliseconds", Long.toString(skewed.maximumSkew().toMillis())));
  }

  private static WireError expired(SignatureFailure.Expired expired) {
    Map<String, String> members = new LinkedHashMap<>();
    if (!expired.form().isLegacy()) {
      members.put("X-Amz-Expires", Long.toString(expired.expiresSeconds()));
    }
    members.put("Expires", seconds(expired.expiresAt()));
    members.put("ServerTime", seconds(expired.virtualTime()));
    return error(403, "AccessDenied", "Request has expired", members);
  }

  private static String seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String spelled(String text) {
    return HexFormat.ofDelimiter(" ").formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, String> members(String... namesAndValues) {
    Map<String, String> members = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      members.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return members;
  }
}
