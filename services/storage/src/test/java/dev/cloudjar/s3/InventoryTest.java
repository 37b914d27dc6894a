package dev.cloudjar.s3;

import static dev.cloudjar.s3.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.Data;
import dev.cloudjar.junit.TestCloud;
import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.InventoryConfiguration;
import tools.jackson.databind.JsonNode;

/** What is in a bucket is reported into another, day by day. */
@CloudjarTest(rooms = S3Room.class, data = Data.DISK)
class InventoryTest {
  private static final Duration DAY = Duration.ofDays(1);

  private final S3Client s3;
  private final TestCloud cloud;
  private final String bucket;
  private final String target;
  private final WrittenReports reports;

  InventoryTest(S3Client s3, TestCloud cloud) {
    this.s3 = s3;
    this.cloud = cloud;
    this.bucket = cloud.unique("counted");
    this.target = cloud.unique("reports");
    this.reports = new WrittenReports(s3, target);
  }

  @BeforeEach
  void makeBuckets() {
    cloud.clock().freeze();
    s3.createBucket(it -> it.bucket(bucket));
    s3.createBucket(it -> it.bucket(target));
    letReports();
  }

  private void letReports() {
    ReportPolicy.allow(s3, target, bucket, cloud.accountId());
  }

  private void count(String id, Consumer<InventoryConfiguration.Builder> more) {
    reports.order(bucket, id, more);
  }

  private List<String> keys(String prefix) {
    return reports.keys(prefix);
  }

  private byte[] read(String key) {
    return reports.read(key);
  }

  private JsonNode manifest(String id) {
    return reports.manifest(bucket, id);
  }

  private List<String> rows(JsonNode manifest) throws IOException {
    return reports.rows(manifest);
  }

  private void put(String key, String text) {
    s3.putObject(it -> it.bucket(bucket).key(key), RequestBody.fromString(text));
  }

  @Test
  void a_daily_report_is_laid_out_as_aws_does() throws IOException {
    put("a b,\"c\"/ä", "12345");
    put("other", "x");
    count(
        "all",
        it ->
            it.filter(f -> f.prefix("a"))
                .optionalFieldsWithStrings(
                    "Size",
                    "LastModifiedDate",
                    "ETag",
                    "EncryptionStatus",
                    "StorageClass",
                    "IsMultipartUploaded",
                    "ChecksumAlgorithm",
                    "ObjectOwner",
                    "ObjectAccessControlList"));
    Instant due =
        cloud
            .clock()
            .now()
            .minus(Duration.ofHours(1))
            .truncatedTo(ChronoUnit.DAYS)
            .plus(Duration.ofHours(25));
    cloud.clock().advance(DAY);

    String folder = due.toString().substring(0, 16).replace(':', '-') + "Z";
    assertThat(keys("inv/" + bucket + "/all/"))
        .contains("inv/" + bucket + "/all/" + folder + "/manifest.json")
        .contains("inv/" + bucket + "/all/" + folder + "/manifest.checksum")
        .contains(
            "inv/"
                + bucket
                + "/all/hive/dt="
                + folder.replace('T', '-').replace("Z", "")
                + "/symlink.txt")
        .hasSize(4);
    JsonNode manifest = manifest("all");
    assertThat(manifest.get("sourceBucket").asString()).isEqualTo(bucket);
    assertThat(manifest.get("destinationBucket").asString()).isEqualTo("arn:aws:s3:::" + target);
    assertThat(manifest.get("creationTimestamp").asString()).isEqualTo("" + due.toEpochMilli());
    assertThat(manifest.get("fileSchema").asString())
        .isEqualTo(
            "Bucket, Key, Size, LastModifiedDate, ETag, StorageClass, IsMultipartUploaded,"
                + " EncryptionStatus, ChecksumAlgorithm, ObjectAccessControlList, ObjectOwner");
    assertThat(rows(manifest)).hasSize(1);
    assertThat(rows(manifest).getFirst())
        .matches(
            "\""
                + bucket
                + "\",\"a\\+b%2C%22c%22/%C3%A4\",\"5\",\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.000Z\","
                + "\"827ccb0eea8a706c4c34a16891f84e7b\",\"STANDARD\",\"false\",\"SSE-S3\",\"CRC\\w+\",\"[\\w=+/]+\",\"[0-9a-f]{64}\"");
    byte[] json = read("inv/" + bucket + "/all/" + folder + "/manifest.json");
    assertThat(
            new String(
                read("inv/" + bucket + "/all/" + folder + "/manifest.checksum"),
                StandardCharsets.UTF_8))
        .isEqualTo(WrittenReports.md5(json));
    assertThat(
            new String(
                read(keys("inv/" + bucket + "/all/hive").getFirst()), StandardCharsets.UTF_8))
        .isEqualTo("s3://" + target + "/" + manifest.get("files").get(0).get("key").asString());
  }

