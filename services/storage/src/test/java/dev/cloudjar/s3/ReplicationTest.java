package dev.cloudjar.s3;

import static dev.cloudjar.s3.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.iam.IamRoom;
import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.Data;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.kms.KmsRoom;
import dev.cloudjar.sqs.SqsRoom;
import dev.cloudjar.sts.StsRoom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.OwnershipControlsRule;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.s3.model.ReplicationRuleFilter;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Moves the clock, so the cloud is its own. */
@CloudjarTest(
    rooms = {S3Room.class, IamRoom.class, StsRoom.class, SqsRoom.class, KmsRoom.class},
    data = Data.DISK)
class ReplicationTest {
  private static final String SECRET_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

  private static final String SECRET_KEY_MD5 = "hRasmdxgYDKV3nvbahU1MA==";

  private final S3Client s3;
  private final SqsClient sqs;
  private final TestCloud cloud;
  private final Clients clients;
  private final ReplicaBuckets buckets;
  private final String source;
  private final String target;

  ReplicationTest(S3Client s3, IamClient iam, SqsClient sqs, TestCloud cloud) {
    this.s3 = s3;
    this.sqs = sqs;
    this.cloud = cloud;
    this.clients = new Clients(cloud);
    this.buckets = new ReplicaBuckets(s3, iam, cloud);
    this.source = buckets.versioned("source");
    this.target = buckets.versioned("target");
    cloud.clock().freeze();
  }

  @AfterEach
  void close() {
    clients.close();
  }

  private void settle() {
    cloud.clock().settle();
  }

  private void toTarget() {
    buckets.replicate(source, ReplicaBuckets.rule("all", 1, target).build());
  }

  @Test
  @Behaviour("S3-REPL-01")
  void bothBucketsNeedVersioning() {
    String plain = cloud.unique("plain");
    s3.createBucket(it -> it.bucket(plain));
    assertRefused(
        () -> buckets.replicate(plain, ReplicaBuckets.rule("all", 1, target).build()),
        400,
        "InvalidRequest",
        "Versioning must be 'Enabled' on the bucket to apply a replication configuration");
    assertRefused(
        () -> buckets.replicate(source, ReplicaBuckets.rule("all", 1, plain).build()),
        400,
        "InvalidRequest",
        "Destination bucket must have versioning enabled.");
    assertRefused(
        () -> buckets.replicate(source, ReplicaBuckets.rule("all", 1, "never-was").build()),
        400,
        "InvalidRequest",
        "Destination bucket must exist.");
    assertRefused(
        () -> s3.getBucketReplication(it -> it.bucket(source)),
        404,
        "ReplicationConfigurationNotFoundError");
    toTarget();
    var kept = s3.getBucketReplication(it -> it.bucket(source)).replicationConfiguration();
    assertThat(kept.role()).isEqualTo(buckets.role());
    assertThat(kept.rules()).containsExactly(ReplicaBuckets.rule("all", 1, target).build());
    assertRefused(
        () ->
            s3.putBucketVersioning(
                it -> it.bucket(source).versioningConfiguration(v -> v.status("Suspended"))),
        409,
        "InvalidBucketState",
        "A replication configuration is present on this bucket");
    s3.deleteBucketReplication(it -> it.bucket(source));
    s3.putBucketVersioning(
        it -> it.bucket(source).versioningConfiguration(v -> v.status("Suspended")));
  }

  @Test
  @Behaviour({"S3-REPL-01", "S3-REPL-02"})
  void anotherRegion() {
    S3Client far = clients.make(it -> it.region(Region.EU_WEST_3));
    String there = cloud.unique("far");
    far.createBucket(
        it -> it.bucket(there).createBucketConfiguration(c -> c.locationConstraint("eu-west-3")));
    ReplicaBuckets.enable(far, there);
    buckets.replicate(source, ReplicaBuckets.rule("all", 1, there).build());
    String version = buckets.put(source, "a", "text");
    settle();
    var copy = far.headObject(it -> it.bucket(there).key("a").versionId(version));
    assertThat(copy.replicationStatusAsString()).isEqualTo("REPLICA");
    assertThat(buckets.status(source, "a", version)).isEqualTo("COMPLETED");
  }

