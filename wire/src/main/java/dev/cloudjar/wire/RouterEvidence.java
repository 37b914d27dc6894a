package dev.cloudjar.wire;

import dev.cloudjar.catalog.ServiceSummary;
import org.jspecify.annotations.Nullable;

/** What is known of a request before it is known where it goes. */
record RouterEvidence(
    RequestHead head, RouterQuery query, RouterScope scope, RouterHost host, String region) {
  private static final String S3 = "s3";
  private static final String CONNECTIONS = "/@connections/";
  private static final String ENCODED_CONNECTIONS = "/%40connections/";

  static boolean isS3(ServiceSummary service) {
    return service.name().equals(S3) || service.name().equals("s3control");
  }

  /**
   * The control plane of S3 has the same signing name; its clients name the account or Outpost, and
   * put the account before the host, which is no more than the domain where they are told so.
   */
  boolean control() {
    return host.services().stream().anyMatch(s -> s.name().equals("s3control"))
        || (head.path().startsWith("/v20180820/")
            && (head.headers().first("x-amz-account-id") != null
                || head.headers().first("x-amz-outpost-id") != null
                || host.isOfAccount()));
  }

  /** The request with everything in its path that the service's templates expect there. */
  RequestHead rewritten(ServiceSummary service) {
    if (service.name().equals("apigatewaymanagementapi")) {
      return withoutStage(head);
    }
    String bucket = bucket(service);
    if (bucket == null) {
      return head;
    }
    String path = head.path().equals("/") ? "" : head.path();
    return withPath(head, "/" + bucket + path);
  }

  /** Before the path of a connection stands the stage of its API. */
  private static RequestHead withoutStage(RequestHead head) {
    int plain = head.path().indexOf(CONNECTIONS);
    int encoded = head.path().indexOf(ENCODED_CONNECTIONS);
    if (plain >= 0) {
      return withPath(head, head.path().substring(plain));
    }
    return encoded < 0
        ? head
        : withPath(
            head, CONNECTIONS + head.path().substring(encoded + ENCODED_CONNECTIONS.length()));
  }

  @Nullable String bucket(ServiceSummary service) {
    if (!service.name().equals(S3) || host.control() || control()) {
      return null;
    }
    boolean s3Host = host.services().stream().anyMatch(RouterEvidence::isS3);
    String bucket = s3Host ? host.prefix() : host.name();
    return bucket.isEmpty() ? null : bucket;
  }

  private static RequestHead withPath(RequestHead head, String path) {
    return new RequestHead(head.method(), path, head.query(), head.headers());
  }
}
