package dev.cloudjar.sqs;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestClock;
import dev.cloudjar.junit.TestCloud;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.PurgeQueueInProgressException;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDeletedRecentlyException;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.QueueNameExistsException;

@CloudjarTest(rooms = SqsRoom.class)
class QueueOperationsTest {
  private final SqsClient sqs;
  private final TestCloud cloud;
  private final TestClock clock;
  private final Queues queues;

  QueueOperationsTest(SqsClient sqs, TestCloud cloud) {
    this.sqs = sqs;
    this.cloud = cloud;
    this.clock = cloud.clock();
    this.queues = new Queues(sqs);
    clock.freeze();
  }

  // ---- names and addresses ---------------------------------------------------------------------

  @Test
  void a_queue_is_addressed_by_the_way_its_creator_came_and_its_owner_and_name() {
    assertThat(queues.create("orders", Map.of()))
        .isEqualTo(cloud.endpoint() + "/" + cloud.accountId() + "/orders");
    assertThat(sqs.getQueueUrl(it -> it.queueName("orders")).queueUrl())
        .isEqualTo(cloud.endpoint() + "/" + cloud.accountId() + "/orders");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://elsewhere.example/ACCOUNT/anywhere",
        "https://sqs.us-east-1.amazonaws.com/ACCOUNT/anywhere",
        "http://localhost:1/queue/us-east-1/ACCOUNT/anywhere",
        "ACCOUNT/anywhere",
        "anywhere"
      })
  void only_the_end_of_an_address_counts(String template) {
    String url = template.replace("ACCOUNT", cloud.accountId());
    queues.create("anywhere", Map.of());
    assertThat(
            sqs.getQueueAttributes(it -> it.queueUrl(url).attributeNames(QueueAttributeName.ALL)))
        .satisfies(
            it ->
                assertThat(it.attributes())
                    .containsEntry(QueueAttributeName.QUEUE_ARN, arn("anywhere")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost/000000000000/../secret",
        "http://localhost/000000000000/a%00b",
        "http://localhost/",
        "http://localhost/12/queue",
        "//",
        "file:///etc/passwd",
        "a b"
      })
  void an_address_that_can_be_no_queues_is_refused(String url) {
    refused(() -> sqs.sendMessage(it -> it.queueUrl(url).messageBody("x")))
        .withCode("InvalidAddress")
        .withStatus(404);
  }

  @Test
  void a_queue_that_does_not_exist_is_not_found() {
    refused(() -> sqs.getQueueUrl(it -> it.queueName("nowhere")))
        .as(QueueDoesNotExistException.class)
        .withCode("AWS.SimpleQueueService.NonExistentQueue")
        .withStatus(400)
        .saying("The specified queue does not exist.");
    refused(() -> sqs.receiveMessage(it -> it.queueUrl("nowhere")))
        .as(QueueDoesNotExistException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"with space", "sla/sh", "d.ot", "umlaut-\u00e4", "fifo-without-type.fifo"})
  void names_are_of_letters_digits_hyphens_and_underscores(String name) {
    refused(() -> queues.create(name, Map.of()))
        .withCode("InvalidParameterValue")
        .saying(
            "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
  }

  @Test
  void names_have_80_characters_at_most_with_the_fifo_suffix() {
    refused(() -> queues.create("x".repeat(81), Map.of())).withCode("InvalidParameterValue");
    queues.create("x".repeat(80), Map.of());
    Map<QueueAttributeName, String> fifo = Map.of(QueueAttributeName.FIFO_QUEUE, "true");
    refused(() -> queues.create("x".repeat(76) + ".fifo", fifo)).withCode("InvalidParameterValue");
    queues.create("x".repeat(75) + ".fifo", fifo);
    refused(() -> queues.create("not-named-so", fifo))
        .withCode("InvalidParameterValue")
        .saying(
            "The name of a FIFO queue can only include alphanumeric characters, hyphens, or"
                + " underscores, must end with .fifo suffix and be 1 to 80 in length.");
  }

  @Test
  void accounts_and_regions_have_their_own_queues() {
    queues.create("mine", Map.of());
    String other = cloud.newAccountId();
    SqsClient otherAccount = cloud.client(SqsClient.class, cloud.credentialsOf(other));
    try (SqsClient otherRegion =
        SqsClient.builder()
            .endpointOverride(cloud.endpoint())
            .region(Region.EU_CENTRAL_1)
            .credentialsProvider(cloud.credentials())
            .httpClient(UrlConnectionHttpClient.create())
            .build()) {
      refused(() -> otherRegion.getQueueUrl(it -> it.queueName("mine")))
          .as(QueueDoesNotExistException.class);
      refused(() -> otherAccount.getQueueUrl(it -> it.queueName("mine")))
          .as(QueueDoesNotExistException.class);
      assertThat(otherAccount.createQueue(it -> it.queueName("mine")).queueUrl())
          .endsWith("/" + other + "/mine");
      assertThat(otherRegion.listQueues().queueUrls()).isEmpty();
    }
  }

  @Test
  void another_accounts_queue_is_for_those_whom_its_owner_lets_in() {
    String url = queues.create("private", Map.of());
    String otherId = cloud.newAccountId();
    SqsClient other = cloud.client(SqsClient.class, cloud.credentialsOf(otherId));
    refused(() -> other.sendMessage(it -> it.queueUrl(url).messageBody("x"))).withStatus(403);
    refused(
            () ->
                other.getQueueUrl(
                    it -> it.queueName("private").queueOwnerAWSAccountId(cloud.accountId())))
        .withStatus(403);
    other.createQueue(it -> it.queueName("own"));
    assertThat(
            other.getQueueUrl(it -> it.queueName("own").queueOwnerAWSAccountId(otherId)).queueUrl())
        .endsWith("/" + otherId + "/own");
  }

  // ---- creation --------------------------------------------------------------------------------

  @Test
  void creating_a_queue_again_with_what_it_has_gives_its_address() {
    String url =
        queues.create(
            "again",
            Map.of(
                QueueAttributeName.DELAY_SECONDS, "1",
                QueueAttributeName.RECEIVE_MESSAGE_WAIT_TIME_SECONDS, "1"));
    assertThat(queues.create("again", Map.of())).isEqualTo(url);
    assertThat(queues.create("again", Map.of(QueueAttributeName.DELAY_SECONDS, "1")))
        .isEqualTo(url);
  }

  @Test
  void creating_a_queue_again_with_something_else_is_refused() {
    queues.create("differs", Map.of(QueueAttributeName.DELAY_SECONDS, "1"));
    refused(() -> queues.create("differs", Map.of(QueueAttributeName.DELAY_SECONDS, "2")))
        .as(QueueNameExistsException.class)
        .withCode("QueueAlreadyExists")
        .saying(
            "A queue already exists with the same name and a different value for attribute"
                + " DelaySeconds");
  }

  @Test
  void the_name_of_a_deleted_queue_is_free_after_60_seconds() {
    String url = queues.create("phoenix", Map.of());
    sqs.sendMessage(it -> it.queueUrl(url).messageBody("ashes"));
    sqs.deleteQueue(it -> it.queueUrl(url));
    refused(() -> sqs.receiveMessage(it -> it.queueUrl(url))).as(QueueDoesNotExistException.class);
    clock.advance(Duration.ofSeconds(59));
    refused(() -> queues.create("phoenix", Map.of()))
        .as(QueueDeletedRecentlyException.class)
        .saying(
            "You must wait 60 seconds after deleting a queue before you can create another with"
                + " the same name.");
    clock.advance(Duration.ofSeconds(1));
    assertThat(queues.create("phoenix", Map.of())).isEqualTo(url);
    assertThat(sqs.receiveMessage(it -> it.queueUrl(url)).messages()).isEmpty();
  }

  @Test
  void deleting_what_does_not_exist_is_refused() {
    refused(() -> sqs.deleteQueue(it -> it.queueUrl("nowhere")))
        .as(QueueDoesNotExistException.class);
  }

  // ---- lists -----------------------------------------------------------------------------------

  @Test
  void queues_are_listed_by_prefix_page_by_page() {
    List<String> urls =
        IntStream.range(0, 5).mapToObj(i -> queues.create("page-" + i, Map.of())).toList();
    queues.create("pag", Map.of());
    assertThat(sqs.listQueues(it -> it.queueNamePrefix("page-")).queueUrls())
        .containsExactlyElementsOf(urls);
    var first = sqs.listQueues(it -> it.queueNamePrefix("page-").maxResults(2));
    assertThat(first.queueUrls()).containsExactlyElementsOf(urls.subList(0, 2));
    var rest =
        sqs.listQueues(
            it -> it.queueNamePrefix("page-").maxResults(3).nextToken(first.nextToken()));
    assertThat(rest.queueUrls()).containsExactlyElementsOf(urls.subList(2, 5));
    assertThat(rest.nextToken()).isNull();
    assertThat(sqs.listQueuesPaginator(it -> it.queueNamePrefix("page-").maxResults(2)).queueUrls())
        .containsExactlyElementsOf(urls);
    assertThat(sqs.listQueues(it -> it.queueNamePrefix("none-such")).hasQueueUrls()).isFalse();
  }

  @Test
  void a_page_has_1_to_1000_queues_and_a_token_that_was_given() {
    refused(() -> sqs.listQueues(it -> it.maxResults(0))).withCode("InvalidParameterValue");
    refused(() -> sqs.listQueues(it -> it.maxResults(1001))).withCode("InvalidParameterValue");
    refused(() -> sqs.listQueues(it -> it.maxResults(1).nextToken("%%%")))
        .withCode("InvalidParameterValue");
  }

  // ---- attributes ------------------------------------------------------------------------------

  @Test
  void a_new_queue_has_the_defaults_of_aws() {
    String url = queues.create("defaults", Map.of());
    String now = String.valueOf(clock.now().getEpochSecond());
    assertThat(queues.attributes(url))
        .containsExactlyInAnyOrderEntriesOf(
            new HashMap<>(
                Map.ofEntries(
                    Map.entry("ApproximateNumberOfMessages", "0"),
                    Map.entry("ApproximateNumberOfMessagesDelayed", "0"),
                    Map.entry("ApproximateNumberOfMessagesNotVisible", "0"),
                    Map.entry("CreatedTimestamp", now),
                    Map.entry("DelaySeconds", "0"),
                    Map.entry("LastModifiedTimestamp", now),
                    Map.entry("MaximumMessageSize", "1048576"),
                    Map.entry("MessageRetentionPeriod", "345600"),
                    Map.entry("QueueArn", arn("defaults")),
                    Map.entry("ReceiveMessageWaitTimeSeconds", "0"),
                    Map.entry("SqsManagedSseEnabled", "true"),
                    Map.entry("VisibilityTimeout", "30"))));
  }

  @Test
  void a_new_fifo_queue_tells_its_type() {
    assertThat(queues.attributes(queues.createFifo(Map.of())))
        .containsEntry("FifoQueue", "true")
        .containsEntry("ContentBasedDeduplication", "false")
        .containsEntry("DeduplicationScope", "queue")
        .containsEntry("FifoThroughputLimit", "perQueue");
  }

  @Test
  void only_the_attributes_that_are_asked_for_are_told() {
    String url = queues.create();
    assertThat(sqs.getQueueAttributes(it -> it.queueUrl(url)).attributes()).isEmpty();
    assertThat(
            sqs.getQueueAttributes(
                    it ->
                        it.queueUrl(url)
                            .attributeNames(
                                QueueAttributeName.VISIBILITY_TIMEOUT, QueueAttributeName.POLICY))
                .attributesAsStrings())
        .containsExactly(Map.entry("VisibilityTimeout", "30"));
    refused(
            () ->
                sqs.getQueueAttributes(it -> it.queueUrl(url).attributeNamesWithStrings("Colour")))
        .withCode("InvalidAttributeName")
        .saying("Unknown Attribute Colour.");
  }

  @Test
  void attributes_are_changed_and_the_change_is_dated() {
    String url = queues.create();
    clock.advance(Duration.ofSeconds(10));
    sqs.setQueueAttributes(
        it ->
            it.queueUrl(url)
                .attributes(
                    Map.of(
                        QueueAttributeName.VISIBILITY_TIMEOUT, "69",
                        QueueAttributeName.MAXIMUM_MESSAGE_SIZE, "2048")));
    Map<String, String> attributes = queues.attributes(url);
    assertThat(attributes)
        .containsEntry("VisibilityTimeout", "69")
        .containsEntry("MaximumMessageSize", "2048")
        .containsEntry("DelaySeconds", "0")
        .containsEntry("LastModifiedTimestamp", String.valueOf(clock.now().getEpochSecond()));
    assertThat(Long.parseLong(attributes.get("LastModifiedTimestamp")))
        .isEqualTo(Long.parseLong(attributes.get("CreatedTimestamp")) + 10);
  }

  @ParameterizedTest
  @CsvSource({
    "DelaySeconds, -1",
    "DelaySeconds, 901",
    "DelaySeconds, 1.5",
    "DelaySeconds, ' 6'",
    "DelaySeconds, ''",
    "DelaySeconds, 99999999999",
    "MaximumMessageSize, 1023",
    "MaximumMessageSize, 1048577",
    "MessageRetentionPeriod, 59",
    "MessageRetentionPeriod, 1209601",
    "ReceiveMessageWaitTimeSeconds, 21",
    "VisibilityTimeout, 43201",
    "KmsDataKeyReusePeriodSeconds, 59",
    "KmsDataKeyReusePeriodSeconds, 86401",
    "SqsManagedSseEnabled, maybe",
    "Policy, not JSON",
    "Policy, []",
  })
  void a_value_outside_of_its_range_is_refused(String name, String value) {
    refused(
            () ->
                sqs.createQueue(
                    it -> it.queueName("never").attributesWithStrings(Map.of(name, value))))
        .withCode("InvalidAttributeValue")
        .withStatus(400)
        .saying("Invalid value for the parameter " + name + ".");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Colour", "QueueArn", "CreatedTimestamp", "All"})
  void an_attribute_that_cannot_be_set_is_refused(String name) {
    String url = queues.create();
    refused(
            () ->
                sqs.setQueueAttributes(
                    it -> it.queueUrl(url).attributesWithStrings(Map.of(name, "1"))))
        .withCode("InvalidAttributeName")
        .saying("Unknown Attribute " + name + ".");
  }

  @ParameterizedTest
  @CsvSource({
    "FifoQueue, false, Unknown Attribute FifoQueue.",
    "ContentBasedDeduplication, false, Unknown Attribute ContentBasedDeduplication.",
    "DeduplicationScope, queue, You can specify the DeduplicationScope only when FifoQueue is set"
        + " to true.",
    "FifoThroughputLimit, perQueue, You can specify the FifoThroughputLimit only when FifoQueue is"
        + " set to true."
  })
  void a_standard_queue_has_no_attributes_of_fifo_queues(
      String name, String value, String message) {
    refused(
            () ->
                sqs.createQueue(
                    it -> it.queueName("standard").attributesWithStrings(Map.of(name, value))))
        .withCode("InvalidAttributeName")
        .saying(message);
  }

  @Test
  void the_type_of_a_queue_never_changes() {
    String fifo = queues.createFifo(Map.of());
    sqs.setQueueAttributes(
        it -> it.queueUrl(fifo).attributes(Map.of(QueueAttributeName.FIFO_QUEUE, "true")));
    refused(
            () ->
                sqs.setQueueAttributes(
                    it ->
                        it.queueUrl(fifo)
                            .attributes(Map.of(QueueAttributeName.FIFO_QUEUE, "false"))))
        .withCode("InvalidAttributeValue")
        .saying(
            "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not"
                + " supported.");
  }

  @Test
  void throughput_per_group_needs_deduplication_per_group() {
    refused(
            () ->
                queues.createFifo(
                    Map.of(QueueAttributeName.FIFO_THROUGHPUT_LIMIT, "perMessageGroupId")))
        .withCode("InvalidAttributeValue");
    assertThat(
            queues.attributes(
                queues.createFifo(
                    Map.of(
                        QueueAttributeName.FIFO_THROUGHPUT_LIMIT, "perMessageGroupId",
                        QueueAttributeName.DEDUPLICATION_SCOPE, "messageGroup"))))
        .containsEntry("FifoThroughputLimit", "perMessageGroupId");
  }

  @Test
  void one_kind_of_encryption_replaces_the_other() {
    String url = queues.create();
    sqs.setQueueAttributes(
        it ->
            it.queueUrl(url)
                .attributes(
                    Map.of(
                        QueueAttributeName.KMS_MASTER_KEY_ID, "alias/mine",
                        QueueAttributeName.KMS_DATA_KEY_REUSE_PERIOD_SECONDS, "6000")));
    assertThat(queues.attributes(url))
        .containsEntry("KmsMasterKeyId", "alias/mine")
        .containsEntry("KmsDataKeyReusePeriodSeconds", "6000")
        .containsEntry("SqsManagedSseEnabled", "false");
    sqs.setQueueAttributes(
        it -> it.queueUrl(url).attributes(Map.of(QueueAttributeName.KMS_MASTER_KEY_ID, "")));
    assertThat(queues.attributes(url))
        .doesNotContainKeys("KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds")
        .containsEntry("SqsManagedSseEnabled", "false");
    refused(
            () ->
                sqs.setQueueAttributes(
                    it ->
                        it.queueUrl(url)
                            .attributes(
                                Map.of(
                                    QueueAttributeName.KMS_MASTER_KEY_ID, "alias/mine",
                                    QueueAttributeName.SQS_MANAGED_SSE_ENABLED, "true"))))
        .withCode("InvalidAttributeName")
        .saying(
            "You can use one type of server-side encryption (SSE) at one time. You can either"
                + " enable KMS SSE or SQS SSE.");
  }

  // ---- purge -----------------------------------------------------------------------------------

  @Test
  void a_purge_removes_all_messages_visible_hidden_and_delayed() {
    String url = queues.create();
    sqs.sendMessage(it -> it.queueUrl(url).messageBody("in flight"));
    sqs.receiveMessage(it -> it.queueUrl(url));
    sqs.sendMessage(it -> it.queueUrl(url).messageBody("visible"));
    sqs.sendMessage(it -> it.queueUrl(url).messageBody("delayed").delaySeconds(5));
    sqs.purgeQueue(it -> it.queueUrl(url));
    assertThat(queues.attributes(url))
        .containsEntry("ApproximateNumberOfMessages", "0")
        .containsEntry("ApproximateNumberOfMessagesNotVisible", "0")
        .containsEntry("ApproximateNumberOfMessagesDelayed", "0");
    clock.advance(Duration.ofMinutes(1));
    assertThat(sqs.receiveMessage(it -> it.queueUrl(url)).messages()).isEmpty();
    sqs.sendMessage(it -> it.queueUrl(url).messageBody("new"));
    assertThat(sqs.receiveMessage(it -> it.queueUrl(url)).messages()).hasSize(1);
  }

  @Test
  void a_queue_is_purged_once_in_60_seconds() {
    String url = queues.create("purged", Map.of());
    sqs.purgeQueue(it -> it.queueUrl(url));
    clock.advance(Duration.ofSeconds(59));
    refused(() -> sqs.purgeQueue(it -> it.queueUrl(url)))
        .as(PurgeQueueInProgressException.class)
        .withCode("AWS.SimpleQueueService.PurgeQueueInProgress")
        .withStatus(403)
        .saying("Only one PurgeQueue operation on purged is allowed every 60 seconds.");
    clock.advance(Duration.ofSeconds(1));
    sqs.purgeQueue(it -> it.queueUrl(url));
  }

  // ---- tags ------------------------------------------------------------------------------------

  @Test
  void tags_are_added_replaced_and_removed() {
    String url =
        sqs.createQueue(it -> it.queueName("tagged").tags(Map.of("MyTag", "1", "mytag", "2")))
            .queueUrl();
    sqs.tagQueue(it -> it.queueUrl(url).tags(Map.of("MyTag", "one", "empty", "")));
    assertThat(sqs.listQueueTags(it -> it.queueUrl(url)).tags())
        .containsExactlyInAnyOrderEntriesOf(Map.of("MyTag", "one", "mytag", "2", "empty", ""));
    sqs.untagQueue(it -> it.queueUrl(url).tagKeys("MyTag", "never-was"));
    assertThat(sqs.listQueueTags(it -> it.queueUrl(url)).tags()).containsOnlyKeys("mytag", "empty");
    sqs.untagQueue(it -> it.queueUrl(url).tagKeys("mytag", "empty"));
    assertThat(sqs.listQueueTags(it -> it.queueUrl(url)).hasTags()).isFalse();
  }

  @Test
  void a_queue_has_50_tags_at_most_of_allowed_characters() {
    String url = queues.create();
    Map<String, String> fifty = new HashMap<>();
    IntStream.range(0, 50).forEach(i -> fifty.put("tag" + i, "v"));
    sqs.tagQueue(it -> it.queueUrl(url).tags(fifty));
    for (Map<String, String> tags :
        List.of(
            Map.of("one-more", "v"),
            Map.of("tag1", "v".repeat(257)),
            Map.of("k".repeat(129), "v"),
            Map.of("aws:reserved", "v"),
            Map.of("semi;colon", "v"))) {
      refused(() -> sqs.tagQueue(it -> it.queueUrl(url).tags(tags)))
          .withCode("InvalidParameterValue");
    }
    assertThat(sqs.listQueueTags(it -> it.queueUrl(url)).tags()).isEqualTo(fifty);
  }

  // ---- permissions -----------------------------------------------------------------------------

  @Test
  void permissions_are_statements_of_the_queues_policy() {
    String url = queues.create("shared", Map.of());
    String arn = arn("shared");
    sqs.addPermission(
        it ->
            it.queueUrl(url)
                .label("two")
                .awsAccountIds("111111111111", "222222222222")
                .actions("ReceiveMessage", "SendMessage"));
    sqs.addPermission(
        it -> it.queueUrl(url).label("one").awsAccountIds("111111111111").actions("SendMessage"));
    assertThat(queues.attribute(url, QueueAttributeName.POLICY))
        .isEqualTo(
            "{\"Version\":\"2008-10-17\",\"Id\":\""
                + arn
                + "/SQSDefaultPolicy\",\"Statement\":[{\"Sid\":\"two\",\"Effect\":\"Allow\","
                + "\"Principal\":{\"AWS\":[\"arn:aws:iam::111111111111:root\","
                + "\"arn:aws:iam::222222222222:root\"]},\"Action\":[\"SQS:ReceiveMessage\","
                + "\"SQS:SendMessage\"],\"Resource\":\""
                + arn
                + "\"},{\"Sid\":\"one\",\"Effect\":\"Allow\",\"Principal\":{\"AWS\":"
                + "\"arn:aws:iam::111111111111:root\"},\"Action\":\"SQS:SendMessage\","
                + "\"Resource\":\""
                + arn
                + "\"}]}");
    refused(
            () ->
                sqs.addPermission(
                    it ->
                        it.queueUrl(url)
                            .label("one")
                            .awsAccountIds("111111111111")
                            .actions("SendMessage")))
        .withCode("InvalidParameterValue")
        .saying("Value one for parameter Label is invalid. Reason: Already exists.");
    sqs.removePermission(it -> it.queueUrl(url).label("two"));
    sqs.removePermission(it -> it.queueUrl(url).label("one"));
    assertThat(queues.attributes(url)).doesNotContainKey("Policy");
    refused(() -> sqs.removePermission(it -> it.queueUrl(url).label("one")))
        .withCode("InvalidParameterValue")
        .saying("Value one for parameter Label is invalid. Reason: can't find label.");
  }

  @Test
  void permissions_name_accounts_and_actions_that_there_are() {
    String url = queues.create();
    refused(
            () ->
                sqs.addPermission(
                    it -> it.queueUrl(url).label("l").awsAccountIds("1").actions("SendMessage")))
        .withCode("InvalidParameterValue");
    refused(
            () ->
                sqs.addPermission(
                    it ->
                        it.queueUrl(url)
                            .label("l")
                            .awsAccountIds("111111111111")
                            .actions("SendRockets")))
        .withCode("InvalidParameterValue");
    refused(
            () ->
                sqs.addPermission(
                    it ->
                        it.queueUrl(url)
                            .label("l")
                            .awsAccountIds("111111111111")
                            .actions(
                                "SendMessage",
                                "ReceiveMessage",
                                "DeleteMessage",
                                "PurgeQueue",
                                "GetQueueUrl",
                                "GetQueueAttributes",
                                "ChangeMessageVisibility",
                                "ListDeadLetterSourceQueues")))
        .withCode("OverLimit")
        .withStatus(403);
  }

  @Test
  void a_policy_is_kept_word_for_word_and_an_empty_one_removes_it() {
    String policy =
        "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Principal\": \"*\","
            + " \"Action\": \"sqs:SendMessage\", \"Resource\": \"*\"}}";
    String url = queues.create(Map.of(QueueAttributeName.POLICY, policy));
    assertThat(queues.attribute(url, QueueAttributeName.POLICY)).isEqualTo(policy);
    sqs.setQueueAttributes(
        it -> it.queueUrl(url).attributes(Map.of(QueueAttributeName.POLICY, "")));
    assertThat(queues.attributes(url)).doesNotContainKey("Policy");
  }

  private String arn(String name) {
    return "arn:aws:sqs:us-east-1:" + cloud.accountId() + ":" + name;
  }
}
