package dev.cloudjar.gateway;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Content;
import dev.cloudjar.cloud.Credentials.AccessKey;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Gate;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.PlainAnswer;
import dev.cloudjar.cloud.PlainHead;
import dev.cloudjar.cloud.PlainRequest;
import dev.cloudjar.cloud.PlainRoom;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.cloud.SignedForm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketResponse;
import software.amazon.awssdk.services.s3.model.ListBucketsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;

/** Answers what browsers send to S3, and tells what it saw. */
final class PlainTestRoom implements PlainRoom {
  static final AccessKey KEY =
      new AccessKey("AKIAPLAIN", "secret", null, new Principal.Root("123456789012"), null);

  final AtomicInteger asked = new AtomicInteger();

  @Override
  public boolean mayAnswer(PlainHead head) {
    asked.incrementAndGet();
    return head.method().equals("OPTIONS")
        || head.method().equals("POST")
        || head.host().contains(".s3-website");
  }

  @Override
  public void open(Operations operations, Cloud cloud) {
    boolean added =
        cloud
            .store()
            .transact(
                transaction -> {
                  cloud.credentials().add(transaction, KEY);
                  return true;
                });
    operations.plain(request -> preflight(request, added));
    operations.plain(PlainTestRoom::website);
    operations.plain(PlainTestRoom::upload);
    operations.eachAnswer(
        head ->
            head.headers()
                .first("Origin")
                .map(origin -> List.of(Map.entry("Access-Control-Allow-Origin", origin)))
                .orElse(List.of()));
    operations
        .on(
            HeadBucketRequest.class,
            HeadBucketResponse.class,
            (call, request) -> {
              throw Fault.ofStatus(404, "NotFound");
            })
        .needsNoPermission();
    operations
        .on(
            ListBucketsRequest.class,
            ListBucketsResponse.class,
            (call, request) -> ListBucketsResponse.builder().build())
        .authorises("s3:ListAllMyBuckets", (call, request) -> Resource.any(call));
  }

  private static Optional<PlainAnswer> preflight(PlainRequest request, boolean added) {
    return request.head().method().equals("OPTIONS") && added
        ? answer(200, request.head().bucketPath())
        : Optional.empty();
  }

  private static Optional<PlainAnswer> website(PlainRequest request) {
    String host = request.head().host();
    if (!host.contains(".s3-website")) {
      return Optional.empty();
    }
    switch (request.head().path()) {
      case "/broken" -> throw new IllegalStateException("a secret of the house");
      case "/none" -> throw Fault.of("NoSuchKey", "The specified key does not exist.");
      case "/private" -> {
        Call call = request.call("GetObject", "s3");
        request.admit(call, List.of(need("s3:GetObject", "999999999999")));
      }
      default -> {}
    }
    return answer(200, "<h1>" + host.substring(0, host.indexOf(".s3-website")) + "</h1>");
  }

  private static Optional<PlainAnswer> upload(PlainRequest request) {
    String type = request.head().headers().first("Content-Type").orElse("");
    if (!type.startsWith("multipart/form-data")) {
      return Optional.empty();
    }
    String[] fields = read(request).split("\n", -1);
    Call call =
        fields.length < 3
            ? request.call("PostObject", "s3")
            : request.call(
                "PostObject", new SignedForm(fields[0], fields[1], fields[2], Optional.empty()));
    request.admit(call, List.of(need("s3:PutObject", "123456789012")));
    return answer(201, call.principal().arn());
  }

  private static String read(PlainRequest request) {
    try {
      return new String(request.body().asInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Gate.Need need(String action, String owner) {
    return new Gate.Need(action, new Resource("arn:aws:s3:::b/k", owner));
  }

  private static Optional<PlainAnswer> answer(int status, String text) {
    return Optional.of(
        new PlainAnswer(
            status,
            List.of(Map.entry("Content-Type", "text/html")),
            new Content.Bytes(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)))));
  }
}