  @Test
  @Behaviour({"S3-REPL-01", "S3-REPL-03"})
  void anotherAccount() {
    String owner = cloud.newAccountId();
    S3Client other = cloud.client(S3Client.class, cloud.credentialsOf(owner));
    String there = buckets.versioned(other, "other");
    other.putBucketOwnershipControls(
        it ->
            it.bucket(there)
                .ownershipControls(
                    o ->
                        o.rules(
                            OwnershipControlsRule.builder()
                                .objectOwnership("ObjectWriter")
                                .build())));
    buckets.replicate(source, ReplicaBuckets.rule("all", 1, there).build());
    String refused = buckets.put(source, "refused", "text");
    settle();
    assertThat(buckets.status(source, "refused", refused)).isEqualTo("FAILED");

    other.putBucketPolicy(
        it ->
            it.bucket(there)
                .policy(
                    """
                    {"Version": "2012-10-17", "Statement": [
                      {"Effect": "Allow", "Principal": {"AWS": "%s"},
                       "Action": ["s3:ReplicateObject", "s3:ReplicateDelete",
                                  "s3:ObjectOwnerOverrideToBucketOwner"],
                       "Resource": "arn:aws:s3:::%s/*"}]}
                    """
                        .formatted(buckets.role(), there)));
    String kept = buckets.put(source, "kept", "text");
    settle();
    assertThat(buckets.status(source, "kept", kept)).isEqualTo("COMPLETED");
    assertRefused(
        () -> other.getObjectAsBytes(it -> it.bucket(there).key("kept")), 403, "AccessDenied");

    buckets.replicate(
        source,
        ReplicaBuckets.rule("all", 1, there)
            .destination(
                it ->
                    it.bucket("arn:aws:s3:::" + there)
                        .account(owner)
                        .accessControlTranslation(a -> a.owner("Destination")))
            .build());
    buckets.put(source, "given", "text");
    settle();
    assertThat(other.getObjectAsBytes(it -> it.bucket(there).key("given")).asUtf8String())
        .isEqualTo("text");
    assertRefused(
        () ->
            buckets.replicate(
                source,
                ReplicaBuckets.rule("all", 1, there)
                    .destination(
                        it -> it.bucket("arn:aws:s3:::" + there).account(cloud.accountId()))
                    .build()),
        400,
        "InvalidRequest");
  }

  @Test
  @Behaviour("S3-REPL-02")
  void copiesHaveContentMetadataTagsAndVersionIdOfTheOriginal() {
    toTarget();
    byte[] large = new byte[3_000_000];
    new Random(1).nextBytes(large);
    String small = buckets.put(source, "small", "tiny");
    String version =
        s3.putObject(
                it ->
                    it.bucket(source)
                        .key("photos/a b.jpg")
                        .contentType("image/jpeg")
                        .cacheControl("no-cache")
                        .metadata(Map.of("by", "me"))
                        .tagging("state=new"),
                RequestBody.fromBytes(large))
            .versionId();
    settle();
    assertThat(buckets.text(target, "small", small)).isEqualTo("tiny REPLICA");
    var original = buckets.head(source, "photos/a b.jpg", version);
    var copy = buckets.head(target, "photos/a b.jpg", version);
    assertThat(original.replicationStatusAsString()).isEqualTo("COMPLETED");
    assertThat(copy.replicationStatusAsString()).isEqualTo("REPLICA");
    assertThat(copy.versionId()).isEqualTo(version);
    assertThat(copy.eTag()).isEqualTo(original.eTag());
    assertThat(copy.lastModified()).isEqualTo(original.lastModified());
    assertThat(copy.contentType()).isEqualTo("image/jpeg");
    assertThat(copy.cacheControl()).isEqualTo("no-cache");
    assertThat(copy.metadata()).isEqualTo(Map.of("by", "me"));
    assertThat(s3.getObjectTagging(it -> it.bucket(target).key("photos/a b.jpg")).tagSet())
        .containsExactly(Tag.builder().key("state").value("new").build());
    // The copy lives without the original.
    s3.deleteObject(it -> it.bucket(source).key("photos/a b.jpg").versionId(version));
    assertThat(s3.getObjectAsBytes(it -> it.bucket(target).key("photos/a b.jpg")).asByteArray())
        .isEqualTo(large);
  }

