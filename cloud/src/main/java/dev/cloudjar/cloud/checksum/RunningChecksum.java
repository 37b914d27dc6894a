package dev.cloudjar.cloud.checksum;

import java.nio.ByteBuffer;

/** A checksum of bytes that come bit by bit. Not for use by several threads. */
public interface RunningChecksum {

  /** Takes all remaining bytes of {@code bytes}. */
  void update(ByteBuffer bytes);

  /** The checksum of all that was taken, most significant byte first. Ends the checksum. */
  byte[] value();
}
