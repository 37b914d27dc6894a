package dev.cloudjar.s3.inventory;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Writes structures as Thrift's compact protocol does, as far as Parquet's footers need it.
 *
 * @see <a
 *     href="https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md">Thrift
 *     compact protocol</a>
 */
final class CompactThrift {
  private static final int I32 = 5;
  private static final int I64 = 6;
  private static final int BINARY = 8;
  private static final int LIST = 9;
  private static final int STRUCT = 12;

  private final ByteArrayOutputStream out;
  private int lastField;

  private CompactThrift(ByteArrayOutputStream out) {
    this.out = out;
  }

  /** A structure on its own. */
  static byte[] of(Consumer<CompactThrift> members) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new CompactThrift(bytes).end(members);
    return bytes.toByteArray();
  }

  private void end(Consumer<CompactThrift> members) {
    members.accept(this);
    out.write(0);
  }

  CompactThrift number(int field, int value) {
    header(field, I32);
    zigzag(value);
    return this;
  }

  CompactThrift longNumber(int field, long value) {
    header(field, I64);
    zigzag(value);
    return this;
  }

  CompactThrift text(int field, String value) {
    header(field, BINARY);
    text(value);
    return this;
  }

  CompactThrift struct(int field, Consumer<CompactThrift> members) {
    header(field, STRUCT);
    new CompactThrift(out).end(members);
    return this;
  }

  CompactThrift numbers(int field, List<Integer> values) {
    listHeader(field, values.size(), I32);
    values.forEach(this::zigzag);
    return this;
  }

  CompactThrift texts(int field, List<String> values) {
    listHeader(field, values.size(), BINARY);
    values.forEach(this::text);
    return this;
  }

  <T> CompactThrift structs(int field, List<T> values, BiConsumer<CompactThrift, T> members) {
    listHeader(field, values.size(), STRUCT);
    values.forEach(value -> new CompactThrift(out).end(it -> members.accept(it, value)));
    return this;
  }

  private void header(int field, int type) {
    out.write(((field - lastField) << 4) | type);
    lastField = field;
  }

  private void listHeader(int field, int size, int type) {
    header(field, LIST);
    if (size < 15) {
      out.write((size << 4) | type);
    } else {
      out.write(0xF0 | type);
      varint(out, size);
    }
  }

  private void text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    varint(out, bytes.length);
    out.writeBytes(bytes);
  }

  private void zigzag(long value) {
    varint(out, (value << 1) ^ (value >> 63));
  }

  static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
