package dev.cloudjar.sqs;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Ids;
import dev.cloudjar.sqs.MessageRules.Accepted;
import dev.cloudjar.sqs.MessageSender.Sent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** Sends and receives messages. */
final class MessageOperations {
  private static final String ENTRY = "SendMessageBatchRequestEntry";

  private final QueueDispatchers dispatchers;
  private final MessageSender sender;
  private final MessageReceiver receiver;
  private final Ids ids;
  private final QueueMeter meter;

  MessageOperations(
      QueueDispatchers dispatchers,
      MessageSender sender,
      MessageReceiver receiver,
      Ids ids,
      QueueMeter meter) {
    this.dispatchers = dispatchers;
    this.sender = sender;
    this.receiver = receiver;
    this.ids = ids;
    this.meter = meter;
  }

  SendMessageResponse send(Call call, SendMessageRequest request) {
    QueueKey key = QueueUrl.parse(call, request.queueUrl());
    MessageDraft draft =
        new MessageDraft(
            request.messageBody(),
            attributes(request.messageAttributes(), MessageOperations::attribute),
            attributes(
                request.messageSystemAttributesAsStrings(), MessageOperations::systemAttribute),
            request.delaySeconds(),
            request.messageGroupId(),
            request.messageDeduplicationId());
    Accepted accepted = rules(call, key).accept(draft, ids.uuid(), "");
    Sent sent = sender.send(key, List.of(accepted.outgoing())).getFirst();
    meter.sent(key, accepted.sizeBytes(), call.time());
    MessageContent content = accepted.outgoing().content();
    return SendMessageResponse.builder()
        .messageId(sent.messageId())
        .sequenceNumber(sent.sequenceNumber())
        .md5OfMessageBody(content.bodyMd5())
        .md5OfMessageAttributes(content.attributesMd5())
        .md5OfMessageSystemAttributes(accepted.systemAttributesMd5())
        .build();
  }

