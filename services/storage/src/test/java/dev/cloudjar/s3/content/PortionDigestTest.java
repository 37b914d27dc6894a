package dev.cloudjar.s3.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.cloud.checksum.ChecksumAlgorithm;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortionDigestTest {

  /** One processor has none to spare, a thousand always have. */
  @ParameterizedTest
  @ValueSource(ints = {1, 1000})
  void givesWhatDigestingAtOnceGives(int processors) {
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    for (int round = 0; round < 50; round++) {
      byte[] bytes = new byte[random.nextInt(1_000_000)];
      random.nextBytes(bytes);
      ContentDigest plain = new ContentDigest(ChecksumAlgorithm.SHA256, true);
      plain.update(ByteBuffer.wrap(bytes));
      ContentDigest behind = new ContentDigest(ChecksumAlgorithm.SHA256, true);
      byte[] portion = new byte[100_000];
      byte[] other = new byte[portion.length];
      try (PortionDigest digest = new PortionDigest(behind, processors)) {
        for (int position = 0; position < bytes.length; ) {
          int size = Math.min(bytes.length - position, random.nextInt(1, portion.length));
          System.arraycopy(bytes, position, portion, 0, size);
          digest.update(portion, size);
          position += size;
          byte[] digested = other;
          other = portion;
          portion = digested;
          Arrays.fill(portion, (byte) -1);
        }
        digest.finish();
      }
      assertThat(behind.finish()).isEqualTo(plain.finish());
    }
  }
}
