package dev.cloudjar.s3;

import dev.cloudjar.cloud.Fault;
import java.util.Map;

/** The errors of configurations of event notifications. */
final class NotificationFaults {
  private NotificationFaults() {}

  static Fault unsupportedEvent(String event) {
    return S3Faults.invalidArgument(
        "A specified event is not supported for notifications.", "Event", event);
  }

  static Fault unparsedArn(String member, String arn) {
    return S3Faults.invalidArgument("The ARN could not be parsed", member, arn);
  }

  static Fault otherRegion(String member, String arn) {
    return S3Faults.invalidArgument(
        "The notification destination service region is not valid for the bucket location"
            + " constraint",
        member,
        arn);
  }

  static Fault ordered(String arn) {
    return S3Faults.invalidArgument("FIFO SQS queues are not supported.", "Queue", arn);
  }

  static Fault unknownFilter(String name) {
    return S3Faults.invalidArgument(
        "filter rule name must be either prefix or suffix", "FilterRule.Name", name);
  }

  static Fault repeatedFilter(String name) {
    return S3Faults.invalidArgument(
        "Cannot specify more than one " + name + " rule in a filter.", "FilterRule.Name", name);
  }

  static Fault longFilter(String value) {
    return S3Faults.invalidArgument(
        "Size of filter rule value cannot exceed 1024 bytes in UTF-8 representation",
        "FilterRule.Value",
        value);
  }

  static Fault repeatedId(String id) {
    return S3Faults.invalidArgument(
        "Same ID used for multiple configurations. ID must be unique", "Id", id);
  }

  static Fault tooMany() {
    return S3Faults.invalidRequest(
        "Configuration exceeds the maximum number of allowed notification configurations.");
  }

  static Fault overlap(boolean filtered) {
    return Fault.of(
        400,
        "InvalidArgument",
        filtered
            ? "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules"
                + " if the prefixes are overlapping for the same event type."
            : "Configurations overlap. Configurations on the same bucket cannot share a common event"
                + " type.");
  }

  /**
   * Of destinations that cannot be reached.
   *
   * @param reasons by their ARNs
   */
  static Fault unreachable(Map<String, String> reasons) {
    Fault fault =
        Fault.of(
            400, "InvalidArgument", "Unable to validate the following destination configurations");
    int number = 0;
    for (Map.Entry<String, String> reason : reasons.entrySet()) {
      number++;
      fault =
          fault
              .with("ArgumentName" + number, reason.getKey())
              .with("ArgumentValue" + number, reason.getValue());
    }
    return fault;
  }
}
