package dev.cloudjar.wire.sigv4;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cloudjar.wire.RequestHead;
import dev.cloudjar.wire.WireError;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PayloadReaderTest {
  private static final byte[] CONTENT = "some content".getBytes(ISO_8859_1);

  private static RequestHead head(Map<String, String> more) {
    RawRequest.ListHeaders headers = new RawRequest.ListHeaders().add("host", "localhost");
    more.forEach(headers::add);
    return new RequestHead("PUT", "/bucket/key", "", headers);
  }

  private static SignatureClaim claim(RequestHead head, String payload) {
    RawRequest.ListHeaders signed = new RawRequest.ListHeaders();
    Map<String, String> headers = new HashMap<>();
    head.headers().forEach(headers::put);
    new Signer("AKIDEXAMPLE", "secret", null, "us-east-1", "s3")
        .sign("PUT", head.path(), "", headers, payload, ChunkedBody.TIME)
        .forEach(signed::add);
    RequestHead complete = new RequestHead("PUT", head.path(), "", signed);
    return ((Claim.Signed) SigV4.read(complete)).signature();
  }

  @Test
  void aDeclaredHashIsCheckedAtTheEnd() {
    RequestHead head = head(Map.of());
    SignatureClaim claim = claim(head, SigV4.bodyHash(ByteBuffer.wrap(CONTENT)));
    assertThat(ChunkedBody.read(PayloadReader.ofTrusted(head, claim), CONTENT, 5))
        .isEqualTo(CONTENT);

    byte[] other = "same content".getBytes(ISO_8859_1);
    BodyRefusedException refused =
        catchThrowableOfType(
            BodyRefusedException.class,
            () -> ChunkedBody.read(PayloadReader.ofTrusted(head, claim), other, 5));
    WireError error = SignatureErrors.of(refused.failure(), ErrorFamily.S3);
    assertThat(error.code()).isEqualTo("XAmzContentSHA256Mismatch");
    assertThat(error.status()).isEqualTo(400);
    assertThat(error.members())
        .containsEntry("ClientComputedContentSHA256", claim.payload().value())
        .containsEntry("S3ComputedContentSHA256", SigV4.bodyHash(ByteBuffer.wrap(other)));
  }

  @Test
  void anUnsignedPayloadIsTakenAsItIs() {
    RequestHead head = head(Map.of());
    PayloadReader reader = PayloadReader.ofTrusted(head, claim(head, "UNSIGNED-PAYLOAD"));
    assertThat(ChunkedBody.read(reader, CONTENT, 3)).isEqualTo(CONTENT);
    assertThat(reader.trailers()).isEmpty();
    assertThat(reader.decodedSizeBytes()).isEmpty();
  }

  @Test
  void chunksOfAnUnknownSignerAreUnframedAndNotJudged() {
    ChunkedBody body = new ChunkedBody("STREAMING-AWS4-HMAC-SHA256-PAYLOAD").chunk(CONTENT);
    String framed = new String(body.framed(), ISO_8859_1);
    String wrong = framed.replaceAll("chunk-signature=[0-9a-f]+", "chunk-signature=none");
    RequestHead head =
        head(Map.of("x-amz-decoded-content-length", Integer.toString(CONTENT.length)));
    SignatureClaim claim = claim(head, "STREAMING-AWS4-HMAC-SHA256-PAYLOAD");
    assertThat(
            ChunkedBody.read(PayloadReader.ofTrusted(head, claim), wrong.getBytes(ISO_8859_1), 7))
        .isEqualTo(CONTENT);
  }

  @Test
  void anonymousBodiesMayBeFramedButNotSigned() {
    RequestHead framed =
        head(
            Map.of(
                "x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
                "x-amz-trailer", "x-amz-checksum-crc32",
                "x-amz-decoded-content-length", "5"));
    PayloadReader reader = PayloadReader.ofAnonymous(framed);
    byte[] body = "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAA\r\n\r\n".getBytes(ISO_8859_1);
    assertThat(ChunkedBody.read(reader, body, 4)).isEqualTo("hello".getBytes(ISO_8859_1));
    assertThat(reader.trailers()).containsEntry("x-amz-checksum-crc32", "AAAA");

    assertThat(ChunkedBody.read(PayloadReader.ofAnonymous(head(Map.of())), CONTENT, 4))
        .isEqualTo(CONTENT);
    RequestHead signed =
        head(
            Map.of(
                "x-amz-content-sha256",
                "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
                "x-amz-decoded-content-length",
                "5"));
    assertThatThrownBy(() -> PayloadReader.ofAnonymous(signed))
        .isInstanceOf(BodyRefusedException.class);
  }
}