  @Test
  void all_versions_and_markers_are_reported_and_a_week_has_one_report() throws IOException {
    s3.putBucketVersioning(
        it ->
            it.bucket(bucket)
                .versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
    put("key", "1");
    put("key", "2");
    s3.deleteObject(it -> it.bucket(bucket).key("key"));
    count("versions", it -> it.includedObjectVersions("All").schedule(s -> s.frequency("Weekly")));
    cloud.clock().advance(Duration.ofDays(7));
    assertThat(keys("inv/" + bucket + "/versions/hive")).hasSize(1);
    List<String> rows = rows(manifest("versions"));
    assertThat(rows).hasSize(3);
    assertThat(rows.get(0)).matches(".*\"key\",\"[^\"]{20,}\",\"true\",\"true\"");
    assertThat(rows.get(1)).matches(".*\"key\",\"[^\"]{20,}\",\"false\",\"false\"");
    cloud.clock().advance(Duration.ofDays(7));
    assertThat(keys("inv/" + bucket + "/versions/hive")).hasSize(2);
  }

  @Test
  void parquet_is_read_by_others() throws IOException {
    put("one", "12345");
    s3.putObject(it -> it.bucket(bucket).key("two/three"), RequestBody.empty());
    count(
        "p",
        it ->
            it.destination(
                    d ->
                        d.s3BucketDestination(
                            b ->
                                b.bucket("arn:aws:s3:::" + target)
                                    .prefix("inv/")
                                    .format("Parquet")
                                    .encryption(e -> e.sses3(s -> {}))))
                .optionalFieldsWithStrings(
                    "Size", "LastModifiedDate", "IsMultipartUploaded", "ReplicationStatus"));
    cloud.clock().advance(DAY);
    JsonNode manifest = manifest("p");
    assertThat(manifest.get("fileFormat").asString()).isEqualTo("Parquet");
    assertThat(manifest.get("fileSchema").asString())
        .startsWith(
            "message s3.inventory { required binary bucket (UTF8); required binary key (UTF8);");
    byte[] file = read(manifest.get("files").get(0).get("key").asString());
    try (ParquetFileReader reader = ParquetFileReader.open(InputFile.of(ByteBuffer.wrap(file)));
        RowReader rows = reader.rowReader()) {
      rows.next();
      assertThat(rows.getString("key")).isEqualTo("one");
      assertThat(rows.getString("bucket")).isEqualTo(bucket);
      assertThat(rows.getLong("size")).isEqualTo(5);
      assertThat(rows.getBoolean("is_multipart_uploaded")).isFalse();
      assertThat(rows.isNull("replication_status")).isTrue();
      rows.next();
      assertThat(rows.getString("key")).isEqualTo("two/three");
      assertThat(rows.getLong("size")).isZero();
      assertThat(rows.hasNext()).isFalse();
    }
  }

  @Test
  void reports_survive_a_restart_and_end_when_nobody_wants_them_or_the_policy_forbids() {
    put("key", "x");
    count("lasting", it -> {});
    cloud.restart();
    cloud.clock().advance(DAY);
    assertThat(keys("inv/" + bucket + "/lasting/hive")).hasSize(1);
    s3.deleteBucketPolicy(it -> it.bucket(target));
    cloud.clock().advance(DAY);
    assertThat(keys("inv/" + bucket + "/lasting/hive")).hasSize(1);
    letReports();
    cloud.clock().advance(DAY);
    assertThat(keys("inv/" + bucket + "/lasting/hive")).hasSize(2);
    count("lasting", it -> it.isEnabled(false));
    cloud.clock().advance(DAY);
    assertThat(keys("inv/" + bucket + "/lasting/hive")).hasSize(2);
    count("lasting", it -> {});
    s3.deleteBucketInventoryConfiguration(it -> it.bucket(bucket).id("lasting"));
    cloud.clock().advance(DAY);
    assertThat(keys("inv/" + bucket + "/lasting/hive")).hasSize(2);
  }

  @Test
  void a_report_goes_on_from_page_to_page() throws IOException {
    for (int i = 0; i < 1_005; i++) {
      put("key-" + i, "");
    }
    count("many", it -> {});
    count("versions", it -> it.includedObjectVersions("All"));
    cloud.clock().advance(DAY);
    assertThat(rows(manifest("many"))).hasSize(1_005).doesNotHaveDuplicates();
    assertThat(rows(manifest("versions"))).hasSize(1_005).doesNotHaveDuplicates();
  }

  @Test
  void tiers_of_intelligent_tiering_are_told_as_of_the_report() throws IOException {
    s3.putObject(
        it -> it.bucket(bucket).key("a").storageClass("INTELLIGENT_TIERING"),
        RequestBody.fromBytes(new byte[128 * 1024]));
    put("b", "text");
    count("tiers", it -> it.optionalFieldsWithStrings("IntelligentTieringAccessTier"));
    cloud.clock().advance(DAY);
    assertThat(rows(manifest("tiers")))
        .containsExactly(
            "\"%s\",\"a\",\"FREQUENT\"".formatted(bucket), "\"%s\",\"b\",\"\"".formatted(bucket));
    cloud.clock().advance(Duration.ofDays(31));
    assertThat(rows(manifest("tiers")).getFirst()).endsWith(",\"INFREQUENT\"");
  }

  @Test
  void what_cannot_be_reported_is_refused() {
    assertRefused(
        () ->
            count(
                "orc",
                it ->
                    it.destination(
                        d ->
                            d.s3BucketDestination(
                                b -> b.bucket("arn:aws:s3:::" + target).format("ORC")))),
        501,
        "NotImplemented");
    assertRefused(
        () ->
            count(
                "arn",
                it ->
                    it.destination(
                        d -> d.s3BucketDestination(b -> b.bucket(target).format("CSV")))),
        400,
        "InvalidS3DestinationBucket");
    assertRefused(
        () -> count("field", it -> it.optionalFieldsWithStrings("Colour")), 400, "MalformedXML");
    assertRefused(
        () -> s3.getBucketInventoryConfiguration(it -> it.bucket(bucket).id("orc")),
        404,
        "NoSuchConfiguration");
  }
}
