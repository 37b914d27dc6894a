package dev.cloudjar.wire.sigv4;

import dev.cloudjar.wire.sigv4.ChunkLines.ChunkHeader;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Decodes {@code aws-chunked}: lines of {@code size;chunk-signature=...}, data, and a trailer.
 *
 * <p>Keeps one line at most, whose length is bounded; data is passed on as views of what came.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html">
 *     Signature calculations for trailing headers</a>
 */
final class ChunkedDecoder implements PayloadReader {
  /** Every chunk but the last has to be as long. */
  private static final long LEAST_CHUNK_BYTES = 8192;

  private static final int MOST_TRAILERS = 16;
  private static final String TRAILER_SIGNATURE = "x-amz-trailer-signature";

  private enum State {
    CHUNK_HEADER,
    DATA,
    AFTER_DATA,
    TRAILER,
    DONE
  }

  private final ChunkedFraming framing;
  private final @Nullable ChunkSigner signer;
  private final boolean signed;
  private final ChunkLines lines = new ChunkLines();
  private final Map<String, String> trailers = new TreeMap<>();

  private State state = State.CHUNK_HEADER;
  private final MessageDigest chunkDigest = Sha256.start();
  private String previousSignature;
  private String chunkSignature = "";
  private @Nullable String trailerSignature;
  private long chunks;
  private long chunkSizeBytes;
  private long chunkLeftBytes;
  private long decodedBytes;

  /**
   * @param signed whether each chunk carries a signature
   * @param signer judges the signatures; null where there are none, or nobody knows their secret
   */
  ChunkedDecoder(ChunkedFraming framing, boolean signed, @Nullable ChunkSigner signer) {
    this.framing = framing;
    this.signed = signed;
    this.signer = signer;
    this.previousSignature = signer == null ? "" : signer.seedSignature();
  }

  @Override
  public @Nullable ByteBuffer next(ByteBuffer input) {
    while (input.hasRemaining()) {
      if (state == State.DATA) {
        return data(input);
      }
      if (state == State.DONE) {
        throw incomplete();
      }
      String line = lines.next(input);
      if (line == null) {
        return null;
      }
      accept(line);
    }
    return null;
  }

  @Override
  public void finish() {
    if (state != State.DONE) {
      throw incomplete();
    }
  }

  @Override
  public Map<String, String> trailers() {
    return Map.copyOf(trailers);
  }

  @Override
  public OptionalLong decodedSizeBytes() {
    return OptionalLong.of(framing.decodedSizeBytes());
  }

  /** What the first chunk is signed over. */
  String seedSignature() {
    return signer == null ? "" : signer.seedSignature();
  }

  private void accept(String line) {
    switch (state) {
      case CHUNK_HEADER -> startChunk(ChunkHeader.parse(line, signed));
      case AFTER_DATA -> {
        if (!line.isEmpty()) {
          throw incomplete();
        }
        state = State.CHUNK_HEADER;
      }
      case TRAILER -> {
        if (line.isEmpty()) {
          endTrailer();
        } else {
          addTrailer(line);
        }
      }
      case DATA, DONE -> throw new IllegalStateException("no line is expected here");
    }
  }

  private void startChunk(ChunkHeader header) {
    long sizeBytes = header.sizeBytes();
    chunks++;
    if (sizeBytes > 0 && chunks > 1 && chunkSizeBytes < LEAST_CHUNK_BYTES) {
      throw new BodyRefusedException(new SignatureFailure.InvalidChunkSize(chunks, chunkSizeBytes));
    }
    if (sizeBytes > framing.decodedSizeBytes() - decodedBytes) {
      throw incomplete();
    }
    chunkSignature = header.signature();
    chunkSizeBytes = sizeBytes;
    chunkLeftBytes = sizeBytes;
    if (sizeBytes > 0) {
      state = State.DATA;
      return;
    }
    endChunk();
    if (decodedBytes != framing.decodedSizeBytes()) {
      throw incomplete();
    }
    state = State.TRAILER;
  }

  private ByteBuffer data(ByteBuffer input) {
    int size = (int) Math.min(chunkLeftBytes, input.remaining());
    ByteBuffer content = input.slice(input.position(), size);
    input.position(input.position() + size);
    chunkLeftBytes -= size;
    decodedBytes += size;
    if (signer != null) {
      chunkDigest.update(content.duplicate());
    }
    if (chunkLeftBytes == 0) {
      endChunk();
      state = State.AFTER_DATA;
    }
    return content;
  }

  private void endChunk() {
    if (signer != null) {
      signer.verifyChunk(previousSignature, chunkDigest.digest(), chunkSignature);
      previousSignature = chunkSignature;
    }
  }

  private void addTrailer(String line) {
    if (!framing.hasTrailer() || trailerSignature != null || trailers.size() == MOST_TRAILERS) {
      throw incomplete();
    }
    int colon = line.indexOf(':');
    if (colon <= 0) {
      throw incomplete();
    }
    String name = ChunkLines.name(line, colon);
    String value = line.substring(colon + 1).strip();
    if (name.equals(TRAILER_SIGNATURE) && signed) {
      trailerSignature = value;
    } else if (trailers.put(name, value) != null) {
      throw malformedTrailer();
    }
  }

  private void endTrailer() {
    if (framing.hasTrailer()) {
      if (signer != null && !(trailers.isEmpty() && framing.announced().isEmpty())) {
        verifyTrailer(signer);
      }
      if (!trailers.keySet().equals(framing.announced())) {
        throw malformedTrailer();
      }
    }
    state = State.DONE;
  }

  private void verifyTrailer(ChunkSigner verifier) {
    if (trailerSignature == null) {
      throw incomplete();
    }
    ByteText canonical = new ByteText(128);
    trailers.forEach(
        (name, value) -> {
          canonical.append(name);
          canonical.append(':');
          canonical.append(value);
          canonical.append('\n');
        });
    MessageDigest digest = Sha256.start();
    digest.update(canonical.array(), 0, canonical.length());
    verifier.verifyTrailer(previousSignature, digest.digest(), trailerSignature);
  }

  private static BodyRefusedException incomplete() {
    return new BodyRefusedException(new SignatureFailure.IncompleteBody());
  }

  private static BodyRefusedException malformedTrailer() {
    return new BodyRefusedException(new SignatureFailure.MalformedTrailer());
  }
}
