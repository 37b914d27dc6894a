package dev.cloudjar.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class KeyWriterTest {
  private static final int SAMPLES = 20_000;

  private final long seed = System.nanoTime();
  private final SplittableRandom random = new SplittableRandom(seed);

  /** A key of every kind of part. */
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  private record Parts(
      String text, byte[] bytes, long number, long descending, Instant time, String last) {

    byte[] write() {
      return new KeyWriter()
          .text(text)
          .bytes(bytes)
          .number(number)
          .numberDescending(descending)
          .time(time)
          .text(last)
          .toBytes();
    }

    int compareTo(Parts other) {
      int order = Arrays.compareUnsigned(utf8(text), utf8(other.text));
      order = order != 0 ? order : Arrays.compareUnsigned(bytes, other.bytes);
      order = order != 0 ? order : Long.compare(number, other.number);
      order = order != 0 ? order : Long.compare(other.descending, descending);
      order = order != 0 ? order : time.compareTo(other.time);
      return order != 0 ? order : Arrays.compareUnsigned(utf8(last), utf8(other.last));
    }
  }

  @Test
  void readsBackWhatWasWritten() {
    for (int i = 0; i < SAMPLES; i++) {
      Parts parts = parts();
      byte[] key = new byte[3 + parts.write().length];
      System.arraycopy(parts.write(), 0, key, 3, key.length - 3);
      KeyReader in = new KeyReader(key, 3);

      assertThat(in.text()).as("seed %s", seed).isEqualTo(parts.text());
      assertThat(in.bytes()).as("seed %s", seed).isEqualTo(parts.bytes());
      assertThat(in.number()).as("seed %s", seed).isEqualTo(parts.number());
      assertThat(in.numberDescending()).as("seed %s", seed).isEqualTo(parts.descending());
      assertThat(in.time()).as("seed %s", seed).isEqualTo(parts.time());
      assertThat(in.text()).as("seed %s", seed).isEqualTo(parts.last());
    }
  }

  @Test
  void ordersKeysAsTheirParts() {
    List<Parts> all = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      all.add(parts());
    }
    for (int i = 0; i < SAMPLES; i++) {
      Parts a = all.get(random.nextInt(all.size()));
      Parts b = all.get(random.nextInt(all.size()));
      assertThat(Integer.signum(Arrays.compareUnsigned(a.write(), b.write())))
          .as("seed %s, %s and %s", seed, a, b)
          .isEqualTo(Integer.signum(a.compareTo(b)));
    }
  }

  @Test
  void findsTextsByTheirBeginning() {
    for (int i = 0; i < SAMPLES; i++) {
      String prefix = text();
      String other = random.nextBoolean() ? prefix + text() : text();
      KeyRange range = KeyRange.prefix(new KeyWriter().number(7).textPrefix(prefix).toBytes());
      byte[] key = new KeyWriter().number(7).text(other).number(1).toBytes();

      assertThat(range.contains(key))
          .as("seed %s, \"%s\" and \"%s\"", seed, prefix, other)
          .isEqualTo(other.startsWith(prefix));
    }
  }

  @Test
  void putsAShorterTextBeforeItsExtensions() {
    String[] texts = {"", "\0", "\0\0", "\0\1", "\1", "a", "a\0", "a\0\uFFFF", "a\1", "aa", "b"};
    for (int i = 1; i < texts.length; i++) {
      byte[] before = new KeyWriter().text(texts[i - 1]).numberDescending(0).toBytes();
      byte[] after = new KeyWriter().text(texts[i]).numberDescending(Long.MAX_VALUE).toBytes();
      assertThat(Arrays.compareUnsigned(before, after)).isNegative();
    }
  }

  @Test
  void knowsTheFirstKeyPastAPrefix() {
    assertThat(KeyRange.after(new byte[] {1, 2})).isEqualTo(new byte[] {1, 3});
    assertThat(KeyRange.after(new byte[] {1, (byte) 0xFF})).isEqualTo(new byte[] {2});
    assertThat(KeyRange.after(new byte[] {0x7F})).isEqualTo(new byte[] {(byte) 0x80});
    assertThat(KeyRange.after(new byte[] {(byte) 0xFF, (byte) 0xFF})).isNull();
    assertThat(KeyRange.after(new byte[0])).isNull();
  }

  private Parts parts() {
    byte[] bytes = new byte[random.nextInt(4)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (random.nextInt(4) - 2);
    }
    return new Parts(text(), bytes, number(), number(), time(), text());
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    String letters = "\0\1a\u007F\u0080é\u07FF\uFFFF";
    for (int i = random.nextInt(4); i > 0; i--) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return text.toString();
  }

  private long number() {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextLong();
      case 1 -> random.nextBoolean() ? Long.MIN_VALUE : Long.MAX_VALUE;
      default -> random.nextInt(3) - 1;
    };
  }

  private Instant time() {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextBoolean() ? Instant.MIN : Instant.MAX;
      case 1 -> Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
      default -> Instant.ofEpochSecond(random.nextInt(3) - 1, random.nextInt(3));
    };
  }

  private static byte[] utf8(String text) {
    return KeyValueStoreKit.key(text);
  }
}
