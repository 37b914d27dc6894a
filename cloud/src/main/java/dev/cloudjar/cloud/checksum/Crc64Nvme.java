package dev.cloudjar.cloud.checksum;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** CRC-64/NVME, eight bytes at a time by eight tables. */
final class Crc64Nvme implements RunningChecksum {
  static final long POLYNOMIAL = 0x9A6C9329AC4BC9B5L;
  private static final long[][] TABLES = tables();

  private long crc = -1;

  @Override
  public void update(ByteBuffer bytes) {
    ByteOrder order = bytes.order();
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    long value = crc;
    while (bytes.remaining() >= Long.BYTES) {
      long mixed = value ^ bytes.getLong();
      value =
          TABLES[7][(int) mixed & 0xFF]
              ^ TABLES[6][(int) (mixed >>> 8) & 0xFF]
              ^ TABLES[5][(int) (mixed >>> 16) & 0xFF]
              ^ TABLES[4][(int) (mixed >>> 24) & 0xFF]
              ^ TABLES[3][(int) (mixed >>> 32) & 0xFF]
              ^ TABLES[2][(int) (mixed >>> 40) & 0xFF]
              ^ TABLES[1][(int) (mixed >>> 48) & 0xFF]
              ^ TABLES[0][(int) (mixed >>> 56)];
    }
    while (bytes.hasRemaining()) {
      value = value >>> 8 ^ TABLES[0][(int) (value ^ bytes.get()) & 0xFF];
    }
    crc = value;
    bytes.order(order);
  }

  @Override
  public byte[] value() {
    return ChecksumAlgorithm.toBytes(~crc, Long.BYTES);
  }

  private static long[][] tables() {
    long[][] tables = new long[8][256];
    for (int i = 0; i < 256; i++) {
      long value = i;
      for (int bit = 0; bit < 8; bit++) {
        value = (value & 1) != 0 ? value >>> 1 ^ POLYNOMIAL : value >>> 1;
      }
      tables[0][i] = value;
    }
    for (int i = 0; i < 256; i++) {
      for (int table = 1; table < 8; table++) {
        long before = tables[table - 1][i];
        tables[table][i] = before >>> 8 ^ tables[0][(int) before & 0xFF];
      }
    }
    return tables;
  }
}
