package dev.cloudjar.cloud.checksum;

/**
 * Finds the CRC of two contents, one after the other, from the CRC of each: in time that grows with
 * the logarithm of their length. For reflected CRCs that begin and end with all bits inverted.
 */
final class CrcCombination {
  static final CrcCombination CRC32 = new CrcCombination(32, 0xEDB88320L);
  static final CrcCombination CRC32C = new CrcCombination(32, 0x82F63B78L);
  static final CrcCombination CRC64NVME = new CrcCombination(64, Crc64Nvme.POLYNOMIAL);

  private final long topBit;
  private final long polynomial;

  /** The powers of x whose exponents are powers of two. */
  private final long[] powers = new long[64];

  /**
   * @param width how many bits the CRC has
   * @param polynomial reflected
   */
  CrcCombination(int width, long polynomial) {
    this.topBit = 1L << (width - 1);
    this.polynomial = polynomial;
    powers[0] = topBit >>> 1;
    for (int i = 1; i < powers.length; i++) {
      powers[i] = multiply(powers[i - 1], powers[i - 1]);
    }
  }

  long combine(long first, long second, long secondSizeBytes) {
    return multiply(power(secondSizeBytes), first) ^ second;
  }

  /** The power of x that moves a CRC past {@code sizeBytes} bytes. */
  private long power(long sizeBytes) {
    long product = topBit;
    int exponent = 3;
    for (long rest = sizeBytes; rest != 0; rest >>>= 1) {
      if ((rest & 1) != 0) {
        product = multiply(powers[exponent], product);
      }
      exponent++;
    }
    return product;
  }

  private long multiply(long a, long b) {
    long product = 0;
    long shifted = b;
    for (long bit = topBit; bit != 0; bit >>>= 1) {
      if ((a & bit) != 0) {
        product ^= shifted;
      }
      shifted = (shifted & 1) != 0 ? (shifted >>> 1) ^ polynomial : shifted >>> 1;
    }
    return product;
  }
}
