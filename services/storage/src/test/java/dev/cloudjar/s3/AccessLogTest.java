package dev.cloudjar.s3;

import static dev.cloudjar.s3.AccessLogLines.only;
import static dev.cloudjar.s3.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.Data;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.s3.AccessLogLines.Line;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.LoggingEnabled;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.OwnershipControlsRule;
import software.amazon.awssdk.services.s3.model.PartitionDateSource;
import software.amazon.awssdk.services.s3.model.TargetGrant;
import software.amazon.awssdk.services.s3.model.Type;

/** Requests for a bucket become lines in another. */
@CloudjarTest(rooms = S3Room.class, data = Data.DISK)
class AccessLogTest {
  private static final String OTHER = "444455556666";
  private static final OwnershipControlsRule WRITERS =
      OwnershipControlsRule.builder().objectOwnership("ObjectWriter").build();
  private static final Duration HOURS = Duration.ofHours(2);

  private final S3Client s3;
  private final TestCloud cloud;
  private final String bucket;
  private final String target;

  AccessLogTest(S3Client s3, TestCloud cloud) {
    this.s3 = s3;
    this.cloud = cloud;
    this.bucket = cloud.unique("logged");
    this.target = cloud.unique("logs");
  }

  @BeforeEach
  void makeBuckets() {
    cloud.clock().freeze();
    s3.createBucket(it -> it.bucket(bucket));
    s3.createBucket(it -> it.bucket(target));
    letLogs(target, "logs/*");
  }

  private void letLogs(String to, String place) {
    s3.putBucketPolicy(
        it ->
            it.bucket(to)
                .policy(
                    """
                    {"Version": "2012-10-17", "Statement": [{
                      "Effect": "Allow",
                      "Principal": {"Service": "logging.s3.amazonaws.com"},
                      "Action": "s3:PutObject",
                      "Resource": "arn:aws:s3:::%s/%s",
                      "Condition": {
                        "ArnLike": {"aws:SourceArn": "arn:aws:s3:::%s"},
                        "StringEquals": {"aws:SourceAccount": "%s"}}}]}
                    """
                        .formatted(to, place, bucket, cloud.accountId())));
  }

  private void log(Consumer<LoggingEnabled.Builder> more) {
    s3.putBucketLogging(
        it ->
            it.bucket(bucket)
                .bucketLoggingStatus(
                    status ->
                        status.loggingEnabled(
                            enabled ->
                                enabled
                                    .targetBucket(target)
                                    .targetPrefix("logs/")
                                    .applyMutation(more))));
  }

  private List<Line> delivered() {
    cloud.clock().advance(HOURS);
    return AccessLogLines.read(s3, target, "logs/");
  }

