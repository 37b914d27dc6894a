package dev.cloudjar.s3.select;

import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import dev.hardwood.row.PqList;
import dev.hardwood.row.PqMap;
import dev.hardwood.row.PqStruct;
import dev.hardwood.row.StructAccessor;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads Parquet by ranges, as its footer tells. */
public final class ParquetRecords implements Records {
  private final Ranges ranges;
  private final long sizeBytes;

  public ParquetRecords(Ranges ranges, long sizeBytes) {
    this.ranges = ranges;
    this.sizeBytes = sizeBytes;
  }

  /** Gives bytes of what is read. */
  @FunctionalInterface
  public interface Ranges {
    ByteBuffer read(long offset, int length) throws IOException;
  }

  @Override
  public void read(Sink sink) throws IOException {
    try (ParquetFileReader reader = ParquetFileReader.open(new File());
        RowReader rows = reader.rowReader()) {
      boolean wanted = true;
      while (wanted && rows.hasNext()) {
        rows.next();
        wanted = sink.take(new ValueRow(structure(rows)));
      }
    } catch (SelectException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw failure(e);
    }
  }

  private static SelectException failure(Exception e) {
    boolean codec = String.valueOf(e.getMessage()).contains("snappy");
    return codec
        ? new SelectException(
            "ParquetUnsupportedCompressionCodec",
            "Parquet whose columns are compressed so is not read here: " + e.getMessage())
        : new SelectException(
            "ParquetParsingError",
            "Encountered an error parsing the Parquet file. Check the file and try again.");
  }

  private static Value structure(StructAccessor row) {
    Map<String, Value> members = new LinkedHashMap<>();
    for (int i = 0; i < row.getFieldCount(); i++) {
      members.put(row.getFieldName(i), row.isNull(i) ? Value.Absent.NULL : value(row.getValue(i)));
    }
    return new Value.Structure(members);
  }

  private static Value value(@Nullable Object value) {
    return switch (value) {
      case null -> Value.Absent.NULL;
      case Boolean flag -> Value.flag(flag);
      case Integer number -> new Value.Whole(number);
      case Long number -> new Value.Whole(number);
      case Float number -> new Value.Real(number);
      case Double number -> new Value.Real(number);
      case BigDecimal number -> new Value.Exact(number);
      case Instant time -> new Value.Time(Timestamp.of(time));
      case LocalDateTime time -> new Value.Time(Timestamp.of(time.toInstant(ZoneOffset.UTC)));
      case LocalDate day ->
          new Value.Time(
              new Timestamp(day.atStartOfDay().atOffset(ZoneOffset.UTC), ChronoUnit.DAYS));
      case byte[] bytes -> Value.text(new String(bytes, StandardCharsets.UTF_8));
      case PqStruct struct -> structure(struct);
      case PqList list -> {
        List<Value> values = new ArrayList<>(list.size());
        list.values().forEach(each -> values.add(value(each)));
        yield new Value.Sequence(values);
      }
      case PqMap map -> Value.text(map.toString());
      default -> Value.text(value.toString());
    };
  }

  /** What is read, as the reader wants it. */
  private final class File implements InputFile {
    @Override
    public void open() {}

    @Override
    public ByteBuffer readRange(long offset, int length) throws IOException {
      return ranges.read(offset, length);
    }

    @Override
    public long length() {
      return sizeBytes;
    }

    @Override
    public String name() {
      return "object";
    }

    @Override
    public void close() {}
  }
}
