package dev.cloudjar.iam;

import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyRange;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Table;
import java.util.ArrayList;
import java.util.List;

/**
 * The key of a row: texts, of which the first one is the account. IAM is global, so that no Region
 * is among them.
 */
record Key(List<String> parts) {

  Key {
    parts = List.copyOf(parts);
  }

  static Key of(String... parts) {
    return new Key(List.of(parts));
  }

  String part(int index) {
    return parts.get(index);
  }

  String last() {
    return parts.getLast();
  }

  /** A table whose keys have so many parts. */
  static <V> Table<Key, V> table(String name, int parts, Class<V> row) {
    return new Table<>("iam." + name, codec(parts), RecordCodec.of(row));
  }

  /** All rows whose keys begin with these parts. */
  static KeyRange range(Table<Key, ?> table, String... first) {
    return table.startingWith(out -> write(List.of(first), out));
  }

  /** The like, of keys whose next part begins with {@code prefix}. */
  static KeyRange range(Table<Key, ?> table, List<String> first, String prefix) {
    return table.startingWith(
        out -> {
          write(first, out);
          out.textPrefix(prefix);
        });
  }

  private static void write(List<String> parts, KeyWriter out) {
    for (String part : parts) {
      out.text(part);
    }
  }

  private static KeyCodec<Key> codec(int length) {
    return new KeyCodec<>() {
      @Override
      public void write(Key key, KeyWriter out) {
        if (key.parts().size() != length) {
          throw new IllegalArgumentException("a key of this table has " + length + " parts");
        }
        Key.write(key.parts(), out);
      }

      @Override
      public Key read(KeyReader in) {
        List<String> parts = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
          parts.add(in.text());
        }
        return new Key(parts);
      }
    };
  }
}
