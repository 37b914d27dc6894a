package dev.cloudjar.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloudjar.iam.IamRoom;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.Data;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.sts.StsRoom;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.OwnershipControlsRule;
import software.amazon.awssdk.services.s3.model.StorageClass;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3control.S3ControlClient;
import software.amazon.awssdk.services.s3control.model.CreateJobRequest;
import software.amazon.awssdk.services.s3control.model.JobDescriptor;
import software.amazon.awssdk.services.s3control.model.JobManifestFieldName;
import software.amazon.awssdk.services.s3control.model.JobManifestFormat;
import software.amazon.awssdk.services.s3control.model.JobReportFormat;
import software.amazon.awssdk.services.s3control.model.JobReportScope;
import software.amazon.awssdk.services.s3control.model.JobStatus;
import software.amazon.awssdk.services.s3control.model.RequestedJobStatus;
import software.amazon.awssdk.services.s3control.model.S3ControlException;
import software.amazon.awssdk.services.s3control.model.S3StorageClass;
import software.amazon.awssdk.services.s3control.model.S3Tag;

/** Jobs over many objects. */
@CloudjarTest(
    rooms = {S3Room.class, S3ControlRoom.class, IamRoom.class, StsRoom.class},
    data = Data.DISK)
class BatchJobTest {
  private final TestCloud cloud;
  private final S3Client s3;
  private final S3ControlClient control;
  private final IamClient iam;
  private final String account;
  private final String source;
  private final String target;
  private final String roleArn;

  BatchJobTest(TestCloud cloud, S3Client s3, S3ControlClient control, IamClient iam) {
    this.cloud = cloud;
    this.s3 = s3;
    this.control = control;
    this.iam = iam;
    this.account = cloud.accountId();
    this.source = cloud.unique("source");
    this.target = cloud.unique("target");
    this.roleArn = "arn:aws:iam::" + account + ":role/jobs";
    cloud.clock().freeze();
  }

  @BeforeEach
  void create() {
    s3.createBucket(it -> it.bucket(source));
    s3.createBucket(it -> it.bucket(target));
    iam.createRole(
        it ->
            it.roleName("jobs")
                .assumeRolePolicyDocument(
                    """
                    {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                     "Principal": {"Service": "batchoperations.s3.amazonaws.com"},
                     "Action": "sts:AssumeRole"}}"""));
    permit("\"s3:*\"", "*");
  }

  private void permit(String actions, String resource) {
    iam.putRolePolicy(
        it ->
            it.roleName("jobs")
                .policyName("all")
                .policyDocument(
                    """
                    {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                     "Action": [%s], "Resource": "%s"}}"""
                        .formatted(actions, resource)));
  }

  private void put(String key) {
    s3.putObject(it -> it.bucket(source).key(key), RequestBody.fromString("text of " + key));
  }

  /** A job that is for the objects of a manifest. */
  private Consumer<CreateJobRequest.Builder> manifest(String rows, JobManifestFieldName... fields) {
    String etag =
        s3.putObject(it -> it.bucket(target).key("manifest.csv"), RequestBody.fromString(rows))
            .eTag();
    return it ->
        it.manifest(
            m ->
                m.spec(
                        s ->
                            s.format(JobManifestFormat.S3_BATCH_OPERATIONS_CSV_20180820)
                                .fields(fields))
                    .location(
                        l ->
                            l.objectArn("arn:aws:s3:::" + target + "/manifest.csv")
                                .eTag(etag.replace("\"", ""))));
  }

  private Consumer<CreateJobRequest.Builder> listing(String... keys) {
    StringBuilder rows = new StringBuilder();
    for (String key : keys) {
      rows.append(source).append(',').append(KeyEncoding.URL.encode(key)).append('\n');
    }
    return manifest(rows.toString(), JobManifestFieldName.BUCKET, JobManifestFieldName.KEY);
  }

  /** A job that is for the objects of the bucket that begin with a prefix. */
  private Consumer<CreateJobRequest.Builder> generated(String prefix) {
    return it ->
        it.manifestGenerator(
            g ->
                g.s3JobManifestGenerator(
                    s ->
                        s.sourceBucket("arn:aws:s3:::" + source)
                            .enableManifestOutput(false)
                            .filter(f -> f.keyNameConstraint(k -> k.matchAnyPrefix(prefix)))));
  }

  private static Consumer<CreateJobRequest.Builder> tagging(String value) {
    return it ->
        it.operation(
            o ->
                o.s3PutObjectTagging(
                    t -> t.tagSet(S3Tag.builder().key("state").value(value).build())));
  }

