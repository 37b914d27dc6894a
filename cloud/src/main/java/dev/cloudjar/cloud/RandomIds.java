package dev.cloudjar.cloud;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.UUID;

/** Identifiers from the machine's secure randomness, fetched in larger pieces. */
public final class RandomIds implements Ids {
  private static final int STRIPES = 16;

  private final Stripe[] stripes = new Stripe[STRIPES];

  public RandomIds() {
    SecureRandom source = new SecureRandom();
    Arrays.setAll(stripes, i -> new Stripe(source));
  }

  @Override
  public String uuid() {
    byte[] random = bytes(16);
    long high = 0;
    long low = 0;
    for (int i = 0; i < 8; i++) {
      high = high << 8 | (random[i] & 0xFF);
      low = low << 8 | (random[8 + i] & 0xFF);
    }
    // Version 4, variant 2: a random UUID.
    return new UUID((high & ~0xF000L) | 0x4000L, (low & ~(3L << 62)) | (1L << 63)).toString();
  }

  @Override
  public String text(int length, String alphabet) {
    int letters = alphabet.length();
    if (letters < 2 || letters > 256) {
      throw new IllegalArgumentException("an alphabet of " + letters + " letters");
    }
    // Bytes past the last whole round of the alphabet would favour its first letters.
    int fair = 256 - 256 % letters;
    char[] text = new char[length];
    int filled = 0;
    while (filled < length) {
      for (byte random : bytes(length - filled + 8)) {
        int value = random & 0xFF;
        if (value < fair && filled < length) {
          text[filled++] = alphabet.charAt(value % letters);
        }
      }
    }
    return new String(text);
  }

  @Override
  public byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    stripes[(int) Thread.currentThread().threadId() & STRIPES - 1].fill(bytes);
    return bytes;
  }

  /** A stock of randomness that is given out once. */
  private static final class Stripe {
    private static final int STOCK = 8192;

    private final SecureRandom source;
    private final byte[] stock = new byte[STOCK];
    private int used = STOCK;

    Stripe(SecureRandom source) {
      this.source = source;
    }

    synchronized void fill(byte[] target) {
      if (target.length > STOCK / 4) {
        source.nextBytes(target);
        return;
      }
      if (STOCK - used < target.length) {
        source.nextBytes(stock);
        used = 0;
      }
      System.arraycopy(stock, used, target, 0, target.length);
      Arrays.fill(stock, used, used + target.length, (byte) 0);
      used += target.length;
    }
  }
}