  @Test
  @Behaviour("S3-REPL-02")
  void multipartObjectsKeepTheirParts() {
    toTarget();
    byte[] first = new byte[5 * 1024 * 1024];
    new Random(2).nextBytes(first);
    String upload = s3.createMultipartUpload(it -> it.bucket(source).key("big")).uploadId();
    List<CompletedPart> parts =
        List.of(
            part(upload, 1, RequestBody.fromBytes(first)),
            part(upload, 2, RequestBody.fromString("end")));
    String version =
        s3.completeMultipartUpload(
                it ->
                    it.bucket(source)
                        .key("big")
                        .uploadId(upload)
                        .multipartUpload(m -> m.parts(parts)))
            .versionId();
    settle();
    assertThat(buckets.head(target, "big", version).eTag())
        .isEqualTo(buckets.head(source, "big", version).eTag())
        .endsWith("-2\"");
    assertThat(s3.getObjectAsBytes(it -> it.bucket(target).key("big").partNumber(2)).asUtf8String())
        .isEqualTo("end");
    s3.deleteObject(it -> it.bucket(target).key("big").versionId(version));
    assertThat(s3.getObjectAsBytes(it -> it.bucket(source).key("big").partNumber(1)).asByteArray())
        .isEqualTo(first);
  }

  private CompletedPart part(String upload, int number, RequestBody body) {
    String etag =
        s3.uploadPart(it -> it.bucket(source).key("big").uploadId(upload).partNumber(number), body)
            .eTag();
    return CompletedPart.builder().partNumber(number).eTag(etag).build();
  }

  @Test
  @Behaviour("S3-REPL-02")
  void rulesSelectByPrefixAndTagsAndGoToSeveralPlaces() {
    String archive = buckets.versioned("archive");
    buckets.replicate(
        source,
        ReplicaBuckets.rule("logs", 1, target)
            .filter(ReplicationRuleFilter.builder().prefix("logs/").build())
            .build(),
        ReplicaBuckets.rule("precious", 2, archive)
            .filter(
                ReplicationRuleFilter.builder()
                    .and(
                        and ->
                            and.prefix("logs/")
                                .tags(Tag.builder().key("keep").value("yes").build()))
                    .build())
            .destination(it -> it.bucket("arn:aws:s3:::" + archive).storageClass("STANDARD_IA"))
            .build());
    String both = buckets.put(source, "logs/a", "a", it -> it.tagging("keep=yes&more=1"));
    buckets.put(source, "logs/b", "b");
    String neither = buckets.put(source, "images/c", "c", it -> it.tagging("keep=yes"));
    settle();
    assertThat(buckets.versions(target)).containsExactly("logs/a", "logs/b");
    assertThat(buckets.versions(archive)).containsExactly("logs/a");
    assertThat(buckets.head(archive, "logs/a", both).storageClassAsString())
        .isEqualTo("STANDARD_IA");
    assertThat(buckets.status(source, "logs/a", both)).isEqualTo("COMPLETED");
    assertThat(buckets.head(source, "images/c", neither).replicationStatus()).isNull();

    s3.putBucketPolicy(
        it ->
            it.bucket(archive)
                .policy(
                    """
                    {"Version": "2012-10-17", "Statement": [
                      {"Effect": "Deny", "Principal": "*", "Action": "s3:ReplicateObject",
                       "Resource": "arn:aws:s3:::%s/*"}]}
                    """
                        .formatted(archive)));
    String half = buckets.put(source, "logs/d", "d", it -> it.tagging("keep=yes"));
    settle();
    assertThat(buckets.status(source, "logs/d", half)).isEqualTo("FAILED");
    assertThat(buckets.text(target, "logs/d", half)).isEqualTo("d REPLICA");
  }

  @Test
  @Behaviour("S3-REPL-03")
  void withoutPermissionNothingIsCopied() {
    toTarget();
    sqs.createQueue(
        it ->
            it.queueName("failures")
                .attributes(
                    Map.of(
                        QueueAttributeName.POLICY,
                        """
                        {"Version": "2012-10-17", "Statement": [
                          {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"},
                           "Action": "sqs:SendMessage", "Resource": "*"}]}
                        """)));
    String queue = "arn:aws:sqs:" + cloud.region() + ":" + cloud.accountId() + ":failures";
    s3.putBucketNotificationConfiguration(
        it ->
            it.bucket(source)
                .notificationConfiguration(
                    n ->
                        n.queueConfigurations(
                            QueueConfiguration.builder()
                                .queueArn(queue)
                                .eventsWithStrings("s3:Replication:OperationFailedReplication")
                                .build())));
    for (String action :
        List.of(
            "s3:GetObjectVersionForReplication",
            "s3:GetObjectVersionAcl",
            "s3:ReplicateObject",
            "s3:ReplicateTags")) {
      buckets.forbid(action);
      String version = buckets.put(source, action, "text", it -> it.tagging("a=b"));
      settle();
      assertThat(buckets.status(source, action, version)).isEqualTo("FAILED");
    }
    assertThat(buckets.versions(target)).isEmpty();
    buckets.forbid();
    String fine = buckets.put(source, "fine", "text");
    settle();
    assertThat(buckets.status(source, "fine", fine)).isEqualTo("COMPLETED");
    String url = sqs.getQueueUrl(it -> it.queueName("failures")).queueUrl();
    assertThat(sqs.receiveMessage(it -> it.queueUrl(url).maxNumberOfMessages(10)).messages())
        .extracting(it -> it.body())
        .filteredOn(it -> it.contains("Records"))
        .hasSize(4)
        .allSatisfy(
            it ->
                assertThat(it)
                    .contains("\"eventName\":\"Replication:OperationFailedReplication\"")
                    .contains("\"eventVersion\":\"2.2\"")
                    .contains("\"replicationRuleId\":\"all\"")
                    .contains("\"failureReason\":\""));
  }

