package dev.cloudjar.store;

import java.io.OutputStream;
import java.util.Arrays;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.dataformat.cbor.CBORFactory;
import tools.jackson.dataformat.cbor.CBORWriteFeature;

/**
 * Stores records as CBOR, by the names of their members, so that rows outlive a change of the code:
 * members that the record no longer has are skipped, and one that the row does not have is read as
 * 0, false, an empty Optional or collection, or null.
 *
 * <p>A member is a number, a boolean, a character, text, an enum, bytes ({@code byte[]} or {@code
 * ByteBuffer}), an {@code Instant}, a {@code Duration}, another type of {@code java.time}, a UUID
 * or URI; a record; a sealed interface of records and enums, stored with the simple name of the
 * class; or an Optional, List, Set or Map of such. What is read is immutable, and sets and maps
 * keep their order. {@link StoredName} keeps a name that the source gave up.
 *
 * <p>A codec is for any number of threads. Make one for each table and keep it.
 *
 * @param <V> a record, or a sealed interface of records
 */
public final class RecordCodec<V> implements ValueCodec<V> {
  private static final CBORFactory CBOR =
      CBORFactory.builder()
          .enable(CBORWriteFeature.LENIENT_UTF_ENCODING)
          .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
          .build();

  private final Class<V> type;
  private final Shape shape;

  private RecordCodec(Class<V> type) {
    this.type = type;
    this.shape = new Shapes().of(type);
  }

  /**
   * The codec of a record or of a sealed interface of records.
   *
   * @throws IllegalArgumentException where a member's type cannot be stored
   */
  public static <V> RecordCodec<V> of(Class<V> type) {
    return new RecordCodec<>(type);
  }

  @Override
  public byte[] write(V value) {
    Sink sink = new Sink();
    try (JsonGenerator out = CBOR.createGenerator(ObjectWriteContext.empty(), sink)) {
      shape.write(out, value);
    }
    return sink.toBytes();
  }

  @Override
  public V read(byte[] bytes) {
    try (JsonParser in = CBOR.createParser(ObjectReadContext.empty(), bytes)) {
      in.nextToken();
      return type.cast(shape.read(in));
    }
  }

  /** Takes what the generator hands over, which for most rows is one piece. */
  private static final class Sink extends OutputStream {
    private byte[] bytes = {};
    private int length;

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int count) {
      if (length + count > bytes.length) {
        int capacity = length == 0 ? count : Math.max(length * 2, length + count);
        bytes = Arrays.copyOf(bytes, capacity);
      }
      System.arraycopy(source, offset, bytes, length, count);
      length += count;
    }

    byte[] toBytes() {
      return bytes.length == length ? bytes : Arrays.copyOf(bytes, length);
    }
  }
}
