package dev.cloudjar.s3;

import static dev.cloudjar.s3.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.Data;
import dev.cloudjar.junit.TestCloud;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.AnalyticsConfiguration;
import software.amazon.awssdk.services.s3.model.StorageClass;
import software.amazon.awssdk.services.s3.model.Tag;

/** How objects of some age are read is analysed day by day, and told in another bucket. */
@CloudjarTest(rooms = S3Room.class, data = Data.DISK)
class AnalyticsTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final int MEGABYTE = 1 << 20;
  private static final String TITLES =
      "Date,ConfigId,Filter,StorageClass,ObjectAge,ObjectCount,DataUploaded_MB,Storage_MB,"
          + "DataRetrieved_MB,GetRequestCount,CumulativeAccessRatio,ObjectAgeForSIATransition,"
          + "RecommendedObjectAgeForSIATransition";

  private final S3Client s3;
  private final TestCloud cloud;
  private final String bucket;
  private final String target;

  AnalyticsTest(S3Client s3, TestCloud cloud) {
    this.s3 = s3;
    this.cloud = cloud;
    this.bucket = cloud.unique("analysed");
    this.target = cloud.unique("exports");
  }

  @BeforeEach
  void makeBuckets() {
    cloud.clock().freeze();
    s3.createBucket(it -> it.bucket(bucket));
    s3.createBucket(it -> it.bucket(target));
  }

  private void letReports() {
    ReportPolicy.allow(s3, target, bucket, cloud.accountId());
  }

  private void analyse(String id, Consumer<AnalyticsConfiguration.Builder> more) {
    s3.putBucketAnalyticsConfiguration(
        it ->
            it.bucket(bucket)
                .id(id)
                .analyticsConfiguration(
                    c -> export(c.id(id), "arn:aws:s3:::" + target, "CSV").applyMutation(more)));
  }

  private static AnalyticsConfiguration.Builder export(
      AnalyticsConfiguration.Builder configuration, String arn, String format) {
    return configuration.storageClassAnalysis(
        s ->
            s.dataExport(
                e ->
                    e.outputSchemaVersion("V_1")
                        .destination(
                            d ->
                                d.s3BucketDestination(
                                    b -> b.bucket(arn).prefix("out").format(format)))));
  }

  private void put(String key, int bytes) {
    s3.putObject(it -> it.bucket(bucket).key(key), RequestBody.fromBytes(new byte[bytes]));
  }

  private void read(String key) {
    s3.getObjectAsBytes(it -> it.bucket(bucket).key(key));
  }

  private List<String> lines(String id) {
    return s3.getObjectAsBytes(it -> it.bucket(target).key("out/" + bucket + "/" + id + ".csv"))
        .asUtf8String()
        .lines()
        .toList();
  }

  private List<String> exports() {
    return s3.listObjectsV2(it -> it.bucket(target)).contents().stream()
        .map(it -> it.key())
        .toList();
  }

  /** The last line of all objects of a class. */
  private String last(String id, String storageClass) {
    return lines(id).stream()
        .filter(it -> it.contains("," + storageClass + ",ALL,"))
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  private Instant midnight() {
    return cloud.clock().now().truncatedTo(ChronoUnit.DAYS);
  }

  private static String date(Instant time) {
    return DateTimeFormatter.ofPattern("MM-dd-yyyy", Locale.ROOT)
        .format(LocalDate.ofInstant(time, ZoneOffset.UTC));
  }

  @Test
  @Behaviour("S3-ANALYTICS-01")
  void a_file_tells_day_by_day_what_was_stored_and_read() {
    letReports();
    put("logs/large", MEGABYTE);
    put("logs/small", 1_024);
    put("other", MEGABYTE);
    analyse("logs", it -> it.filter(f -> f.prefix("logs/")));
    Instant first = midnight().plus(Duration.ofDays(2));
    cloud.clock().advance(DAY);
    assertThat(exports()).isEmpty();
    read("logs/large");
    s3.getObjectAsBytes(it -> it.bucket(bucket).key("logs/large").range("bytes=0-524287"));
    read("logs/small");
    read("other");
    put("logs/later", 2 * MEGABYTE);
    cloud.clock().advance(DAY);

    assertThat(exports()).containsExactly("out/" + bucket + "/logs.csv");
    List<String> lines = lines("logs");
    String head = date(first) + ",logs,logs/,STANDARD,";
    assertThat(lines).hasSize(14).startsWith(TITLES, head + "000-014,2,2,3,1.5,2,0.5,,");
    assertThat(lines.get(2)).isEqualTo(head + "015-029,0,0,0,0,0,0,,");
    assertThat(lines.get(12)).startsWith(head + "730+,0,");
    assertThat(lines.get(13)).startsWith(head + "ALL,3,2,3.000977,1.500977,3,0.50").endsWith(",,");

    cloud.clock().advance(DAY);
    assertThat(lines("logs")).hasSize(27);
    assertThat(lines("logs").get(1)).startsWith(head + "000-014,2,2,3,1.5,2,");
    assertThat(lines("logs").get(2))
        .startsWith(date(first.plus(DAY)) + ",logs,logs/,STANDARD,000-014,2,0,3,0,0,");
  }

  @Test
  @Behaviour("S3-ANALYTICS-01")
  void tags_choose_objects_and_classes_have_lines_of_their_own() {
    letReports();
    Tag hot = Tag.builder().key("kind").value("a-b").build();
    s3.putObject(
        it -> it.bucket(bucket).key("x/1").tagging("kind=a-b"),
        RequestBody.fromBytes(new byte[MEGABYTE]));
    s3.putObject(
        it ->
            it.bucket(bucket).key("x/2").storageClass(StorageClass.ONEZONE_IA).tagging("kind=a-b"),
        RequestBody.fromBytes(new byte[MEGABYTE]));
    put("x/3", MEGABYTE);
    analyse("tagged", it -> it.filter(f -> f.tag(hot)));
    analyse("both", it -> it.filter(f -> f.and(a -> a.prefix("x/2").tags(hot))));
    cloud.clock().advance(DAY);
    read("x/1");
    read("x/2");
    read("x/2");
    read("x/3");
    cloud.clock().advance(DAY);
    assertThat(last("tagged", "STANDARD")).contains(",tagged,kind=a-b,STANDARD,ALL,1,0,1,1,1,");
    assertThat(last("tagged", "ONEZONE_IA")).contains(",ONEZONE_IA,ALL,1,0,1,2,2,");
    assertThat(last("both", "STANDARD")).contains(",x/2;kind=a-b,STANDARD,ALL,0,0,0,0,0,0,,");
    assertThat(last("both", "ONEZONE_IA")).contains(",ONEZONE_IA,ALL,1,0,1,2,2,2,,");
  }

  @Test
  @Behaviour("S3-ANALYTICS-02")
  void an_age_is_recommended_from_which_objects_are_hardly_read() {
    letReports();
    put("cold/1", MEGABYTE);
    put("hot/1", MEGABYTE);
    s3.putObject(
        it -> it.bucket(bucket).key("zone/1").storageClass(StorageClass.ONEZONE_IA),
        RequestBody.fromBytes(new byte[MEGABYTE]));
    analyse("cold", it -> it.filter(f -> f.prefix("cold/")));
    analyse("hot", it -> it.filter(f -> f.prefix("hot/")));
    analyse("zone", it -> it.filter(f -> f.prefix("zone/")));
    for (int day = 0; day < 30; day++) {
      cloud.clock().advance(DAY);
      read("hot/1");
    }
    assertThat(last("cold", "STANDARD")).as("too early").endsWith(",,");
    for (int day = 0; day < 10; day++) {
      cloud.clock().advance(DAY);
      read("hot/1");
    }
    assertThat(last("cold", "STANDARD")).endsWith(",30,30");
    assertThat(last("hot", "STANDARD")).as("read daily").endsWith(",,");
    assertThat(last("zone", "ONEZONE_IA")).endsWith(",,");
    assertThat(last("zone", "STANDARD")).endsWith(",,");
    assertThat(lines("cold").stream().filter(it -> it.endsWith(",30,")))
        .as("observed before it is recommended")
        .hasSize(6)
        .allMatch(it -> it.contains(",STANDARD,ALL,"));
  }

  @Test
  @Behaviour("S3-ANALYTICS-01")
  void the_destination_has_to_let_reports_in_and_days_are_kept_until_it_does() {
    put("a", MEGABYTE);
    analyse("all", it -> {});
    cloud.clock().advance(Duration.ofDays(2));
    assertThat(exports()).isEmpty();
    letReports();
    cloud.restart();
    cloud.clock().advance(DAY);
    assertThat(lines("all")).hasSize(27);
    s3.deleteBucketAnalyticsConfiguration(it -> it.bucket(bucket).id("all"));
    cloud.clock().advance(Duration.ofDays(2));
    assertThat(lines("all")).hasSize(27);
  }

  @Test
  @Behaviour("S3-ANALYTICS-01")
  void what_cannot_be_analysed_is_refused() {
    assertRefused(
        () -> analyse("a", it -> export(it, "arn:aws:sqs:us-east-1:1:queue", "CSV")),
        400,
        "InvalidS3DestinationBucket");
    assertRefused(
        () -> analyse("a", it -> export(it, "arn:aws:s3:::" + target, "Parquet")),
        400,
        "MalformedXML");
    assertThat(
            s3.listBucketAnalyticsConfigurations(it -> it.bucket(bucket))
                .analyticsConfigurationList())
        .isEmpty();
  }
}
