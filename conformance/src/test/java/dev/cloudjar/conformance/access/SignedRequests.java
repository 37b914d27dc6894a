package dev.cloudjar.conformance.access;

import dev.cloudjar.catalog.Catalog;
import dev.cloudjar.catalog.OperationModel;
import dev.cloudjar.catalog.Protocol;
import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.conformance.access.ActionTableTest.Registered;
import dev.cloudjar.junit.TestCloud;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Requests to any service, signed in whatever way and at whatever time. */
final class SignedRequests {
  /** Requests that would make something, one for each of these services. */
  static final Map<String, String> MAKERS =
      Map.of("s3", "CreateBucket", "sqs", "CreateQueue", "iam", "CreateGroup", "kms", "CreateKey");

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final TestCloud cloud;
  private final Catalog catalog = Catalog.load();
  private final String name;

  /** Where the signature stands. */
  enum How {
    IN_HEADERS,
    PRESIGNED
  }

  SignedRequests(TestCloud cloud) {
    this.cloud = cloud;
    this.name = cloud.unique("made");
  }

  /** How far from the time it is a service lets what signs in headers be signed. */
  Duration allowedSkew(String service) {
    return Duration.ofMinutes(isSignedForS3(catalog.service(service)) ? 15 : 5);
  }

  /** The control plane of S3 is signed for S3, by its rules. */
  private static boolean isSignedForS3(ServiceModel model) {
    return model.signingName().equals("s3");
  }

  /** What an answer says, with its code, which JSON by paths has in a header. */
  static String told(HttpResponse<String> answer) {
    return answer.headers().firstValue("x-amzn-ErrorType").orElse("") + answer.body();
  }

  /** All that have a room. */
  static Set<String> services() throws IOException {
    Set<String> services = new TreeSet<>();
    for (Registered each : ActionTableTest.registered()) {
      services.add(each.service());
    }
    return services;
  }

  HttpResponse<String> send(String service, AwsCredentialsIdentity who, How how, Duration skew)
      throws IOException, InterruptedException {
    ServiceModel model = catalog.service(service);
    OperationModel operation = operation(model);
    SdkHttpRequest.Builder request = SdkHttpRequest.builder().uri(cloud.endpoint());
    String body = fill(request, model, operation);
    SdkHttpRequest signed = sign(request.build(), body, model, who, how, skew);
    HttpRequest.Builder sent =
        HttpRequest.newBuilder(signed.getUri())
            .method(signed.method().name(), BodyPublishers.ofString(body));
    signed.forEachHeader(
        (header, values) -> {
          if (!header.equalsIgnoreCase("host") && !header.equalsIgnoreCase("content-length")) {
            sent.header(header, values.getFirst());
          }
        });
    return HTTP.send(sent.build(), BodyHandlers.ofString());
  }

  private static SdkHttpRequest sign(
      SdkHttpRequest request,
      String body,
      ServiceModel model,
      AwsCredentialsIdentity who,
      How how,
      Duration skew) {
    SignRequest.Builder<AwsCredentialsIdentity> toSign =
        SignRequest.builder(who)
            .request(request)
            .payload(ContentStreamProvider.fromUtf8String(body))
            .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, model.signingName())
            .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
            .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, !isSignedForS3(model))
            .putProperty(HttpSigner.SIGNING_CLOCK, Clock.offset(Clock.systemUTC(), skew));
    if (how == How.PRESIGNED) {
      toSign
          .putProperty(AwsV4HttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
          .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, Duration.ofMinutes(1));
    }
    return AwsV4HttpSigner.create().sign(toSign.build()).request();
  }

  private static OperationModel operation(ServiceModel model) {
    String maker = MAKERS.get(model.name());
    return maker != null
        ? model.operations().get(maker)
        : model.operations().values().stream()
            .filter(OperationModel::signed)
            .findFirst()
            .orElseThrow();
  }

  /**
   * Makes a request as the service's protocol has it.
   *
   * @return its body
   */
  private String fill(
      SdkHttpRequest.Builder request, ServiceModel model, OperationModel operation) {
    Protocol protocol = model.protocols().getFirst();
    if (protocol.form()) {
      request
          .method(SdkHttpMethod.GET)
          .encodedPath("/")
          .putRawQueryParameter("Action", operation.name())
          .putRawQueryParameter("Version", model.apiVersion())
          .putRawQueryParameter("GroupName", "made");
      return "";
    }
    if (protocol.rest()) {
      String path = operation.uri().replaceAll("\\?.*", "").replaceAll("\\{[^}]*}", name);
      request.method(SdkHttpMethod.valueOf(operation.method())).encodedPath(path);
      if (model.name().equals("s3control")) {
        request.putHeader("x-amz-account-id", cloud.accountId());
      }
      return "";
    }
    request
        .method(SdkHttpMethod.POST)
        .encodedPath("/")
        .putHeader("Content-Type", "application/x-amz-json-1.0")
        .putHeader("X-Amz-Target", model.targetPrefix() + "." + operation.name());
    return model.name().equals("sqs") ? "{\"QueueName\":\"made\"}" : "{}";
  }
}