  @Test
  @Behaviour("S3-LOGS-01")
  void every_request_becomes_a_line_whoever_makes_it() {
    log(it -> {});
    s3.putObject(it -> it.bucket(bucket).key("a b"), RequestBody.fromString("12345"));
    s3.getObjectAsBytes(it -> it.bucket(bucket).key("a b").range("bytes=1-2"));
    s3.headObject(it -> it.bucket(bucket).key("a b"));
    S3Client other = cloud.client(S3Client.class, cloud.credentialsOf(OTHER));
    assertRefused(
        () -> other.getObjectAsBytes(it -> it.bucket(bucket).key("secret")), 403, "AccessDenied");
    try (Clients clients = new Clients(cloud)) {
      S3Client nobody =
          clients.make(it -> it.credentialsProvider(AnonymousCredentialsProvider.create()));
      assertRefused(() -> nobody.listObjectsV2(it -> it.bucket(bucket)), 403, "AccessDenied");
    }
    assertRefused(() -> s3.getBucketCors(it -> it.bucket(bucket)), 404, "NoSuchCORSConfiguration");

    List<Line> lines = delivered();

    String owner = CanonicalUser.id(cloud.accountId());
    assertThat(lines).allSatisfy(line -> assertThat(line.get("owner")).isEqualTo(owner));
    assertThat(lines).allSatisfy(line -> assertThat(line.get("bucket")).isEqualTo(bucket));
    Line put = only(lines, "REST.PUT.OBJECT", "a%20b");
    assertThat(put.get("requester")).isEqualTo(owner);
    assertThat(put.get("status")).isEqualTo("200");
    assertThat(put.get("error")).isEqualTo("-");
    assertThat(put.get("sent")).isEqualTo("-");
    assertThat(put.get("size")).isEqualTo("5");
    assertThat(put.get("uri")).startsWith("\"PUT /").endsWith("a%20b HTTP/1.1\"");
    assertThat(put.get("time"))
        .matches("\\[\\d\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d \\+0000]");
    assertThat(put.get("id")).matches("[0-9A-Z]{16}");
    assertThat(put.get("host id")).hasSizeGreaterThan(20);
    assertThat(put.get("signature")).isEqualTo("SigV4");
    assertThat(put.get("authentication")).isEqualTo("AuthHeader");
    assertThat(put.get("agent")).contains("aws-sdk-java");
    Line get = only(lines, "REST.GET.OBJECT", "a%20b");
    assertThat(get.get("status")).isEqualTo("206");
    assertThat(get.get("sent")).isEqualTo("2");
    assertThat(get.get("size")).isEqualTo("5");
    assertThat(get.get("total")).matches("\\d+");
    assertThat(get.get("turnaround")).matches("\\d+");
    assertThat(only(lines, "REST.HEAD.OBJECT", "a%20b").get("sent")).isEqualTo("-");
    Line refused = only(lines, "REST.GET.OBJECT", "secret");
    assertThat(refused.get("requester")).isEqualTo(CanonicalUser.id(OTHER));
    assertThat(refused.get("status")).isEqualTo("403");
    assertThat(refused.get("error")).isEqualTo("AccessDenied");
    assertThat(Integer.parseInt(refused.get("sent"))).isPositive();
    Line anonymous = only(lines, "REST.GET.BUCKET", "-");
    assertThat(anonymous.get("requester")).isEqualTo("-");
    assertThat(anonymous.get("signature")).isEqualTo("-");
    assertThat(anonymous.get("ip")).matches("127\\.0\\.0\\.1|0:0:0:0:0:0:0:1");
    assertThat(anonymous.get("host")).endsWith(":" + cloud.port());
    assertThat(only(lines, "REST.GET.CORS", "-").get("error")).isEqualTo("NoSuchCORSConfiguration");
  }

  @Test
  @Behaviour("S3-LOGS-01")
  void copies_batches_and_plain_requests_have_lines_of_their_own() {
    log(it -> {});
    s3.putObject(it -> it.bucket(bucket).key("from"), RequestBody.fromString("text"));
    s3.copyObject(
        it ->
            it.sourceBucket(bucket)
                .sourceKey("from")
                .destinationBucket(bucket)
                .destinationKey("to"));
    s3.deleteObjects(
        it ->
            it.bucket(bucket)
                .delete(
                    d ->
                        d.quiet(true)
                            .objects(
                                ObjectIdentifier.builder().key("from").build(),
                                ObjectIdentifier.builder().key("\"\nx").build())));
    WebHttp http = new WebHttp(cloud.port());
    http.get(bucket + ".s3-website.localhost", "/page%20one?x-note=1", "Referer: a \"b\"");
    http.send(
        "OPTIONS", "localhost", "/" + bucket + "/key", new byte[0], "Origin: https://a.example");
    http.send("PUT", "localhost", "/" + bucket + "/key", new byte[0], "Authorization: nonsense");

    List<Line> lines = delivered();

    only(lines, "REST.COPY.OBJECT_GET", "from");
    only(lines, "REST.COPY.OBJECT", "to");
    only(lines, "REST.POST.MULTI_OBJECT_DELETE", "-");
    assertThat(only(lines, "BATCH.DELETE.OBJECT", "from").get("status")).isEqualTo("204");
    only(lines, "BATCH.DELETE.OBJECT", "%22%0Ax");
    Line page = only(lines, "WEBSITE.GET.OBJECT", "page%20one");
    assertThat(page.get("status")).isEqualTo("404");
    assertThat(page.get("error")).isEqualTo("NoSuchWebsiteConfiguration");
    assertThat(page.get("uri")).isEqualTo("\"GET /page%20one?x-note=1 HTTP/1.1\"");
    assertThat(page.get("referer")).isEqualTo("\"a %22b%22\"");
    assertThat(only(lines, "REST.OPTIONS.PREFLIGHT", "key").get("status")).isEqualTo("400");
    Line unbelieved = only(lines, "REST.PUT.OBJECT", "key");
    assertThat(unbelieved.get("requester")).isEqualTo("-");
    assertThat(unbelieved.get("status")).startsWith("4");
  }

