package dev.cloudjar.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.s3.inventory.InventoryField;
import dev.cloudjar.s3.inventory.InventoryRow;
import dev.cloudjar.s3.inventory.ReportFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.itadaki.bzip2.BZip2OutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompressionType;
import software.amazon.awssdk.services.s3.model.ExpressionType;
import software.amazon.awssdk.services.s3.model.FileHeaderInfo;
import software.amazon.awssdk.services.s3.model.ProgressEvent;
import software.amazon.awssdk.services.s3.model.RecordsEvent;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.SelectObjectContentRequest;
import software.amazon.awssdk.services.s3.model.SelectObjectContentResponseHandler;
import software.amazon.awssdk.services.s3.model.Stats;
import software.amazon.awssdk.services.s3.model.StatsEvent;

/** Queries over objects, as the SDK's asynchronous client reads their answers. */
@CloudjarTest(rooms = S3Room.class)
class SelectTest {
  private static final String PEOPLE =
      "name,city,age\nAda,London,36\nAlan,\"Wilmslow, UK\",41\nGrace,Arlington,85\n";
  private static final String ALL_NAMES = "SELECT s.name FROM S3Object s";

  private final S3Client s3;
  private final TestCloud cloud;
  private final String bucket;
  private final List<SdkPojo> events = Collections.synchronizedList(new ArrayList<>());
  private final S3AsyncClient client;

  SelectTest(S3Client s3, TestCloud cloud) {
    this.s3 = s3;
    this.cloud = cloud;
    this.bucket = cloud.unique("selected");
    this.client = client(cloud.credentials());
  }

  private S3AsyncClient client(AwsCredentialsProvider credentials) {
    return S3AsyncClient.builder()
        .region(cloud.region())
        .endpointOverride(cloud.endpoint())
        .credentialsProvider(credentials)
        .forcePathStyle(true)
        .build();
  }

  @BeforeEach
  void makeBucket() {
    s3.createBucket(it -> it.bucket(bucket));
    put("people.csv", PEOPLE.getBytes(StandardCharsets.UTF_8));
  }

  @AfterEach
  void close() {
    client.close();
  }

  private void put(String key, byte[] content) {
    s3.putObject(it -> it.bucket(bucket).key(key), RequestBody.fromBytes(content));
  }

  private String select(String key, String sql, Consumer<SelectObjectContentRequest.Builder> more) {
    return select(client, key, sql, more);
  }

  private String select(
      S3AsyncClient by, String key, String sql, Consumer<SelectObjectContentRequest.Builder> more) {
    events.clear();
    by.selectObjectContent(
            SelectObjectContentRequest.builder()
                .bucket(bucket)
                .key(key)
                .expression(sql)
                .expressionType(ExpressionType.SQL)
                .inputSerialization(i -> i.csv(c -> c.fileHeaderInfo(FileHeaderInfo.USE)))
                .outputSerialization(o -> o.csv(c -> {}))
                .applyMutation(more)
                .build(),
            SelectObjectContentResponseHandler.builder().subscriber(events::add).build())
        .orTimeout(30, TimeUnit.SECONDS)
        .join();
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    for (SdkPojo event : events) {
      if (event instanceof RecordsEvent found) {
        records.writeBytes(found.payload().asByteArray());
      }
    }
    return records.toString(StandardCharsets.UTF_8);
  }

  private Stats stats() {
    return events.stream()
        .filter(StatsEvent.class::isInstance)
        .map(event -> ((StatsEvent) event).details())
        .findFirst()
        .orElseThrow();
  }

  private void refused(String code, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
  }

