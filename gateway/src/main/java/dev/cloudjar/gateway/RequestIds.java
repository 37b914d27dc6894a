package dev.cloudjar.gateway;

import dev.cloudjar.wire.sigv4.ErrorFamily;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Names requests. The names are nobody's secret, so they need not be unguessable, but cheap. */
final class RequestIds {
  private static final char[] S3_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();

  private RequestIds() {}

  /** As the service writes them: S3 with 16 letters and digits, everybody else as a UUID. */
  static String next(ErrorFamily family) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    if (family == ErrorFamily.S3) {
      char[] id = new char[16];
      long bits = random.nextLong();
      long more = random.nextLong();
      for (int i = 0; i < 8; i++) {
        id[i] = S3_ALPHABET[(int) (bits >>> (5 * i)) & 31];
        id[i + 8] = S3_ALPHABET[(int) (more >>> (5 * i)) & 31];
      }
      return new String(id);
    }
    long high = (random.nextLong() & ~0xF000L) | 0x4000L;
    long low = (random.nextLong() & ~(3L << 62)) | Long.MIN_VALUE;
    return new UUID(high, low).toString();
  }
}
