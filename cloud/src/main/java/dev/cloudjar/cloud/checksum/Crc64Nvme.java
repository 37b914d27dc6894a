package dev.cloudjar.cloud.checksum;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * CRC-64/NVME, eight bytes at a time by eight tables.
 *
 * <p>The bytes of long input run in two lanes side by side, since each look-up waits for the one
 * before: the processor works on one lane while the other waits, which brings half as much again.
 * The tables of four lanes, or of sixteen bytes at a time, no longer fit its nearest cache.
 */
final class Crc64Nvme implements RunningChecksum {
  static final long POLYNOMIAL = 0x9A6C9329AC4BC9B5L;

  private static final int LANE_BYTES = 4096;
  private static final long[][] STEP = stepTables();

  /** What a value becomes by the bytes of one lane, were they all zero. */
  private static final long[][] SKIP = skipTables();

  private long crc = -1;

  @Override
  public void update(ByteBuffer bytes) {
    ByteOrder order = bytes.order();
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    int at = bytes.position();
    int end = bytes.limit();
    NativeCrc64Nvme.workedWithout(end - at);
    long value = crc;
    for (; end - at >= 2 * LANE_BYTES; at += 2 * LANE_BYTES) {
      value = twoLanes(value, bytes, at);
    }
    for (; end - at >= Long.BYTES; at += Long.BYTES) {
      value = look(STEP, value ^ bytes.getLong(at));
    }
    for (; at < end; at++) {
      value = (value >>> 8) ^ STEP[7][(int) (value ^ bytes.get(at)) & 0xFF];
    }
    crc = value;
    bytes.order(order).position(end);
  }

  private static long twoLanes(long value, ByteBuffer bytes, int start) {
    long first = value;
    long second = 0;
    for (int at = start; at < start + LANE_BYTES; at += Long.BYTES) {
      first = look(STEP, first ^ bytes.getLong(at));
      second = look(STEP, second ^ bytes.getLong(at + LANE_BYTES));
    }
    return look(SKIP, first) ^ second;
  }

  /** The sum of what each byte of {@code value} stands for, the lowest in the first table. */
  private static long look(long[][] tables, long value) {
    return tables[0][(int) value & 0xFF]
        ^ tables[1][(int) (value >>> 8) & 0xFF]
        ^ tables[2][(int) (value >>> 16) & 0xFF]
        ^ tables[3][(int) (value >>> 24) & 0xFF]
        ^ tables[4][(int) (value >>> 32) & 0xFF]
        ^ tables[5][(int) (value >>> 40) & 0xFF]
        ^ tables[6][(int) (value >>> 48) & 0xFF]
        ^ tables[7][(int) (value >>> 56)];
  }

  @Override
  public byte[] value() {
    return ChecksumAlgorithm.toBytes(~crc, Long.BYTES);
  }

  private static long[][] stepTables() {
    long[][] tables = new long[8][256];
    for (int i = 0; i < 256; i++) {
      long value = i;
      for (int bit = 0; bit < 8; bit++) {
        value = (value & 1) != 0 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
      }
      tables[7][i] = value;
    }
    for (int table = 6; table >= 0; table--) {
      for (int i = 0; i < 256; i++) {
        long before = tables[table + 1][i];
        tables[table][i] = (before >>> 8) ^ tables[7][(int) before & 0xFF];
      }
    }
    return tables;
  }

  private static long[][] skipTables() {
    long[][] tables = new long[8][256];
    for (int table = 0; table < 8; table++) {
      for (int i = 0; i < 256; i++) {
        tables[table][i] = CrcCombination.CRC64NVME.combine((long) i << (8 * table), 0, LANE_BYTES);
      }
    }
    return tables;
  }
}
