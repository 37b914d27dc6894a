package dev.cloudjar.cloud.checksum;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/**
 * The algorithms by which S3 checks content.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html">Checking
 *     object integrity</a>
 */
public enum ChecksumAlgorithm {
  CRC32(4) {
    @Override
    public RunningChecksum start() {
      return new Crc(new CRC32(), 4);
    }

    @Override
    Optional<CrcCombination> combination() {
      return Optional.of(CrcCombination.CRC32);
    }
  },
  CRC32C(4) {
    @Override
    public RunningChecksum start() {
      return new Crc(new CRC32C(), 4);
    }

    @Override
    Optional<CrcCombination> combination() {
      return Optional.of(CrcCombination.CRC32C);
    }
  },
  CRC64NVME(8) {
    @Override
    public RunningChecksum start() {
      return NativeCrc64Nvme.isLoaded() ? new Crc(NativeCrc64Nvme.start(), 8) : new Crc64Nvme();
    }

    @Override
    Optional<CrcCombination> combination() {
      return Optional.of(CrcCombination.CRC64NVME);
    }
  },
  SHA1(20) {
    @Override
    public RunningChecksum start() {
      return new Digest("SHA-1");
    }
  },
  SHA256(32) {
    @Override
    public RunningChecksum start() {
      return new Digest("SHA-256");
    }
  };

  private final int sizeBytes;
  private final String header = "x-amz-checksum-" + name().toLowerCase(Locale.ROOT);

  ChecksumAlgorithm(int sizeBytes) {
    this.sizeBytes = sizeBytes;
  }

  /** A checksum of nothing yet. */
  public abstract RunningChecksum start();

  Optional<CrcCombination> combination() {
    return Optional.empty();
  }

  /** How many bytes a checksum has. */
  public int sizeBytes() {
    return sizeBytes;
  }

  /** The header or trailer that brings it, such as {@code x-amz-checksum-crc32}. */
  public String header() {
    return header;
  }

  /** Whether the checksum of a whole follows from those of its parts. */
  public boolean isCombinable() {
    return combination().isPresent();
  }

  /**
   * The checksum of two contents, one after the other.
   *
   * @param first the checksum of the first
   * @param second the checksum of the second
   * @param secondSizeBytes how long the second is
   * @throws IllegalStateException where the algorithm is not {@linkplain #isCombinable combinable}
   */
  public byte[] combine(byte[] first, byte[] second, long secondSizeBytes) {
    CrcCombination crc =
        combination().orElseThrow(() -> new IllegalStateException(this + " does not combine"));
    return toBytes(crc.combine(toLong(first), toLong(second), secondSizeBytes), sizeBytes);
  }

  /** The algorithm of a name such as {@code CRC32}, whatever its case. */
  public static Optional<ChecksumAlgorithm> named(String name) {
    for (ChecksumAlgorithm algorithm : values()) {
      if (algorithm.name().equalsIgnoreCase(name)) {
        return Optional.of(algorithm);
      }
    }
    return Optional.empty();
  }

  static byte[] toBytes(long value, int sizeBytes) {
    byte[] bytes = new byte[sizeBytes];
    for (int i = 0; i < sizeBytes; i++) {
      bytes[i] = (byte) (value >>> (8 * (sizeBytes - 1 - i)));
    }
    return bytes;
  }

  private static long toLong(byte[] bytes) {
    long value = 0;
    for (byte b : bytes) {
      value = (value << 8) | (b & 0xFF);
    }
    return value;
  }

  private record Crc(Checksum checksum, int sizeBytes) implements RunningChecksum {
    @Override
    public void update(ByteBuffer bytes) {
      checksum.update(bytes);
    }

    @Override
    public byte[] value() {
      return toBytes(checksum.getValue(), sizeBytes);
    }
  }
}
