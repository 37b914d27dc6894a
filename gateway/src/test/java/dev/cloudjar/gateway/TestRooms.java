package dev.cloudjar.gateway;

import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.cloud.Rooms;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.CreateQueueResponse;
import software.amazon.awssdk.services.sqs.model.DeleteQueueRequest;
import software.amazon.awssdk.services.sqs.model.DeleteQueueResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;
import software.amazon.awssdk.services.sqs.model.PurgeQueueRequest;
import software.amazon.awssdk.services.sqs.model.TagQueueRequest;
import software.amazon.awssdk.services.sqs.model.TagQueueResponse;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/** Small rooms that show what the way does, and do nothing else. */
final class TestRooms {
  static final AtomicInteger OPENED = new AtomicInteger();

  private TestRooms() {}

  static Rooms all() {
    return new Rooms()
        .add(
            "sts",
            () ->
                (operations, cloud) ->
                    operations
                        .on(
                            GetCallerIdentityRequest.class,
                            GetCallerIdentityResponse.class,
                            (call, request) ->
                                GetCallerIdentityResponse.builder()
                                    .account(call.accountId())
                                    .arn(call.principal().arn())
                                    .userId(call.principal().userId())
                                    .build())
                        .needsNoPermission()
                        .immediate())
        .add(
            "sqs",
            () ->
                (operations, cloud) -> {
                  OPENED.incrementAndGet();
                  operations
                      .on(
                          CreateQueueRequest.class,
                          CreateQueueResponse.class,
                          (call, request) ->
                              CreateQueueResponse.builder()
                                  .queueUrl(
                                      call.http().origin()
                                          + "/"
                                          + call.accountId()
                                          + "/"
                                          + request.queueName())
                                  .build())
                      .authorises("sqs:CreateQueue", (call, request) -> Resource.any(call));
                  operations
                      .on(
                          GetQueueUrlRequest.class,
                          GetQueueUrlResponse.class,
                          (call, request) -> {
                            throw Fault.of(
                                "QueueDoesNotExist", "The specified queue does not exist.");
                          })
                      .needsNoPermission();
                  operations.on(
                      DeleteQueueRequest.class,
                      DeleteQueueResponse.class,
                      (call, request) -> {
                        throw new IllegalStateException("a secret of the house");
                      });
                  operations
                      .on(
                          TagQueueRequest.class,
                          TagQueueResponse.class,
                          (call, request) -> TagQueueResponse.builder().build())
                      .recordedOnly("nobody looks at tags");
                  operations.unsupported(PurgeQueueRequest.class, "the test wants it so");
                });
  }
}
