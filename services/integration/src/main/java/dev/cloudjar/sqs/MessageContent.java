package dev.cloudjar.sqs;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stays the same of a message.
 *
 * @param messageId a UUID
 * @param body the text
 * @param bodyMd5 its digest, in hexadecimal digits
 * @param attributes ordered by name
 * @param attributesMd5 the digest of all attributes; null where there are none
 * @param senderId who sent it, as {@code GetCallerIdentity} tells the user's id
 * @param traceHeader the X-Ray trace header; null for none
 * @param deduplicationId for a FIFO queue; null for others
 * @param deadLetterSourceArn the queue from which it was moved to a dead-letter queue; null for
 *     none
 */
record MessageContent(
    String messageId,
    String body,
    String bodyMd5,
    List<MessageAttribute> attributes,
    @Nullable String attributesMd5,
    String senderId,
    @Nullable String traceHeader,
    @Nullable String deduplicationId,
    @Nullable String deadLetterSourceArn) {

  MessageContent deadLettered(String sourceArn) {
    return new MessageContent(
        messageId,
        body,
        bodyMd5,
        attributes,
        attributesMd5,
        senderId,
        traceHeader,
        deduplicationId,
        sourceArn);
  }

  /** The same content as a new message, which is what a redrive makes of a dead letter. */
  MessageContent redriven(String newMessageId) {
    return new MessageContent(
        newMessageId,
        body,
        bodyMd5,
        attributes,
        attributesMd5,
        senderId,
        traceHeader,
        deduplicationId,
        null);
  }
}
