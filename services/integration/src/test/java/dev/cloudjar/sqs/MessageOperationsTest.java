package dev.cloudjar.sqs;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchEntryIdsNotDistinctException;
import software.amazon.awssdk.services.sqs.model.BatchRequestTooLongException;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.EmptyBatchRequestException;
import software.amazon.awssdk.services.sqs.model.InvalidBatchEntryIdException;
import software.amazon.awssdk.services.sqs.model.InvalidMessageContentsException;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiptHandleIsInvalidException;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.TooManyEntriesInBatchRequestException;

@CloudjarTest(rooms = SqsRoom.class)
class MessageOperationsTest {
  private final SqsClient sqs;
  private final TestCloud cloud;
  private final Queues queues;

  MessageOperationsTest(SqsClient sqs, TestCloud cloud) {
    this.sqs = sqs;
    this.cloud = cloud;
    this.queues = new Queues(sqs);
    cloud.clock().freeze();
  }

  // ---- content ---------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\r\n\"machine\" : \"d357\"}",
        "\"&quot;&quot;\r",
        "<a>&amp;</a>",
        "\u00e4 \u20ac \ud83d\ude00 \t\n\r \ud7ff\ue000\ufffd",
        " "
      })
  void a_body_arrives_as_it_was_sent(String body) {
    String queue = queues.create();
    var sent = sqs.sendMessage(it -> it.queueUrl(queue).messageBody(body));
    Message received = receive(queue);
    assertThat(received.body()).isEqualTo(body);
    assertThat(received.messageId()).isEqualTo(sent.messageId());
    assertThat(received.md5OfBody()).isEqualTo(sent.md5OfMessageBody());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0000", "\u0008", "a\u001fb", "\uffff", "\ufffe"})
  void a_character_that_xml_does_not_know_is_refused(String body) {
    String queue = queues.create();
    refused(() -> sqs.sendMessage(it -> it.queueUrl(queue).messageBody(body)))
        .as(InvalidMessageContentsException.class)
        .withStatus(400);
    assertThat(queues.attribute(queue, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
        .isEqualTo("0");
  }

  @Test
  void a_message_has_a_body() {
    String queue = queues.create();
    refused(() -> sqs.sendMessage(it -> it.queueUrl(queue).messageBody("")))
        .withCode("MissingParameter")
        .withStatus(400)
        .saying("The request must contain the parameter MessageBody.");
  }

  @Test
  void the_digests_are_those_of_aws() {
    String queue = queues.create();
    var sent =
        sqs.sendMessage(
            it ->
                it.queueUrl(queue)
                    .messageBody("Test Message")
                    .messageAttributes(
                        Map.of("UserId", value("Number.bigint", "1234567890123456789012")))
                    .messageSystemAttributes(
                        Map.of(
                            MessageSystemAttributeNameForSends.AWS_TRACE_HEADER,
                            MessageSystemAttributeValue.builder()
                                .dataType("String")
                                .stringValue("some-trace-id")
                                .build())));
    assertThat(sent.md5OfMessageBody()).isEqualTo("d1d4180b7e411c4be86b00fb2ee103eb");
    assertThat(sent.md5OfMessageAttributes()).isEqualTo("797ab158d73dcb5242dedc4412c8e855");
    assertThat(sent.md5OfMessageSystemAttributes()).isEqualTo("fdce4f2818803f2f73becc09a54792c0");
  }

  @Test
  void the_digest_of_binary_values_is_that_of_aws() {
    String queue = queues.create();
    SdkBytes bytes =
        SdkBytes.fromUtf8String(
            "traceparent\u001e00-774062d6c37081a5a0b9b5b88e30627c-2d2482211f6489da-01");
    sqs.sendMessage(
        it ->
            it.queueUrl(queue)
                .messageBody("test")
                .messageAttributes(
                    Map.of(
                        "attr1",
                        MessageAttributeValue.builder()
                            .dataType("Binary")
                            .binaryValue(bytes)
                            .build())));
    Message received =
        sqs.receiveMessage(it -> it.queueUrl(queue).messageAttributeNames("All"))
            .messages()
            .getFirst();
    assertThat(received.md5OfMessageAttributes()).isEqualTo("8cbe4db156db8a94db8b801b7addb984");
    assertThat(received.messageAttributes().get("attr1").binaryValue()).isEqualTo(bytes);
  }

  @Test
  void only_the_attributes_that_are_asked_for_come_along() {
    String queue = queues.create(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "0"));
    sqs.sendMessage(
        it ->
            it.queueUrl(queue)
                .messageBody("msg")
                .messageAttributes(
                    Map.of(
                        "Help.Me", value("String", "Me"),
                        "Hello", value("String", "There"),
                        "General", value("String", "Kenobi"))));
    assertSelection(queue, List.of(), null, List.of());
    assertSelection(
        queue,
        List.of("All"),
        "4c360f3fdafd970e05fae2f149d997f5",
        List.of("General", "Hello", "Help.Me"));
    assertSelection(
        queue,
        List.of(".*"),
        "4c360f3fdafd970e05fae2f149d997f5",
        List.of("General", "Hello", "Help.Me"));
    assertSelection(
        queue, List.of("Hel.*"), "83fee93c1bcd8b9a5a923ffacdc636c7", List.of("Hello", "Help.Me"));
    assertSelection(
        queue,
        List.of("Hello", "General"),
        "fca026605781cb4126a1e9044df24232",
        List.of("General", "Hello"));
    assertSelection(
        queue, List.of("Hello", "Foo"), "a311262e065454b75da111d535b8dacd", List.of("Hello"));
    assertSelection(queue, List.of("Foo", "AWS.", ".foo"), null, List.of());
  }

  private void assertSelection(String queue, List<String> wanted, String md5, List<String> names) {
    Message message =
        sqs.receiveMessage(it -> it.queueUrl(queue).messageAttributeNames(wanted))
            .messages()
            .getFirst();
    assertThat(message.messageAttributes().keySet()).containsExactlyInAnyOrderElementsOf(names);
    assertThat(message.md5OfMessageAttributes()).isEqualTo(md5);
  }

  @Test
  @SuppressWarnings("deprecation") // the old way to ask is still a way
  void the_queue_tells_of_a_message_what_is_asked_for() {
    String queue = queues.create(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "0"));
    String now = String.valueOf(cloud.clock().now().toEpochMilli());
    sqs.sendMessage(it -> it.queueUrl(queue).messageBody("msg").messageGroupId("tenant"));
    assertThat(
            sqs.receiveMessage(
                    it ->
                        it.queueUrl(queue)
                            .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                .messages()
                .getFirst()
                .attributesAsStrings())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "SenderId",
                cloud.accountId(),
                "SentTimestamp",
                now,
                "ApproximateReceiveCount",
                "1",
                "ApproximateFirstReceiveTimestamp",
                now,
                "MessageGroupId",
                "tenant"));
    assertThat(
            sqs.receiveMessage(
                    it ->
                        it.queueUrl(queue)
                            .attributeNamesWithStrings("SenderId")
                            .messageSystemAttributeNamesWithStrings("ApproximateReceiveCount"))
                .messages()
                .getFirst()
                .attributesAsStrings())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("SenderId", cloud.accountId(), "ApproximateReceiveCount", "2"));
    assertThat(receive(queue).hasAttributes()).isFalse();
  }

  @Test
  void a_trace_header_comes_from_the_message_or_from_the_request() {
    String queue = queues.create();
    sqs.sendMessage(
        it ->
            it.queueUrl(queue)
                .messageBody("msg")
                .overrideConfiguration(
                    configuration ->
                        configuration.putHeader("X-Amzn-Trace-Id", "Root=1-3152b799;Sampled=1")));
    assertThat(
            sqs.receiveMessage(
                    it ->
                        it.queueUrl(queue)
                            .messageSystemAttributeNames(
                                MessageSystemAttributeName.AWS_TRACE_HEADER))
                .messages()
                .getFirst()
                .attributesAsStrings())
        .containsExactly(Map.entry("AWSTraceHeader", "Root=1-3152b799;Sampled=1"));
  }

  // ---- what attributes must be -----------------------------------------------------------------

  /** An attribute and what is said against it. */
  record Wrong(String name, MessageAttributeValue value, String message) {}

  static List<Wrong> wrongAttributes() {
    return List.of(
        new Wrong(
            "",
            value("String", "v"),
            "The request must contain non-empty message (user) attribute names."),
        new Wrong(
            "n".repeat(257),
            value("String", "v"),
            "Message (user) attribute name must be shorter than 256 bytes."),
        new Wrong(
            "AWS.n",
            value("String", "v"),
            "You can't use message attribute names beginning with 'AWS.' or 'Amazon.'. These"
                + " strings are reserved for internal use."),
        new Wrong(
            "aMaZoN.n",
            value("String", "v"),
            "You can't use message attribute names beginning with 'AWS.' or 'Amazon.'. These"
                + " strings are reserved for internal use."),
        new Wrong(
            ".n",
            value("String", "v"),
            "Message (user) attribute name must not begin with character '.'."),
        new Wrong(
            "n.",
            value("String", "v"),
            "Message (user) attribute name must not end with character '.'."),
        new Wrong(
            "n..n",
            value("String", "v"),
            "Message (user) attribute name must not have successive '.' characters."),
        new Wrong(
            "n",
            value("String", ""),
            "Message (user) attribute 'n' must contain a non-empty value of type 'String'."),
        new Wrong(
            "n",
            value("Colour", "v"),
            "The type of message (user) attribute 'n' is invalid. You must use only the following"
                + " supported type prefixes: Binary, Number, String."),
        new Wrong(
            "n",
            value("StringList", "v"),
            "The type of message (user) attribute 'n' is invalid. You must use only the following"
                + " supported type prefixes: Binary, Number, String."),
        new Wrong(
            "n",
            value("String." + "t".repeat(250), "v"),
            "Message (user) attribute type must be shorter than 256 bytes."),
        new Wrong(
            "n",
            value("Number", "many"),
            "Can't cast the value of message (user) attribute 'n' to a number."),
        new Wrong(
            "n",
            value("Binary", "v"),
            "Message (user) attribute 'n' with type 'Binary' must use field 'Binary'."));
  }

  @ParameterizedTest
  @MethodSource("wrongAttributes")
  void a_wrong_attribute_is_refused(Wrong wrong) {
    String queue = queues.create();
    refused(
            () ->
                sqs.sendMessage(
                    it ->
                        it.queueUrl(queue)
                            .messageBody("msg")
                            .messageAttributes(Map.of(wrong.name, wrong.value))))
        .withCode("InvalidParameterValue")
        .withStatus(400)
        .saying(wrong.message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a!", "a\u00a7", "a(b)"})
  void a_name_is_of_letters_digits_and_few_others(String name) {
    String queue = queues.create();
    refused(
            () ->
                sqs.sendMessage(
                    it ->
                        it.queueUrl(queue)
                            .messageBody("msg")
                            .messageAttributes(Map.of(name, value("String", "v")))))
        .withCode("InvalidParameterValue");
  }

  @Test
  void a_message_has_10_attributes_at_most() {
    String queue = queues.create();
    Map<String, MessageAttributeValue> attributes = new HashMap<>();
    IntStream.range(0, 10).forEach(i -> attributes.put("n" + i, value("Number", "1e3")));
    sqs.sendMessage(it -> it.queueUrl(queue).messageBody("msg").messageAttributes(attributes));
    attributes.put("n10", value("String", "v"));
    refused(
            () ->
                sqs.sendMessage(
                    it -> it.queueUrl(queue).messageBody("msg").messageAttributes(attributes)))
        .withCode("InvalidParameterValue")
        .saying("Number of message attributes [11] exceeds the allowed maximum [10].");
  }

  // ---- size ------------------------------------------------------------------------------------

  @Test
  void a_message_has_1_mebibyte_at_most_attributes_included() {
    String queue = queues.create();
    Map<String, MessageAttributeValue> attributes = Map.of("k", value("String", "x"));
    int body = 1_048_576 - "kStringx".length();
    sqs.sendMessage(
        it -> it.queueUrl(queue).messageBody("a".repeat(body)).messageAttributes(attributes));
    refused(
            () ->
                sqs.sendMessage(
                    it ->
                        it.queueUrl(queue)
                            .messageBody("a".repeat(body + 1))
                            .messageAttributes(attributes)))
        .withCode("InvalidParameterValue")
        .saying(
            "One or more parameters are invalid. Reason: Message must be shorter than 1048576"
                + " bytes.");
  }

  @Test
  void size_is_counted_in_bytes() {
    String queue = queues.create(Map.of(QueueAttributeName.MAXIMUM_MESSAGE_SIZE, "1024"));
    sqs.sendMessage(it -> it.queueUrl(queue).messageBody("\u20ac".repeat(341)));
    sqs.sendMessage(it -> it.queueUrl(queue).messageBody("\ud83d\ude00".repeat(256)));
    refused(() -> sqs.sendMessage(it -> it.queueUrl(queue).messageBody("\u20ac".repeat(342))))
        .withCode("InvalidParameterValue")
        .saying(
            "One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.");
  }

  // ---- batches ---------------------------------------------------------------------------------

  @Test
  void a_batch_is_sent_received_and_deleted_entry_by_entry() {
    String queue = queues.create();
    SendMessageBatchResponse sent =
        sqs.sendMessageBatch(
            it -> it.queueUrl(queue).entries(entry("a", "first"), entry("b", "second")));
    assertThat(sent.successful()).extracting(it -> it.id()).containsExactly("a", "b");
    assertThat(sent.failed()).isEmpty();
    List<Message> received =
        sqs.receiveMessage(it -> it.queueUrl(queue).maxNumberOfMessages(10)).messages();
    assertThat(received).extracting(Message::body).containsExactly("first", "second");
    var deleted =
        sqs.deleteMessageBatch(
            it ->
                it.queueUrl(queue)
                    .entries(
                        deletion("1", received.get(0).receiptHandle()),
                        deletion("2", "nonsense"),
                        deletion("3", received.get(1).receiptHandle())));
    assertThat(deleted.successful()).extracting(it -> it.id()).containsExactly("1", "3");
    assertThat(deleted.failed())
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.id()).isEqualTo("2");
              assertThat(it.code()).isEqualTo("ReceiptHandleIsInvalid");
              assertThat(it.senderFault()).isTrue();
            });
    assertThat(queues.attributes(queue))
        .containsEntry("ApproximateNumberOfMessages", "0")
        .containsEntry("ApproximateNumberOfMessagesNotVisible", "0");
  }

  @Test
  void what_is_wrong_with_one_entry_does_not_keep_the_others() {
    String queue = queues.create(Map.of(QueueAttributeName.MAXIMUM_MESSAGE_SIZE, "1024"));
    SendMessageBatchResponse sent =
        sqs.sendMessageBatch(
            it ->
                it.queueUrl(queue)
                    .entries(
                        entry("good", "a".repeat(1024)),
                        entry("long", "a".repeat(1025)),
                        entry("empty", ""),
                        entry("strange", "\u0001"),
                        SendMessageBatchRequestEntry.builder()
                            .id("late")
                            .messageBody("x")
                            .delaySeconds(901)
                            .build()));
    assertThat(sent.successful()).extracting(it -> it.id()).containsExactly("good");
    assertThat(sent.failed())
        .extracting(BatchResultErrorEntry::id, BatchResultErrorEntry::code)
        .containsExactly(
            tuple("long", "InvalidParameterValue"),
            tuple("empty", "MissingParameter"),
            tuple("strange", "InvalidMessageContents"),
            tuple("late", "InvalidParameterValue"));
    assertThat(sent.failed().get(0).message())
        .isEqualTo(
            "One or more parameters cannot be validated. Reason: Message must be shorter than 1024"
                + " bytes.");
    assertThat(sent.failed().get(1).message())
        .isEqualTo(
            "The request must contain the parameter SendMessageBatchRequestEntry.3.MessageBody.");
    assertThat(queues.attribute(queue, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
        .isEqualTo("1");
  }

  @Test
  void a_batch_has_1_to_10_entries_with_ids_of_their_own() {
    String queue = queues.create();
    refused(() -> batch(queue))
        .as(EmptyBatchRequestException.class)
        .withCode("AWS.SimpleQueueService.EmptyBatchRequest")
        .saying("There should be at least one SendMessageBatchRequestEntry in the request.");
    refused(
            () ->
                batch(
                    queue,
                    IntStream.range(0, 11)
                        .mapToObj(i -> entry("m" + i, "x"))
                        .toArray(SendMessageBatchRequestEntry[]::new)))
        .as(TooManyEntriesInBatchRequestException.class)
        .withCode("AWS.SimpleQueueService.TooManyEntriesInBatchRequest")
        .saying("Maximum number of entries per request are 10. You have sent 11.");
    refused(() -> batch(queue, entry("same", "x"), entry("same", "y")))
        .as(BatchEntryIdsNotDistinctException.class)
        .withCode("AWS.SimpleQueueService.BatchEntryIdsNotDistinct")
        .saying("Id same repeated.");
    for (String id : Arrays.asList("", "a:b", "i".repeat(81))) {
      refused(() -> batch(queue, entry(id, "x")))
          .as(InvalidBatchEntryIdException.class)
          .withCode("AWS.SimpleQueueService.InvalidBatchEntryId")
          .saying(
              "A batch entry id can only contain alphanumeric characters, hyphens and underscores."
                  + " It can be at most 80 letters long.");
    }
  }

  @Test
  void batches_of_handles_are_checked_alike() {
    String queue = queues.create();
    refused(() -> sqs.deleteMessageBatch(it -> it.queueUrl(queue).entries(List.of())))
        .as(EmptyBatchRequestException.class);
    refused(() -> sqs.changeMessageVisibilityBatch(it -> it.queueUrl(queue).entries(List.of())))
        .as(EmptyBatchRequestException.class);
    refused(
            () ->
                sqs.deleteMessageBatch(
                    it -> it.queueUrl(queue).entries(deletion("same", "a"), deletion("same", "b"))))
        .as(BatchEntryIdsNotDistinctException.class);
    var changed =
        sqs.changeMessageVisibilityBatch(
            it -> it.queueUrl(queue).entries(change("1", 1), change("2", 43_201)));
    assertThat(changed.failed())
        .extracting(BatchResultErrorEntry::id, BatchResultErrorEntry::code)
        .containsExactlyInAnyOrder(
            tuple("1", "ReceiptHandleIsInvalid"), tuple("2", "InvalidParameterValue"));
  }

  @Test
  void a_batch_has_1_mebibyte_at_most() {
    String queue = queues.create();
    refused(() -> batch(queue, entry("1", "a".repeat(1_048_576)), entry("2", "a")))
        .as(BatchRequestTooLongException.class)
        .withCode("AWS.SimpleQueueService.BatchRequestTooLong")
        .saying("Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.");
  }

  // ---- parameters ------------------------------------------------------------------------------

  @Test
  void what_a_receive_may_ask_for_is_limited() {
    String queue = queues.create();
    refused(() -> sqs.receiveMessage(it -> it.queueUrl(queue).maxNumberOfMessages(11)))
        .withCode("InvalidParameterValue")
        .saying(
            "Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and"
                + " 10, if provided.");
    refused(() -> sqs.receiveMessage(it -> it.queueUrl(queue).maxNumberOfMessages(0)))
        .withCode("InvalidParameterValue");
    refused(() -> sqs.receiveMessage(it -> it.queueUrl(queue).waitTimeSeconds(21)))
        .withCode("InvalidParameterValue")
        .saying(
            "Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if"
                + " provided.");
    refused(() -> sqs.receiveMessage(it -> it.queueUrl(queue).visibilityTimeout(43_201)))
        .withCode("InvalidParameterValue")
        .saying(
            "Value 43201 for parameter VisibilityTimeout is invalid. Reason: Must be >= 0 and <="
                + " 43200, if provided.");
  }

  @Test
  void a_delay_is_0_to_900_seconds() {
    String queue = queues.create();
    for (int delay : List.of(-1, 901)) {
      refused(() -> sqs.sendMessage(it -> it.queueUrl(queue).messageBody("x").delaySeconds(delay)))
          .withCode("InvalidParameterValue")
          .saying(
              "Value "
                  + delay
                  + " for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and"
                  + " <= 900.");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "group 123", "\u00e4"})
  void a_message_group_id_is_of_letters_digits_and_punctuation(String groupId) {
    String queue = queues.create();
    refused(
            () ->
                sqs.sendMessage(it -> it.queueUrl(queue).messageBody("x").messageGroupId(groupId)))
        .withCode("InvalidParameterValue")
        .saying(
            "Value "
                + groupId
                + " for parameter MessageGroupId is invalid. Reason: MessageGroupId can only"
                + " include alphanumeric and punctuation characters. 1 to 128 in length.");
    refused(
            () ->
                sqs.sendMessage(
                    it -> it.queueUrl(queue).messageBody("x").messageGroupId("g".repeat(129))))
        .withCode("InvalidParameterValue");
  }

  @Test
  void a_standard_queue_knows_no_deduplication() {
    String queue = queues.create();
    refused(
            () ->
                sqs.sendMessage(
                    it -> it.queueUrl(queue).messageBody("x").messageDeduplicationId("d")))
        .withCode("InvalidParameterValue")
        .saying(
            "Value d for parameter MessageDeduplicationId is invalid. Reason: The request include"
                + " parameter that is not valid for this queue type.");
  }

  // ---- receipt handles -------------------------------------------------------------------------

  @Test
  void a_handle_that_was_never_given_is_refused() {
    String queue = queues.create();
    refused(() -> sqs.deleteMessage(it -> it.queueUrl(queue).receiptHandle("fake")))
        .as(ReceiptHandleIsInvalidException.class)
        .withCode("ReceiptHandleIsInvalid")
        .saying("The input receipt handle \"fake\" is not a valid receipt handle.");
    refused(
            () ->
                sqs.changeMessageVisibility(
                    it -> it.queueUrl(queue).receiptHandle("fake").visibilityTimeout(1)))
        .as(ReceiptHandleIsInvalidException.class);
  }

  @Test
  void a_handle_of_another_queue_or_a_forged_one_is_refused() {
    String queue = queues.create();
    String other = queues.create();
    sqs.sendMessage(it -> it.queueUrl(other).messageBody("x"));
    String handle = receive(other).receiptHandle();
    refused(() -> sqs.deleteMessage(it -> it.queueUrl(queue).receiptHandle(handle)))
        .as(ReceiptHandleIsInvalidException.class)
        .saying("The receipt handle \"" + handle + "\" is not valid for this queue.");
    char last = handle.charAt(20);
    String forged = handle.substring(0, 20) + (last == 'A' ? 'B' : 'A') + handle.substring(21);
    refused(() -> sqs.deleteMessage(it -> it.queueUrl(other).receiptHandle(forged)))
        .as(ReceiptHandleIsInvalidException.class);
    sqs.deleteMessage(it -> it.queueUrl(other).receiptHandle(handle));
    sqs.deleteMessage(it -> it.queueUrl(other).receiptHandle(handle));
  }

  private Message receive(String queue) {
    return sqs.receiveMessage(it -> it.queueUrl(queue)).messages().getFirst();
  }

  private SendMessageBatchResponse batch(String queue, SendMessageBatchRequestEntry... entries) {
    return sqs.sendMessageBatch(it -> it.queueUrl(queue).entries(entries));
  }

  private static SendMessageBatchRequestEntry entry(String id, String body) {
    return SendMessageBatchRequestEntry.builder().id(id).messageBody(body).build();
  }

  private static DeleteMessageBatchRequestEntry deletion(String id, String handle) {
    return DeleteMessageBatchRequestEntry.builder().id(id).receiptHandle(handle).build();
  }

  private static ChangeMessageVisibilityBatchRequestEntry change(String id, int seconds) {
    return ChangeMessageVisibilityBatchRequestEntry.builder()
        .id(id)
        .receiptHandle("nonsense")
        .visibilityTimeout(seconds)
        .build();
  }

  private static MessageAttributeValue value(String type, String text) {
    return MessageAttributeValue.builder().dataType(type).stringValue(text).build();
  }
}