  @Test
  @Behaviour("S3-REPL-03")
  void aRoleThatDoesNotTrustS3CannotReplicate() {
    IamClient iam = cloud.client(IamClient.class);
    iam.updateAssumeRolePolicy(
        it ->
            it.roleName("replication")
                .policyDocument(
                    """
                    {"Version": "2012-10-17", "Statement": [
                      {"Effect": "Allow", "Action": "sts:AssumeRole",
                       "Principal": {"Service": "ec2.amazonaws.com"}}]}
                    """));
    toTarget();
    String version = buckets.put(source, "a", "text");
    settle();
    assertThat(buckets.status(source, "a", version)).isEqualTo("FAILED");
    assertThat(buckets.versions(target)).isEmpty();
  }

  @Test
  @Behaviour("S3-REPL-04")
  void objectsFromBeforeTheRuleAreNotCopied() {
    String before = buckets.put(source, "before", "text");
    toTarget();
    String after = buckets.put(source, "after", "text");
    settle();
    assertThat(buckets.versions(target)).containsExactly("after");
    assertThat(buckets.head(source, "before", before).replicationStatus()).isNull();
    buckets.replicate(source, ReplicaBuckets.rule("all", 1, target).status("Disabled").build());
    buckets.put(source, "later", "text");
    settle();
    assertThat(buckets.versions(target)).containsExactly("after");
    assertThat(buckets.status(source, "after", after)).isEqualTo("COMPLETED");
  }

  @Test
  @Behaviour("S3-REPL-05")
  void deleteMarkersAreCopiedOnlyIfTheRuleSaysSoAndDeletionsNever() {
    String archive = buckets.versioned("archive");
    buckets.replicate(
        source,
        ReplicaBuckets.rule("without", 1, target).build(),
        ReplicaBuckets.rule("with", 2, archive)
            .deleteMarkerReplication(it -> it.status("Enabled"))
            .build());
    String version = buckets.put(source, "a", "text");
    settle();
    String marker = s3.deleteObject(it -> it.bucket(source).key("a")).versionId();
    settle();
    assertThat(buckets.versions(target)).containsExactly("a");
    assertThat(buckets.versions(archive)).containsExactly("a", "[a]");
    assertThat(
            s3.listObjectVersions(it -> it.bucket(archive)).deleteMarkers().getFirst().versionId())
        .isEqualTo(marker);
    assertRefused(() -> s3.getObjectAsBytes(it -> it.bucket(archive).key("a")), 404, "NoSuchKey");
    s3.deleteObject(it -> it.bucket(source).key("a").versionId(marker));
    s3.deleteObject(it -> it.bucket(source).key("a").versionId(version));
    settle();
    assertThat(buckets.versions(source)).isEmpty();
    assertThat(buckets.versions(target)).containsExactly("a");
    assertThat(buckets.versions(archive)).containsExactly("a", "[a]");
  }

  @Test
  @Behaviour("S3-REPL-06")
  void replicasAreNotPassedOn() {
    String third = buckets.versioned("third");
    toTarget();
    buckets.replicate(
        target,
        ReplicaBuckets.rule("on", 1, third)
            .deleteMarkerReplication(it -> it.status("Enabled"))
            .build());
    buckets.put(source, "a", "text");
    String own = buckets.put(target, "own", "text");
    settle();
    assertThat(buckets.versions(target)).containsExactly("a", "own");
    assertThat(buckets.versions(third)).containsExactly("own");
    assertThat(buckets.status(target, "own", own)).isEqualTo("COMPLETED");
  }

