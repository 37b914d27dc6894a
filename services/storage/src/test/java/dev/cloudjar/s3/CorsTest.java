package dev.cloudjar.s3;

import static dev.cloudjar.s3.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CORSRule;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

@CloudjarTest(rooms = S3Room.class)
class CorsTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String SITE = "http://shop.example:8080";

  private final S3Client s3;
  private final TestCloud cloud;
  private final String bucket;
  private final URI object;

  CorsTest(S3Client s3, S3Presigner presigner, TestCloud cloud) throws Exception {
    this.s3 = s3;
    this.cloud = cloud;
    this.bucket = cloud.unique("shared");
    this.object =
        presigner
            .presignGetObject(
                it ->
                    it.signatureDuration(Duration.ofMinutes(10))
                        .getObjectRequest(get -> get.bucket(bucket).key("a")))
            .url()
            .toURI();
  }

  @BeforeEach
  void createBucket() {
    s3.createBucket(it -> it.bucket(bucket));
    s3.putObject(it -> it.bucket(bucket).key("a"), RequestBody.fromString("text"));
  }

  private void allow(CORSRule... rules) {
    s3.putBucketCors(it -> it.bucket(bucket).corsConfiguration(cors -> cors.corsRules(rules)));
  }

  private static CORSRule rule(Consumer<CORSRule.Builder> rule) {
    CORSRule.Builder builder = CORSRule.builder();
    rule.accept(builder);
    return builder.build();
  }

  /** Headers by pairs of name and value. */
  private static HttpResponse<String> send(String method, URI uri, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> preflight(String origin, String method, String... headers)
      throws IOException, InterruptedException {
    String[] all = new String[4 + headers.length];
    all[0] = "Origin";
    all[1] = origin;
    all[2] = "Access-Control-Request-Method";
    all[3] = method;
    System.arraycopy(headers, 0, all, 4, headers.length);
    return send("OPTIONS", cloud.endpoint().resolve("/" + bucket + "/a"), all);
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private static void assertUntold(HttpResponse<?> response) {
    assertThat(Collections.unmodifiableSet(response.headers().map().keySet()))
        .noneMatch(name -> name.startsWith("access-control-"));
  }

  @Test
  @Behaviour("S3-CORS-01")
  void nothingIsAllowedWithoutRules() throws IOException, InterruptedException {
    HttpResponse<String> preflight = preflight(SITE, "GET");
    assertThat(preflight.statusCode()).isEqualTo(403);
    assertThat(preflight.body())
        .contains("<Code>AccessForbidden</Code>")
        .contains("<Message>CORSResponse: CORS is not enabled for this bucket.</Message>")
        .contains("<Method>GET</Method>")
        .contains("<ResourceType>OBJECT</ResourceType>");
    assertUntold(preflight);

    HttpResponse<String> answer = send("GET", object, "Origin", SITE);
    assertThat(answer.body()).isEqualTo("text");
    assertUntold(answer);
  }

  @Test
  @Behaviour("S3-CORS-01")
  void schemeAndHostAndPortAllCount() throws IOException, InterruptedException {
    allow(rule(it -> it.allowedOrigins(SITE).allowedMethods("GET")));
    assertThat(preflight(SITE, "GET").statusCode()).isEqualTo(200);
    for (String other :
        new String[] {
          "https://shop.example:8080", "http://shop.example", "http://www.shop.example:8080", "null"
        }) {
      HttpResponse<String> refused = preflight(other, "GET");
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body())
          .contains("CORSResponse: This CORS request is not allowed. This is usually because");
      assertUntold(refused);
      assertUntold(send("GET", object, "Origin", other));
    }
    assertThat(preflight(SITE, "PUT").statusCode()).isEqualTo(403);
    assertUntold(send("GET", object));
  }

  @Test
  @Behaviour("S3-CORS-02")
  void answersTellWhatTheFirstRuleThatAppliesAllows() throws IOException, InterruptedException {
    allow(
        rule(
            it ->
                it.allowedOrigins("http://*.example:8080")
                    .allowedMethods("GET", "PUT")
                    .allowedHeaders("x-amz-*", "Content-Type")
                    .exposeHeaders("ETag", "x-amz-version-id")
                    .maxAgeSeconds(600)),
        rule(it -> it.allowedOrigins("*").allowedMethods("HEAD", "GET")));

    HttpResponse<String> preflight =
        preflight(SITE, "PUT", "Access-Control-Request-Headers", "content-type, X-Amz-Meta-Colour");
    assertThat(preflight.statusCode()).isEqualTo(200);
    assertThat(preflight.body()).isEmpty();
    assertThat(header(preflight, "Access-Control-Allow-Origin")).isEqualTo(SITE);
    assertThat(header(preflight, "Access-Control-Allow-Methods")).isEqualTo("GET, PUT");
    assertThat(header(preflight, "Access-Control-Allow-Headers"))
        .isEqualTo("content-type, x-amz-meta-colour");
    assertThat(header(preflight, "Access-Control-Expose-Headers"))
        .isEqualTo("ETag, x-amz-version-id");
    assertThat(header(preflight, "Access-Control-Max-Age")).isEqualTo("600");
    assertThat(header(preflight, "Access-Control-Allow-Credentials")).isEqualTo("true");
    assertThat(header(preflight, "Vary"))
        .isEqualTo("Origin, Access-Control-Request-Headers, Access-Control-Request-Method");
    assertThat(
            preflight(SITE, "PUT", "Access-Control-Request-Headers", "authorization").statusCode())
        .isEqualTo(403);

    HttpResponse<String> answer = send("GET", object, "Origin", SITE);
    assertThat(answer.body()).isEqualTo("text");
    assertThat(header(answer, "Access-Control-Allow-Origin")).isEqualTo(SITE);
    assertThat(header(answer, "Access-Control-Expose-Headers")).isEqualTo("ETag, x-amz-version-id");

    HttpResponse<String> anybody = preflight("https://elsewhere.example", "HEAD");
    assertThat(header(anybody, "Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(anybody.headers().firstValue("Access-Control-Allow-Credentials")).isEmpty();
    assertThat(anybody.headers().firstValue("Access-Control-Max-Age")).isEmpty();
  }

  @Test
  @Behaviour("S3-CORS-02")
  void refusalsCanBeReadByPagesToo() throws IOException, InterruptedException {
    allow(rule(it -> it.allowedOrigins(SITE).allowedMethods("GET")));
    HttpResponse<String> refused =
        send("GET", cloud.endpoint().resolve("/" + bucket + "/a"), "Origin", SITE);
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(header(refused, "Access-Control-Allow-Origin")).isEqualTo(SITE);
  }

  @Test
  void aPreflightThatIsNoneIsRefused() throws IOException, InterruptedException {
    URI place = cloud.endpoint().resolve("/" + bucket);
    HttpResponse<String> noOrigin = send("OPTIONS", place, "Access-Control-Request-Method", "GET");
    assertThat(noOrigin.statusCode()).isEqualTo(400);
    assertThat(noOrigin.body())
        .contains("<Code>BadRequest</Code>")
        .contains("Insufficient information. Origin request header needed.");
    assertThat(send("OPTIONS", place, "Origin", SITE).body())
        .contains("Invalid Access-Control-Request-Method: null");
    assertThat(preflight(SITE, "PATCH").body())
        .contains("Invalid Access-Control-Request-Method: PATCH");
    HttpResponse<String> nowhere =
        send(
            "OPTIONS",
            cloud.endpoint().resolve("/" + cloud.unique("no-such")),
            "Origin",
            SITE,
            "Access-Control-Request-Method",
            "GET");
    assertThat(nowhere.statusCode()).isEqualTo(403);
    assertThat(nowhere.body())
        .contains("CORSResponse: Bucket not found")
        .contains("<ResourceType>BUCKET</ResourceType>");
  }

  @Test
  void rulesThatAwsRefusesAreRefusedAndChangeNothing() {
    allow(rule(it -> it.allowedOrigins(SITE).allowedMethods("GET")));
    assertRefused(
        () -> allow(rule(it -> it.allowedOrigins(SITE).allowedMethods("PATCH"))),
        400,
        "InvalidRequest",
        "Found unsupported HTTP method in CORS config. Unsupported method is PATCH");
    assertRefused(
        () -> allow(rule(it -> it.allowedOrigins("http://*.*").allowedMethods("GET"))),
        400,
        "InvalidRequest",
        "AllowedOrigin \"http://*.*\" can not have more than one wildcard.");
    assertRefused(
        () -> allow(rule(it -> it.allowedOrigins("*").allowedMethods("GET").allowedHeaders("**"))),
        400,
        "InvalidRequest",
        "AllowedHeader \"**\" can not have more than one wildcard.");
    assertRefused(
        () -> allow(rule(it -> it.allowedOrigins("*").allowedMethods("GET").exposeHeaders("*"))),
        400,
        "InvalidRequest",
        "ExposeHeader \"*\" contains wildcard.");
    assertRefused(() -> allow(rule(it -> it.allowedOrigins(SITE))), 400, "MalformedXML");
    assertRefused(
        () -> allow(rule(it -> it.id("i".repeat(256)).allowedOrigins("*").allowedMethods("GET"))),
        400,
        "MalformedXML");
    assertRefused(
        () ->
            allow(
                Collections.nCopies(101, rule(it -> it.allowedOrigins(SITE).allowedMethods("GET")))
                    .toArray(CORSRule[]::new)),
        400,
        "MalformedXML");
    assertThat(s3.getBucketCors(it -> it.bucket(bucket)).corsRules())
        .containsExactly(rule(it -> it.allowedOrigins(SITE).allowedMethods("GET")));
    s3.deleteBucketCors(it -> it.bucket(bucket));
    assertRefused(() -> s3.getBucketCors(it -> it.bucket(bucket)), 404, "NoSuchCORSConfiguration");
  }
}
