package dev.cloudjar.cloud.checksum;

import java.nio.ByteBuffer;

/** A checksum of bytes that come bit by bit. Not for use by several threads. */
public interface RunningChecksum {

  /** Takes all remaining bytes of {@code bytes}. */
  void update(ByteBuffer bytes);

  /**
   * The MD5 of nothing yet, of which ETags are made. It is the slowest of all: for what may be
   * long, give it to an {@link OverlappedChecksum}.
   */
  static RunningChecksum md5() {
    return new Digest("MD5");
  }

  /** The checksum of all that was taken, most significant byte first. Ends the checksum. */
  byte[] value();
}