  private String job(List<Consumer<CreateJobRequest.Builder>> settings) {
    CreateJobRequest.Builder request =
        CreateJobRequest.builder()
            .accountId(account)
            .roleArn(roleArn)
            .priority(10)
            .clientRequestToken(cloud.unique("token"))
            .report(
                it ->
                    it.enabled(true)
                        .bucket("arn:aws:s3:::" + target)
                        .prefix("reports")
                        .format(JobReportFormat.REPORT_CSV_20180820)
                        .reportScope(JobReportScope.ALL_TASKS));
    settings.forEach(it -> it.accept(request));
    return control.createJob(request.build()).jobId();
  }

  private JobDescriptor described(String id) {
    return control.describeJob(it -> it.accountId(account).jobId(id)).job();
  }

  private JobDescriptor run(String id) {
    cloud.clock().advance(Duration.ofMinutes(1));
    return described(id);
  }

  private JobDescriptor completed(String id) {
    JobDescriptor job = run(id);
    assertThat(job.failureReasons()).isEmpty();
    assertThat(job.status()).isEqualTo(JobStatus.COMPLETE);
    return job;
  }

  private String text(String bucket, String key) {
    return s3.getObjectAsBytes(it -> it.bucket(bucket).key(key)).asUtf8String();
  }

  /** The lines of the report about tasks that succeeded, or that failed. */
  private List<String> report(String id, String status) {
    String folder = "reports/job-" + id + "/";
    String manifest = text(target, folder + "manifest.json");
    assertThat(text(target, folder + "manifest.json.md5"))
        .isEqualTo(Md5.hex(manifest.getBytes(StandardCharsets.UTF_8)));
    JsonNode json = JsonNode.parser().parse(manifest);
    assertThat(json.field("Format").orElseThrow().text()).isEqualTo("Report_CSV_20180820");
    List<String> lines = new ArrayList<>();
    for (JsonNode file : json.field("Results").orElseThrow().asArray()) {
      if (file.field("TaskExecutionStatus").orElseThrow().text().equals(status)) {
        String text = text(target, file.field("Key").orElseThrow().text());
        assertThat(file.field("MD5Checksum").orElseThrow().text())
            .isEqualTo(Md5.hex(text.getBytes(StandardCharsets.UTF_8)));
        lines.addAll(text.lines().toList());
      }
    }
    return lines;
  }

