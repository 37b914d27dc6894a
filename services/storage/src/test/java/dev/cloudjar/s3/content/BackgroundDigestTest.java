package dev.cloudjar.s3.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.cloud.checksum.ChecksumAlgorithm;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackgroundDigestTest {

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
      try (BackgroundDigest background = new BackgroundDigest(behind, processors)) {
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        for (int position = 0; position < bytes.length; ) {
          int size = Math.min(bytes.length - position, random.nextInt(1, 300_000));
          ByteBuffer portion =
              random.nextBoolean()
                  ? ByteBuffer.wrap(bytes, position, size)
                  : direct.slice(position, size);
          background.update(portion);
          assertThat(portion.remaining()).isEqualTo(size);
          position += size;
        }
        background.finish();
      }
      assertThat(behind.finish()).isEqualTo(plain.finish());
    }
  }
}
