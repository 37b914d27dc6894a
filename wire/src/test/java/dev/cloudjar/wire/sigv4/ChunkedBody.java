package dev.cloudjar.wire.sigv4;

import dev.cloudjar.wire.RequestHead;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An {@code aws-chunked} upload to S3, framed and signed, that a test may then spoil. */
final class ChunkedBody {
  static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  static final Instant TIME = Instant.parse("2013-05-24T00:00:00Z");
  private static final CredentialScope SCOPE = new CredentialScope("20130524", "us-east-1", "s3");
  private static final HmacKey KEY = SigningKeys.derive(SECRET, SCOPE);

  private final String kind;
  private final List<byte[]> chunks = new ArrayList<>();
  private final TreeMap<String, String> trailers = new TreeMap<>();
  private final Map<String, String> headers = new LinkedHashMap<>();

  ChunkedBody(String kind) {
    this.kind = kind;
    headers.put("host", "s3.amazonaws.com");
    headers.put("content-encoding", "aws-chunked");
  }

  ChunkedBody chunk(byte[] content) {
    chunks.add(content);
    headers.put(
        "x-amz-decoded-content-length",
        Integer.toString(chunks.stream().mapToInt(chunk -> chunk.length).sum()));
    return this;
  }

  ChunkedBody trailer(String name, String value) {
    trailers.put(name, value);
    headers.put("x-amz-trailer", String.join(",", trailers.keySet()));
    return this;
  }

  ChunkedBody header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  ChunkedBody without(String header) {
    headers.remove(header);
    return this;
  }

  /** A reader for the body of the signed request. */
  PayloadReader reader() {
    RawRequest.ListHeaders signed = new RawRequest.ListHeaders();
    new Signer("AKIAIOSFODNN7EXAMPLE", SECRET, null, "us-east-1", "s3")
        .sign("PUT", "/bucket/key", "", headers, kind, TIME)
        .forEach(signed::add);
    RequestHead head = new RequestHead("PUT", "/bucket/key", "", signed);
    SignatureClaim claim = ((Claim.Signed) SigV4.read(head)).signature();
    Verdict verdict = new SigV4().verify(claim, head, SECRET, null, Clocks.of(TIME, TIME));
    return PayloadReader.of(head, (Verdict.Verified) verdict);
  }

  /** The body with right frames and signatures. */
  byte[] framed() {
    boolean signed = kind.startsWith("STREAMING-AWS4");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String previous = seed();
    List<byte[]> all = new ArrayList<>(chunks);
    all.add(new byte[0]);
    for (byte[] chunk : all) {
      StringBuilder line = new StringBuilder(Integer.toHexString(chunk.length));
      if (signed) {
        previous =
            sign("AWS4-HMAC-SHA256-PAYLOAD", previous + '\n' + Sha256.EMPTY + '\n' + hash(chunk));
        line.append(";chunk-signature=").append(previous);
      }
      write(out, line + "\r\n");
      out.writeBytes(chunk);
      if (chunk.length > 0) {
        write(out, "\r\n");
      }
    }
    StringBuilder canonical = new StringBuilder();
    for (Map.Entry<String, String> trailer : trailers.entrySet()) {
      write(out, trailer.getKey() + ':' + trailer.getValue() + "\r\n");
      canonical.append(trailer.getKey()).append(':').append(trailer.getValue()).append('\n');
    }
    if (signed && kind.endsWith("TRAILER")) {
      String trailerHash = hash(canonical.toString().getBytes(StandardCharsets.UTF_8));
      write(
          out,
          "x-amz-trailer-signature:"
              + sign("AWS4-HMAC-SHA256-TRAILER", previous + '\n' + trailerHash)
              + "\r\n");
    }
    write(out, "\r\n");
    return out.toByteArray();
  }

  private String seed() {
    return ((ChunkedDecoder) reader()).seedSignature();
  }

  private static String sign(String algorithm, String rest) {
    return HexFormat.of()
        .formatHex(KEY.sign(algorithm + "\n20130524T000000Z\n" + SCOPE + '\n' + rest));
  }

  private static String hash(byte[] bytes) {
    return Sha256.hex(ByteBuffer.wrap(bytes));
  }

  private static void write(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** What comes out when the body is cut into pieces of at most these sizes, again and again. */
  static byte[] read(PayloadReader reader, byte[] body, int... pieceSizes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int piece = 0;
    for (int from = 0; from < body.length; ) {
      int size = Math.min(Math.max(1, pieceSizes[piece++ % pieceSizes.length]), body.length - from);
      ByteBuffer input = ByteBuffer.wrap(body, from, size);
      for (ByteBuffer content = reader.next(input); content != null; content = reader.next(input)) {
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        out.writeBytes(bytes);
      }
      from += size;
    }
    reader.finish();
    return out.toByteArray();
  }
}
