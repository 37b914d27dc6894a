package dev.cloudjar.iam;

import java.math.BigInteger;
import java.util.Arrays;
import software.amazon.awssdk.services.iam.model.VirtualMFADevice;

/** The seed of a device, read as a telephone reads it. */
public final class Seed {
  private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int BYTES = 40;

  private Seed() {}

  /** The 40 bytes that codes are made from. */
  public static byte[] of(VirtualMFADevice device) {
    byte[] number =
        device
            .base32StringSeed()
            .asUtf8String()
            .chars()
            .mapToObj(it -> BigInteger.valueOf(LETTERS.indexOf(it)))
            .reduce(BigInteger.ZERO, (all, digit) -> all.shiftLeft(5).or(digit))
            .setBit(BYTES * Byte.SIZE)
            .toByteArray();
    return Arrays.copyOfRange(number, number.length - BYTES, number.length);
  }
}