  @Test
  @Behaviour("S3-LOGS-01")
  void lists_that_let_callers_in_are_named_and_versions_too() {
    log(it -> {});
    s3.deletePublicAccessBlock(it -> it.bucket(bucket));
    s3.putBucketOwnershipControls(it -> it.bucket(bucket).ownershipControls(o -> o.rules(WRITERS)));
    s3.putObject(
        it -> it.bucket(bucket).key("open").acl("public-read"), RequestBody.fromString("x"));
    S3Client other = cloud.client(S3Client.class, cloud.credentialsOf(OTHER));
    other.getObjectAsBytes(it -> it.bucket(bucket).key("open"));
    assertRefused(
        () -> s3.getObjectAsBytes(it -> it.bucket(bucket).key("v").versionId("null")),
        404,
        "NoSuchVersion");

    List<Line> lines = delivered();

    assertThat(only(lines, "REST.GET.OBJECT", "open").get("acl")).isEqualTo("Yes");
    assertThat(only(lines, "REST.PUT.OBJECT", "open").get("acl")).isEqualTo("-");
    assertThat(only(lines, "REST.GET.OBJECT", "v").get("version")).isEqualTo("null");
  }

  @Test
  @Behaviour("S3-LOGS-01")
  void lines_survive_a_restart_and_wait_for_a_bucket_that_refuses_them() {
    log(it -> {});
    s3.putObject(it -> it.bucket(bucket).key("kept"), RequestBody.fromString("x"));
    cloud.restart();
    s3.deleteBucketPolicy(it -> it.bucket(target));
    assertThat(delivered()).isEmpty();
    letLogs(target, "logs/*");
    List<Line> lines = delivered();
    only(lines, "REST.PUT.OBJECT", "kept");
    s3.putBucketLogging(it -> it.bucket(bucket).bucketLoggingStatus(status -> {}));
    assertThat(s3.getBucketLogging(it -> it.bucket(bucket)).loggingEnabled()).isNull();
    s3.headBucket(it -> it.bucket(bucket));
    assertThat(delivered()).hasSameSizeAs(lines);
  }

