package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Content;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Operations.Download;
import dev.cloudjar.cloud.PlainAnswer;
import dev.cloudjar.cloud.PlainHead;
import dev.cloudjar.cloud.PlainRequest;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.s3.website.Redirect;
import dev.cloudjar.s3.website.RoutingRule;
import dev.cloudjar.s3.website.Website;
import dev.cloudjar.s3.website.WebsiteError;
import dev.cloudjar.store.KeyValueStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/**
 * Serves buckets as websites: to everybody alike, by GET and HEAD.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html">Website
 *     endpoints</a>
 */
final class WebsiteOperations {
  private static final Content NOTHING = new Content.Bytes(ByteBuffer.allocate(0));

  private final KeyValueStore store;
  private final BucketStore buckets;
  private final ConfigurationStore configurations;
  private final RequestNeeds needs;
  private final ObjectReadOperations reads;
  private final CrossOrigin crossOrigin;

  WebsiteOperations(
      KeyValueStore store,
      BucketStore buckets,
      ConfigurationStore configurations,
      RequestNeeds needs,
      ObjectReadOperations reads,
      CrossOrigin crossOrigin) {
    this.store = store;
    this.buckets = buckets;
    this.configurations = configurations;
    this.needs = needs;
    this.reads = reads;
    this.crossOrigin = crossOrigin;
  }

  Optional<PlainAnswer> answer(PlainRequest request) {
    PlainHead head = request.head();
    if (!HostedBucket.isWebsite(head)) {
      return Optional.empty();
    }
    Call signed = request.call(head.method().equals("HEAD") ? "HeadObject" : "GetObject", "s3");
    // Whoever signs is a stranger all the same: websites know nobody.
    Call call = signed.by(new Principal.Anonymous(signed.accountId()));
    PlainAnswer answer = new Visit(head, HostedBucket.of(head), call).answer();
    List<Map.Entry<String, String>> headers = new ArrayList<>(answer.headers());
    headers.add(Map.entry("x-amz-request-id", call.requestId()));
    headers.add(Map.entry("x-amz-id-2", hostId(call)));
    headers.addAll(crossOrigin.headers(head));
    return Optional.of(new PlainAnswer(answer.status(), headers, answer.content()));
  }

  private static String hostId(Call call) {
    return Base64.getEncoder()
        .encodeToString((call.requestId() + call.requestId()).getBytes(StandardCharsets.US_ASCII));
  }

  /** One request for a page. */
  private final class Visit {
    private final PlainHead head;
    private final HostedBucket place;
    private final Call call;

    Visit(PlainHead head, HostedBucket place, Call call) {
      this.head = head;
      this.place = place;
      this.call = call;
    }

    PlainAnswer answer() {
      try {
        return serve(website());
      } catch (Fault e) {
        return error(e, null);
      }
    }

    private Website website() {
      return store.read(
          snapshot -> {
            Bucket bucket = buckets.find(snapshot, place.partition(), place.bucket());
            if (bucket == null) {
              throw S3Faults.noSuchBucket(place.bucket());
            }
            if (!place.region().isEmpty() && !place.region().equals(bucket.region())) {
              throw WebsiteFaults.incorrectEndpoint(bucket);
            }
            ConfigurationKind kind = ConfigurationKind.WEBSITE;
            ConfigurationStore.Entry entry =
                configurations.find(snapshot, bucket, kind.name(), ConfigurationStore.ONLY);
            if (entry == null || entry.document() == null) {
              throw S3Faults.noConfiguration(
                  "NoSuchWebsiteConfiguration", kind.missingMessage(), bucket);
            }
            return WebsiteChecks.website(entry.document());
          });
    }

    private PlainAnswer serve(Website website) {
      if (!head.method().equals("GET") && !head.method().equals("HEAD")) {
        throw WebsiteFaults.methodNotAllowed(head.method());
      }
      Redirect all = website.redirectAll();
      if (all != null) {
        return redirection(all, place.key());
      }
      String key = decoded(place.key());
      RoutingRule before = website.before(key);
      if (before != null) {
        return redirection(before, key);
      }
      try {
        return page(get(website.shown(key), true));
      } catch (Fault e) {
        return instead(website, key, e);
      }
    }

    private static String decoded(String key) {
      try {
        return SdkHttpUtils.urlDecode(key.replace("+", "%2B"));
      } catch (IllegalArgumentException e) {
        throw WebsiteFaults.invalidUri();
      }
    }

