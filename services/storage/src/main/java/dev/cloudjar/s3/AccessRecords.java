package dev.cloudjar.s3;

import dev.cloudjar.cloud.AnswerWatch.Leaving;
import dev.cloudjar.cloud.AnswerWatch.Tls;
import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.PlainHead;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.s3.LoggedBuckets.Logged;
import dev.cloudjar.s3.accesslog.AccessRecord;
import dev.cloudjar.s3.accesslog.AccessRecord.Connection;
import dev.cloudjar.s3.accesslog.AccessRecord.Signature;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/** What the log of one bucket says of one answer. */
final class AccessRecords {
  private static final String BATCH = "BATCH.DELETE.OBJECT";

  private final Leaving leaving;
  private final Logged bucket;
  private final boolean byList;
  private final String accessPointArn;
  private final @Nullable SdkPojo request;
  private final Instant time;

  /**
   * @param byList whether an access control list let the caller in
   * @param now when it was answered, where no call knows when it came
   */
  AccessRecords(
      Leaving leaving, Logged bucket, boolean byList, String accessPointArn, Instant now) {
    this.leaving = leaving;
    this.bucket = bucket;
    this.byList = byList;
    this.accessPointArn = accessPointArn;
    this.request = leaving.request();
    this.time = leaving.call() == null ? now : leaving.call().time();
  }

  /** The bucket that a request is for; null where it names none. */
  static @Nullable String bucket(SdkPojo request) {
    String name = Members.text(request, "Bucket");
    return name != null ? name : Members.text(request, "DestinationBucket");
  }

  /** The request as a whole. */
  AccessRecord whole(long bytesSent, long totalMillis) {
    return record(operation(), key(), head() ? 0 : bytesSent, totalMillis);
  }

  /** What a copy reads. */
  AccessRecord copied(CopySource source) {
    return record(operation() + "_GET", source.key(), 0, leaving.nanos() / 1_000_000);
  }

  private AccessRecord record(String operation, String key, long bytesSent, long totalMillis) {
    return new AccessRecord(
        CanonicalUser.id(bucket.accountId()),
        bucket.name(),
        time,
        leaving.http().sourceAddress().map(InetAddress::getHostAddress).orElse(""),
        requester(),
        leaving.requestId(),
        operation,
        key,
        uri(key),
        leaving.status(),
        errorCode(),
        bytesSent,
        size(),
        totalMillis,
        turnAroundMillis(),
        header("referer"),
        header("user-agent"),
        request == null ? "" : Objects.requireNonNullElse(Members.text(request, "VersionId"), ""),
        answerHeader("x-amz-id-2"),
        signature(),
        connection(),
        accessPointArn,
        byList);
  }

  /** What befell each key of a request that deletes many. */
  List<AccessRecord> ofKeys() {
    Call call = leaving.call();
    SdkPojo answer = leaving.response();
    if (call == null
        || answer == null
        || request == null
        || !call.operation().equals("DeleteObjects")
        || !(Members.get(request, "Delete") instanceof SdkPojo asked)) {
      return List.of();
    }
    AccessRecord whole = whole(0, 0);
    List<AccessRecord> records = new ArrayList<>();
    Set<String> refused = new HashSet<>();
    for (SdkPojo error : list(answer, "Errors")) {
      refused.add(name(error));
      boolean denied = "AccessDenied".equals(Members.text(error, "Code"));
      records.add(
          whole.ofKey(BATCH, text(error, "Key"), text(error, "VersionId"), denied ? 403 : 400));
    }
    for (SdkPojo each : list(asked, "Objects")) {
      if (!refused.contains(name(each))) {
        records.add(whole.ofKey(BATCH, text(each, "Key"), text(each, "VersionId"), 204));
      }
    }
    return records;
  }

  private static String name(SdkPojo object) {
    return text(object, "Key") + '\n' + text(object, "VersionId");
  }

  private static String text(SdkPojo shape, String member) {
    return Objects.requireNonNullElse(Members.text(shape, member), "");
  }

  private static List<SdkPojo> list(SdkPojo shape, String member) {
    List<SdkPojo> found = new ArrayList<>();
    if (Members.get(shape, member) instanceof List<?> list) {
      list.forEach(each -> found.add((SdkPojo) each));
    }
    return found;
  }

  private String operation() {
    Call call = leaving.call();
    PlainHead head = leaving.head();
    boolean website = head != null && HostedBucket.isWebsite(head);
    if (head != null && (website || call == null)) {
      return LoggedOperation.ofRequest(head.method(), website, !key().isEmpty());
    }
    return call == null ? "" : LoggedOperation.name(call.operation());
  }