  @Test
  @Behaviour("S3-SELECT-01")
  void only_matching_rows_and_columns_come_back_with_what_was_read() {
    assertThat(select("people.csv", ALL_NAMES + " WHERE CAST(s.age AS INT) > 40", it -> {}))
        .isEqualTo("Alan\nGrace\n");
    assertThat(events).hasSize(3);
    assertThat(stats().bytesScanned()).isEqualTo(PEOPLE.length());
    assertThat(stats().bytesProcessed()).isEqualTo(PEOPLE.length());
    assertThat(stats().bytesReturned()).isEqualTo(11).isLessThan(PEOPLE.length());
    assertThat(
            select(
                "people.csv",
                "SELECT city, age FROM S3Object WHERE name LIKE 'Al%'",
                it ->
                    it.outputSerialization(o -> o.json(j -> {}))
                        .requestProgress(p -> p.enabled(true))))
        .isEqualTo("{\"city\":\"Wilmslow, UK\",\"age\":\"41\"}\n");
    assertThat(events).anyMatch(ProgressEvent.class::isInstance);
    assertThat(select("people.csv", "SELECT COUNT(*) FROM S3Object WHERE FALSE", it -> {}))
        .isEqualTo("0\n");
  }

  @Test
  @Behaviour("S3-SELECT-01")
  void json_is_read_by_lines_and_as_documents() {
    put(
        "lines",
        "{\"n\":1,\"t\":\"a\"}\n{\"n\":2.5,\"t\":\"b\"}\n".getBytes(StandardCharsets.UTF_8));
    assertThat(
            select(
                "lines",
                "SELECT SUM(s.n) AS total, MAX(s.t) FROM S3Object s",
                it ->
                    it.inputSerialization(i -> i.json(j -> j.type("LINES")))
                        .outputSerialization(o -> o.json(j -> j.recordDelimiter(";")))))
        .isEqualTo("{\"total\":3.5,\"_2\":\"b\"};");
    put("document", "{\"rules\":[{\"id\":1},{\"id\":2}]}".getBytes(StandardCharsets.UTF_8));
    assertThat(
            select(
                "document",
                "SELECT r.id FROM S3Object[*].rules[*] r",
                it -> it.inputSerialization(i -> i.json(j -> j.type("DOCUMENT")))))
        .isEqualTo("1\n2\n");
  }

  @Test
  @Behaviour("S3-SELECT-01")
  void compressed_objects_are_opened_as_they_are_read() throws IOException {
    String rows = "k,v\n" + "same,1\n".repeat(100_000);
    put("rows.gz", compressed(rows, true));
    put("rows.bz2", compressed(rows, false));
    for (CompressionType type : List.of(CompressionType.GZIP, CompressionType.BZIP2)) {
      String key = type == CompressionType.GZIP ? "rows.gz" : "rows.bz2";
      assertThat(
              select(
                  key,
                  "SELECT SUM(CAST(v AS INT)) FROM S3Object",
                  it ->
                      it.inputSerialization(
                          i ->
                              i.compressionType(type)
                                  .csv(c -> c.fileHeaderInfo(FileHeaderInfo.USE)))))
          .isEqualTo("100000\n");
      assertThat(stats().bytesProcessed()).isEqualTo(rows.length());
      assertThat(stats().bytesScanned()).isLessThan(10_000);
      assertThatThrownBy(
              () ->
                  select(
                      "people.csv",
                      ALL_NAMES,
                      it -> it.inputSerialization(i -> i.compressionType(type).csv(c -> {}))))
          .hasCauseInstanceOf(S3Exception.class);
    }
  }

  private static byte[] compressed(String text, boolean gzip) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = gzip ? new GZIPOutputStream(bytes) : new BZip2OutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  @Test
  @Behaviour("S3-SELECT-01")
  void parquet_is_read_by_ranges() {
    List<InventoryField> fields = InventoryField.of(false, List.of("Size", "IsMultipartUploaded"));
    ReportFile file = ReportFile.Form.PARQUET.begin(fields);
    for (int i = 0; i < 1_000; i++) {
      file.add(row("key-" + i, (long) i));
    }
    put("rows.parquet", file.finish());
    assertThat(
            select(
                "rows.parquet",
                "SELECT s.key, s.size FROM S3Object s WHERE s.size >= 998",
                it ->
                    it.inputSerialization(i -> i.parquet(p -> {}))
                        .outputSerialization(o -> o.json(j -> {}))))
        .isEqualTo("{\"key\":\"key-998\",\"size\":998}\n{\"key\":\"key-999\",\"size\":999}\n");
    assertThat(stats().bytesReturned()).isLessThan(stats().bytesScanned());
    assertThatThrownBy(
            () ->
                select(
                    "people.csv",
                    "SELECT * FROM S3Object",
                    it -> it.inputSerialization(i -> i.parquet(p -> {}))))
        .hasCauseInstanceOf(S3Exception.class);
  }

