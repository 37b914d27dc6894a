package dev.cloudjar.wire.sigv4;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A body without framing, checked at its end against the hash that was signed. */
final class PlainPayload implements PayloadReader {
  private final @Nullable String declaredSha256;
  private final MessageDigest digest;

  /**
   * @param declaredSha256 in hexadecimal digits; null where nothing was declared
   */
  PlainPayload(@Nullable String declaredSha256) {
    this.declaredSha256 = declaredSha256;
    this.digest = Sha256.start();
  }

  @Override
  public @Nullable ByteBuffer next(ByteBuffer input) {
    if (!input.hasRemaining()) {
      return null;
    }
    ByteBuffer content = input.slice();
    input.position(input.limit());
    if (declaredSha256 != null) {
      digest.update(content.duplicate());
    }
    return content;
  }

  @Override
  public void finish() {
    if (declaredSha256 != null) {
      String computed = HexFormat.of().formatHex(digest.digest());
      if (!computed.equals(declaredSha256.toLowerCase(Locale.ROOT))) {
        throw new BodyRefusedException(
            new SignatureFailure.PayloadMismatch(declaredSha256, computed));
      }
    }
  }

  @Override
  public Map<String, String> trailers() {
    return Map.of();
  }

  @Override
  public OptionalLong decodedSizeBytes() {
    return OptionalLong.empty();
  }
}
