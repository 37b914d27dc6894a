package dev.cloudjar.wire.sigv4;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.wire.WireError;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * S3's Signature Version 2, by the examples of its reference.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html">Signing
 *     and authenticating REST requests (Signature Version 2)</a>
 */
class LegacySignatureTest {
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  private static final Instant EXPIRES = Instant.ofEpochSecond(1_175_139_620);
  private static final String PRESIGNED =
      """
      GET /photos/puppy.jpg?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE\
      &Signature=NpgCjnDzrM%2BWFzoENXmpNDUsSn8%3D&Expires=1175139620 HTTP/1.1
      Host: johnsmith.s3.amazonaws.com
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /photos/puppy.jpg|19:36:42|bWq2s1WEIj+Ydj0vQ697zp+IXMU=|",
        "PUT /photos/puppy.jpg|21:15:45|MyyxeRY7whkBe+bq8fHCL/2kKUg=|Content-Type: image/jpeg",
        "GET /?prefix=photos&max-keys=50&marker=puppy|19:42:41|htDYFYduRNen8P9ZfE/s9SuKy0U=|",
        "GET /?acl|19:44:46|c2WLPFtWHVgbEmeEG93a4cG37dM=|"
      })
  void publishedHeaderExamples(String line, String time, String signature, String more) {
    String text =
        "%s HTTP/1.1\nHost: johnsmith.s3.amazonaws.com\nDate: Tue, 27 Mar 2007 %s +0000\n%sAuthorization: AWS AKIAIOSFODNN7EXAMPLE:%s\n"
            .formatted(line, time, more == null ? "" : more + "\n", signature);
    RawRequest request = RawRequest.parse(text);
    SignatureClaim claim = claim(request);
    assertThat(claim.form()).isEqualTo(SignatureClaim.Form.LEGACY_HEADER);
    Instant signedAt = Instant.parse("2007-03-27T" + time + "Z");
    assertThat(claim.signedAt()).isEqualTo(signedAt);
    assertThat(verify(request, Clocks.of(signedAt, signedAt), "johnsmith"))
        .isInstanceOf(Verdict.Verified.class);
    assertThat(verify(request, Clocks.of(signedAt, signedAt), "another"))
        .isInstanceOf(Verdict.Refused.class);
    Instant late = signedAt.plusSeconds(901);
    assertThat(error(verify(request, Clocks.of(late, late), "johnsmith")).code())
        .isEqualTo("RequestTimeTooSkewed");
  }

  @Test
  void publishedQueryExample() {
    RawRequest request = RawRequest.parse(PRESIGNED);
    assertThat(claim(request).form()).isEqualTo(SignatureClaim.Form.LEGACY_PRESIGNED);
    assertThat(claim(request).scope().service()).isEqualTo("s3");
    assertThat(verify(request, Clocks.of(EXPIRES, EXPIRES), "johnsmith"))
        .isInstanceOf(Verdict.Verified.class);
    WireError error = error(verify(request, Clocks.of(EXPIRES, EXPIRES), null));
    assertThat(error.code()).isEqualTo("SignatureDoesNotMatch");
    assertThat(error.members())
        .containsEntry("StringToSign", "GET\n\n\n1175139620\n/photos/puppy.jpg")
        .doesNotContainKey("CanonicalRequest");
  }

  @Test
  void urlsExpireOnTheVirtualClock() {
    RawRequest request = RawRequest.parse(PRESIGNED);
    Instant wall = EXPIRES.minusSeconds(3000);
    WireError error = error(verify(request, Clocks.of(wall, EXPIRES.plusSeconds(1)), "johnsmith"));
    assertThat(error.code()).isEqualTo("AccessDenied");
    assertThat(error.message()).isEqualTo("Request has expired");
    assertThat(error.members())
        .containsOnlyKeys("Expires", "ServerTime")
        .containsEntry("Expires", EXPIRES.toString());
  }

  @Test
  void whatIsSignedForTheUsualHourAfterAnAdvanceLivesThatHour() {
    RawRequest request = RawRequest.parse(PRESIGNED);
    Instant signedAt = EXPIRES.minusSeconds(3600);
    UnaryOperator<Instant> ahead = time -> time.plus(Duration.ofDays(90));
    Instant virtual = ahead.apply(signedAt);
    assertThat(verify(request, new Clocks(signedAt, virtual, ahead), "johnsmith"))
        .isInstanceOf(Verdict.Verified.class);
    assertThat(verify(request, new Clocks(signedAt, virtual.plusSeconds(3601), ahead), "johnsmith"))
        .isInstanceOf(Verdict.Refused.class);
  }

  @Test
  void theOldestServicesAreNotBelieved() {
    RawRequest request =
        RawRequest.parse(
            "GET /?Action=ListQueues&AWSAccessKeyId=a&SignatureVersion=2&Signature=b&Expires=1"
                + " HTTP/1.1\nHost: localhost\n");
    assertThat(SigV4.read(request.head()))
        .isEqualTo(new Claim.Malformed(new SignatureFailure.LegacySignature("2")));
  }

  private static SignatureClaim claim(RawRequest request) {
    return ((Claim.Signed) SigV4.read(request.head())).signature();
  }

  private static Verdict verify(RawRequest request, Clocks clocks, String bucketOfHost) {
    return new SigV4().verify(claim(request), request.head(), SECRET, null, clocks, bucketOfHost);
  }

  private static WireError error(Verdict verdict) {
    return SignatureErrors.of(((Verdict.Refused) verdict).failure(), ErrorFamily.S3);
  }
}
