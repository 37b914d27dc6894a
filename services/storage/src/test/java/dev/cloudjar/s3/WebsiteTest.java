package dev.cloudjar.s3;

import static dev.cloudjar.s3.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CORSRule;
import software.amazon.awssdk.services.s3.model.RoutingRule;
import software.amazon.awssdk.services.s3.model.WebsiteConfiguration;

@CloudjarTest(rooms = S3Room.class)
class WebsiteTest {
  private final S3Client s3;
  private final WebHttp http;
  private final String bucket;
  private final String host;

  WebsiteTest(S3Client s3, TestCloud cloud) {
    this.s3 = s3;
    this.http = new WebHttp(cloud.port());
    this.bucket = cloud.unique("site");
    this.host = bucket + ".s3-website.localhost:" + cloud.port();
  }

  @BeforeEach
  void createBucket() {
    s3.createBucket(it -> it.bucket(bucket));
    put("index.html", "<h1>home</h1>");
    put("error.html", "<h1>sorry</h1>");
    put("docs/index.html", "<h1>docs</h1>");
    put("a b+c.txt", "odd");
  }

  private void put(String key, String text) {
    s3.putObject(
        it -> it.bucket(bucket).key(key).contentType("text/html"), RequestBody.fromString(text));
  }

  private void site(Consumer<WebsiteConfiguration.Builder> website) {
    s3.putBucketWebsite(it -> it.bucket(bucket).websiteConfiguration(website));
  }

  private void plainSite() {
    site(it -> it.indexDocument(i -> i.suffix("index.html")));
  }

  private void open(String... actions) {
    s3.deletePublicAccessBlock(it -> it.bucket(bucket));
    s3.putBucketPolicy(
        it ->
            it.bucket(bucket)
                .policy(
                    """
                    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
                     "Action": ["%s"], "Resource": ["arn:aws:s3:::%s", "arn:aws:s3:::%s/*"]}]}
                    """
                        .formatted(String.join("\", \"", actions), bucket, bucket)));
  }

  private WebHttp.Answer get(String path, String... headers) {
    return http.get(host, path, headers);
  }

  @Test
  @Behaviour("S3-WEB-01")
  void documentsAreServedAtEveryFormOfTheName() {
    plainSite();
    open("s3:GetObject");
    for (String form :
        new String[] {
          ".s3-website-us-east-1.amazonaws.com",
          ".s3-website.us-east-1.amazonaws.com",
          ".s3-website.localhost:4566",
          ".s3-website-us-east-1.localhost",
          ".s3-website.us-east-1.localhost.localstack.cloud:4566"
        }) {
      WebHttp.Answer home = http.get(bucket + form, "/");
      assertThat(home.status()).as(form).isEqualTo(200);
      assertThat(home.body()).isEqualTo("<h1>home</h1>");
      assertThat(home.header("content-type")).isEqualTo("text/html");
      assertThat(home.header("x-amz-request-id")).isNotEmpty();
    }
    assertThat(get("/docs/").body()).isEqualTo("<h1>docs</h1>");
    assertThat(get("/a%20b+c.txt?whatever=1").body()).isEqualTo("odd");
    WebHttp.Answer folder = get("/docs");
    assertThat(folder.status()).isEqualTo(302);
    assertThat(folder.header("location")).isEqualTo("/docs/");
    WebHttp.Answer elsewhere = http.get(bucket + ".s3-website.eu-west-1.amazonaws.com", "/");
    assertThat(elsewhere.status()).isEqualTo(400);
    assertThat(elsewhere.body()).contains("<li>Code: IncorrectEndpoint</li>");
  }

  @Test
  @Behaviour("S3-WEB-02")
  void theSiteIsShutUntilTheBlockIsLiftedAndAPolicyAllows() {
    plainSite();
    WebHttp.Answer shut = get("/");
    assertThat(shut.status()).isEqualTo(403);
    assertThat(shut.header("content-type")).isEqualTo("text/html; charset=utf-8");
    assertThat(shut.header("x-amz-error-code")).isEqualTo("AccessDenied");
    assertThat(shut.body())
        .contains("<title>403 Forbidden</title>")
        .contains("<li>Code: AccessDenied</li>")
        .contains("<li>Message: Access Denied</li>");

    s3.deletePublicAccessBlock(it -> it.bucket(bucket));
    assertThat(get("/").status()).isEqualTo(403);
    open("s3:GetObject");
    assertThat(get("/").status()).isEqualTo(200);

    s3.putPublicAccessBlock(
        it -> it.bucket(bucket).publicAccessBlockConfiguration(b -> b.restrictPublicBuckets(true)));
    assertThat(get("/").status()).isEqualTo(403);
  }

