package dev.cloudjar.wire.sigv4;

import java.util.HexFormat;

/**
 * Signs the chunks of an {@code aws-chunked} body, each over the signature before it.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html">Transferring
 *     payload in multiple chunks</a>
 */
public final class ChunkSigner {
  private final HmacKey key;
  private final String timestamp;
  private final CredentialScope scope;
  private final String seedSignature;

  ChunkSigner(HmacKey key, String timestamp, CredentialScope scope, String seedSignature) {
    this.key = key;
    this.timestamp = timestamp;
    this.scope = scope;
    this.seedSignature = seedSignature;
  }

  /** The signature of the request, over which the first chunk is signed. */
  String seedSignature() {
    return seedSignature;
  }

  String signChunk(String previousSignature, byte[] dataSha256) {
    return sign(
        stringToSign("AWS4-HMAC-SHA256-PAYLOAD", previousSignature, Sha256.EMPTY, dataSha256));
  }

  String signTrailer(String previousSignature, byte[] trailerSha256) {
    return sign(stringToSign("AWS4-HMAC-SHA256-TRAILER", previousSignature, "", trailerSha256));
  }

  private ByteText stringToSign(
      String algorithm, String previousSignature, String emptyHash, byte[] sha256) {
    ByteText text = new ByteText(384);
    text.append(algorithm);
    text.append('\n');
    text.append(timestamp);
    text.append('\n');
    text.append(scope.toString());
    text.append('\n');
    text.append(previousSignature);
    text.append('\n');
    if (!emptyHash.isEmpty()) {
      text.append(emptyHash);
      text.append('\n');
    }
    text.appendHex(sha256);
    return text;
  }

  private String sign(ByteText text) {
    return HexFormat.of().formatHex(key.sign(text.array(), text.length()));
  }
}
