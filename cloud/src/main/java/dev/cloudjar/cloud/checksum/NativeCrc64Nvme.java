package dev.cloudjar.cloud.checksum;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.Checksum;
import software.amazon.awssdk.crt.checksums.CRC64NVME;

/**
 * CRC-64/NVME by the native library that the SDK's clients use, more than fifty times as fast as
 * {@link Crc64Nvme}, which works until it is loaded, and where there is none for the platform.
 */
final class NativeCrc64Nvme {
  /**
   * Loading takes as long as working out a hundred megabytes, and memory for good: who uploads
   * little does without.
   */
  private static final long WORTHWHILE_BYTES = 16L * 1024 * 1024;

  private static final System.Logger LOG = System.getLogger(NativeCrc64Nvme.class.getName());
  private static final AtomicLong WITHOUT_BYTES = new AtomicLong();
  private static volatile boolean loaded;

  private NativeCrc64Nvme() {}

  static boolean isLoaded() {
    return loaded;
  }

  static Checksum start() {
    return new CRC64NVME();
  }

  /** Tells how much was worked out without; once that is enough, the library is loaded aside. */
  static void workedWithout(int bytes) {
    long before = WITHOUT_BYTES.getAndAdd(bytes);
    if (before < WORTHWHILE_BYTES && before + bytes >= WORTHWHILE_BYTES) {
      Thread.ofPlatform().name("checksum-library").daemon().start(NativeCrc64Nvme::load);
    }
  }

  static void load() {
    try {
      Checksum check = start();
      check.update("123456789".getBytes(StandardCharsets.US_ASCII));
      loaded = check.getValue() == 0xAE8B14860A799888L;
    } catch (RuntimeException | LinkageError e) {
      LOG.log(System.Logger.Level.DEBUG, "CRC64NVME goes without its native library", e);
    }
  }
}