  @Test
  @Behaviour("S3-WEB-01")
  void errorsAreToldByPagesOfAwsOrTheSite() {
    plainSite();
    open("s3:GetObject", "s3:ListBucket");
    WebHttp.Answer missing = get("/no%3Cwhere");
    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.body())
        .contains("<h1>404 Not Found</h1>")
        .contains("<li>Code: NoSuchKey</li>")
        .contains("<li>Key: no&lt;where</li>")
        .doesNotContain("Custom Error Document");

    site(it -> it.indexDocument(i -> i.suffix("index.html")).errorDocument(e -> e.key("gone")));
    assertThat(get("/nowhere").body())
        .contains("<h3>An Error Occurred While Attempting to Retrieve a Custom Error Document</h3>")
        .contains("<li>Key: gone</li>");

    site(
        it ->
            it.indexDocument(i -> i.suffix("index.html")).errorDocument(e -> e.key("error.html")));
    WebHttp.Answer own = get("/nowhere");
    assertThat(own.status()).isEqualTo(404);
    assertThat(own.body()).isEqualTo("<h1>sorry</h1>");
    assertThat(own.header("x-amz-error-code")).isEqualTo("NoSuchKey");

    open("s3:GetObject");
    assertThat(get("/nowhere").status()).isEqualTo(403);
  }

  @Test
  @Behaviour("S3-WEB-01")
  void rulesLeadElsewhere() {
    site(
        it ->
            it.indexDocument(i -> i.suffix("index.html"))
                .routingRules(
                    RoutingRule.builder()
                        .condition(c -> c.keyPrefixEquals("old/"))
                        .redirect(r -> r.replaceKeyPrefixWith("new/"))
                        .build(),
                    RoutingRule.builder()
                        .condition(c -> c.keyPrefixEquals("shop"))
                        .redirect(
                            r ->
                                r.hostName("shop.example")
                                    .protocol("https")
                                    .httpRedirectCode("307"))
                        .build(),
                    RoutingRule.builder()
                        .condition(c -> c.httpErrorCodeReturnedEquals("404"))
                        .redirect(r -> r.replaceKeyWith("error.html").httpRedirectCode("302"))
                        .build()));
    open("s3:GetObject", "s3:ListBucket");
    WebHttp.Answer moved = get("/old/a%20b?x=1");
    assertThat(moved.status()).isEqualTo(301);
    assertThat(moved.header("location")).isEqualTo("http://" + host + "/new/a%20b?x=1");
    WebHttp.Answer shop = get("/shop/cart");
    assertThat(shop.status()).isEqualTo(307);
    assertThat(shop.header("location")).isEqualTo("https://shop.example/shop/cart");
    WebHttp.Answer missing = get("/nowhere");
    assertThat(missing.status()).isEqualTo(302);
    assertThat(missing.header("location")).isEqualTo("http://" + host + "/error.html");
    assertThat(get("/").status()).isEqualTo(200);
  }

  @Test
  @Behaviour("S3-WEB-01")
  void allRequestsOrOneObjectLeadElsewhere() {
    site(it -> it.redirectAllRequestsTo(r -> r.hostName("other.example")));
    WebHttp.Answer all = get("/a/b?x=1");
    assertThat(all.status()).isEqualTo(301);
    assertThat(all.header("location")).isEqualTo("http://other.example/a/b?x=1");

    plainSite();
    open("s3:GetObject");
    s3.putObject(
        it -> it.bucket(bucket).key("old").websiteRedirectLocation("/docs/"), RequestBody.empty());
    WebHttp.Answer object = get("/old");
    assertThat(object.status()).isEqualTo(301);
    assertThat(object.header("location")).isEqualTo("/docs/");
  }

  @Test
  void rangesAndConditionsAreHeeded() {
    plainSite();
    open("s3:GetObject");
    WebHttp.Answer part = get("/", "Range: bytes=4-7");
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.body()).isEqualTo("home");
    assertThat(part.header("content-range")).isEqualTo("bytes 4-7/13");
    String etag = part.header("etag");
    assertThat(get("/", "If-None-Match: " + etag).status()).isEqualTo(304);
    assertThat(get("/", "If-Match: \"other\"").status()).isEqualTo(412);
    assertThat(get("/", "If-Modified-Since: " + part.header("last-modified")).status())
        .isEqualTo(304);
    WebHttp.Answer beyond = get("/", "Range: bytes=99-");
    assertThat(beyond.status()).isEqualTo(416);
    assertThat(beyond.body()).contains("<li>Code: InvalidRange</li>");
    WebHttp.Answer head = http.send("HEAD", host, "/", new byte[0]);
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("content-length")).isEqualTo("13");
    assertThat(head.body()).isEmpty();
    WebHttp.Answer put = http.send("PUT", host, "/x", new byte[0]);
    assertThat(put.status()).isEqualTo(405);
    assertThat(put.body()).contains("<li>Method: PUT</li>");
  }

  @Test
  void thereIsNoSiteWithoutConfigurationOrBucket() {
    open("s3:GetObject");
    WebHttp.Answer none = get("/");
    assertThat(none.status()).isEqualTo(404);
    assertThat(none.body())
        .contains("<li>Code: NoSuchWebsiteConfiguration</li>")
        .contains("<li>BucketName: " + bucket + "</li>");
    assertThat(http.get("no-such-" + host, "/").body()).contains("<li>Code: NoSuchBucket</li>");
    plainSite();
    assertThat(get("/").status()).isEqualTo(200);
    s3.deleteBucketWebsite(it -> it.bucket(bucket));
    assertThat(get("/").status()).isEqualTo(404);
  }

  @Test
  @Behaviour("S3-CORS-02")
  void otherOriginsAreToldWhatTheyMay() {
    plainSite();
    open("s3:GetObject");
    s3.putBucketCors(
        it ->
            it.bucket(bucket)
                .corsConfiguration(
                    c ->
                        c.corsRules(
                            CORSRule.builder().allowedOrigins("*").allowedMethods("GET").build())));
    assertThat(get("/", "Origin: http://a.example").header("access-control-allow-origin"))
        .isEqualTo("*");
  }

  @Test
  void configurationsThatAwsRefusesAreRefused() {
    assertRefused(
        () -> site(it -> it.errorDocument(e -> e.key("error.html"))),
        400,
        "InvalidArgument",
        "A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty");
    assertRefused(
        () -> site(it -> it.indexDocument(i -> i.suffix("a/b"))),
        400,
        "InvalidArgument",
        "The IndexDocument Suffix is not well formed");
    assertRefused(
        () ->
            site(
                it ->
                    it.redirectAllRequestsTo(r -> r.hostName("a"))
                        .indexDocument(i -> i.suffix("index.html"))),
        400,
        "InvalidArgument",
        "RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.");
    assertRefused(
        () -> site(it -> it.redirectAllRequestsTo(r -> r.hostName("a").protocol("ftp"))),
        400,
        "InvalidRequest",
        "Invalid protocol, protocol can be http or https.");
    assertRefused(
        () -> withRule(r -> r.redirect(x -> x.httpRedirectCode("200"))),
        400,
        "InvalidRequest",
        "The provided HTTP redirect code (200) is not valid. Valid codes are 3XX except 300.");
    assertRefused(
        () -> withRule(r -> r.redirect(x -> x.replaceKeyWith("a").replaceKeyPrefixWith("b"))),
        400,
        "InvalidRequest",
        "You can only define ReplaceKeyPrefix or ReplaceKey but not both.");
    assertRefused(
        () ->
            withRule(
                r ->
                    r.condition(c -> c.httpErrorCodeReturnedEquals("200"))
                        .redirect(x -> x.replaceKeyWith("a"))),
        400,
        "InvalidRequest",
        "The provided HTTP error code (200) is not valid. Valid codes are 4XX or 5XX.");
    assertRefused(
        () -> s3.getBucketWebsite(it -> it.bucket(bucket)), 404, "NoSuchWebsiteConfiguration");
  }

  private void withRule(Consumer<RoutingRule.Builder> rule) {
    RoutingRule.Builder builder = RoutingRule.builder();
    rule.accept(builder);
    site(it -> it.indexDocument(i -> i.suffix("index.html")).routingRules(builder.build()));
  }
}
