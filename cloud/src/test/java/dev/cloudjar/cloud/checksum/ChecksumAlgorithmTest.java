package dev.cloudjar.cloud.checksum;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.checksums.DefaultChecksumAlgorithm;
import software.amazon.awssdk.checksums.SdkChecksum;

class ChecksumAlgorithmTest {

  @ParameterizedTest
  @CsvSource({
    "CRC32, cbf43926",
    "CRC32C, e3069283",
    "CRC64NVME, ae8b14860a799888",
    "SHA1, f7c3bc1d808e04732adf679965ccc34ca7ae3441",
    "SHA256, 15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225"
  })
  void givesThePublishedValueForTheDigitsOneToNine(ChecksumAlgorithm algorithm, String hex) {
    assertThat(HexFormat.of().formatHex(of(algorithm, "123456789"))).isEqualTo(hex);
  }

  @ParameterizedTest
  @EnumSource
  void doesNotCareHowTheBytesArePortioned(ChecksumAlgorithm algorithm) {
    byte[] bytes = bytes(10_000);
    RunningChecksum portioned = algorithm.start();
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    for (int position = 0; position < bytes.length; ) {
      int size = Math.min(bytes.length - position, random.nextInt(1, 50));
      portioned.update(ByteBuffer.wrap(bytes, position, size));
      position += size;
    }
    assertThat(portioned.value()).isEqualTo(of(algorithm, bytes));
    assertThat(portioned.value()).hasSize(algorithm.sizeBytes());
  }

  @ParameterizedTest
  @EnumSource(names = {"CRC32", "CRC32C", "CRC64NVME"})
  void findsTheChecksumOfTheWholeFromThoseOfItsParts(ChecksumAlgorithm algorithm) {
    byte[] bytes = bytes(5_000);
    for (int split : new int[] {0, 1, 7, 2_500, 4_999, 5_000}) {
      byte[] first = of(algorithm, Arrays.copyOf(bytes, split));
      byte[] second = of(algorithm, Arrays.copyOfRange(bytes, split, bytes.length));
      assertThat(algorithm.combine(first, second, bytes.length - split))
          .isEqualTo(of(algorithm, bytes));
    }
  }

  @Test
  void longInputInLanesGivesWhatBitByBitGives() {
    byte[] bytes = bytes(70_001);
    long crc = -1;
    for (byte b : bytes) {
      crc ^= b & 0xFF;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) != 0 ? (crc >>> 1) ^ Crc64Nvme.POLYNOMIAL : crc >>> 1;
      }
    }
    byte[] expected = ChecksumAlgorithm.toBytes(~crc, 8);
    RunningChecksum whole = new Crc64Nvme();
    whole.update(ByteBuffer.wrap(bytes));
    assertThat(whole.value()).isEqualTo(expected);
    ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    RunningChecksum checksum = new Crc64Nvme();
    for (int portion : new int[] {8191, 8192, 8193, 20_000}) {
      checksum.update(direct.slice(direct.position(), portion));
      direct.position(direct.position() + portion);
    }
    checksum.update(direct);
    assertThat(direct.hasRemaining()).isFalse();
    assertThat(checksum.value()).isEqualTo(expected);
  }

  @Test
  void nativeCodeGivesWhatOurOwnGives() {
    NativeCrc64Nvme.load();
    assertThat(NativeCrc64Nvme.isLoaded()).isTrue();
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    for (int round = 0; round < 200; round++) {
      byte[] bytes = new byte[random.nextInt(100_000)];
      random.nextBytes(bytes);
      RunningChecksum own = new Crc64Nvme();
      own.update(ByteBuffer.wrap(bytes));
      RunningChecksum portioned = ChecksumAlgorithm.CRC64NVME.start();
      assertThat(portioned).isNotInstanceOf(Crc64Nvme.class);
      ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
      for (int position = 0; position < bytes.length; ) {
        int size = Math.min(bytes.length - position, random.nextInt(1, 20_000));
        portioned.update(
            random.nextBoolean()
                ? ByteBuffer.wrap(bytes, position, size)
                : direct.slice(position, size));
        position += size;
      }
      assertThat(portioned.value()).isEqualTo(own.value());
    }
  }

  @ParameterizedTest
  @EnumSource
  void givesWhatTheOfficialSdkGives(ChecksumAlgorithm algorithm) {
    byte[] bytes = bytes(12_345);
    SdkChecksum official =
        SdkChecksum.forAlgorithm(
            switch (algorithm) {
              case CRC32 -> DefaultChecksumAlgorithm.CRC32;
              case CRC32C -> DefaultChecksumAlgorithm.CRC32C;
              case SHA1 -> DefaultChecksumAlgorithm.SHA1;
              case SHA256 -> DefaultChecksumAlgorithm.SHA256;
              case CRC64NVME -> DefaultChecksumAlgorithm.CRC64NVME;
            });
    official.update(bytes);
    assertThat(of(algorithm, bytes)).isEqualTo(official.getChecksumBytes());
  }

  @Test
  void isFoundByItsNameInAnyCase() {
    assertThat(ChecksumAlgorithm.named("crc64nvme")).contains(ChecksumAlgorithm.CRC64NVME);
    assertThat(ChecksumAlgorithm.named("MD5")).isEmpty();
    assertThat(ChecksumAlgorithm.CRC64NVME.header()).isEqualTo("x-amz-checksum-crc64nvme");
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i * 31 + i / 7);
    }
    return bytes;
  }

  private static byte[] of(ChecksumAlgorithm algorithm, String text) {
    return of(algorithm, text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] of(ChecksumAlgorithm algorithm, byte[] bytes) {
    RunningChecksum checksum = algorithm.start();
    checksum.update(ByteBuffer.wrap(bytes));
    return checksum.value();
  }
}
