package dev.cloudjar.sqs;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Resource;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ARNs of queues, and the resource that a request is about. */
final class SqsArns {
  private static final Pattern ARN =
      Pattern.compile("arn:(aws[a-z-]*):sqs:([a-z0-9-]{1,40}):([0-9]{12}):([A-Za-z0-9_.-]{1,80})");

  private SqsArns() {}

  static String of(QueueKey queue) {
    return "arn:"
        + partition(queue.region())
        + ":sqs:"
        + queue.region()
        + ':'
        + queue.accountId()
        + ':'
        + queue.name();
  }

  /** The queue that an ARN names, whether it exists or not; empty for what is no queue's ARN. */
  static Optional<QueueKey> parse(String arn) {
    Matcher matcher = ARN.matcher(arn);
    return matcher.matches() && matcher.group(1).equals(partition(matcher.group(2)))
        ? Optional.of(new QueueKey(matcher.group(3), matcher.group(2), matcher.group(4)))
        : Optional.empty();
  }

  static Resource resource(QueueKey queue) {
    return new Resource(of(queue), queue.accountId());
  }

  /** The resource that a queue's URL names. */
  static Resource byUrl(Call call, String queueUrl) {
    return resource(QueueUrl.parse(call, queueUrl));
  }

  /** The resource of a queue that the caller's own account has or would have. */
  static Resource byName(Call call, String name) {
    return resource(new QueueKey(call.accountId(), call.region(), name));
  }

  private static String partition(String region) {
    if (region.startsWith("cn-")) {
      return "aws-cn";
    }
    return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
  }
}