  @Test
  @Behaviour("S3-REPL-02")
  void tagsAndLocksFollowAndReplicasSyncBackIfAsked() {
    String locked = cloud.unique("locked");
    String copies = cloud.unique("copies");
    for (String each : List.of(locked, copies)) {
      s3.createBucket(it -> it.bucket(each).objectLockEnabledForBucket(true));
    }
    assertRefused(
        () -> buckets.replicate(locked, ReplicaBuckets.rule("all", 1, target).build()),
        400,
        "InvalidRequest");
    buckets.replicate(locked, ReplicaBuckets.rule("all", 1, copies).build());
    buckets.replicate(
        copies,
        ReplicaBuckets.rule("back", 1, locked)
            .sourceSelectionCriteria(it -> it.replicaModifications(r -> r.status("Enabled")))
            .build());
    String version =
        buckets.put(
            locked,
            "a",
            "text",
            it ->
                it.objectLockMode("GOVERNANCE")
                    .objectLockRetainUntilDate(cloud.clock().now().plus(Duration.ofDays(9))));
    settle();
    var copy = buckets.head(copies, "a", version);
    assertThat(copy.objectLockModeAsString()).isEqualTo("GOVERNANCE");
    assertThat(copy.objectLockRetainUntilDate())
        .isEqualTo(buckets.head(locked, "a", version).objectLockRetainUntilDate());
    s3.putObjectLegalHold(it -> it.bucket(locked).key("a").legalHold(h -> h.status("ON")));
    tag(locked, "from", "source");
    settle();
    assertThat(buckets.head(copies, "a", version).objectLockLegalHoldStatusAsString())
        .isEqualTo("ON");
    assertThat(tags(copies)).containsExactly("from=source");
    assertThat(buckets.status(locked, "a", version)).isEqualTo("COMPLETED");
    tag(copies, "from", "replica");
    settle();
    assertThat(tags(locked)).containsExactly("from=replica");
    assertThat(buckets.status(copies, "a", version)).isEqualTo("REPLICA");
  }

  private void tag(String bucket, String key, String value) {
    Tag tag = Tag.builder().key(key).value(value).build();
    s3.putObjectTagging(it -> it.bucket(bucket).key("a").tagging(t -> t.tagSet(tag)));
  }

  private List<String> tags(String bucket) {
    return s3.getObjectTagging(it -> it.bucket(bucket).key("a")).tagSet().stream()
        .map(it -> it.key() + "=" + it.value())
        .toList();
  }

  @Test
  @Behaviour("S3-REPL-02")
  void versionsOfBothBucketsStandInTheOrderInWhichTheyWereWritten() {
    toTarget();
    String first = buckets.put(source, "a", "first");
    settle();
    String own = buckets.put(target, "a", "own");
    String second = buckets.put(source, "a", "second");
    settle();
    assertThat(s3.listObjectVersions(it -> it.bucket(target)).versions())
        .extracting(it -> it.versionId())
        .containsExactly(second, own, first);
    assertThat(buckets.text(target, "a", second)).isEqualTo("second REPLICA");
    assertThat(buckets.text(target, "a", own)).isEqualTo("own null");
    assertThat(buckets.text(target, "a", first)).isEqualTo("first REPLICA");
    s3.deleteObject(it -> it.bucket(target).key("a").versionId(second));
    assertThat(s3.getObjectAsBytes(it -> it.bucket(target).key("a")).asUtf8String())
        .isEqualTo("own");
  }

  private void allowCustomersKeys(String bucket) {
    ServerSideEncryptionRule rule =
        ServerSideEncryptionRule.builder()
            .blockedEncryptionTypes(b -> b.encryptionTypeWithStrings("NONE"))
            .build();
    s3.putBucketEncryption(
        it -> it.bucket(bucket).serverSideEncryptionConfiguration(e -> e.rules(rule)));
  }

  private String underCustomersKey(String key) {
    return buckets.put(
        source,
        key,
        "secret",
        it ->
            it.sseCustomerAlgorithm("AES256")
                .sseCustomerKey(SECRET_KEY)
                .sseCustomerKeyMD5(SECRET_KEY_MD5));
  }

