package dev.cloudjar.wire.sigv4;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * The examples of S3's API reference.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html">Headers</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html">Queries</a>
 */
class S3ExamplesTest {
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  private static final Instant TIME = Instant.parse("2013-05-24T00:00:00Z");
  private static final String CREDENTIAL =
      "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,";
  private static final String EMPTY =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  @Test
  void getObject() {
    assertVerified(
        """
        GET /test.txt HTTP/1.1
        Host: examplebucket.s3.amazonaws.com
        Authorization: %sSignedHeaders=host;range;x-amz-content-sha256;x-amz-date,\
        Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41
        Range: bytes=0-9
        x-amz-content-sha256:%s
        x-amz-date: 20130524T000000Z
        """
            .formatted(CREDENTIAL, EMPTY));
  }

  @Test
  void putObject() {
    assertVerified(
        """
        PUT /test$file.text HTTP/1.1
        Host: examplebucket.s3.amazonaws.com
        Date: Fri, 24 May 2013 00:00:00 GMT
        Authorization: %sSignedHeaders=date;host;x-amz-content-sha256;x-amz-date;\
        x-amz-storage-class,Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd
        x-amz-date: 20130524T000000Z
        x-amz-storage-class: REDUCED_REDUNDANCY
        x-amz-content-sha256: 44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072

        Welcome to Amazon S3."""
            .formatted(CREDENTIAL));
  }

  @Test
  void getBucketLifecycle() {
    assertVerified(
        """
        GET /?lifecycle HTTP/1.1
        Host: examplebucket.s3.amazonaws.com
        Authorization: %sSignedHeaders=host;x-amz-content-sha256;x-amz-date,\
        Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543
        x-amz-date: 20130524T000000Z
        x-amz-content-sha256:%s
        """
            .formatted(CREDENTIAL, EMPTY));
  }

  @Test
  void listObjects() {
    assertVerified(
        """
        GET /?max-keys=2&prefix=J HTTP/1.1
        Host: examplebucket.s3.amazonaws.com
        Authorization: %sSignedHeaders=host;x-amz-content-sha256;x-amz-date,\
        Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7
        x-amz-date: 20130524T000000Z
        x-amz-content-sha256:%s
        """
            .formatted(CREDENTIAL, EMPTY));
  }

  @Test
  void presignedGetObject() {
    assertVerified(
        """
        GET /test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256\
        &X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request\
        &X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host\
        &X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404 HTTP/1.1
        Host: examplebucket.s3.amazonaws.com
        """);
  }

  private static void assertVerified(String text) {
    RawRequest request = RawRequest.parse(text);
    SignatureClaim claim = ((Claim.Signed) SigV4.read(request.head())).signature();
    assertThat(new SigV4().verify(claim, request.head(), SECRET, null, Clocks.of(TIME, TIME)))
        .isInstanceOf(Verdict.Verified.class);
    if (claim.payload().kind() == PayloadDeclaration.Kind.LITERAL) {
      assertThat(claim.payload().value()).isEqualTo(SigV4.bodyHash(request.body()));
    }
  }
}
