package dev.cloudjar.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ResolverTest {
  private static final int KEYS = 40;

  private final Resolver resolver = new Resolver();

  @Test
  void findsJustWhatChangedSince() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    long[] changed = new long[KEYS];
    long oldest = 0;
    for (long version = 1; version <= 20_000; version++) {
      WriteSet writes = new WriteSet();
      for (int i = random.nextInt(3); i >= 0; i--) {
        int start = random.nextInt(KEYS);
        int end = random.nextInt(10) > 0 ? start + 1 : random.nextInt(KEYS + 1);
        if (end == start + 1) {
          writes.put(key(start), new byte[0]);
        } else {
          writes.deleteRange(new KeyRange(key(start), end == KEYS ? null : key(end)));
        }
        for (int k = start; k < end; k++) {
          changed[k] = version;
        }
      }
      oldest = Math.max(oldest, version - random.nextInt(30) - 1);
      resolver.remember(writes, version, oldest);

      long since = oldest + random.nextInt((int) (version - oldest) + 1);
      int start = random.nextInt(KEYS);
      int end = start + 1 + random.nextInt(KEYS - start);
      long newest = 0;
      for (int k = start; k < end; k++) {
        newest = Math.max(newest, changed[k]);
      }
      ReadSet key = new ReadSet();
      key.add(key(start));
      ReadSet range = new ReadSet();
      range.walk(new KeyRange(key(start), key(end)), true).sawAll();
      assertThat(resolver.changedSince(key, since))
          .as("seed %s, version %s", seed, version)
          .isEqualTo(changed[start] > since);
      assertThat(resolver.changedSince(range, since))
          .as("seed %s, version %s", seed, version)
          .isEqualTo(newest > since);
    }
  }

  @Test
  void holdsAgainstATransactionThatTakesTooLongThatItMayHaveMissedSomething() {
    ReadSet untouched = new ReadSet();
    untouched.add(key(-1));
    long version = 0;
    while (!resolver.changedSince(untouched, 0)) {
      WriteSet writes = new WriteSet();
      for (int i = 0; i < 1_000; i++) {
        writes.put(key(i), new byte[0]);
      }
      resolver.remember(writes, ++version, 0);
      assertThat(version).isLessThan(1_000);
    }
    assertThat(version).isGreaterThan(50);
    assertThat(resolver.changedSince(new ReadSet(), 0)).isFalse();
    assertThat(resolver.changedSince(untouched, version)).isFalse();
  }

  private static byte[] key(int number) {
    return new KeyWriter().number(number).toBytes();
  }
}
