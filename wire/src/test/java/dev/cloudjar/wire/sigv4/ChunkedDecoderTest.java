package dev.cloudjar.wire.sigv4;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cloudjar.wire.WireError;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkedDecoderTest {
  private static final String SIGNED = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
  private static final String SIGNED_TRAILER = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
  private static final String UNSIGNED_TRAILER = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
  private static final String CREDENTIAL =
      "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,";
  private static final byte[] A = filled(65536 + 1024);

  @Test
  void publishedExampleOfSignedChunks() {
    PayloadReader reader =
        reader(
            """
            PUT /examplebucket/chunkObject.txt HTTP/1.1
            Host: s3.amazonaws.com
            x-amz-date: 20130524T000000Z
            x-amz-storage-class: REDUCED_REDUNDANCY
            Authorization: %sSignedHeaders=content-encoding;content-length;host;\
            x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class,\
            Signature=4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9
            x-amz-content-sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD
            Content-Encoding: aws-chunked
            x-amz-decoded-content-length: 66560
            Content-Length: 66824
            """
                .formatted(CREDENTIAL));
    byte[] body =
        published(
            "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
            "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
            "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
            "");

    assertThat(body).hasSize(66824);
    assertThat(ChunkedBody.read(reader, body, 8192)).isEqualTo(A);
    assertThat(reader.decodedSizeBytes()).hasValue(66560);
  }

  @Test
  void publishedExampleOfSignedTrailer() {
    PayloadReader reader =
        reader(
            """
            PUT /examplebucket/chunkObject.txt HTTP/1.1
            Host: s3.amazonaws.com
            x-amz-date: 20130524T000000Z
            x-amz-storage-class: REDUCED_REDUNDANCY
            Authorization: %sSignedHeaders=content-encoding;host;x-amz-content-sha256;x-amz-date;\
            x-amz-decoded-content-length;x-amz-storage-class;x-amz-trailer,\
            Signature=106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e
            x-amz-content-sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER
            Content-Encoding: aws-chunked
            x-amz-decoded-content-length: 66560
            x-amz-trailer: x-amz-checksum-crc32c
            """
                .formatted(CREDENTIAL));
    byte[] body =
        published(
            "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
            "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
            "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992",
            "x-amz-checksum-crc32c:sOO8/Q==\r\n"
                + "x-amz-trailer-signature:"
                + "d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n");

    assertThat(ChunkedBody.read(reader, body, 1000)).isEqualTo(A);
    assertThat(reader.trailers()).isEqualTo(Map.of("x-amz-checksum-crc32c", "sOO8/Q=="));
  }

  @ParameterizedTest
  @ValueSource(strings = {SIGNED, SIGNED_TRAILER, UNSIGNED_TRAILER})
  void theSameBytesGiveTheSameContentHoweverTheyAreCut(String kind) {
    Random random = new Random(7);
    byte[] content = new byte[8192 + 8200 + 77];
    random.nextBytes(content);
    ChunkedBody body =
        new ChunkedBody(kind)
            .chunk(Arrays.copyOfRange(content, 0, 8192))
            .chunk(Arrays.copyOfRange(content, 8192, 16392))
            .chunk(Arrays.copyOfRange(content, 16392, content.length));
    if (kind.endsWith("TRAILER")) {
      body.trailer("x-amz-checksum-crc32", "AAAAAA==");
    }
    byte[] framed = body.framed();
    assertThat(ChunkedBody.read(body.reader(), framed, 1)).isEqualTo(content);
    assertThat(ChunkedBody.read(body.reader(), framed, framed.length)).isEqualTo(content);
    for (int round = 0; round < 200; round++) {
      int[] pieces = IntStream.range(0, 50).map(i -> 1 + random.nextInt(700)).toArray();
      assertThat(ChunkedBody.read(body.reader(), framed, pieces)).isEqualTo(content);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {SIGNED, SIGNED_TRAILER})
  void everyByteOfSignedChunksCounts(String kind) {
    ChunkedBody body = new ChunkedBody(kind).chunk("hello, chunked world".getBytes(ISO_8859_1));
    if (kind.endsWith("TRAILER")) {
      body.trailer("x-amz-checksum-crc32", "AAAAAA==");
    }
    byte[] framed = body.framed();
    String text = new String(framed, ISO_8859_1);
    for (int i = 0; i < framed.length; i++) {
      byte[] spoilt = framed.clone();
      spoilt[i] ^= 1;
      // The lines of a trailer are signed without the spaces around their names and values.
      assertThatThrownBy(() -> ChunkedBody.read(body.reader(), spoilt, 50))
          .describedAs("byte %d, after %s", i, text.substring(0, i))
          .isInstanceOf(BodyRefusedException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {SIGNED, SIGNED_TRAILER, UNSIGNED_TRAILER})
  void aSpoiltBodyIsRefusedOrReadAndNothingElse(String kind) {
    Random random = new Random(11);
    ChunkedBody body = new ChunkedBody(kind).chunk(new byte[300]);
    if (kind.endsWith("TRAILER")) {
      body.trailer("x-amz-checksum-crc32", "AAAAAA==");
    }
    byte[] framed = body.framed();
    for (int round = 0; round < 5_000; round++) {
      byte[] spoilt = spoil(framed, random);
      try {
        assertThat(ChunkedBody.read(body.reader(), spoilt, 1 + random.nextInt(400))).hasSize(300);
      } catch (BodyRefusedException refused) {
        assertThat(SignatureErrors.of(refused.failure(), ErrorFamily.S3).status())
            .isBetween(400, 411);
      }
    }
  }

  private static byte[] spoil(byte[] body, Random random) {
    byte[] spoilt = body.clone();
    switch (random.nextInt(4)) {
      case 0 -> spoilt[random.nextInt(spoilt.length)] = (byte) random.nextInt();
      case 1 -> spoilt = Arrays.copyOf(spoilt, random.nextInt(spoilt.length));
      case 2 -> {
        int at = random.nextInt(spoilt.length);
        int size = random.nextInt(Math.min(40, spoilt.length - at));
        System.arraycopy(body, at + size, spoilt, at, body.length - at - size);
        spoilt = Arrays.copyOf(spoilt, body.length - size);
      }
      default -> {
        int at = random.nextInt(spoilt.length);
        byte[] inserted =
            "\r\n0\r\n;:ffffffffffffffff".substring(random.nextInt(10)).getBytes(ISO_8859_1);
        spoilt = Arrays.copyOf(body, body.length + inserted.length);
        System.arraycopy(inserted, 0, spoilt, at, inserted.length);
        System.arraycopy(body, at, spoilt, at + inserted.length, body.length - at);
      }
    }
    return spoilt;
  }

  @Test
  void anEmptyObjectIsOneChunk() {
    for (String kind : List.of(SIGNED, SIGNED_TRAILER, UNSIGNED_TRAILER)) {
      ChunkedBody body = new ChunkedBody(kind).header("x-amz-decoded-content-length", "0");
      assertThat(ChunkedBody.read(body.reader(), body.framed(), 10)).isEmpty();
    }
  }

  @Test
  void aWrongChunkSignatureTellsWhatShouldHaveBeenSigned() {
    ChunkedBody body = new ChunkedBody(SIGNED).chunk(filled(8192)).chunk(filled(10));
    String framed = new String(body.framed(), ISO_8859_1);
    int last = framed.lastIndexOf("chunk-signature=") + "chunk-signature=".length();
    String zeros = "0".repeat(64);
    WireError error =
        refused(body, framed.substring(0, last) + zeros + framed.substring(last + 64));

    assertThat(error.code()).isEqualTo("SignatureDoesNotMatch");
    assertThat(error.status()).isEqualTo(403);
    assertThat(error.members())
        .containsEntry("SignatureProvided", zeros)
        .containsEntry("AWSAccessKeyId", "AKIAIOSFODNN7EXAMPLE");
    assertThat(error.members().get("StringToSign"))
        .startsWith("AWS4-HMAC-SHA256-PAYLOAD\n20130524T000000Z\n20130524/us-east-1/s3/");
    assertThat(error.members().get("CanonicalRequest")).startsWith("PUT\n/bucket/key\n");
  }

  @Test
  void aWrongTrailerSignatureIsTold() {
    ChunkedBody body =
        new ChunkedBody(SIGNED_TRAILER).chunk(filled(5)).trailer("x-amz-checksum-crc32", "AAAA");
    String framed = new String(body.framed(), ISO_8859_1);
    int at = framed.indexOf("trailer-signature:") + "trailer-signature:".length();
    WireError error =
        refused(body, framed.substring(0, at) + "0".repeat(64) + framed.substring(at + 64));
    assertThat(error.code()).isEqualTo("SignatureDoesNotMatch");
    assertThat(error.members().get("StringToSign")).startsWith("AWS4-HMAC-SHA256-TRAILER\n");
  }

  @Test
  void onlyTheLastChunkMayBeSmall() {
    for (String kind : List.of(SIGNED, UNSIGNED_TRAILER)) {
      ChunkedBody body = new ChunkedBody(kind).chunk(filled(5)).chunk(filled(13));
      WireError error = refused(body, new String(body.framed(), ISO_8859_1));
      assertThat(error.code()).isEqualTo("InvalidChunkSizeError");
      assertThat(error.status()).isEqualTo(403);
      assertThat(error.members()).containsEntry("Chunk", "2").containsEntry("BadChunkSize", "5");
    }
  }

  @Test
  void whatCannotBeReadIsIncomplete() {
    ChunkedBody unsigned =
        new ChunkedBody(UNSIGNED_TRAILER).chunk(filled(5)).trailer("x-amz-checksum-crc32", "AAAA");
    String trailer = "x-amz-checksum-crc32:AAAA\r\n\r\n";
    for (String framed :
        List.of(
            "zz\r\nhello\r\n0\r\n" + trailer,
            "-5\r\nhello\r\n0\r\n" + trailer,
            "\u00ff\u00fe\r\nhello\r\n0\r\n" + trailer,
            "5\nhello\r\n0\r\n" + trailer,
            "5\r\nhello0\r\n" + trailer,
            "6\r\nhello!\r\n0\r\n" + trailer,
            "4\r\nhell\r\n0\r\n" + trailer,
            "5\r\nhello\r\n" + trailer,
            "5\r\nhello\r\n0\r\nno-colon-here\r\n\r\n",
            "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAA\r\n",
            "5\r\nhello\r\n0\r\n" + trailer + "more",
            "5" + "0".repeat(2000),
            "fffffffffffffffff\r\n",
            "5\r\nhel",
            "")) {
      WireError error = refused(unsigned, framed);
      assertThat(error.code()).describedAs(framed).isEqualTo("IncompleteBody");
      assertThat(error.status()).isEqualTo(400);
    }
    ChunkedBody signed = new ChunkedBody(SIGNED).chunk(filled(5));
    assertThat(refused(signed, "5\r\naaaaa\r\n0\r\n\r\n").code()).isEqualTo("IncompleteBody");
    String withTrailer = new String(signed.framed(), ISO_8859_1);
    assertThat(
            refused(signed, withTrailer.substring(0, withTrailer.length() - 2) + "a:b\r\n\r\n")
                .code())
        .isEqualTo("IncompleteBody");
  }

  @Test
  void theTrailerMustBeTheOneThatWasAnnounced() {
    ChunkedBody body = new ChunkedBody(UNSIGNED_TRAILER).chunk(filled(5));
    String data = "5\r\naaaaa\r\n0\r\n";
    body.header("x-amz-trailer", "x-amz-checksum-crc32");
    for (String trailer :
        List.of(
            "\r\n",
            "x-amz-checksum-sha256:AAAA\r\n\r\n",
            "x-amz-checksum-crc32:AAAA\r\nx-amz-checksum-crc32:AAAA\r\n\r\n",
            "x-amz-checksum-crc32:AAAA\r\nanother:AAAA\r\n\r\n")) {
      WireError error = refused(body, data + trailer);
      assertThat(error.code()).describedAs(trailer).isEqualTo("MalformedTrailerError");
      assertThat(error.status()).isEqualTo(400);
    }
    ChunkedBody silent = new ChunkedBody(UNSIGNED_TRAILER).chunk(filled(5));
    assertThat(refused(silent, data + "x-amz-checksum-crc32:AAAA\r\n\r\n").code())
        .isEqualTo("MalformedTrailerError");
  }

  @Test
  void aSignedTrailerNeedsItsSignature() {
    ChunkedBody body =
        new ChunkedBody(SIGNED_TRAILER).chunk(filled(5)).trailer("x-amz-checksum-crc32", "AAAA");
    String framed = new String(body.framed(), ISO_8859_1);
    int at = framed.indexOf("x-amz-trailer-signature");
    assertThat(refused(body, framed.substring(0, at) + "\r\n").code()).isEqualTo("IncompleteBody");
  }

  @Test
  void theLengthOfTheContentMustBeTold() {
    for (String length : List.of("", "x", "-1", "9".repeat(30))) {
      ChunkedBody body = new ChunkedBody(SIGNED).header("x-amz-decoded-content-length", length);
      assertThat(refusedHead(body).code()).isEqualTo("MissingContentLength");
    }
    WireError error =
        refusedHead(
            new ChunkedBody(SIGNED).chunk(filled(3)).without("x-amz-decoded-content-length"));
    assertThat(error.code()).isEqualTo("MissingContentLength");
    assertThat(error.status()).isEqualTo(411);
  }

  @Test
  void contentIsAViewOfWhatCame() {
    ChunkedBody body = new ChunkedBody(SIGNED).chunk(filled(5));
    byte[] framed = body.framed();
    ByteBuffer content = body.reader().next(ByteBuffer.wrap(framed));
    Arrays.fill(framed, (byte) 'z');
    assertThat(content.get(0)).isEqualTo((byte) 'z');
  }

  private static WireError refused(ChunkedBody body, String framed) {
    BodyRefusedException refused =
        catchThrowableOfType(
            BodyRefusedException.class,
            () -> ChunkedBody.read(body.reader(), framed.getBytes(ISO_8859_1), 100));
    assertThat(refused).describedAs(framed).isNotNull();
    return SignatureErrors.of(refused.failure(), ErrorFamily.S3);
  }

  private static WireError refusedHead(ChunkedBody body) {
    BodyRefusedException refused = catchThrowableOfType(BodyRefusedException.class, body::reader);
    return SignatureErrors.of(refused.failure(), ErrorFamily.S3);
  }

  private static PayloadReader reader(String text) {
    RawRequest request = RawRequest.parse(text);
    SignatureClaim claim = ((Claim.Signed) SigV4.read(request.head())).signature();
    Verdict verdict =
        new SigV4()
            .verify(
                claim,
                request.head(),
                ChunkedBody.SECRET,
                null,
                Clocks.of(ChunkedBody.TIME, ChunkedBody.TIME));
    return PayloadReader.of(request.head(), (Verdict.Verified) verdict);
  }

  private static byte[] published(String first, String second, String last, String trailer) {
    String chunk = "%s;chunk-signature=%s\r\n%s%s";
    String a = new String(A, ISO_8859_1);
    String body =
        chunk.formatted("10000", first, a.substring(0, 65536), "\r\n")
            + chunk.formatted("400", second, a.substring(65536), "\r\n")
            + chunk.formatted("0", last, trailer, "\r\n");
    return body.getBytes(ISO_8859_1);
  }

  private static byte[] filled(int size) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) 'a');
    return bytes;
  }
}
