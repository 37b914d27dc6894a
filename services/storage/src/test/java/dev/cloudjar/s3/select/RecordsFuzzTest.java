package dev.cloudjar.s3.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.cloudjar.s3.Mutations;
import dev.cloudjar.s3.inventory.InventoryField;
import dev.cloudjar.s3.inventory.InventoryRow;
import dev.cloudjar.s3.inventory.ReportFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Queries and records of any kind are read, or refused by errors of Select. */
class RecordsFuzzTest {
  private static final long SEED = Long.getLong("cloudjar.fuzz.seed", 20_260_101);
  private static final int ROUNDS = Integer.getInteger("cloudjar.fuzz.rounds", 2_000);
  private static final Instant NOW = Instant.parse("2026-02-03T04:05:06.7Z");
  private static final String CSV =
      "name,city,age\r\nAda,London,36\r\nAlan,\"Wilmslow, \"\"UK\"\"\",41\r\n#no,x,y\r\n";
  private static final String JSON =
      "{\"a\": [1, {\"b\": 2.50}], \"n\": null, \"t\": \"\\u00e4\"}\n{\"a\": [-1e5], \"x\": true}\n";
  private static final String[] QUERIES = {
    "SELECT * FROM S3Object",
    "SELECT s.name, COUNT(*) FROM S3Object s WHERE s.age > 30 AND s.city LIKE '%o_d' ESCAPE '!'",
    "SELECT CAST(s._3 AS INT) + 1.5e3 AS v FROM S3Object[*] s WHERE s._1 IN ('a', 'b') LIMIT 5",
    "SELECT SUBSTRING(s.name FROM 1 FOR 2), TRIM(BOTH ' ' FROM s.name) FROM s3object s",
    "SELECT s.a[0].b FROM S3Object[*].a[*] s WHERE s.x IS NOT MISSING AND NOT (1 BETWEEN 2 AND 3)",
    "SELECT TO_STRING(TO_TIMESTAMP('2026T'), 'MMMM d, y'), DATE_ADD(year, 1, UTCNOW()) FROM S3Object",
    "SELECT CASE WHEN s.n IS NULL THEN COALESCE(s.n, 'x') ELSE NULLIF(1, 2) END FROM S3Object s",
    "SELECT MIN(CAST(s.age AS DECIMAL)), AVG(CAST(s.age AS FLOAT)), SUM(1) FROM S3Object s"
  };

  private final Mutations mutations = new Mutations(SEED);

  /** Something that reads what somebody else wrote. */
  @FunctionalInterface
  private interface Reading {
    Records records(Query query) throws IOException;
  }

