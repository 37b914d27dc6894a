package dev.cloudjar.wire.sigv4;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.catalog.Protocol;
import dev.cloudjar.wire.RequestHead;
import dev.cloudjar.wire.WireError;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How each service refuses what it does not believe. */
class SignatureErrorsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String SECRET = "secret";
  private static final String EMPTY = Sha256.EMPTY;

  private static final class Attempt {
    final String service;
    final Map<String, String> headers = new LinkedHashMap<>();
    String path = "/bucket/key";
    String query = "";
    String authorization;
    Instant signedAt = NOW;
    String secret = SECRET;
    Clocks clocks = Clocks.of(NOW, NOW);

    Attempt(String service) {
      this.service = service;
    }

    Attempt signed() {
      Map<String, String> all =
          new Signer("AKIDEXAMPLE", secret, null, "us-east-1", service)
              .sign("GET", path, query, Map.of("host", "localhost"), EMPTY, signedAt);
      headers.putAll(all);
      authorization = headers.remove("authorization");
      return this;
    }

    Attempt presigned(long expiresSeconds) {
      headers.put("host", "localhost");
      query =
          new Signer("AKIDEXAMPLE", secret, null, "us-east-1", service)
              .presign("GET", path, query, Map.of("host", "localhost"), expiresSeconds, signedAt);
      return this;
    }

    RequestHead head() {
      RawRequest.ListHeaders list = new RawRequest.ListHeaders();
      headers.forEach(list::add);
      if (authorization != null) {
        list.add("authorization", authorization);
      }
      return new RequestHead("GET", path, query, list);
    }

    SignatureFailure failure() {
      return switch (SigV4.read(head())) {
        case Claim.Anonymous() -> new SignatureFailure.MissingAuthentication();
        case Claim.Foreign(var failure) -> failure;
        case Claim.Malformed(var failure) -> failure;
        case Claim.Signed(var claim) ->
            switch (new SigV4().verify(claim, head(), SECRET, EMPTY, clocks)) {
              case Verdict.Refused(var failure) -> failure;
              case Verdict.Verified verified -> null;
            };
      };
    }

    WireError error(ErrorFamily family) {
      return SignatureErrors.of(failure(), family);
    }
  }

  private static Attempt s3() {
    return new Attempt("s3").signed();
  }

  private static Attempt other() {
    return new Attempt("sqs").signed();
  }

  private static void assertError(WireError error, int status, String code, String message) {
    assertThat(error.code()).isEqualTo(code);
    assertThat(error.message()).isEqualTo(message);
    assertThat(error.status()).isEqualTo(status);
    assertThat(error.senderFault()).isTrue();
  }

  @Test
  void whatIsRightIsNotRefused() {
    assertThat(s3().failure()).isNull();
    assertThat(other().failure()).isNull();
    assertThat(new Attempt("s3").presigned(60).failure()).isNull();
    assertThat(new Attempt("sts").presigned(60).failure()).isNull();
  }

  @Test
  void s3HeaderErrors() {
    Attempt attempt = s3();
    attempt.authorization = attempt.authorization.replace("Credential=", "Cred=");
    assertError(
        attempt.error(ErrorFamily.S3),
        400,
        "AuthorizationHeaderMalformed",
        "The authorization header is malformed; the authorization header requires three"
            + " components: Credential, SignedHeaders, and Signature.");

    attempt = s3();
    attempt.authorization = attempt.authorization.replace("/us-east-1/", "/");
    assertError(
        attempt.error(ErrorFamily.S3),
        400,
        "AuthorizationHeaderMalformed",
        "The authorization header is malformed; the Credential is mal-formed; expecting"
            + " \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".");

    attempt = s3();
    attempt.authorization = attempt.authorization.replace("/20260301/", "/20260228/");
    assertError(
        attempt.error(ErrorFamily.S3),
        400,
        "AuthorizationHeaderMalformed",
        "The authorization header is malformed; Invalid credential date \"20260228\". This date is"
            + " not the same as X-Amz-Date: \"20260301\".");

    attempt = s3();
    attempt.authorization = attempt.authorization.replace("aws4_request", "aws4");
    assertError(
        attempt.error(ErrorFamily.S3),
        400,
        "AuthorizationHeaderMalformed",
        "The authorization header is malformed; incorrect terminal \"aws4\". This endpoint uses"
            + " \"aws4_request\".");

    attempt = s3();
    attempt.headers.remove("x-amz-date");
    assertError(
        attempt.error(ErrorFamily.S3),
        403,
        "AccessDenied",
        "AWS authentication requires a valid Date or x-amz-date header");

    attempt = s3();
    attempt.headers.put("x-amz-acl", "public-read");
    WireError error = attempt.error(ErrorFamily.S3);
    assertError(
        error,
        403,
        "AccessDenied",
        "There were headers present in the request which were not signed");
    assertThat(error.members()).containsEntry("HeadersNotSigned", "x-amz-acl");

    attempt = s3();
    attempt.authorization = attempt.authorization.replace("SignedHeaders=host;", "SignedHeaders=");
    assertThat(attempt.error(ErrorFamily.S3).members()).containsEntry("HeadersNotSigned", "host");

    attempt = s3();
    attempt.headers.remove("x-amz-content-sha256");
    assertError(
        attempt.error(ErrorFamily.S3),
        400,
        "InvalidRequest",
        "Missing required header for this request: x-amz-content-sha256");

    attempt = s3();
    attempt.headers.put("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD");
    error = attempt.error(ErrorFamily.S3);
    assertThat(error.code()).isEqualTo("InvalidArgument");
    assertThat(error.members())
        .containsEntry("ArgumentName", "x-amz-content-sha256")
        .containsEntry("ArgumentValue", "STREAMING-UNSIGNED-PAYLOAD");

    attempt = s3();
    attempt.authorization = "Bearer abc";
    error = attempt.error(ErrorFamily.S3);
    assertError(error, 400, "InvalidArgument", "Unsupported Authorization Type");
    assertThat(error.members()).containsEntry("ArgumentValue", "Bearer abc");

    attempt = s3();
    attempt.authorization = "AWS3-HTTPS AWSAccessKeyId=x";
    assertError(
        attempt.error(ErrorFamily.S3),
        400,
        "InvalidRequest",
        "The authorization mechanism you have provided is not supported. Please use"
            + " AWS4-HMAC-SHA256.");

    attempt = s3();
    attempt.presigned(60);
    assertThat(attempt.error(ErrorFamily.S3).message()).startsWith("Only one auth mechanism");
  }

  @Test
  void s3TellsWhatShouldHaveBeenSigned() {
    Attempt attempt = new Attempt("s3");
    attempt.secret = "another";
    attempt.query = "prefix=a%20b";
    WireError error = attempt.signed().error(ErrorFamily.S3);
    assertError(
        error,
        403,
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided. Check your"
            + " key and signing method.");
    String request = error.members().get("CanonicalRequest");
    assertThat(request)
        .isEqualTo(
            "GET\n/bucket/key\nprefix=a%20b\nhost:localhost\nx-amz-content-sha256:"
                + EMPTY
                + "\nx-amz-date:20260301T120000Z\n\nhost;x-amz-content-sha256;x-amz-date\n"
                + EMPTY);
    assertThat(error.members().get("StringToSign"))
        .isEqualTo(
            "AWS4-HMAC-SHA256\n20260301T120000Z\n20260301/us-east-1/s3/aws4_request\n"
                + Sha256.hex(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8))));
    assertThat(error.members().get("StringToSignBytes")).startsWith("41 57 53 34 2d ");
    assertThat(error.members().keySet())
        .containsExactly(
            "AWSAccessKeyId",
            "StringToSign",
            "SignatureProvided",
            "StringToSignBytes",
            "CanonicalRequest",
            "CanonicalRequestBytes");
  }

  @Test
  void s3AllowsFifteenMinutesOfSkew() {
    for (long seconds : new long[] {-900, 900}) {
      Attempt attempt = new Attempt("s3");
      attempt.signedAt = NOW.plusSeconds(seconds);
      assertThat(attempt.signed().failure()).isNull();
    }
    Attempt attempt = new Attempt("s3");
    attempt.signedAt = NOW.minusSeconds(901);
    WireError error = attempt.signed().error(ErrorFamily.S3);
    assertError(
        error,
        403,
        "RequestTimeTooSkewed",
        "The difference between the request time and the current time is too large.");
    assertThat(error.members())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "RequestTime", "20260301T114459Z",
                "ServerTime", "2026-03-01T12:00:00Z",
                "MaxAllowedSkewMilliseconds", "900000"));
  }

  @Test
  void othersAllowFiveMinutesOfSkew() {
    Attempt attempt = new Attempt("sqs");
    attempt.signedAt = NOW.minusSeconds(300);
    assertThat(attempt.signed().failure()).isNull();
    attempt.signedAt = NOW.minusSeconds(301);
    attempt.signed();
    String message =
        "Signature expired: 20260301T115459Z is now earlier than 20260301T115500Z"
            + " (20260301T120000Z - 5 min.)";
    assertError(attempt.error(ErrorFamily.QUERY), 403, "SignatureDoesNotMatch", message);
    assertError(attempt.error(ErrorFamily.JSON), 400, "InvalidSignatureException", message);
    assertError(attempt.error(ErrorFamily.REST_JSON), 403, "InvalidSignatureException", message);
    attempt.signedAt = NOW.plusSeconds(301);
    assertError(
        attempt.signed().error(ErrorFamily.QUERY),
        403,
        "SignatureDoesNotMatch",
        "Signature not yet current: 20260301T120501Z is still later than 20260301T120500Z"
            + " (20260301T120000Z + 5 min.)");
  }

  @Test
  void movingTheVirtualClockMakesNoHeaderStale() {
    Attempt attempt = s3();
    attempt.clocks = Clocks.of(NOW, NOW.plus(Duration.ofDays(90)));
    assertThat(attempt.failure()).isNull();
  }

  @Test
  void presignedRequestsExpireOnTheVirtualClock() {
    Attempt attempt = new Attempt("s3").presigned(3600);
    attempt.clocks = Clocks.of(NOW, NOW.plusSeconds(3600));
    assertThat(attempt.failure()).isNull();
    attempt.clocks = Clocks.of(NOW, NOW.plusSeconds(3601));
    WireError error = attempt.error(ErrorFamily.S3);
    assertError(error, 403, "AccessDenied", "Request has expired");
    assertThat(error.members())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "X-Amz-Expires", "3600",
                "Expires", "2026-03-01T13:00:00Z",
                "ServerTime", "2026-03-01T13:00:01Z"));
    assertError(
        attempt.error(ErrorFamily.QUERY),
        403,
        "SignatureDoesNotMatch",
        "Signature expired: 20260301T120000Z is now earlier than 20260301T120001Z"
            + " (20260301T130001Z - 60 min.)");
  }

  @Test
  void whatIsPresignedAfterAnAdvanceLivesAsLong() {
    Attempt attempt = new Attempt("s3").presigned(60);
    Instant later = NOW.plus(Duration.ofDays(90));
    attempt.clocks = new Clocks(NOW, later, wall -> wall.plus(Duration.ofDays(90)));
    assertThat(attempt.failure()).isNull();
    attempt.clocks = new Clocks(NOW, later.plusSeconds(61), wall -> wall.plus(Duration.ofDays(90)));
    assertThat(attempt.failure()).isInstanceOf(SignatureFailure.Expired.class);
  }

  @Test
  void presignedRequestsAreNotForTheFuture() {
    Attempt attempt = new Attempt("s3");
    attempt.signedAt = NOW.plusSeconds(901);
    attempt.presigned(60);
    WireError error = attempt.error(ErrorFamily.S3);
    assertError(error, 403, "AccessDenied", "Request is not yet valid");
    assertThat(error.members()).containsEntry("ServerTime", "2026-03-01T12:00:00Z");
  }

  @Test
  void s3QueryErrors() {
    for (String name :
        new String[] {"Credential", "Signature", "Date", "SignedHeaders", "Expires"}) {
      Attempt attempt = new Attempt("s3").presigned(60);
      attempt.query = attempt.query.replace("X-Amz-" + name + "=", "x=");
      assertError(
          attempt.error(ErrorFamily.S3),
          400,
          "AuthorizationQueryParametersError",
          "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential,"
              + " X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.");
    }
    assertQueryError("X-Amz-Expires=60", "X-Amz-Expires=1h", "X-Amz-Expires should be a number");
    assertQueryError("X-Amz-Expires=60", "X-Amz-Expires=-1", "X-Amz-Expires must be non-negative");
    assertQueryError(
        "X-Amz-Expires=60",
        "X-Amz-Expires=604801",
        "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must"
            + " be less than 604800 seconds");
    assertQueryError(
        "AWS4-HMAC-SHA256",
        "AWS4-HMAC-SHA1",
        "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256\"");
    assertQueryError(
        "X-Amz-Date=2026",
        "X-Amz-Date=26",
        "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
    Attempt zero = new Attempt("s3").presigned(0);
    assertError(zero.error(ErrorFamily.S3), 403, "AccessDenied", "Request has expired");
  }

  private static void assertQueryError(String right, String wrong, String message) {
    Attempt attempt = new Attempt("s3").presigned(60);
    attempt.query = attempt.query.replace(right, wrong);
    assertError(attempt.error(ErrorFamily.S3), 400, "AuthorizationQueryParametersError", message);
  }

  @Test
  void errorsOfOtherServices() {
    Attempt anonymous = new Attempt("sqs");
    assertError(
        anonymous.error(ErrorFamily.QUERY),
        403,
        "MissingAuthenticationToken",
        "Request is missing Authentication Token");
    assertError(
        anonymous.error(ErrorFamily.JSON),
        400,
        "MissingAuthenticationTokenException",
        "Missing Authentication Token");
    assertError(
        anonymous.error(ErrorFamily.REST_JSON),
        403,
        "MissingAuthenticationTokenException",
        "Missing Authentication Token");

    Attempt attempt = other();
    attempt.authorization = "AWS4-HMAC-SHA256 Credential=x";
    attempt.headers.remove("x-amz-date");
    String incomplete =
        "Authorization header requires 'Signature' parameter. Authorization header requires"
            + " 'SignedHeaders' parameter. Authorization header requires existence of either a"
            + " 'X-Amz-Date' or a 'Date' header. Authorization=AWS4-HMAC-SHA256 Credential=x";
    assertError(attempt.error(ErrorFamily.QUERY), 400, "IncompleteSignature", incomplete);
    assertError(attempt.error(ErrorFamily.JSON), 400, "IncompleteSignatureException", incomplete);

    attempt = other();
    attempt.authorization = attempt.authorization.replace("SignedHeaders=host;", "SignedHeaders=");
    assertThat(attempt.error(ErrorFamily.JSON).message())
        .isEqualTo("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");

    attempt = other();
    attempt.authorization = attempt.authorization.replace("/us-east-1/", "/");
    assertThat(attempt.error(ErrorFamily.QUERY).message())
        .startsWith("Credential must have exactly 5 slash-delimited elements");

    attempt = other();
    attempt.query = "changed=1";
    WireError error = attempt.error(ErrorFamily.JSON);
    assertThat(error.code()).isEqualTo("InvalidSignatureException");
    assertThat(error.message())
        .startsWith(
            "The request signature we calculated does not match the signature you provided.")
        .contains("The Canonical String for this request should have been\n'GET\n/bucket/key\n");
    assertError(
        attempt.error(ErrorFamily.EC2),
        401,
        "AuthFailure",
        "AWS was not able to validate the provided access credentials");
  }

  @Test
  void keysAndTokens() {
    SignatureFailure unknown = new SignatureFailure.UnknownAccessKey("AKIAUNKNOWN");
    assertThat(SignatureErrors.of(unknown, ErrorFamily.S3).code()).isEqualTo("InvalidAccessKeyId");
    assertThat(SignatureErrors.of(unknown, ErrorFamily.QUERY).code())
        .isEqualTo("InvalidClientTokenId");
    assertThat(SignatureErrors.of(unknown, ErrorFamily.JSON).code())
        .isEqualTo("UnrecognizedClientException");
    assertThat(SignatureErrors.of(unknown, ErrorFamily.EC2).code()).isEqualTo("AuthFailure");
    SignatureFailure expired = new SignatureFailure.ExpiredToken("t");
    assertThat(SignatureErrors.of(expired, ErrorFamily.S3).code()).isEqualTo("ExpiredToken");
    assertThat(SignatureErrors.of(expired, ErrorFamily.JSON).code())
        .isEqualTo("ExpiredTokenException");
    assertThat(SignatureErrors.of(expired, ErrorFamily.QUERY).code()).isEqualTo("ExpiredToken");
  }

  @Test
  void regionsTellTheRightOne() {
    WireError error =
        SignatureErrors.of(
            new SignatureFailure.WrongRegion(SignatureClaim.Form.HEADER, "us-east-1", "eu-west-1"),
            ErrorFamily.S3);
    assertError(
        error,
        400,
        "AuthorizationHeaderMalformed",
        "The authorization header is malformed; the region 'us-east-1' is wrong; expecting"
            + " 'eu-west-1'");
    assertThat(error.members()).containsEntry("Region", "eu-west-1");
  }

  @Test
  void everyFailureHasWordsInEveryDialect() throws ReflectiveOperationException {
    for (Class<?> kind : SignatureFailure.class.getPermittedSubclasses()) {
      SignatureFailure failure = example(kind);
      for (ErrorFamily family : ErrorFamily.values()) {
        WireError error = SignatureErrors.of(failure, family);
        assertThat(error.code()).describedAs("%s for %s", kind, family).isNotBlank();
        assertThat(error.message()).doesNotContain("%");
        assertThat(error.status()).isBetween(400, 411);
      }
    }
  }

  private static SignatureFailure example(Class<?> kind) throws ReflectiveOperationException {
    var components = kind.getRecordComponents();
    Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < values.length; i++) {
      types[i] = components[i].getType();
      values[i] =
          switch (types[i].getSimpleName()) {
            case "String" -> "20260301T120000Z";
            case "List" -> List.of("x");
            case "boolean" -> true;
            case "long" -> 7L;
            case "Instant" -> NOW;
            case "Duration" -> Duration.ofMinutes(5);
            case "Form" -> SignatureClaim.Form.HEADER;
            default -> throw new IllegalStateException(types[i].toString());
          };
    }
    return (SignatureFailure) kind.getDeclaredConstructor(types).newInstance(values);
  }

  @Test
  void dialectsFollowProtocols() {
    assertThat(ErrorFamily.of("s3", Protocol.REST_XML)).isEqualTo(ErrorFamily.S3);
    assertThat(ErrorFamily.of("route53", Protocol.REST_XML)).isEqualTo(ErrorFamily.REST_XML);
    assertThat(ErrorFamily.of("ec2", Protocol.EC2_QUERY)).isEqualTo(ErrorFamily.EC2);
    assertThat(ErrorFamily.of("dynamodb", Protocol.AWS_JSON_1_0)).isEqualTo(ErrorFamily.JSON);
    assertThat(ErrorFamily.of("lambda", Protocol.REST_JSON_1)).isEqualTo(ErrorFamily.REST_JSON);
    assertThat(ErrorFamily.of("sts", Protocol.AWS_QUERY)).isEqualTo(ErrorFamily.QUERY);
  }
}