  private void refused(Consumer<CreateJobRequest.Builder> setting, String code) {
    assertThatThrownBy(() -> job(List.of(listing("a"), tagging("new"), setting)))
        .isInstanceOfSatisfying(
            S3ControlException.class,
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
    assertThat(control.listJobs(it -> it.accountId(account)).jobs()).isEmpty();
  }

  @Test
  void tagTheObjectsOfAManifestAndTellOfEach() {
    put("a");
    put("b c/ü");
    String id = job(List.of(listing("a", "b c/ü", "missing"), tagging("done")));
    JobDescriptor fresh = described(id);
    assertThat(fresh.status()).isEqualTo(JobStatus.NEW);
    assertThat(fresh.jobArn()).isEqualTo("arn:aws:s3:us-east-1:" + account + ":job/" + id);
    assertThat(fresh.operation().s3PutObjectTagging().tagSet()).hasSize(1);
    assertThat(fresh.manifest().spec().fields()).hasSize(2);

    JobDescriptor job = completed(id);
    assertThat(job.progressSummary().totalNumberOfTasks()).isEqualTo(3);
    assertThat(job.progressSummary().numberOfTasksSucceeded()).isEqualTo(2);
    assertThat(job.progressSummary().numberOfTasksFailed()).isEqualTo(1);
    assertThat(job.terminationDate()).isNotNull();
    for (String key : List.of("a", "b c/ü")) {
      assertThat(s3.getObjectTagging(it -> it.bucket(source).key(key)).tagSet())
          .containsExactly(Tag.builder().key("state").value("done").build());
    }
    assertThat(report(id, "succeeded"))
        .containsExactly(
            source + ",a,,succeeded,200,,Successful",
            source + ",b%20c/%C3%BC,,succeeded,200,,Successful");
    assertThat(report(id, "failed"))
        .containsExactly(
            source + ",missing,,failed,404,NoSuchKey,The specified key does not exist.");

    String undone =
        job(List.of(listing("a"), it -> it.operation(o -> o.s3DeleteObjectTagging(t -> {}))));
    completed(undone);
    assertThat(s3.getObjectTagging(it -> it.bucket(source).key("a")).tagSet()).isEmpty();
  }

  @Test
  void copyWhatABucketHasUnderAPrefix() {
    for (int i = 0; i < 450; i++) {
      put("in/%03d".formatted(i));
    }
    put("out/side");
    String id =
        job(
            List.of(
                generated("in/"),
                it ->
                    it.operation(
                        o ->
                            o.s3PutObjectCopy(
                                c ->
                                    c.targetResource("arn:aws:s3:::" + target)
                                        .targetKeyPrefix("copies")
                                        .storageClass(S3StorageClass.STANDARD_IA)
                                        .newObjectTagging(
                                            S3Tag.builder().key("a").value("b c").build())
                                        .newObjectMetadata(
                                            m ->
                                                m.contentType("text/x-job")
                                                    .userMetadata(Map.of("by", "job")))))));
    JobDescriptor job = completed(id);
    assertThat(job.progressSummary().numberOfTasksSucceeded()).isEqualTo(450);
    var copy = s3.headObject(it -> it.bucket(target).key("copies/in/007"));
    assertThat(copy.contentType()).isEqualTo("text/x-job");
    assertThat(copy.metadata()).containsEntry("by", "job");
    assertThat(copy.storageClass()).isEqualTo(StorageClass.STANDARD_IA);
    assertThat(s3.getObjectTagging(it -> it.bucket(target).key("copies/in/007")).tagSet())
        .containsExactly(Tag.builder().key("a").value("b c").build());
    assertThat(text(target, "copies/in/449")).isEqualTo("text of in/449");
    assertThat(s3.listObjectsV2(it -> it.bucket(target).prefix("copies/")).keyCount())
        .isEqualTo(450);
    assertThat(report(id, "succeeded")).hasSize(450).doesNotHaveDuplicates();
  }

  @Test
  void actOnTheVersionsThatAManifestNames() {
    s3.putBucketVersioning(
        it ->
            it.bucket(source)
                .versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
    String old =
        s3.putObject(it -> it.bucket(source).key("a"), RequestBody.fromString("old")).versionId();
    put("a");
    String id =
        job(
            List.of(
                manifest(
                    source + ",x,a," + old + "\r\n",
                    JobManifestFieldName.BUCKET,
                    JobManifestFieldName.IGNORE,
                    JobManifestFieldName.KEY,
                    JobManifestFieldName.VERSION_ID),
                it ->
                    it.operation(
                        o -> o.s3PutObjectCopy(c -> c.targetResource("arn:aws:s3:::" + target)))));
    completed(id);
    assertThat(text(target, "a")).isEqualTo("old");
    assertThat(report(id, "succeeded"))
        .containsExactly(source + ",a," + old + ",succeeded,200,,Successful");
  }

  @Test
  void retainAndHoldObjects() {
    String locked = cloud.unique("locked");
    s3.createBucket(it -> it.bucket(locked).objectLockEnabledForBucket(true));
    s3.putObject(it -> it.bucket(locked).key("a"), RequestBody.fromString("text"));
    Consumer<CreateJobRequest.Builder> objects =
        manifest(locked + ",a\n", JobManifestFieldName.BUCKET, JobManifestFieldName.KEY);
    var until = cloud.clock().now().plus(Duration.ofDays(9));
    completed(
        job(
            List.of(
                objects,
                it ->
                    it.operation(
                        o ->
                            o.s3PutObjectRetention(
                                r ->
                                    r.retention(
                                        t -> t.mode("GOVERNANCE").retainUntilDate(until)))))));
    completed(
        job(
            List.of(
                objects,
                it ->
                    it.operation(
                        o -> o.s3PutObjectLegalHold(h -> h.legalHold(l -> l.status("ON")))))));
    var head = s3.headObject(it -> it.bucket(locked).key("a"));
    assertThat(head.objectLockMode()).isEqualTo(ObjectLockMode.GOVERNANCE);
    assertThat(head.objectLockLegalHoldStatusAsString()).isEqualTo("ON");
  }

  @Test
  void askForArchivesBack() {
    s3.putObject(
        it -> it.bucket(source).key("a").storageClass(StorageClass.GLACIER),
        RequestBody.fromString("text"));
    put("b");
    String id =
        job(
            List.of(
                listing("a", "b"),
                it ->
                    it.operation(
                        o ->
                            o.s3InitiateRestoreObject(
                                r -> r.expirationInDays(3).glacierJobTier("STANDARD")))));
    JobDescriptor job = completed(id);
    assertThat(job.progressSummary().numberOfTasksSucceeded()).isEqualTo(1);
    assertThat(report(id, "failed"))
        .singleElement()
        .asString()
        .startsWith(source + ",b,,failed,403,InvalidObjectState,");
    assertThat(s3.headObject(it -> it.bucket(source).key("a")).restore())
        .isEqualTo("ongoing-request=\"true\"");
    cloud.clock().advance(Duration.ofHours(13));
    assertThat(text(source, "a")).isEqualTo("text");
  }

  @Test
  void giveOthersAccess() {
    OwnershipControlsRule rule =
        OwnershipControlsRule.builder().objectOwnership("BucketOwnerPreferred").build();
    s3.putBucketOwnershipControls(it -> it.bucket(source).ownershipControls(o -> o.rules(rule)));
    s3.deletePublicAccessBlock(it -> it.bucket(source));
    put("a");
    completed(
        job(
            List.of(
                listing("a"),
                it ->
                    it.operation(
                        o ->
                            o.s3PutObjectAcl(
                                a ->
                                    a.accessControlPolicy(
                                        p -> p.cannedAccessControlList("public-read")))))));
    assertThat(s3.getObjectAcl(it -> it.bucket(source).key("a")).grants()).hasSize(2);
  }

  @Test
  void doWhatTheirRoleMayDoAndNoMore() {
    put("a");
    permit("\"s3:GetObject\", \"s3:PutObject\"", "*");
    String id = job(List.of(listing("a"), tagging("done")));
    JobDescriptor job = completed(id);
    assertThat(job.progressSummary().numberOfTasksFailed()).isEqualTo(1);
    assertThat(report(id, "failed"))
        .singleElement()
        .asString()
        .startsWith(source + ",a,,failed,403,AccessDenied,")
        .contains("role/jobs".replace("role/", "assumed-role/"), "s3:PutObjectTagging");
    assertThat(s3.getObjectTagging(it -> it.bucket(source).key("a")).tagSet()).isEmpty();

    permit("\"s3:PutObjectTagging\"", "*");
    assertFailed(job(List.of(listing("a"), tagging("x"))), "Reading the manifest is forbidden");
    assertFailed(job(List.of(generated(""), tagging("x"))), "manifest is forbidden");
    permit("\"s3:PutObjectTagging\", \"s3:GetObject\"", "*");
    assertFailed(job(List.of(listing("a"), tagging("x"))), "Job report could not be written");
    iam.updateAssumeRolePolicy(
        it ->
            it.roleName("jobs")
                .policyDocument(
                    """
                    {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                     "Principal": {"Service": "ec2.amazonaws.com"},
                     "Action": "sts:AssumeRole"}}"""));
    assertFailed(job(List.of(listing("a"), tagging("x"))), "The role cannot be assumed");
  }

  private void assertFailed(String id, String words) {
    JobDescriptor job = run(id);
    assertThat(job.status()).isEqualTo(JobStatus.FAILED);
    assertThat(job.failureReasons())
        .singleElement()
        .satisfies(it -> assertThat(it.failureReason()).contains(words));
  }

  @Test
  void failWhereTheManifestIsNotWhatItWas() {
    put("a");
    Consumer<CreateJobRequest.Builder> manifest = listing("a");
    s3.putObject(it -> it.bucket(target).key("manifest.csv"), RequestBody.fromString("x"));
    assertFailed(job(List.of(manifest, tagging("x"))), "ETag");
    assertFailed(
        job(
            List.of(
                manifest(source + "\n", JobManifestFieldName.BUCKET, JobManifestFieldName.KEY),
                tagging("x"))),
        "row of 1 fields");
    assertFailed(
        job(
            List.of(
                manifest("", JobManifestFieldName.BUCKET, JobManifestFieldName.KEY), tagging("x"))),
        "no objects");
  }

  @Test
  void waitForLeaveWhereTheyAreToAndCanBeCancelled() {
    put("a");
    String id = job(List.of(listing("a"), tagging("done"), it -> it.confirmationRequired(true)));
    assertStatusForbidden(id, RequestedJobStatus.READY);
    JobDescriptor job = run(id);
    assertThat(job.status()).isEqualTo(JobStatus.SUSPENDED);
    assertThat(job.suspendedDate()).isNotNull();
    assertThat(job.progressSummary().totalNumberOfTasks()).isEqualTo(1);
    assertThat(s3.getObjectTagging(it -> it.bucket(source).key("a")).tagSet()).isEmpty();
    control.updateJobStatus(
        it ->
            it.accountId(account)
                .jobId(id)
                .requestedJobStatus(RequestedJobStatus.READY)
                .statusUpdateReason("go"));
    completed(id);
    assertThat(described(id).statusUpdateReason()).isEqualTo("go");
    assertStatusForbidden(id, RequestedJobStatus.CANCELLED);

    String cancelled = job(List.of(listing("a"), tagging("x")));
    control.updateJobStatus(
        it ->
            it.accountId(account)
                .jobId(cancelled)
                .requestedJobStatus(RequestedJobStatus.CANCELLED));
    assertThat(run(cancelled).status()).isEqualTo(JobStatus.CANCELLED);

    String forgotten =
        job(List.of(listing("a"), tagging("x"), it -> it.confirmationRequired(true)));
    cloud.clock().advance(Duration.ofDays(31));
    assertThat(described(forgotten).status()).isEqualTo(JobStatus.FAILED);
    assertThat(s3.getObjectTagging(it -> it.bucket(source).key("a")).tagSet())
        .containsExactly(Tag.builder().key("state").value("done").build());
    cloud.clock().advance(Duration.ofDays(91));
    assertThat(control.listJobs(it -> it.accountId(account)).jobs()).isEmpty();
    assertThatThrownBy(() -> described(id)).hasMessageContaining("does not exist");
  }

  private void assertStatusForbidden(String id, RequestedJobStatus status) {
    assertThatThrownBy(
            () ->
                control.updateJobStatus(
                    it -> it.accountId(account).jobId(id).requestedJobStatus(status)))
        .hasMessageContaining("Requested job status forbidden.");
  }

  @Test
  void areListedTaggedAndMadeOnce() {
    put("a");
    String first = job(List.of(listing("a"), tagging("x"), it -> it.clientRequestToken("once")));
    assertThat(job(List.of(listing("a"), tagging("x"), it -> it.clientRequestToken("once"))))
        .isEqualTo(first);
    assertThatThrownBy(
            () -> job(List.of(listing("a"), tagging("y"), it -> it.clientRequestToken("once"))))
        .isInstanceOf(S3ControlException.class);
    run(first);
    String second =
        job(
            List.of(
                listing("a"),
                tagging("x"),
                it -> it.tags(S3Tag.builder().key("team").value("red").build())));
    assertThat(control.listJobsPaginator(it -> it.accountId(account).maxResults(1)).stream())
        .hasSize(2);
    assertThat(control.listJobs(it -> it.accountId(account).jobStatuses(JobStatus.COMPLETE)).jobs())
        .singleElement()
        .satisfies(it -> assertThat(it.jobId()).isEqualTo(first));
    assertThat(control.getJobTagging(it -> it.accountId(account).jobId(second)).tags())
        .containsExactly(S3Tag.builder().key("team").value("red").build());
    control.putJobTagging(
        it ->
            it.accountId(account)
                .jobId(second)
                .tags(S3Tag.builder().key("team").value("blue").build()));
    assertThat(control.getJobTagging(it -> it.accountId(account).jobId(second)).tags())
        .containsExactly(S3Tag.builder().key("team").value("blue").build());
    control.deleteJobTagging(it -> it.accountId(account).jobId(second));
    assertThat(control.getJobTagging(it -> it.accountId(account).jobId(second)).tags()).isEmpty();
    assertThat(
            control
                .updateJobPriority(it -> it.accountId(account).jobId(second).priority(77))
                .priority())
        .isEqualTo(77);
    assertThat(described(second).priority()).isEqualTo(77);
  }

  @Test
  void areRefusedWhereTheyAskForWhatIsNot() {
    put("a");
    refused(it -> it.operation(o -> {}), "InvalidRequest");
    refused(
        it -> it.operation(o -> o.lambdaInvoke(l -> l.functionArn("arn:aws:lambda:us-east-1:1:f"))),
        "NotImplemented");
    refused(generated(""), "InvalidRequest");
    refused(it -> it.report(r -> r.enabled(true)), "InvalidRequest");
    refused(
        manifest(source + "\n", JobManifestFieldName.BUCKET, JobManifestFieldName.IGNORE),
        "InvalidRequest");
    refused(it -> it.accountId("999999999999"), "AccessDenied");
  }

  @Test
  void goOnAfterARestart() {
    for (int i = 0; i < 300; i++) {
      put("key-" + i);
    }
    String id = job(List.of(generated("key-"), tagging("done")));
    String waiting =
        job(List.of(generated("key-1"), tagging("x"), it -> it.confirmationRequired(true)));
    cloud.restart();
    cloud.clock().freeze();
    JobDescriptor job = completed(id);
    assertThat(job.progressSummary().numberOfTasksSucceeded()).isEqualTo(300);
    assertThat(described(waiting).status()).isEqualTo(JobStatus.SUSPENDED);
    cloud.restart();
    assertThat(report(id, "succeeded")).hasSize(300).doesNotHaveDuplicates();
    assertThat(described(waiting).progressSummary().totalNumberOfTasks()).isEqualTo(111);
  }
}
