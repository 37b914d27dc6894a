package dev.cloudjar.sqs;

import dev.cloudjar.cloud.Call;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The URLs of queues: the address under which the caller reached the cloud, the owner's account and
 * the queue's name.
 *
 * <p>Only the last two segments of a path count, whatever the host: a queue has many addresses, of
 * which the caller may have kept any.
 */
final class QueueUrl {
  private static final Pattern PATH =
      Pattern.compile("(?:.*/)?([0-9]{12})/([A-Za-z0-9_-]{1,80}(?:\\.fifo)?)/?");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,80}(?:\\.fifo)?");
  private static final int MAXIMUM_LENGTH = 2048;

  private QueueUrl() {}

  static String of(Call call, QueueKey queue) {
    return call.http().origin() + '/' + queue.accountId() + '/' + queue.name();
  }

  /**
   * The queue that a URL names; a name alone means the caller's own queue, as AWS has it.
   *
   * @throws dev.cloudjar.cloud.Fault {@code InvalidAddress} for what can be no queue's URL
   */
  static QueueKey parse(Call call, String queueUrl) {
    if (queueUrl == null || queueUrl.isEmpty()) {
      throw SqsFaults.missingParameter("QueueUrl");
    }
    if (queueUrl.length() <= MAXIMUM_LENGTH) {
      Matcher path = PATH.matcher(queueUrl);
      if (path.matches()) {
        return new QueueKey(path.group(1), call.region(), path.group(2));
      }
      if (NAME.matcher(queueUrl).matches()) {
        return new QueueKey(call.accountId(), call.region(), queueUrl);
      }
    }
    throw SqsFaults.invalidAddress(queueUrl);
  }
}
