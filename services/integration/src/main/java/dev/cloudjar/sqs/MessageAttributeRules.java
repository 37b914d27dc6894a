package dev.cloudjar.sqs;

import dev.cloudjar.cloud.Fault;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Checks the attributes of messages as AWS does.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html">Amazon
 *     SQS message metadata</a>
 */
final class MessageAttributeRules {
  private static final String TRACE_HEADER = "AWSTraceHeader";
  private static final int MAXIMUM_LENGTH = 256;
  private static final int LONGEST_NUMBER = 512;

  private MessageAttributeRules() {}

  /**
   * The attributes of a draft, ordered by name.
   *
   * @throws Fault {@code InvalidParameterValue}
   */
  static List<MessageAttribute> check(List<MessageDraft.Attribute> drafts) {
    if (drafts.size() > QueueLimits.MESSAGE_ATTRIBUTES) {
      throw SqsFaults.invalidParameterValue(
          "Number of message attributes ["
              + drafts.size()
              + "] exceeds the allowed maximum ["
              + QueueLimits.MESSAGE_ATTRIBUTES
              + "].");
    }
    return drafts.stream()
        .map(draft -> check(draft, "(user)"))
        .sorted(Comparator.comparing(MessageAttribute::name))
        .toList();
  }

  /**
   * The system attributes of a draft, of which there is but one.
   *
   * @throws Fault {@code InvalidParameterValue}
   */
  static List<MessageAttribute> checkSystem(List<MessageDraft.Attribute> drafts) {
    for (MessageDraft.Attribute draft : drafts) {
      if (!draft.name().equals(TRACE_HEADER)) {
        throw SqsFaults.invalidParameterValue(
            "Message system attribute name '" + draft.name() + "' is invalid.");
      }
      if (!"String".equals(draft.dataType())) {
        throw SqsFaults.invalidParameterValue(
            "The type of message system attribute '"
                + TRACE_HEADER
                + "' is invalid. You must use only the following supported type prefixes: String.");
      }
    }
    return drafts.stream().map(draft -> check(draft, "system")).toList();
  }

  private static MessageAttribute check(MessageDraft.Attribute draft, String kind) {
    checkName(draft.name(), kind);
    String dataType = draft.dataType();
    String text = draft.text();
    byte[] binary = draft.binary();
    String quoted = kind + " attribute '" + draft.name() + "'";
    if (draft.hasListValues()) {
      throw SqsFaults.invalidParameterValue(
          "Message attribute list values in SendMessage operation are not supported.");
    }
    if (dataType == null || dataType.isEmpty()) {
      throw SqsFaults.invalidParameterValue(
          "The message " + quoted + " must contain a non-empty message attribute type.");
    }
    checkType(dataType, kind, quoted);
    if ((text == null || text.isEmpty()) && (binary == null || binary.length == 0)) {
      throw SqsFaults.invalidParameterValue(
          "Message " + quoted + " must contain a non-empty value of type '" + dataType + "'.");
    }
    if (text != null && binary != null) {
      throw SqsFaults.invalidParameterValue("Message " + quoted + " must have a single value.");
    }
    boolean wantsBinary = dataType.startsWith("Binary");
    if (wantsBinary != (binary != null)) {
      throw SqsFaults.invalidParameterValue(
          "Message "
              + quoted
              + " with type '"
              + dataType
              + "' must use field '"
              + (wantsBinary ? "Binary" : "String")
              + "'.");
    }
    checkText(text, dataType, quoted);
    return new MessageAttribute(draft.name(), dataType, text, binary);
  }

  private static void checkName(String name, String kind) {
    String lower = name.toLowerCase(Locale.ROOT);
    String start = "Message " + kind + " attribute name ";
    if (name.isEmpty()) {
      throw SqsFaults.invalidParameterValue(
          "The request must contain non-empty message " + kind + " attribute names.");
    }
    if (name.length() > MAXIMUM_LENGTH) {
      throw SqsFaults.invalidParameterValue(start + "must be shorter than 256 bytes.");
    }
    if (lower.startsWith("aws.") || lower.startsWith("amazon.")) {
      throw SqsFaults.invalidParameterValue(
          "You can't use message attribute names beginning with 'AWS.' or 'Amazon.'. These strings"
              + " are reserved for internal use.");
    }
    if (name.startsWith(".")) {
      throw SqsFaults.invalidParameterValue(start + "must not begin with character '.'.");
    }
    if (name.endsWith(".")) {
      throw SqsFaults.invalidParameterValue(start + "must not end with character '.'.");
    }
    if (name.contains("..")) {
      throw SqsFaults.invalidParameterValue(start + "must not have successive '.' characters.");
    }
    if (!name.codePoints().allMatch(MessageAttributeRules::isNameCharacter)) {
      throw SqsFaults.invalidParameterValue(
          "Invalid attribute name '"
              + name
              + "'. The name can contain alphanumeric characters and the underscore (_), hyphen"
              + " (-), and period (.).");
    }
  }

  private static boolean isNameCharacter(int character) {
    return Character.isLetterOrDigit(character)
        || character == '_'
        || character == '-'
        || character == '.';
  }

  private static void checkType(String dataType, String kind, String quoted) {
    if (dataType.length() >= MAXIMUM_LENGTH) {
      throw SqsFaults.invalidParameterValue(
          "Message " + kind + " attribute type must be shorter than 256 bytes.");
    }
    int dot = dataType.indexOf('.');
    String base = dot < 0 ? dataType : dataType.substring(0, dot);
    if (!List.of("String", "Number", "Binary").contains(base)) {
      throw SqsFaults.invalidParameterValue(
          "The type of message "
              + quoted
              + " is invalid. You must use only the following supported type prefixes: Binary,"
              + " Number, String.");
    }
  }

  private static void checkText(@Nullable String text, String dataType, String quoted) {
    if (text == null) {
      return;
    }
    if (!MessageText.isAllowed(text)) {
      throw SqsFaults.invalidParameterValue(
          "Invalid characters found in the value of message "
              + quoted
              + ". Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to"
              + " #xFFFD | #x10000 to #x10FFFF");
    }
    if (dataType.equals("Number") && !isNumber(text)) {
      throw SqsFaults.invalidParameterValue(
          "Can't cast the value of message " + quoted + " to a number.");
    }
  }

  private static boolean isNumber(String text) {
    if (text.length() > LONGEST_NUMBER) {
      return false;
    }
    try {
      new BigDecimal(text);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