  SendMessageBatchResponse sendBatch(Call call, SendMessageBatchRequest request) {
    QueueKey key = QueueUrl.parse(call, request.queueUrl());
    List<SendMessageBatchRequestEntry> entries = request.entries();
    BatchEntries.check(ENTRY, entries.stream().map(SendMessageBatchRequestEntry::id).toList());
    List<MessageDraft> drafts = entries.stream().map(MessageOperations::draft).toList();
    long sizeBytes = drafts.stream().mapToLong(MessageRules::sizeBytes).sum();
    if (sizeBytes > QueueLimits.MESSAGE_SIZE_BYTES) {
      throw SqsFaults.batchRequestTooLong(QueueLimits.MESSAGE_SIZE_BYTES, sizeBytes);
    }
    MessageRules rules = rules(call, key);
    Map<String, Accepted> accepted = new LinkedHashMap<>();
    List<BatchResultErrorEntry> failed = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      String id = entries.get(i).id();
      try {
        accepted.put(id, rules.accept(drafts.get(i), ids.uuid(), ENTRY + "." + (i + 1) + "."));
      } catch (Fault fault) {
        // What is wrong with one message of a FIFO queue must not let later ones overtake it.
        if (key.isFifo()) {
          throw fault;
        }
        failed.add(SqsFaults.ofEntry(id, fault));
      }
    }
    List<SendMessageBatchResultEntry> successful =
        accepted.isEmpty() ? List.of() : sendAll(call, key, accepted);
    return SendMessageBatchResponse.builder()
        .successful(ReceiptOperations.orNull(successful))
        .failed(ReceiptOperations.orNull(failed))
        .build();
  }

  private List<SendMessageBatchResultEntry> sendAll(
      Call call, QueueKey key, Map<String, Accepted> accepted) {
    List<Sent> sent = sender.send(key, accepted.values().stream().map(Accepted::outgoing).toList());
    accepted.values().forEach(it -> meter.sent(key, it.sizeBytes(), call.time()));
    List<SendMessageBatchResultEntry> successful = new ArrayList<>();
    for (Map.Entry<String, Accepted> entry : accepted.entrySet()) {
      Sent result = sent.get(successful.size());
      MessageContent content = entry.getValue().outgoing().content();
      successful.add(
          SendMessageBatchResultEntry.builder()
              .id(entry.getKey())
              .messageId(result.messageId())
              .sequenceNumber(result.sequenceNumber())
              .md5OfMessageBody(content.bodyMd5())
              .md5OfMessageAttributes(content.attributesMd5())
              .md5OfMessageSystemAttributes(entry.getValue().systemAttributesMd5())
              .build());
    }
    return successful;
  }

  ReceiveMessageResponse receive(Call call, ReceiveMessageRequest request) {
    QueueKey key = QueueUrl.parse(call, request.queueUrl());
    AttributeSelection selection = new AttributeSelection(request.messageAttributeNames());
    SystemAttributes systemAttributes = systemAttributes(request);
    MessageReceiver.Result result = receiver.receive(key, settings(key, request));
    meter.received(key, result.messages().size(), call.time());
    if (result.messages().isEmpty()) {
      return ReceiveMessageResponse.builder().build();
    }
    return ReceiveMessageResponse.builder()
        .messages(
            result.messages().stream()
                .map(it -> message(it, result.queue(), key, selection, systemAttributes))
                .toList())
        .build();
  }

  private static Message message(
      ReceivedMessage received,
      Queue queue,
      QueueKey key,
      AttributeSelection selection,
      SystemAttributes systemAttributes) {
    MessageContent content = received.content();
    Message.Builder message =
        Message.builder()
            .messageId(content.messageId())
            .receiptHandle(received.receiptHandle(queue))
            .body(content.body())
            .md5OfBody(content.bodyMd5());
    Map<String, String> told = systemAttributes.of(received, key.isFifo());
    if (!told.isEmpty()) {
      message.attributesWithStrings(told);
    }
    List<MessageAttribute> selected = selection.select(content.attributes());
    if (!selected.isEmpty()) {
      message.messageAttributes(wire(selected));
      message.md5OfMessageAttributes(
          selected.size() == content.attributes().size()
              ? content.attributesMd5()
              : MessageDigests.md5(selected));
    }
    return message.build();
  }

  private static MessageReceiver.Settings settings(QueueKey key, ReceiveMessageRequest request) {
    Integer maximum = request.maxNumberOfMessages();
    if (maximum != null && (maximum < 1 || maximum > QueueLimits.BATCH_ENTRIES)) {
      throw SqsFaults.invalidParameterValue(
          "MaxNumberOfMessages", maximum, "Must be between 1 and 10, if provided.");
    }
    checkSeconds("WaitTimeSeconds", request.waitTimeSeconds(), QueueLimits.WAIT_TIME_SECONDS);
    checkSeconds(
        "VisibilityTimeout", request.visibilityTimeout(), QueueLimits.VISIBILITY_TIMEOUT_SECONDS);
    String attemptId = request.receiveRequestAttemptId();
    if (attemptId != null && !MessageText.isId(attemptId)) {
      throw SqsFaults.invalidParameterValue(
          "ReceiveRequestAttemptId",
          attemptId,
          "ReceiveRequestAttemptId can only include alphanumeric and punctuation characters. 1 to"
              + " 128 in length.");
    }
    return new MessageReceiver.Settings(
        maximum == null ? 1 : maximum,
        request.visibilityTimeout(),
        request.waitTimeSeconds(),
        key.isFifo() ? Optional.ofNullable(attemptId) : Optional.empty());
  }

  static void checkSeconds(String parameter, @Nullable Integer seconds, int maximum) {
    if (seconds != null && (seconds < 0 || seconds > maximum)) {
      throw SqsFaults.invalidParameterValue(
          parameter, seconds, "Must be >= 0 and <= " + maximum + ", if provided.");
    }
  }

  /** Both the old list of names and the new one count. */
  @SuppressWarnings("deprecation") // the old one
  private static SystemAttributes systemAttributes(ReceiveMessageRequest request) {
    List<String> names = new ArrayList<>(request.attributeNamesAsStrings());
    names.addAll(request.messageSystemAttributeNamesAsStrings());
    return new SystemAttributes(names);
  }

  private MessageRules rules(Call call, QueueKey key) {
    return new MessageRules(
        key,
        dispatchers.of(key).queue(),
        call.principal().userId(),
        call.http().headers().first("x-amzn-trace-id"));
  }

  private static MessageDraft draft(SendMessageBatchRequestEntry entry) {
    return new MessageDraft(
        entry.messageBody(),
        attributes(entry.messageAttributes(), MessageOperations::attribute),
        attributes(entry.messageSystemAttributesAsStrings(), MessageOperations::systemAttribute),
        entry.delaySeconds(),
        entry.messageGroupId(),
        entry.messageDeduplicationId());
  }

  private static <V> List<MessageDraft.Attribute> attributes(
      Map<String, V> values, BiFunction<String, V, MessageDraft.Attribute> attribute) {
    List<MessageDraft.Attribute> drafts = new ArrayList<>(values.size());
    values.forEach((name, value) -> drafts.add(attribute.apply(name, value)));
    return drafts;
  }

  private static MessageDraft.Attribute attribute(String name, MessageAttributeValue value) {
    return new MessageDraft.Attribute(
        name,
        value.dataType(),
        value.stringValue(),
        bytes(value.binaryValue()),
        value.hasStringListValues() || value.hasBinaryListValues());
  }

  private static MessageDraft.Attribute systemAttribute(
      String name, MessageSystemAttributeValue value) {
    return new MessageDraft.Attribute(
        name,
        value.dataType(),
        value.stringValue(),
        bytes(value.binaryValue()),
        value.hasStringListValues() || value.hasBinaryListValues());
  }

  private static byte @Nullable [] bytes(@Nullable SdkBytes bytes) {
    return bytes == null ? null : bytes.asByteArrayUnsafe();
  }

  private static Map<String, MessageAttributeValue> wire(List<MessageAttribute> attributes) {
    Map<String, MessageAttributeValue> wire = new LinkedHashMap<>();
    for (MessageAttribute attribute : attributes) {
      MessageAttributeValue.Builder value =
          MessageAttributeValue.builder().dataType(attribute.dataType());
      byte[] binary = attribute.binary();
      if (binary == null) {
        value.stringValue(attribute.text());
      } else {
        value.binaryValue(SdkBytes.fromByteArrayUnsafe(binary));
      }
      wire.put(attribute.name(), value.build());
    }
    return wire;
  }
}
