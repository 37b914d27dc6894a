package dev.cloudjar.s3;

import dev.cloudjar.cloud.Calls;
import dev.cloudjar.cloud.Events;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.RoomCaller;
import dev.cloudjar.s3.Notifications.Notice;
import java.util.Optional;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** Sends notices to queues, in S3's own name and on behalf of the bucket. */
final class QueueNoticeOperations {
  private static final String SERVICE = "s3.amazonaws.com";

  private final Calls calls;

  QueueNoticeOperations(Calls calls) {
    this.calls = calls;
  }

  /** Sends a notice that was written down. */
  void deliver(Events.Event event) {
    send(Notice.CODEC.read(event.payload()));
  }

  /** Why nothing can be sent to a queue; empty where something just was. */
  Optional<String> refusal(Notice notice) {
    try {
      send(notice);
      return Optional.empty();
    } catch (Fault e) {
      return Optional.of(
          e.code().contains("NonExistentQueue") || e.code().contains("QueueDoesNotExist")
              ? "The destination queue does not exist"
              : "Permissions on the destination queue do not allow S3 to publish notifications"
                  + " from this bucket");
    }
  }

  private void send(Notice notice) {
    String[] arn = notice.destination().split(":", 6);
    RoomCaller.service(
            calls,
            new Principal.Service(SERVICE, notice.accountId(), Optional.of(notice.bucket())),
            arn[3])
        .to(
            SendMessageRequest.builder()
                .queueUrl("/" + arn[4] + "/" + arn[5])
                .messageBody(notice.body())
                .build(),
            SendMessageResponse.class);
  }
}
