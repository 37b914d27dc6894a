package dev.cloudjar.gateway;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Content;
import dev.cloudjar.cloud.Credentials.AccessKey;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.cloud.Rooms;
import dev.cloudjar.store.ContentionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.CreateQueueResponse;
import software.amazon.awssdk.services.sqs.model.DeleteQueueRequest;
import software.amazon.awssdk.services.sqs.model.DeleteQueueResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;
import software.amazon.awssdk.services.sqs.model.ListQueueTagsRequest;
import software.amazon.awssdk.services.sqs.model.ListQueueTagsResponse;
import software.amazon.awssdk.services.sqs.model.PurgeQueueRequest;
import software.amazon.awssdk.services.sqs.model.TagQueueRequest;
import software.amazon.awssdk.services.sqs.model.TagQueueResponse;
import software.amazon.awssdk.services.sqs.model.UntagQueueRequest;
import software.amazon.awssdk.services.sqs.model.UntagQueueResponse;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;
import software.amazon.awssdk.services.sts.model.GetSessionTokenRequest;
import software.amazon.awssdk.services.sts.model.GetSessionTokenResponse;

/** Small rooms that show what the way does, and do nothing else. */
final class TestRooms {
  static final AtomicInteger OPENED = new AtomicInteger();

  private static final Map<String, byte[]> OBJECTS = new ConcurrentHashMap<>();

  private TestRooms() {}

  private static CreateQueueResponse createQueue(Call call, CreateQueueRequest request) {
    if (request.queueName().equals("contended")) {
      throw new ContentionException("the test wants it so");
    }
    String url = call.http().origin() + "/" + call.accountId() + "/" + request.queueName();
    return CreateQueueResponse.builder().queueUrl(url).build();
  }

  private static GetSessionTokenResponse newSession(Cloud cloud, Call call) {
    Instant expires = call.time().plus(Duration.ofHours(1));
    AccessKey key =
        new AccessKey(
            "ASIA" + cloud.ids().text(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
            cloud.ids().text(40, "abcdefghijklmnopqrstuvwxyz"),
            cloud.ids().uuid(),
            call.principal(),
            expires);
    cloud
        .store()
        .transact(
            transaction -> {
              cloud.credentials().add(transaction, key);
              return key;
            });
    return GetSessionTokenResponse.builder()
        .credentials(
            made ->
                made.accessKeyId(key.accessKeyId())
                    .secretAccessKey(key.secretAccessKey())
                    .sessionToken(key.sessionToken())
                    .expiration(expires))
        .build();
  }

  /** Keeps objects in memory, whatever their bucket. */
  private static void openS3(Operations operations, Cloud cloud) {
    operations
        .onUpload(
            PutObjectRequest.class,
            PutObjectResponse.class,
            (call, request, body) -> {
              try {
                OBJECTS.put(request.key(), body.asInputStream().readAllBytes());
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
              return PutObjectResponse.builder().build();
            })
        .authorises("s3:PutObject", (call, request) -> bucket(call, request.bucket()));
    operations
        .onDownload(
            GetObjectRequest.class,
            GetObjectResponse.class,
            (call, request) -> {
              byte[] bytes = OBJECTS.get(request.key());
              if (bytes == null) {
                throw Fault.of(404, "NoSuchKey", "The specified key does not exist.")
                    .with("Key", request.key());
              }
              return new Operations.Download<>(
                  GetObjectResponse.builder().contentLength((long) bytes.length).build(),
                  new Content.Streamed(
                      bytes.length, target -> target.write(ByteBuffer.wrap(bytes))));
            })
        .authorises("s3:GetObject", (call, request) -> bucket(call, request.bucket()));
    operations
        .on(
            HeadObjectRequest.class,
            HeadObjectResponse.class,
            (call, request) ->
                HeadObjectResponse.builder()
                    .contentLength((long) OBJECTS.get(request.key()).length)
                    .build())
        .authorises("s3:GetObject", (call, request) -> bucket(call, request.bucket()));
  }

  /** Buckets named public belong to whoever asks, those named others to somebody else. */
  private static Resource bucket(Call call, String name) {
    return new Resource(
        "arn:aws:s3:::" + name, name.startsWith("others") ? "999999999999" : call.accountId());
  }

  static Rooms all() {
    return new Rooms()
        .add("s3", () -> TestRooms::openS3)
        .add(
            "sts",
            () ->
                (operations, cloud) -> {
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
                      .immediate();
                  operations
                      .on(
                          GetSessionTokenRequest.class,
                          GetSessionTokenResponse.class,
                          (call, request) -> newSession(cloud, call))
                      .needsNoPermission();
                })
        .add(
            "sqs",
            () ->
                (operations, cloud) -> {
                  OPENED.incrementAndGet();
                  operations
                      .on(
                          CreateQueueRequest.class,
                          CreateQueueResponse.class,
                          TestRooms::createQueue)
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
                  operations
                      .on(
                          ListQueueTagsRequest.class,
                          ListQueueTagsResponse.class,
                          (call, request) ->
                              ListQueueTagsResponse.builder()
                                  .tags(
                                      Map.of(
                                          "caller",
                                          call.to(
                                                  GetCallerIdentityRequest.builder().build(),
                                                  GetCallerIdentityResponse.class)
                                              .arn()))
                                  .build())
                      .needsNoPermission();
                  operations
                      .on(
                          UntagQueueRequest.class,
                          UntagQueueResponse.class,
                          (call, request) -> {
                            call.as(new Principal.Service("sqs.amazonaws.com", call.accountId()))
                                .to(
                                    CreateQueueRequest.builder().queueName("q").build(),
                                    CreateQueueResponse.class);
                            return UntagQueueResponse.builder().build();
                          })
                      .needsNoPermission();
                  operations.unsupported(PurgeQueueRequest.class, "the test wants it so");
                });
  }
}