    /** What is shown in place of what cannot be. */
    private PlainAnswer instead(Website website, String key, Fault error) {
      int status = status(error);
      if (status < 400) {
        return error(error, null);
      }
      if ((status == 404 || status == 403) && isFolder(website, key)) {
        return folder();
      }
      RoutingRule after = website.after(key, status);
      if (after != null) {
        return redirection(after, key);
      }
      String errorKey = website.errorKey();
      if (errorKey == null || status == 412 || status == 416) {
        return error(error, null);
      }
      try {
        Download<GetObjectResponse> document = get(errorKey, false);
        List<Map.Entry<String, String>> headers = ResponseHeaders.of(document.response());
        addError(headers, error);
        return new PlainAnswer(status, headers, document.content());
      } catch (Fault ofDocument) {
        return error(error, ofDocument);
      }
    }

    private boolean isFolder(Website website, String key) {
      if (key.isEmpty() || key.endsWith("/")) {
        return false;
      }
      try (Content index = get(website.shown(key + "/"), false).content()) {
        return index.sizeBytes() >= 0;
      } catch (Fault e) {
        return false;
      }
    }

    private Download<GetObjectResponse> get(String key, boolean asAsked) {
      GetObjectRequest.Builder request = GetObjectRequest.builder().bucket(place.bucket()).key(key);
      if (asAsked) {
        header("range").ifPresent(request::range);
        header("if-match").ifPresent(request::ifMatch);
        header("if-none-match").ifPresent(request::ifNoneMatch);
        header("if-modified-since").flatMap(HttpDate::parse).ifPresent(request::ifModifiedSince);
        header("if-unmodified-since")
            .flatMap(HttpDate::parse)
            .ifPresent(request::ifUnmodifiedSince);
      }
      GetObjectRequest built = request.build();
      boolean allowed =
          needs.ofVersion(call, built, "s3:GetObject", "s3:GetObjectVersion").stream()
              .allMatch(call::allows);
      if (!allowed) {
        throw S3Faults.accessDenied();
      }
      return reads.get(call, built);
    }

    private Optional<String> header(String name) {
      return head.headers().first(name);
    }

    private PlainAnswer page(Download<GetObjectResponse> found) {
      GetObjectResponse response = found.response();
      if (response.websiteRedirectLocation() != null) {
        found.content().close();
        return redirection(301, response.websiteRedirectLocation());
      }
      return new PlainAnswer(
          response.sdkHttpResponse() == null ? 200 : response.sdkHttpResponse().statusCode(),
          ResponseHeaders.of(response),
          found.content());
    }

    private PlainAnswer redirection(RoutingRule rule, String key) {
      return redirection(rule.redirect(), KeyEncoding.URL.encode(rule.target(key)));
    }

    private PlainAnswer redirection(Redirect redirect, String encodedKey) {
      return redirection(
          redirect.status(), redirect.location(call.http().origin(), encodedKey, head.query()));
    }

    private PlainAnswer redirection(int status, String location) {
      return new PlainAnswer(status, List.of(Map.entry("Location", location)), NOTHING);
    }

    private PlainAnswer folder() {
      PlainAnswer found = error(WebsiteFaults.found(), null);
      List<Map.Entry<String, String>> headers = new ArrayList<>(found.headers());
      headers.add(Map.entry("Location", head.path() + "/"));
      return new PlainAnswer(found.status(), headers, found.content());
    }

    private PlainAnswer error(Fault error, @Nullable Fault ofDocument) {
      List<Map.Entry<String, String>> headers = new ArrayList<>();
      error.headers().forEach((name, value) -> headers.add(Map.entry(name, value)));
      int status = status(error);
      if (status == 304) {
        return new PlainAnswer(status, headers, NOTHING);
      }
      addError(headers, error);
      headers.add(Map.entry("Content-Type", "text/html; charset=utf-8"));
      byte[] page =
          of(error)
              .page(call.requestId(), hostId(call), ofDocument == null ? null : of(ofDocument));
      return new PlainAnswer(status, headers, new Content.Bytes(ByteBuffer.wrap(page)));
    }

    private void addError(List<Map.Entry<String, String>> headers, Fault error) {
      headers.add(Map.entry("x-amz-error-code", error.code()));
      headers.add(Map.entry("x-amz-error-message", message(error)));
      error
          .members()
          .forEach(
              (name, value) ->
                  headers.add(
                      Map.entry("x-amz-error-detail-" + name, KeyEncoding.URL.encode(value))));
    }

    private WebsiteError of(Fault error) {
      return new WebsiteError(status(error), error.code(), message(error), error.members());
    }

    private String message(Fault error) {
      return error.getMessage() == null ? error.code() : error.getMessage();
    }

    private int status(Fault error) {
      return error.status().orElse(400);
    }
  }
}