  private String key() {
    if (request != null) {
      String key = Members.text(request, "Key");
      return key != null
          ? key
          : Objects.requireNonNullElse(Members.text(request, "DestinationKey"), "");
    }
    PlainHead head = leaving.head();
    if (head == null) {
      return "";
    }
    String encoded = HostedBucket.of(head).key();
    try {
      return SdkHttpUtils.urlDecode(encoded.replace("+", "%2B"));
    } catch (IllegalArgumentException e) {
      return encoded;
    }
  }

  private String uri(String key) {
    PlainHead head = leaving.head();
    if (head != null) {
      String query = head.query().isEmpty() ? "" : "?" + head.query();
      return head.method() + " " + head.path() + query + " HTTP/1.1";
    }
    Call call = leaving.call();
    return call == null
        ? ""
        : LoggedOperation.method(call.operation())
            + " /"
            + bucket.name()
            + (key.isEmpty() ? "" : "/" + KeyEncoding.URL.encode(key))
            + " HTTP/1.1";
  }

  private boolean head() {
    PlainHead head = leaving.head();
    return head != null && head.method().equals("HEAD");
  }

  private String errorCode() {
    String code = leaving.errorCode();
    return code != null ? code : answerHeader("x-amz-error-code");
  }

  /** The size of the object at hand, whole, where answer or request tell it. */
  private long size() {
    Call call = leaving.call();
    SdkPojo answer = leaving.response();
    if (call == null || answer == null || request == null) {
      return size(answerHeader("content-range"));
    }
    return switch (call.operation()) {
      case "PutObject", "UploadPart" -> number(Members.get(request, "ContentLength"));
      case "GetObject", "HeadObject" -> {
        Object range = Members.get(answer, "ContentRange");
        yield range instanceof String text
            ? size(text)
            : number(Members.get(answer, "ContentLength"));
      }
      default -> -1;
    };
  }

  private static long size(String contentRange) {
    int slash = contentRange.indexOf('/');
    return slash < 0 ? -1 : Long.parseLong(contentRange.substring(slash + 1));
  }

  private static long number(@Nullable Object value) {
    return value instanceof Number number ? number.longValue() : -1;
  }

  /** Unknown where a body was received meanwhile, for nobody tells when its last byte came. */
  private long turnAroundMillis() {
    Call call = leaving.call();
    boolean receives =
        call != null
            && (call.operation().equals("PutObject")
                || call.operation().equals("UploadPart")
                || call.operation().equals(FormOperations.OPERATION));
    return receives ? -1 : leaving.nanos() / 1_000_000;
  }

  private String requester() {
    Call call = leaving.call();
    return call == null
        ? ""
        : switch (call.principal()) {
          case Principal.Anonymous _ -> "";
          case Principal.Root root -> CanonicalUser.id(root.accountId());
          case Principal.Service service -> "svc:" + service.name();
          case Principal.User _,
              Principal.AssumedRole _,
              Principal.FederatedUser _,
              Principal.Federated _ ->
              call.principal().arn();
        };
  }

  private Signature signature() {
    String authorization = header("authorization");
    String query = "&" + leaving.http().query();
    if (authorization.startsWith("AWS4-")) {
      return new Signature("SigV4", "AuthHeader");
    }
    if (authorization.startsWith("AWS ")) {
      return new Signature("SigV2", "AuthHeader");
    }
    if (query.contains("&X-Amz-Signature=")) {
      return new Signature("SigV4", "QueryString");
    }
    return query.contains("&Signature=") && query.contains("&AWSAccessKeyId=")
        ? new Signature("SigV2", "QueryString")
        : Signature.NONE;
  }

  private Connection connection() {
    return new Connection(
        leaving.tls().map(AccessRecords::suite).orElse(""),
        leaving.head() == null ? "" : leaving.http().host(),
        leaving.tls().map(Tls::version).orElse(""));
  }

  /** The cipher suite as OpenSSL names it, as AWS does. */
  private static String suite(Tls tls) {
    String name = tls.cipherSuite();
    if (!name.contains("_WITH_")) {
      return name;
    }
    return name.replaceFirst("^TLS_", "")
        .replace("_WITH_", "_")
        .replace("AES_", "AES")
        .replace('_', '-')
        .toUpperCase(Locale.ROOT);
  }

  private String header(String name) {
    return leaving.http().headers().first(name).orElse("");
  }

  private String answerHeader(String name) {
    for (Map.Entry<String, String> header : leaving.headers()) {
      if (header.getKey().equalsIgnoreCase(name)) {
        return header.getValue();
      }
    }
    return "";
  }
}
