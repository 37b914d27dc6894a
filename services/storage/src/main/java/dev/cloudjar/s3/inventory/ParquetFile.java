package dev.cloudjar.s3.inventory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A Parquet file of one row group, each column one plain page under gzip: what a report needs, and
 * no more. The libraries that write Parquet bring Hadoop along, many times our own size.
 *
 * @see <a href="https://parquet.apache.org/docs/file-format/">Parquet file format</a>
 */
final class ParquetFile implements ReportFile {
  private static final byte[] MAGIC = {'P', 'A', 'R', '1'};
  private static final int PLAIN = 0;
  private static final int RLE = 3;
  private static final int GZIP = 2;
  private static final int UTF8 = 0;
  private static final int TIMESTAMP_MILLIS = 9;

  private final List<InventoryField> fields;
  private final List<Column> columns;
  private int rows;
  private long sizeBytes;

  ParquetFile(List<InventoryField> fields) {
    this.fields = fields;
    this.columns = fields.stream().map(Column::new).toList();
  }

  @Override
  public void add(InventoryRow row) {
    for (int i = 0; i < fields.size(); i++) {
      sizeBytes += columns.get(i).add(fields.get(i).of(row));
    }
    rows++;
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  @Override
  public byte[] finish() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(MAGIC);
    List<Chunk> chunks = new ArrayList<>();
    for (Column column : columns) {
      chunks.add(column.writeTo(out));
    }
    byte[] footer = CompactThrift.of(it -> footer(it, chunks));
    out.writeBytes(footer);
    out.writeBytes(littleEndian(4).putInt(footer.length).array());
    out.writeBytes(MAGIC);
    return out.toByteArray();
  }

  private void footer(CompactThrift out, List<Chunk> chunks) {
    List<@Nullable InventoryField> elements = new ArrayList<>();
    elements.add(null);
    elements.addAll(fields);
    out.number(1, 1)
        .structs(2, elements, this::element)
        .longNumber(3, rows)
        .structs(
            4,
            List.of(chunks),
            (group, all) ->
                group
                    .structs(1, all, ParquetFile::chunk)
                    .longNumber(2, all.stream().mapToLong(Chunk::uncompressedBytes).sum())
                    .longNumber(3, rows))
        .text(6, "Cloudjar");
  }

  /** A column; the root of the schema for none. */
  private void element(CompactThrift out, @Nullable InventoryField field) {
    if (field == null) {
      out.text(4, "s3.inventory").number(5, fields.size());
      return;
    }
    out.number(1, physical(field)).number(3, field.isRequired() ? 0 : 1).text(4, field.column());
    if (field.type() == InventoryField.Type.TEXT) {
      out.number(6, UTF8);
    } else if (field.type() == InventoryField.Type.TIME) {
      out.number(6, TIMESTAMP_MILLIS);
    }
  }

  private static int physical(InventoryField field) {
    return switch (field.type()) {
      case FLAG -> 0;
      case WHOLE, TIME -> 2;
      case TEXT -> 6;
    };
  }

  /** Where a column stands in the file. */
  private record Chunk(
      InventoryField field,
      long offset,
      int values,
      long compressedBytes,
      long uncompressedBytes) {}

  private static void chunk(CompactThrift out, Chunk chunk) {
    out.longNumber(2, chunk.offset())
        .struct(
            3,
            data ->
                data.number(1, physical(chunk.field()))
                    .numbers(2, List.of(PLAIN, RLE))
                    .texts(3, List.of(chunk.field().column()))
                    .number(4, GZIP)
                    .longNumber(5, chunk.values())
                    .longNumber(6, chunk.uncompressedBytes())
                    .longNumber(7, chunk.compressedBytes())
                    .longNumber(9, chunk.offset()));
  }

  /** The values of one column. */
  private static final class Column {
    private final InventoryField field;
    private final Bits present = new Bits();
    private final Bits flags = new Bits();
    private final ByteArrayOutputStream values = new ByteArrayOutputStream();

    Column(InventoryField field) {
      this.field = field;
    }

    /** How many bytes more it takes. */
    int add(@Nullable Object value) {
      int before = values.size();
      present.add(value != null);
      switch (value) {
        case null -> {}
        case Boolean flag -> flags.add(flag);
        case Long number -> values.writeBytes(littleEndian(8).putLong(number).array());
        default -> {
          byte[] text = value.toString().getBytes(StandardCharsets.UTF_8);
          values.writeBytes(littleEndian(4).putInt(text.length).array());
          values.writeBytes(text);
        }
      }
      return values.size() - before + 1;
    }

    Chunk writeTo(ByteArrayOutputStream out) {
      ByteArrayOutputStream page = new ByteArrayOutputStream();
      if (!field.isRequired()) {
        ByteArrayOutputStream levels = new ByteArrayOutputStream();
        byte[] bits = present.bytes();
        CompactThrift.varint(levels, ((long) bits.length << 1) | 1);
        levels.writeBytes(bits);
        page.writeBytes(littleEndian(4).putInt(levels.size()).array());
        page.writeBytes(levels.toByteArray());
      }
      page.writeBytes(
          field.type() == InventoryField.Type.FLAG ? flags.bytes() : values.toByteArray());
      byte[] compressed = compressed(page.toByteArray());
      long offset = out.size();
      byte[] header =
          CompactThrift.of(
              it ->
                  it.number(1, 0)
                      .number(2, page.size())
                      .number(3, compressed.length)
                      .struct(
                          5,
                          data ->
                              data.number(1, present.count)
                                  .number(2, PLAIN)
                                  .number(3, RLE)
                                  .number(4, RLE)));
      out.writeBytes(header);
      out.writeBytes(compressed);
      return new Chunk(
          field,
          offset,
          present.count,
          (long) header.length + compressed.length,
          (long) header.length + page.size());
    }
  }

  /** Bits one after the other, the lowest of each byte first. */
  private static final class Bits {
    private final ByteArrayOutputStream full = new ByteArrayOutputStream();
    private int partial;
    private int count;

    void add(boolean bit) {
      partial |= bit ? 1 << (count & 7) : 0;
      count++;
      if ((count & 7) == 0) {
        full.write(partial);
        partial = 0;
      }
    }

    byte[] bytes() {
      if ((count & 7) == 0) {
        return full.toByteArray();
      }
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      all.writeBytes(full.toByteArray());
      all.write(partial);
      return all.toByteArray();
    }
  }

  private static byte[] compressed(byte[] page) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static ByteBuffer littleEndian(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
