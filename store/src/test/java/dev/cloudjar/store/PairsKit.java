package dev.cloudjar.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pairs, ranges and a transaction's own writes; a part of {@link KeyValueStoreKit}. */
abstract class PairsKit extends StoreTestBase {
  // Pairs.

  @Test
  void readsBackWhatWasWritten() {
    put("a", "1");
    put("empty", "");

    assertThat(get("a")).isEqualTo("1");
    assertThat(get("empty")).isEmpty();
    assertThat(get("b")).isNull();
  }

  @Test
  void overwritesAndDeletes() {
    put("a", "1");
    put("a", "2");
    assertThat(get("a")).isEqualTo("2");

    store.transact(
        tx -> {
          tx.delete(key("a"));
          tx.delete(key("never there"));
          return null;
        });
    assertThat(get("a")).isNull();
  }

  @Test
  void keepsValuesOfAnySizeAndContent() {
    for (int size : new int[] {1, 4_095, 4_096, 65_536, 3_000_000}) {
      byte[] value = new byte[size];
      for (int i = 0; i < size; i++) {
        value[i] = (byte) (i * 31);
      }
      store.transact(
          tx -> {
            tx.put(key("k" + size), value);
            return null;
          });
      assertThat(store.<byte[]>read(snapshot -> snapshot.get(key("k" + size)))).isEqualTo(value);
    }
  }

  @Test
  void handsOutArraysThatAreTheCallersOwn() {
    put("a", "1");
    store.transact(
        tx -> {
          tx.get(key("a"))[0] = 'x';
          tx.put(key("b"), key("2"));
          tx.get(key("b"))[0] = 'x';
          try (Scan scan = tx.scan(ALL)) {
            while (scan.next()) {
              scan.value()[0] = 'x';
            }
          }
          return null;
        });

    assertThat(scan(ALL)).containsExactly("a=1", "b=2");
  }

  // Order and ranges.

  @Test
  void ordersKeysByUnsignedBytes() {
    byte[][] keys = {{}, {0}, {0, 0}, {0, 1}, {1}, {0x7F}, {(byte) 0x80}, {(byte) 0xFF}};
    store.transact(
        tx -> {
          for (int i = keys.length - 1; i >= 0; i--) {
            tx.put(keys[i], new byte[] {(byte) i});
          }
          return null;
        });

    List<byte[]> forward = new ArrayList<>();
    List<byte[]> backward = new ArrayList<>();
    store.read(
        snapshot -> {
          collectKeys(snapshot.scan(ALL), forward);
          collectKeys(snapshot.scanReverse(ALL), backward);
          return null;
        });
    assertThat(forward).containsExactly(keys);
    assertThat(backward.reversed()).containsExactly(keys);
  }

  @Test
  void scansFromTheStartUpToButWithoutTheEnd() {
    putAll("a", "b", "c", "d");

    assertThat(scan(range("b", "d"))).containsExactly("b=b", "c=c");
    assertThat(scanReverse(range("b", "d"))).containsExactly("c=c", "b=b");
    assertThat(scan(range("aa", "bb"))).containsExactly("b=b");
    assertThat(scanReverse(range("aa", "bb"))).containsExactly("b=b");
    assertThat(scan(new KeyRange(key("c"), null))).containsExactly("c=c", "d=d");
    assertThat(scanReverse(new KeyRange(key("c"), null))).containsExactly("d=d", "c=c");
    assertThat(scan(range("b", "b"))).isEmpty();
    assertThat(scan(range("d", "a"))).isEmpty();
    assertThat(scanReverse(range("d", "a"))).isEmpty();
    assertThat(scan(range("x", "z"))).isEmpty();
  }

  @Test
  void scansByPrefix() {
    putAll("a", "ab", "abc", "ac", "b");

    assertThat(scan(KeyRange.prefix(key("ab")))).containsExactly("ab=ab", "abc=abc");
    assertThat(scanReverse(KeyRange.prefix(key("ab")))).containsExactly("abc=abc", "ab=ab");
  }

  @Test
  void deletesRanges() {
    putAll("a", "b", "c", "d", "e");
    store.transact(
        tx -> {
          tx.deleteRange(range("b", "d"));
          tx.deleteRange(range("x", "a"));
          return null;
        });
    assertThat(scan(ALL)).containsExactly("a=a", "d=d", "e=e");

    store.transact(
        tx -> {
          tx.deleteRange(new KeyRange(key("b"), null));
          return null;
        });
    assertThat(scan(ALL)).containsExactly("a=a");
  }

  @Test
  void deletesRangesOfManyPairs() {
    store.transact(
        tx -> {
          for (int i = 0; i < 1_000; i++) {
            tx.put(key("k%04d".formatted(i)), key("v"));
          }
          return null;
        });
    store.transact(
        tx -> {
          tx.deleteRange(range("k0001", "k0999"));
          tx.put(key("k0500"), key("new"));
          return null;
        });
    assertThat(scan(ALL)).containsExactly("k0000=v", "k0500=new", "k0999=v");

    store.transact(
        tx -> {
          tx.deleteRange(ALL);
          return null;
        });
    assertThat(scan(ALL)).isEmpty();
    put("k0500", "again");
    assertThat(scan(ALL)).containsExactly("k0500=again");
  }

  // A transaction's own writes.

  @Test
  void seesItsOwnWrites() {
    putAll("a", "b", "c", "d", "e");
    store.transact(
        tx -> {
          tx.put(key("b"), key("own"));
          tx.put(key("bb"), key("own"));
          tx.delete(key("c"));
          tx.deleteRange(range("d", "dd"));
          tx.put(key("f"), key("own"));
          tx.deleteRange(range("f", "g"));
          tx.put(key("A"), key("own"));

          assertThat(text(tx.get(key("b")))).isEqualTo("own");
          assertThat(tx.get(key("c"))).isNull();
          assertThat(tx.get(key("d"))).isNull();
          assertThat(tx.get(key("f"))).isNull();
          List<String> expected = List.of("A=own", "a=a", "b=own", "bb=own", "e=e");
          assertThat(collect(tx.scan(ALL))).isEqualTo(expected);
          assertThat(collect(tx.scanReverse(ALL))).isEqualTo(expected.reversed());
          assertThat(collect(tx.scan(range("b", "e")))).containsExactly("b=own", "bb=own");
          assertThat(collect(tx.unchecked().scan(ALL))).isEqualTo(expected);
          return null;
        });
    assertThat(scan(ALL)).containsExactly("A=own", "a=a", "b=own", "bb=own", "e=e");
  }

  @Test
  void writesOverWhatItDeletedItself() {
    putAll("a", "b", "c");
    store.transact(
        tx -> {
          tx.deleteRange(range("a", "c"));
          tx.put(key("b"), key("new"));
          tx.deleteRange(range("bb", "z"));
          assertThat(collect(tx.scan(ALL))).containsExactly("b=new");
          assertThat(collect(tx.scanReverse(ALL))).containsExactly("b=new");
          return null;
        });
    assertThat(scan(ALL)).containsExactly("b=new");
  }

  @Test
  void keepsAScanToWhatWasThereWhenItWasOpened() {
    putAll("a", "b", "c");
    store.transact(
        tx -> {
          try (Scan scan = tx.scan(ALL)) {
            while (scan.next()) {
              tx.delete(scan.key());
              tx.put(key(text(scan.key()) + "+"), scan.value());
              tx.deleteRange(range("c", "c"));
            }
          }
          return null;
        });
    assertThat(scan(ALL)).containsExactly("a+=a", "b+=b", "c+=c");
  }
}
