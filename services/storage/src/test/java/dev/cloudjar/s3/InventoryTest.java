package dev.cloudjar.s3;

import static dev.cloudjar.s3.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.Data;
import dev.cloudjar.junit.TestCloud;
import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.InventoryConfiguration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is in a bucket is reported into another, day by day. */
@CloudjarTest(rooms = S3Room.class, data = Data.DISK)
class InventoryTest {
  private static final Duration DAY = Duration.ofDays(1);

  private final S3Client s3;
  private final TestCloud cloud;
  private final String bucket;
  private final String target;

  InventoryTest(S3Client s3, TestCloud cloud) {
    this.s3 = s3;
    this.cloud = cloud;
    this.bucket = cloud.unique("counted");
    this.target = cloud.unique("reports");
  }

  @BeforeEach
  void makeBuckets() {
    cloud.clock().freeze();
    s3.createBucket(it -> it.bucket(bucket));
    s3.createBucket(it -> it.bucket(target));
    letReports();
  }

  private void letReports() {
    s3.putBucketPolicy(
        it ->
            it.bucket(target)
                .policy(
                    """
                    {"Version": "2012-10-17", "Statement": [{
                      "Effect": "Allow",
                      "Principal": {"Service": "s3.amazonaws.com"},
                      "Action": "s3:PutObject",
                      "Resource": "arn:aws:s3:::%s/*",
                      "Condition": {
                        "ArnLike": {"aws:SourceArn": "arn:aws:s3:::%s"},
                        "StringEquals": {
                          "aws:SourceAccount": "%s",
                          "s3:x-amz-acl": "bucket-owner-full-control"}}}]}
                    """
                        .formatted(target, bucket, cloud.accountId())));
  }

  private void count(String id, Consumer<InventoryConfiguration.Builder> more) {
    s3.putBucketInventoryConfiguration(
        it ->
            it.bucket(bucket)
                .id(id)
                .inventoryConfiguration(
                    c ->
                        c.id(id)
                            .isEnabled(true)
                            .includedObjectVersions("Current")
                            .schedule(s -> s.frequency("Daily"))
                            .destination(
                                d ->
                                    d.s3BucketDestination(
                                        b ->
                                            b.bucket("arn:aws:s3:::" + target)
                                                .prefix("inv")
                                                .format("CSV")))
                            .applyMutation(more)));
  }

  private List<String> keys(String prefix) {
    return s3.listObjectsV2Paginator(it -> it.bucket(target).prefix(prefix)).contents().stream()
        .map(it -> it.key())
        .toList();
  }

  private byte[] read(String key) {
    return s3.getObjectAsBytes(it -> it.bucket(target).key(key)).asByteArray();
  }

  private JsonNode manifest(String id) {
    String key =
        keys("inv/" + bucket + "/" + id + "/").stream()
            .filter(it -> it.endsWith("manifest.json"))
            .reduce((first, second) -> second)
            .orElseThrow();
    return new JsonMapper().readTree(read(key));
  }

  private List<String> rows(JsonNode manifest) throws IOException {
    StringBuilder rows = new StringBuilder();
    for (JsonNode file : manifest.get("files")) {
      byte[] bytes = read(file.get("key").asString());
      assertThat(bytes).hasSize(file.get("size").asInt());
      assertThat(md5(bytes)).isEqualTo(file.get("MD5checksum").asString());
      try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
        rows.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return rows.toString().lines().toList();
  }

  private static String md5(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
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
        .isEqualTo(md5(json));
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