  @Test
  @Behaviour("S3-LOGS-01")
  void objects_are_named_by_the_day_of_delivery_or_of_the_request() {
    log(
        it ->
            it.targetObjectKeyFormat(
                f ->
                    f.partitionedPrefix(
                        p -> p.partitionDateSource(PartitionDateSource.EVENT_TIME))));
    Instant midnight = cloud.clock().now().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(1));
    cloud.clock().advanceTo(midnight.minusSeconds(5));
    s3.headBucket(it -> it.bucket(bucket));
    cloud.clock().advance(Duration.ofSeconds(4));
    String day = midnight.minusSeconds(1).toString().substring(0, 10);
    String folder = "logs/" + cloud.accountId() + "/us-east-1/" + bucket + "/";
    delivered();
    assertThat(AccessLogLines.objects(s3, target, folder))
        .anyMatch(
            it ->
                it.matches(folder + day.replace('-', '/') + "/" + day + "-00-00-00-[0-9A-F]{16}"));
    log(it -> {});
    delivered();
    assertThat(AccessLogLines.objects(s3, target, "logs/2"))
        .anyMatch(it -> it.matches("logs/\\d{4}-\\d\\d-\\d\\d-\\d\\d-00-00-[0-9A-F]{16}"));
  }

  @Test
  @Behaviour("S3-LOGS-01")
  void what_rules_do_is_logged_too() {
    log(it -> {});
    s3.putObject(it -> it.bucket(bucket).key("old"), RequestBody.fromString("12345"));
    s3.putBucketLifecycleConfiguration(
        it ->
            it.bucket(bucket)
                .lifecycleConfiguration(
                    c ->
                        c.rules(
                            LifecycleRule.builder()
                                .id("end")
                                .status("Enabled")
                                .filter(f -> f.prefix(""))
                                .expiration(e -> e.days(1))
                                .build())));
    cloud.clock().advance(Duration.ofDays(3));
    Line expired = only(delivered(), "S3.EXPIRE.OBJECT", "old");
    assertThat(expired.get("requester")).isEqualTo("AmazonS3");
    assertThat(expired.get("size")).isEqualTo("5");
    assertThat(expired.get("uri")).isEqualTo("\"-\"");
  }

  @Test
  @Behaviour("S3-LOGS-02")
  void a_bucket_that_logs_into_itself_grows_by_its_own_deliveries() {
    letLogs(bucket, "logs/*");
    s3.putBucketLogging(
        it ->
            it.bucket(bucket)
                .bucketLoggingStatus(
                    s -> s.loggingEnabled(e -> e.targetBucket(bucket).targetPrefix("logs/"))));
    cloud.clock().advance(HOURS);
    cloud.clock().advance(Duration.ofHours(10));
    List<String> objects = AccessLogLines.objects(s3, bucket, "logs/");
    assertThat(objects).hasSizeGreaterThan(9);
    Line delivery =
        AccessLogLines.read(s3, bucket, "logs/").stream()
            .filter(it -> it.get("requester").equals("svc:logging.s3.amazonaws.com"))
            .findFirst()
            .orElseThrow();
    assertThat(delivery.get("operation")).isEqualTo("REST.PUT.OBJECT");
    assertThat(delivery.get("key")).startsWith("logs/");
    assertThat(delivery.get("ip")).isEqualTo("-");
  }

  @Test
  @Behaviour("S3-LOGS-01")
  void the_log_delivery_group_may_write_where_lists_count_and_targets_grant_more() {
    s3.deleteBucketPolicy(it -> it.bucket(target));
    s3.putBucketOwnershipControls(it -> it.bucket(target).ownershipControls(o -> o.rules(WRITERS)));
    s3.putBucketAcl(it -> it.bucket(target).acl("log-delivery-write"));
    String other = CanonicalUser.id(OTHER);
    log(
        it ->
            it.targetGrants(
                TargetGrant.builder()
                    .grantee(g -> g.type(Type.CANONICAL_USER).id(other))
                    .permission("READ")
                    .build()));
    delivered();
    String key = AccessLogLines.objects(s3, target, "logs/").getFirst();
    assertThat(s3.getObjectAcl(it -> it.bucket(target).key(key)).grants())
        .anyMatch(it -> other.equals(it.grantee().id()) && it.permissionAsString().equals("READ"));
    S3Client reader = cloud.client(S3Client.class, cloud.credentialsOf(OTHER));
    assertThat(reader.getObjectAsBytes(it -> it.bucket(target).key(key)).asUtf8String())
        .contains(bucket);
  }

  @Test
  @Behaviour("S3-LOGS-01")
  void targets_that_cannot_take_logs_are_refused() {
    String missing = cloud.unique("missing");
    refusedTarget(missing, 400, "InvalidTargetBucketForLogging", "does not exist");
    S3Client other = cloud.client(S3Client.class, cloud.credentialsOf(OTHER));
    String theirs = cloud.unique("theirs");
    other.createBucket(it -> it.bucket(theirs));
    refusedTarget(theirs, 400, "InvalidTargetBucketForLogging", "owner");
    String elsewhere = cloud.unique("elsewhere");
    try (Clients clients = new Clients(cloud)) {
      clients
          .make(it -> it.region(Region.EU_WEST_1))
          .createBucket(
              it ->
                  it.bucket(elsewhere)
                      .createBucketConfiguration(c -> c.locationConstraint("eu-west-1")));
    }
    refusedTarget(elsewhere, 403, "CrossLocationLoggingProhibitted", "Cross S3 location");
    s3.deleteBucketPolicy(it -> it.bucket(target));
    refusedTarget(target, 400, "InvalidTargetBucketForLogging", "permissions");
    letLogs(target, "elsewhere/*");
    refusedTarget(target, 400, "InvalidTargetBucketForLogging", "permissions");
    letLogs(target, "logs/*");
    s3.putBucketRequestPayment(
        it -> it.bucket(target).requestPaymentConfiguration(r -> r.payer("Requester")));
    refusedTarget(target, 400, "InvalidTargetBucketForLogging", "Requester Pays");
    assertThat(s3.getBucketLogging(it -> it.bucket(bucket)).loggingEnabled()).isNull();
  }

  private void refusedTarget(String name, int status, String code, String words) {
    assertRefused(
        () ->
            s3.putBucketLogging(
                it ->
                    it.bucket(bucket)
                        .bucketLoggingStatus(
                            s ->
                                s.loggingEnabled(e -> e.targetBucket(name).targetPrefix("logs/")))),
        status,
        code,
        words);
  }
}
