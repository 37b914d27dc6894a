package dev.cloudjar.sqs;

import dev.cloudjar.cloud.Fault;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;

/**
 * Every error that this room answers with, in AWS's words. {@code InvalidParameterValueException}
 * and {@code MissingRequiredParameterException} are not in the service's model, but are what AWS
 * sends; older clients and batches know them by shorter names.
 */
final class SqsFaults {
  private static final String INVALID_PARAMETER_VALUE = "InvalidParameterValueException";
  private static final String MISSING_PARAMETER = "MissingRequiredParameterException";
  static final String QUEUE_DOES_NOT_EXIST_LEGACY = "AWS.SimpleQueueService.NonExistentQueue";
  private static final int LONGEST_ECHO = 1024;

  private SqsFaults() {}

  static Fault queueDoesNotExist() {
    return Fault.of("QueueDoesNotExist", "The specified queue does not exist.");
  }

  static Fault queueNameExists(String attribute) {
    return Fault.of(
        "QueueNameExists",
        "A queue already exists with the same name and a different value for attribute "
            + attribute);
  }

  static Fault queueDeletedRecently() {
    return Fault.of(
        "QueueDeletedRecently",
        "You must wait 60 seconds after deleting a queue before you can create another with the"
            + " same name.");
  }

  static Fault purgeQueueInProgress(String queueName) {
    return Fault.of(
        403,
        "PurgeQueueInProgress",
        "Only one PurgeQueue operation on " + queueName + " is allowed every 60 seconds.");
  }

  static Fault invalidAddress(String queueUrl) {
    return Fault.of(
        404,
        "InvalidAddress",
        "The address " + echo(queueUrl) + " is not valid for this endpoint.");
  }

  static Fault invalidAttributeName(String name) {
    return Fault.of("InvalidAttributeName", "Unknown Attribute " + echo(name) + ".");
  }

  static Fault attributeOnlyForFifo(String name) {
    return Fault.of(
        "InvalidAttributeName",
        "You can specify the " + name + " only when FifoQueue is set to true.");
  }

  static Fault twoEncryptions() {
    return Fault.of(
        "InvalidAttributeName",
        "You can use one type of server-side encryption (SSE) at one time. You can either enable"
            + " KMS SSE or SQS SSE.");
  }

  static Fault invalidAttributeValue(String name) {
    return Fault.of("InvalidAttributeValue", "Invalid value for the parameter " + name + ".");
  }

  static Fault invalidAttributeValue(String name, String reason) {
    return Fault.of(
        "InvalidAttributeValue", "Invalid value for the parameter " + name + ". Reason: " + reason);
  }

  static Fault invalidParameterValue(String message) {
    return Fault.of(INVALID_PARAMETER_VALUE, message);
  }

  static Fault invalidParameterValue(String parameter, Object value, String reason) {
    return invalidParameterValue(
        "Value "
            + echo(String.valueOf(value))
            + " for parameter "
            + parameter
            + " is invalid. Reason: "
            + reason);
  }

  static Fault missingParameter(String parameter) {
    return Fault.of(MISSING_PARAMETER, "The request must contain the parameter " + parameter + ".");
  }

  static Fault invalidMessageContents() {
    return Fault.of(
        "InvalidMessageContents",
        "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF |"
            + " #xE000 to #xFFFD | #x10000 to #x10FFFF");
  }

  static Fault messageTooLong(int maximumBytes) {
    return invalidParameterValue(
        "One or more parameters are invalid. Reason: Message must be shorter than "
            + maximumBytes
            + " bytes.");
  }

  /** AWS words it differently for an entry of a batch. */
  static Fault batchEntryTooLong(int maximumBytes) {
    return invalidParameterValue(
        "One or more parameters cannot be validated. Reason: Message must be shorter than "
            + maximumBytes
            + " bytes.");
  }

  static Fault emptyBatchRequest(String entryShape) {
    return Fault.of(
        "EmptyBatchRequest", "There should be at least one " + entryShape + " in the request.");
  }

  static Fault tooManyEntriesInBatchRequest(int entries) {
    return Fault.of(
        "TooManyEntriesInBatchRequest",
        "Maximum number of entries per request are 10. You have sent " + entries + ".");
  }

  static Fault batchEntryIdsNotDistinct(String id) {
    return Fault.of("BatchEntryIdsNotDistinct", "Id " + id + " repeated.");
  }

  static Fault invalidBatchEntryId() {
    return Fault.of(
        "InvalidBatchEntryId",
        "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can"
            + " be at most 80 letters long.");
  }

  static Fault batchRequestTooLong(int maximumBytes, long bytes) {
    return Fault.of(
        "BatchRequestTooLong",
        "Batch requests cannot be longer than "
            + maximumBytes
            + " bytes. You have sent "
            + bytes
            + " bytes.");
  }

  static Fault receiptHandleIsInvalid(String receiptHandle) {
    return Fault.of(
        "ReceiptHandleIsInvalid",
        "The input receipt handle \"" + echo(receiptHandle) + "\" is not a valid receipt handle.");
  }

  static Fault receiptHandleOfAnotherQueue(String receiptHandle) {
    return Fault.of(
        "ReceiptHandleIsInvalid",
        "The receipt handle \"" + echo(receiptHandle) + "\" is not valid for this queue.");
  }

  static Fault receiptHandleHasExpired(String receiptHandle) {
    return invalidParameterValue("ReceiptHandle", receiptHandle, "The receipt handle has expired.");
  }

  static Fault visibilityNotChangeable(String receiptHandle) {
    return invalidParameterValue(
        "ReceiptHandle",
        receiptHandle,
        "Message does not exist or is not available for visibility timeout change.");
  }

  static Fault tooManyInFlight() {
    return Fault.of(
        403,
        "OverLimit",
        "Too many messages have been received without being deleted. Please delete your received"
            + " messages or let them timeout before receiving more.");
  }

  static Fault overLimit(String message) {
    return Fault.of(403, "OverLimit", message);
  }

  static Fault resourceNotFound(String message) {
    return Fault.of(404, "ResourceNotFoundException", message);
  }

  static Fault unsupportedOperation(String message) {
    return Fault.of("UnsupportedOperation", message);
  }

  /** How a fault is told of one entry of a batch, while others succeed. */
  static BatchResultErrorEntry ofEntry(String id, Fault fault) {
    return BatchResultErrorEntry.builder()
        .id(id)
        .senderFault(true)
        .code(shortName(fault.code()))
        .message(fault.getMessage())
        .build();
  }

  private static String shortName(String code) {
    return switch (code) {
      case INVALID_PARAMETER_VALUE -> "InvalidParameterValue";
      case MISSING_PARAMETER -> "MissingParameter";
      default -> code;
    };
  }

  /** What a caller sent, cut to a length that does no harm in an answer. */
  private static String echo(String text) {
    return text.length() <= LONGEST_ECHO ? text : text.substring(0, LONGEST_ECHO) + "...";
  }
}
