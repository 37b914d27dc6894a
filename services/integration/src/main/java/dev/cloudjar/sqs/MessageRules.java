package dev.cloudjar.sqs;

import dev.cloudjar.cloud.Fault;
import dev.cloudjar.sqs.MessageSender.Outgoing;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a message of what a producer sends, or says what is wrong with it. */
final class MessageRules {
  private static final String WRONG_TYPE =
      "The request include parameter that is not valid for this queue type.";

  private final QueueKey key;
  private final Queue queue;
  private final String senderId;
  private final Optional<String> traceHeader;

  /**
   * @param senderId the user id of who sends
   * @param traceHeader the trace header of the request, for messages that bring none
   */
  MessageRules(QueueKey key, Queue queue, String senderId, Optional<String> traceHeader) {
    this.key = key;
    this.queue = queue;
    this.senderId = senderId;
    this.traceHeader = traceHeader;
  }

  /**
   * An accepted message.
   *
   * @param sizeBytes what it counts for
   * @param systemAttributesMd5 the digest of the system attributes that came with it; null for none
   */
  record Accepted(Outgoing outgoing, long sizeBytes, @Nullable String systemAttributesMd5) {}

  /** What a message counts for against the limits; system attributes are free. */
  static long sizeBytes(MessageDraft draft) {
    String body = draft.body();
    long size = body == null ? 0 : MessageText.sizeBytes(body);
    for (MessageDraft.Attribute attribute : draft.attributes()) {
      String type = attribute.dataType();
      String text = attribute.text();
      byte[] binary = attribute.binary();
      size += MessageText.sizeBytes(attribute.name());
      size += type == null ? 0 : MessageText.sizeBytes(type);
      size += text == null ? 0 : MessageText.sizeBytes(text);
      size += binary == null ? 0 : binary.length;
    }
    return size;
  }

  /**
   * Accepts a message.
   *
   * @param path where the message stands in the request, such as {@code
   *     SendMessageBatchRequestEntry.1.}
   * @throws Fault what is wrong with it
   */
  Accepted accept(MessageDraft draft, String messageId, String path) {
    String body = draft.body();
    if (body == null || body.isEmpty()) {
      throw SqsFaults.missingParameter(path + "MessageBody");
    }
    if (!MessageText.isAllowed(body)) {
      throw SqsFaults.invalidMessageContents();
    }
    List<MessageAttribute> attributes = MessageAttributeRules.check(draft.attributes());
    List<MessageAttribute> system = MessageAttributeRules.checkSystem(draft.systemAttributes());
    long sizeBytes = sizeBytes(draft);
    int maximumBytes = queue.attributes().maximumMessageSizeBytes();
    if (sizeBytes > maximumBytes) {
      throw path.isEmpty()
          ? SqsFaults.messageTooLong(maximumBytes)
          : SqsFaults.batchEntryTooLong(maximumBytes);
    }
    checkId("MessageGroupId", draft.groupId());
    checkId("MessageDeduplicationId", draft.deduplicationId());
    MessageContent content =
        new MessageContent(
            messageId,
            body,
            MessageDigests.md5(body),
            attributes,
            MessageDigests.md5(attributes),
            senderId,
            system.isEmpty() ? traceHeader.orElse(null) : system.getFirst().text(),
            key.isFifo() ? deduplicationId(draft, body, path) : refuse(draft.deduplicationId()),
            null);
    return new Accepted(
        new Outgoing(content, draft.groupId(), delay(draft.delaySeconds())),
        sizeBytes,
        MessageDigests.md5(system));
  }

  private String deduplicationId(MessageDraft draft, String body, String path) {
    if (draft.groupId() == null) {
      // AWS uses another error for the same words in a batch.
      throw path.isEmpty()
          ? SqsFaults.missingParameter("MessageGroupId")
          : SqsFaults.invalidParameterValue(
              "The request must contain the parameter MessageGroupId.");
    }
    String given = draft.deduplicationId();
    if (given != null) {
      return given;
    }
    if (!queue.attributes().contentBasedDeduplication()) {
      throw SqsFaults.invalidParameterValue(
          "The queue should either have ContentBasedDeduplication enabled or"
              + " MessageDeduplicationId provided explicitly");
    }
    return MessageDigests.sha256(body);
  }

  private static @Nullable String refuse(@Nullable String deduplicationId) {
    if (deduplicationId != null) {
      throw SqsFaults.invalidParameterValue("MessageDeduplicationId", deduplicationId, WRONG_TYPE);
    }
    return null;
  }

  private @Nullable Integer delay(@Nullable Integer delaySeconds) {
    if (delaySeconds == null) {
      return null;
    }
    if (key.isFifo()) {
      if (delaySeconds != 0) {
        throw SqsFaults.invalidParameterValue("DelaySeconds", delaySeconds, WRONG_TYPE);
      }
      return null;
    }
    if (delaySeconds < 0 || delaySeconds > QueueLimits.DELAY_SECONDS) {
      throw SqsFaults.invalidParameterValue(
          "DelaySeconds", delaySeconds, "DelaySeconds must be >= 0 and <= 900.");
    }
    return delaySeconds;
  }

  private static void checkId(String parameter, @Nullable String id) {
    if (id != null && !MessageText.isId(id)) {
      throw SqsFaults.invalidParameterValue(
          parameter,
          id,
          parameter
              + " can only include alphanumeric and punctuation characters. 1 to 128 in length.");
    }
  }
}
