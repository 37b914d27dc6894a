package dev.cloudjar.cloudtrail;

import static dev.cloudjar.cloudtrail.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.s3.S3Room;
import dev.cloudjar.sqs.SqsRoom;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.AdvancedEventSelector;
import software.amazon.awssdk.services.cloudtrail.model.AdvancedFieldSelector;
import software.amazon.awssdk.services.cloudtrail.model.EventSelector;
import software.amazon.awssdk.services.cloudtrail.model.InsightNotEnabledException;
import software.amazon.awssdk.services.cloudtrail.model.InsightSelector;
import software.amazon.awssdk.services.cloudtrail.model.InvalidEventSelectorsException;
import software.amazon.awssdk.services.cloudtrail.model.InvalidInsightSelectorsException;
import software.amazon.awssdk.services.cloudtrail.model.InvalidParameterCombinationException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Which events trails want. */
@CloudjarTest(
    rooms = {CloudTrailRoom.class, S3Room.class, SqsRoom.class},
    shared = false)
class SelectorTest {
  private final CloudTrailClient trails;
  private final S3Client s3;
  private final SqsClient sqs;
  private final TestCloud cloud;
  private final String bucket;

  SelectorTest(CloudTrailClient trails, S3Client s3, SqsClient sqs, TestCloud cloud) {
    this.trails = trails;
    this.s3 = s3;
    this.sqs = sqs;
    this.cloud = cloud;
    cloud.clock().freeze();
    this.bucket = cloud.unique("logs");
    s3.createBucket(it -> it.bucket(bucket));
    s3.putBucketPolicy(
        it ->
            it.bucket(bucket)
                .policy(
                    """
                    {"Version": "2012-10-17", "Statement": {
                       "Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"},
                       "Action": ["s3:GetBucketAcl", "s3:PutObject"],
                       "Resource": ["arn:aws:s3:::BUCKET", "arn:aws:s3:::BUCKET/*"]}}"""
                        .replace("BUCKET", bucket)));
    trails.createTrail(it -> it.name("main").s3BucketName(bucket));
  }

