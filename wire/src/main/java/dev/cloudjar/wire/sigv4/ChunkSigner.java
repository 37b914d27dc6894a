package dev.cloudjar.wire.sigv4;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Verifies the chunks of an {@code aws-chunked} body, each signed over the signature before it.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html">Transferring
 *     payload in multiple chunks</a>
 */
public final class ChunkSigner {
  private static final String CHUNK_ALGORITHM = "AWS4-HMAC-SHA256-PAYLOAD";
  private static final String TRAILER_ALGORITHM = "AWS4-HMAC-SHA256-TRAILER";

  private final HmacKey key;
  private final SignatureClaim claim;
  private final ByteText canonicalRequest;

  ChunkSigner(HmacKey key, SignatureClaim claim, ByteText canonicalRequest) {
    this.key = key;
    this.claim = claim;
    this.canonicalRequest = canonicalRequest;
  }

  /** The signature of the request, over which the first chunk is signed. */
  String seedSignature() {
    return claim.signature();
  }

  void verifyChunk(String previousSignature, byte[] dataSha256, String signature) {
    ByteText text = start(CHUNK_ALGORITHM, previousSignature);
    text.append(Sha256.EMPTY);
    text.append('\n');
    text.appendHex(dataSha256);
    verify(text, signature);
  }

  void verifyTrailer(String previousSignature, byte[] trailerSha256, String signature) {
    ByteText text = start(TRAILER_ALGORITHM, previousSignature);
    text.appendHex(trailerSha256);
    verify(text, signature);
  }

  private ByteText start(String algorithm, String previousSignature) {
    ByteText text = new ByteText(384);
    text.append(algorithm);
    text.append('\n');
    text.append(claim.timestamp());
    text.append('\n');
    text.append(claim.scope().toString());
    text.append('\n');
    text.append(previousSignature);
    text.append('\n');
    return text;
  }

  private void verify(ByteText text, String signature) {
    ByteText expected = new ByteText(64);
    expected.appendHex(key.sign(text.array(), text.length()));
    if (!MessageDigest.isEqual(expected.array(), signature.getBytes(StandardCharsets.ISO_8859_1))) {
      throw new BodyRefusedException(
          new SignatureFailure.Mismatch(
              claim.accessKeyId(), text.toString(), signature, canonicalRequest.toString()));
    }
  }
}