  /** Runs a query; only the errors of Select may come of it, and little of anything. */
  private static void run(String sql, Reading reading) {
    long[] found = new long[1];
    try {
      Query query = Query.parse(sql);
      new Selection(query, new Output.Json("\n"), NOW, record -> found[0] += record.length)
          .run(reading.records(query));
    } catch (SelectException e) {
      assertThat(e.code()).isNotEmpty();
    } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
      throw new AssertionError("seed " + SEED + ": " + sql, e);
    }
    assertThat(found[0]).isLessThan(1 << 20);
  }

  private static InputStream in(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Records csv(byte[] bytes) throws IOException {
    CsvFormat format = new CsvFormat(CsvFormat.Header.USE, ",", "\r\n", '"', '"', "#", true);
    return new CsvRecords(in(bytes), format, null, false, Long.MAX_VALUE);
  }

  private static void within(Runnable rounds) {
    assertTimeoutPreemptively(Duration.ofSeconds(60), rounds::run);
  }

  @Test
  void queries() {
    within(
        () -> {
          for (int i = 0; i < ROUNDS; i++) {
            String sql = mutations.ofText(QUERIES);
            run(sql, query -> csv(bytes(CSV)));
            run(sql, query -> new JsonRecords(in(bytes(JSON)), query, Long.MAX_VALUE));
          }
        });
    for (String deep :
        new String[] {
          "SELECT " + "(".repeat(200_000) + " FROM S3Object",
          "SELECT " + "-".repeat(200_000) + "1 FROM S3Object",
          "SELECT * FROM S3Object s WHERE " + "NOT ".repeat(100_000) + "TRUE",
          "SELECT 1" + " + 1".repeat(100_000) + " FROM S3Object",
          "SELECT * FROM S3Object s WHERE s.a" + "[0]".repeat(100_000) + " = 1",
          "SELECT * FROM S3Object s WHERE s.name LIKE '" + "%a".repeat(50_000) + "'"
        }) {
      run(deep, query -> csv(bytes(CSV)));
    }
  }

  @Test
  void linesOfCsv() {
    within(
        () -> {
          for (int i = 0; i < ROUNDS; i++) {
            byte[] damaged = mutations.ofBytes(bytes(CSV));
            run(QUERIES[i % QUERIES.length], query -> csv(damaged));
          }
        });
    run(QUERIES[0], query -> csv(bytes("a\r\n\"" + "x".repeat(5_000_000))));
    run(QUERIES[0], query -> csv(bytes(",".repeat(3_000_000))));
  }

  @Test
  void documentsOfJson() {
    within(
        () -> {
          for (int i = 0; i < ROUNDS; i++) {
            byte[] damaged = mutations.ofBytes(bytes(JSON));
            run(
                QUERIES[i % QUERIES.length],
                query -> new JsonRecords(in(damaged), query, Long.MAX_VALUE));
          }
        });
    for (String hostile :
        new String[] {
          "[".repeat(1_000_000),
          "{\"a\":".repeat(1_000_000),
          "1".repeat(2_000_000),
          "\"" + "x".repeat(3_000_000) + "\"",
          "{\"a\": 1e" + "9".repeat(1000) + "}"
        }) {
      for (String sql : new String[] {QUERIES[0], QUERIES[4]}) {
        run(sql, query -> new JsonRecords(in(bytes(hostile)), query, Long.MAX_VALUE));
      }
    }
  }

  @Test
  void compressedObjects() throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(bytes(CSV.repeat(50)));
    }
    within(
        () -> {
          for (int i = 0; i < ROUNDS / 4; i++) {
            byte[] damaged = mutations.ofBytes(zipped.toByteArray());
            for (Decompression each : Decompression.values()) {
              run(
                  QUERIES[0],
                  query -> {
                    CsvFormat format =
                        new CsvFormat(CsvFormat.Header.USE, ",", "\n", '"', '"', "#", false);
                    return new CsvRecords(
                        each.open(in(damaged)), format, null, false, Long.MAX_VALUE);
                  });
            }
          }
        });
  }

  @Test
  void parquet() {
    byte[] file = parquetFile();
    within(
        () -> {
          for (int i = 0; i < ROUNDS / 4; i++) {
            byte[] damaged = mutations.ofBytes(file);
            run(
                QUERIES[0],
                query ->
                    new ParquetRecords(
                        (offset, length) -> range(damaged, offset, length), damaged.length));
          }
        });
  }

  private static byte[] parquetFile() {
    ReportFile file =
        ReportFile.Form.PARQUET.begin(
            InventoryField.of(false, List.of("Size", "IsMultipartUploaded")));
    for (int i = 0; i < 20; i++) {
      file.add(row("key-" + i));
    }
    return file.finish();
  }

  private static InventoryRow row(String key) {
    return new InventoryRow(
        "b",
        key,
        null,
        true,
        false,
        5L,
        Instant.EPOCH,
        null,
        null,
        true,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  /** As the operation does it: what is behind the end of the object is not there. */
  private static ByteBuffer range(byte[] bytes, long offset, int length) throws IOException {
    if (offset < 0 || length < 0 || offset > bytes.length) {
      throw new IOException("no such range");
    }
    int end = (int) Math.min(bytes.length, offset + length);
    return ByteBuffer.wrap(Arrays.copyOfRange(bytes, (int) offset, end));
  }
}