  private static InventoryRow row(String key, Long size) {
    return new InventoryRow(
        "b",
        key,
        null,
        true,
        false,
        size,
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

  @Test
  @Behaviour("S3-SELECT-01")
  void scan_ranges_take_the_records_that_begin_in_them() {
    int alan = PEOPLE.indexOf("Alan");
    for (int start : List.of(alan - 1, alan)) {
      String found =
          select(
              "people.csv",
              ALL_NAMES,
              it -> it.scanRange(r -> r.start((long) start).end((long) alan)));
      assertThat(found).as("from " + start).isEqualTo("Alan\n");
    }
    assertThat(
            select(
                "people.csv", ALL_NAMES, it -> it.scanRange(r -> r.start(0L).end((long) alan - 1))))
        .isEqualTo("Ada\n");
    assertThat(select("people.csv", ALL_NAMES, it -> it.scanRange(r -> r.end(20L))))
        .isEqualTo("Grace\n");
    put("lines", "{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n".getBytes(StandardCharsets.UTF_8));
    assertThat(
            select(
                "lines",
                "SELECT s.n FROM S3Object s",
                it ->
                    it.scanRange(r -> r.start(1L).end(15L))
                        .inputSerialization(i -> i.json(j -> j.type("LINES")))))
        .isEqualTo("2\n");
    refused(
        "InvalidScanRange",
        () -> select("people.csv", ALL_NAMES, it -> it.scanRange(r -> r.start(9L).end(1L))));
    refused(
        "UnsupportedScanRangeInput",
        () ->
            select(
                "people.csv",
                ALL_NAMES,
                it ->
                    it.scanRange(r -> r.start(0L))
                        .inputSerialization(i -> i.json(j -> j.type("DOCUMENT")))));
  }

  @Test
  @Behaviour("S3-SELECT-01")
  void what_is_wrong_is_told_before_the_stream_or_at_its_end() {
    refused("ParseSelectMissingFrom", () -> select("people.csv", "SELECT name", it -> {}));
    refused("NoSuchKey", () -> select("missing", ALL_NAMES, it -> {}));
    refused(
        "MissingRequiredParameter",
        () -> select("people.csv", ALL_NAMES, it -> it.inputSerialization(i -> {})));
    refused(
        "InvalidFileHeaderInfo",
        () ->
            select(
                "people.csv",
                ALL_NAMES,
                it -> it.inputSerialization(i -> i.csv(c -> c.fileHeaderInfo("SOME")))));
    refused(
        "InvalidExpressionType",
        () -> select("people.csv", ALL_NAMES, it -> it.expressionType("GRAPHQL")));
    assertThatThrownBy(
            () ->
                select(
                    "people.csv",
                    "SELECT s.name FROM S3Object s WHERE CAST(s.city AS INT) > 1",
                    it -> {}))
        .hasCauseInstanceOf(S3Exception.class);
    assertThat(events).noneMatch(StatsEvent.class::isInstance);
    try (S3AsyncClient other = client(cloud.credentialsOf("444455556666"))) {
      refused("AccessDenied", () -> select(other, "people.csv", ALL_NAMES, it -> {}));
    }
  }

  @Test
  @Behaviour("S3-SELECT-01")
  void accounts_that_never_used_select_may_be_refused_as_aws_does() {
    System.setProperty("cloudjar.s3.select", "closed");
    try {
      refused("MethodNotAllowed", () -> select("people.csv", ALL_NAMES, it -> {}));
    } finally {
      System.clearProperty("cloudjar.s3.select");
    }
  }
}
