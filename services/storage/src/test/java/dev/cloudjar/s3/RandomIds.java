package dev.cloudjar.s3;

import dev.cloudjar.cloud.Ids;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Ids that are the same in every run. */
final class RandomIds implements Ids {
  private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");

  @Override
  public synchronized String uuid() {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  @Override
  public synchronized String text(int length, String alphabet) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  @Override
  public synchronized byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