  @Test
  @Behaviour("S3-REPL-02")
  void objectsUnderCustomersKeysStayUnderThem() {
    allowCustomersKeys(source);
    toTarget();
    underCustomersKey("blocked");
    settle();
    assertThat(buckets.versions(target)).isEmpty();
    allowCustomersKeys(target);
    underCustomersKey("allowed");
    settle();
    assertRefused(
        () -> s3.getObjectAsBytes(it -> it.bucket(target).key("allowed")), 400, "InvalidRequest");
    assertThat(
            s3.getObjectAsBytes(
                    it ->
                        it.bucket(target)
                            .key("allowed")
                            .sseCustomerAlgorithm("AES256")
                            .sseCustomerKey(SECRET_KEY)
                            .sseCustomerKeyMD5(SECRET_KEY_MD5))
                .asUtf8String())
        .isEqualTo("secret");
  }

  @Test
  @Behaviour("S3-REPL-02")
  void objectsUnderKeysOfKmsAreCopiedUnderAnotherIfSelected() {
    KmsClient kms = cloud.client(KmsClient.class);
    String here = kms.createKey().keyMetadata().arn();
    String there = kms.createKey().keyMetadata().arn();
    toTarget();
    byte[] large = new byte[200_000];
    new Random(3).nextBytes(large);
    put(here, "unselected", large);
    settle();
    assertThat(buckets.versions(target)).isEmpty();
    buckets.replicate(
        source,
        ReplicaBuckets.rule("all", 1, target)
            .sourceSelectionCriteria(it -> it.sseKmsEncryptedObjects(k -> k.status("Enabled")))
            .destination(
                it ->
                    it.bucket("arn:aws:s3:::" + target)
                        .encryptionConfiguration(e -> e.replicaKmsKeyID(there)))
            .build());
    String version = put(here, "selected", large);
    settle();
    var copy = s3.getObjectAsBytes(it -> it.bucket(target).key("selected").versionId(version));
    assertThat(copy.asByteArray()).isEqualTo(large);
    assertThat(copy.response().ssekmsKeyId()).isEqualTo(there);
    assertThat(buckets.head(source, "selected", version).ssekmsKeyId()).isEqualTo(here);
    assertThat(buckets.status(source, "selected", version)).isEqualTo("COMPLETED");
    s3.putObjectTagging(
        it ->
            it.bucket(source)
                .key("selected")
                .tagging(t -> t.tagSet(Tag.builder().key("a").value("b").build())));
    settle();
    assertThat(s3.headObject(it -> it.bucket(target).key("selected")).ssekmsKeyId())
        .isEqualTo(there);
    assertThat(s3.getObjectAsBytes(it -> it.bucket(target).key("selected")).response().tagCount())
        .isEqualTo(1);
    buckets.forbid("kms:Decrypt");
    String refused = put(here, "refused", large);
    settle();
    assertThat(buckets.status(source, "refused", refused)).isEqualTo("FAILED");
  }

  private String put(String keyArn, String key, byte[] content) {
    return s3.putObject(
            it -> it.bucket(source).key(key).serverSideEncryption("aws:kms").ssekmsKeyId(keyArn),
            RequestBody.fromBytes(content))
        .versionId();
  }

  @Test
  @Behaviour("S3-REPL-02")
  void copiesOfOneZoneAreSpreadOverAllIfTheRuleSaysSo() {
    buckets.replicate(
        source,
        ReplicaBuckets.rule("all", 1, target)
            .destination(it -> it.bucket("arn:aws:s3:::" + target).storageClass("STANDARD"))
            .build());
    byte[] large = new byte[300_000];
    new Random(4).nextBytes(large);
    String version =
        s3.putObject(
                it -> it.bucket(source).key("a").storageClass("ONEZONE_IA"),
                RequestBody.fromBytes(large))
            .versionId();
    buckets.put(source, "archived", "text", it -> it.storageClass("GLACIER"));
    settle();
    var copy = s3.getObjectAsBytes(it -> it.bucket(target).key("a").versionId(version));
    assertThat(copy.asByteArray()).isEqualTo(large);
    assertThat(copy.response().storageClass()).isNull();
    assertThat(copy.response().eTag()).isEqualTo(buckets.head(source, "a", version).eTag());
    assertThat(buckets.versions(target)).containsExactly("a");
  }

  @Test
  @Behaviour("S3-REPL-02")
  void whatIsPendingLastsOverARestart() {
    toTarget();
    for (int i = 0; i < 50; i++) {
      buckets.put(source, "key-" + i, "text " + i);
    }
    cloud.restart();
    settle();
    assertThat(buckets.versions(target)).hasSize(50);
    assertThat(s3.headObject(it -> it.bucket(source).key("key-49")).replicationStatusAsString())
        .isEqualTo("COMPLETED");
  }
}
