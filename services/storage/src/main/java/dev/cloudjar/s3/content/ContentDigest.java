package dev.cloudjar.s3.content;

import dev.cloudjar.cloud.checksum.ChecksumAlgorithm;
import dev.cloudjar.cloud.checksum.RunningChecksum;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The MD5 and the checksums of content, found while it passes. Not for use by several threads. */
public final class ContentDigest {
  /** Never fed, only copied: looking the algorithm up takes longer than a small digest. */
  private static final MessageDigest MD5 = findMd5();

  private final MessageDigest md5;
  private final ChecksumAlgorithm algorithm;
  private final RunningChecksum checksum;

  /** Finds the second checksum; null where one is enough. */
  private final @Nullable RunningChecksum crc64Nvme;

  public ContentDigest(ChecksumAlgorithm algorithm) {
    this(algorithm, false);
  }

  /**
   * @param withCrc64Nvme whether to find CRC64NVME beside {@code algorithm}
   */
  public ContentDigest(ChecksumAlgorithm algorithm, boolean withCrc64Nvme) {
    this.md5 = copyOfMd5();
    this.algorithm = algorithm;
    this.checksum = algorithm.start();
    this.crc64Nvme =
        withCrc64Nvme && algorithm != ChecksumAlgorithm.CRC64NVME
            ? ChecksumAlgorithm.CRC64NVME.start()
            : null;
  }

  private static MessageDigest findMd5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static MessageDigest copyOfMd5() {
    try {
      return (MessageDigest) MD5.clone();
    } catch (CloneNotSupportedException e) {
      return findMd5();
    }
  }

  /** Takes the bytes and leaves the buffer's position where it is. */
  public void update(ByteBuffer bytes) {
    int position = bytes.position();
    md5.update(bytes);
    bytes.position(position);
    checksum.update(bytes);
    bytes.position(position);
    if (crc64Nvme != null) {
      crc64Nvme.update(bytes);
      bytes.position(position);
    }
  }

  public ChecksumAlgorithm algorithm() {
    return algorithm;
  }

  /** Ends the digest. */
  public Result finish() {
    String value = base64(checksum);
    return new Result(
        HexFormat.of().formatHex(md5.digest()),
        algorithm,
        value,
        crc64Nvme != null
            ? base64(crc64Nvme)
            : algorithm == ChecksumAlgorithm.CRC64NVME ? value : null);
  }

  private static String base64(RunningChecksum checksum) {
    return Base64.getEncoder().encodeToString(checksum.value());
  }

  /**
   * What the bytes came to.
   *
   * @param md5 in hexadecimal, which is an ETag
   * @param checksum in base64
   * @param crc64Nvme the CRC64NVME in base64; null where it was not asked for
   */
  public record Result(
      String md5, ChecksumAlgorithm algorithm, String checksum, @Nullable String crc64Nvme) {}
}