  @Test
  @Behaviour("S3-NET-02")
  void advanced_selectors_choose_by_any_field() {
    String watched = cloud.unique("watched");
    s3.createBucket(it -> it.bucket(watched));
    List<AdvancedEventSelector> selectors =
        List.of(
            selector(
                "puts",
                field("eventCategory").equalsValue("Data"),
                field("resources.type").equalsValue("AWS::S3::Object"),
                field("resources.ARN").startsWith("arn:aws:s3:::" + watched + "/in/"),
                field("eventName").startsWith("Put", "Delete").notEndsWith("Tagging")),
            selector(
                "",
                field("eventCategory").equalsValue("Management"),
                field("readOnly").equalsValue("false"),
                field("eventSource").notEquals("s3.amazonaws.com")));
    assertThat(
            trails
                .putEventSelectors(it -> it.trailName("main").advancedEventSelectors(selectors))
                .advancedEventSelectors())
        .isEqualTo(trails.getEventSelectors(it -> it.trailName("main")).advancedEventSelectors())
        .extracting(AdvancedEventSelector::name)
        .containsExactly("puts", null);
    assertThat(trails.getTrail(it -> it.name("main")).trail().hasCustomEventSelectors()).isTrue();
    trails.startLogging(it -> it.name("main"));

    s3.putObject(it -> it.bucket(watched).key("in/a"), RequestBody.fromString("text"));
    s3.putObject(it -> it.bucket(watched).key("out/a"), RequestBody.fromString("text"));
    s3.getObject(it -> it.bucket(watched).key("in/a")).abort();
    s3.putObjectTagging(
        it -> it.bucket(watched).key("in/a").tagging(tags -> tags.tagSet(List.of())));
    s3.deleteObject(it -> it.bucket(watched).key("in/a"));
    s3.createBucket(it -> it.bucket(cloud.unique("unwanted")));
    sqs.createQueue(it -> it.queueName("wanted"));
    sqs.listQueues();
    cloud.clock().advance(Duration.ofMinutes(5));
    assertThat(delivered())
        .containsExactlyInAnyOrder("StartLogging", "PutObject", "DeleteObject", "CreateQueue");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "eventName",
        "eventCategory,eventCategory",
        "eventCategory=Other",
        "eventCategory=Data",
        "eventCategory=Management,nonsense=a",
        "eventCategory=Management,readOnly=maybe",
        "eventCategory=Management,eventSource",
        "eventCategory=Management,eventSource=a,eventSource=b"
      })
  void advanced_selectors_that_are_refused(String fields) {
    List<AdvancedFieldSelector.Builder> all = new ArrayList<>();
    for (String each : fields.split(",", -1)) {
      String[] parts = each.split("=", 2);
      AdvancedFieldSelector.Builder field = field(parts[0]);
      all.add(parts.length == 1 ? field : field.equalsValue(parts[1]));
    }
    refused(
        InvalidEventSelectorsException.class,
        () ->
            trails.putEventSelectors(
                it ->
                    it.trailName("main")
                        .advancedEventSelectors(
                            selector("bad", all.toArray(AdvancedFieldSelector.Builder[]::new)))));
    refused(
        InvalidEventSelectorsException.class,
        () ->
            trails.putEventSelectors(
                it ->
                    it.trailName("main")
                        .advancedEventSelectors(
                            selector("bad", field("eventCategory").startsWith("Man")))));
    assertThat(trails.getEventSelectors(it -> it.trailName("main")).eventSelectors()).hasSize(1);
  }

  @Test
  void insights_are_recorded_where_the_trail_logs_what_they_are_made_of() {
    trails.putInsightSelectors(
        it ->
            it.trailName("main")
                .insightSelectors(insight("ApiCallRateInsight"), insight("ApiErrorRateInsight")));
    assertThat(trails.getInsightSelectors(it -> it.trailName("main")).insightSelectors())
        .containsExactly(insight("ApiCallRateInsight"), insight("ApiErrorRateInsight"));
    assertThat(trails.getTrail(it -> it.name("main")).trail().hasInsightSelectors()).isTrue();
    trails.putInsightSelectors(it -> it.trailName("main").insightSelectors(List.of()));
    refused(
        InsightNotEnabledException.class,
        () -> trails.getInsightSelectors(it -> it.trailName("main")));

    refused(
        InvalidInsightSelectorsException.class,
        () ->
            trails.putInsightSelectors(
                it ->
                    it.trailName("main")
                        .insightSelectors(
                            InsightSelector.builder()
                                .insightType("ApiCallRateInsight")
                                .eventCategoriesWithStrings("Data")
                                .build())));
    trails.putEventSelectors(
        it ->
            it.trailName("main")
                .eventSelectors(EventSelector.builder().readWriteType("ReadOnly").build()));
    refused(
        InvalidInsightSelectorsException.class,
        () ->
            trails.putInsightSelectors(
                it -> it.trailName("main").insightSelectors(insight("ApiCallRateInsight"))));
    trails.putInsightSelectors(
        it -> it.trailName("main").insightSelectors(insight("ApiErrorRateInsight")));
    refused(
        InvalidParameterCombinationException.class,
        () ->
            trails.putInsightSelectors(
                it ->
                    it.trailName("main")
                        .eventDataStore("arn:aws:cloudtrail:us-east-1:1:eventdatastore/a")
                        .insightSelectors(insight("ApiErrorRateInsight"))));
  }

  private static InsightSelector insight(String type) {
    return InsightSelector.builder().insightType(type).build();
  }

  private static AdvancedFieldSelector.Builder field(String name) {
    return AdvancedFieldSelector.builder().field(name);
  }

  private static AdvancedEventSelector selector(
      String name, AdvancedFieldSelector.Builder... fields) {
    List<AdvancedFieldSelector> built = new ArrayList<>();
    for (AdvancedFieldSelector.Builder field : fields) {
      built.add(field.build());
    }
    return AdvancedEventSelector.builder()
        .name(name.isEmpty() ? null : name)
        .fieldSelectors(built)
        .build();
  }

  /** The names of the events in all log files. */
  private List<String> delivered() {
    List<String> names = new ArrayList<>();
    for (var file : s3.listObjectsV2(it -> it.bucket(bucket)).contents()) {
      if (file.key().endsWith(".json.gz")) {
        byte[] content = s3.getObjectAsBytes(it -> it.bucket(bucket).key(file.key())).asByteArray();
        try (var in = new GZIPInputStream(new ByteArrayInputStream(content))) {
          for (JsonNode event :
              JsonNode.parser().parse(in).field("Records").orElseThrow().asArray()) {
            names.add(event.field("eventName").orElseThrow().text());
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return names;
  }
}
