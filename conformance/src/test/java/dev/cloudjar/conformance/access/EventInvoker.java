package dev.cloudjar.conformance.access;

import dev.cloudjar.conformance.access.Invoker.Outcome;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.SelectObjectContentRequest;
import software.amazon.awssdk.services.s3.model.SelectObjectContentResponseHandler;

/** Calls what answers in events, which only asynchronous clients can. */
final class EventInvoker {
  private EventInvoker() {}

  static Outcome call(S3AsyncClient client, SelectObjectContentRequest request) {
    List<String> events = new CopyOnWriteArrayList<>();
    try {
      client
          .selectObjectContent(
              request,
              SelectObjectContentResponseHandler.builder()
                  .subscriber(event -> events.add(event.toString()))
                  .build())
          .join();
      return new Outcome.Answered(events.toString(), false);
    } catch (CompletionException e) {
      if (!(e.getCause() instanceof AwsServiceException refusal)) {
        throw e;
      }
      return new Outcome.Refused(
          refusal.awsErrorDetails().errorCode(), refusal.statusCode(), refusal.getMessage());
    }
  }
}
