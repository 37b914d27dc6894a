package dev.cloudjar.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.cloudjar.junit.Behaviour;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CORSRule;

/** What a real browser lets a page of one origin do with a bucket of another. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BrowserStoryTest {
  private static final String BUCKET = "pages-of-others";

  private Path folder;
  private CloudProcess cloud;
  private S3Client s3;
  private HttpServer site;
  private URI page;

  @BeforeAll
  void start(@TempDir Path temporary) throws IOException, InterruptedException {
    folder = temporary;
    cloud = CloudProcess.start(folder);
    s3 =
        S3Client.builder()
            .endpointOverride(cloud.endpoint())
            .region(Region.US_EAST_1)
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
            .build();
    s3.createBucket(it -> it.bucket(BUCKET));
    s3.deletePublicAccessBlock(it -> it.bucket(BUCKET));
    s3.putBucketPolicy(
        it ->
            it.bucket(BUCKET)
                .policy(
                    """
                    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
                     "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::%s/*"}]}
                    """
                        .formatted(BUCKET)));
    s3.putObject(it -> it.bucket(BUCKET).key("a"), RequestBody.fromString("text of the bucket"));
    site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    site.createContext(
        "/",
        exchange -> {
          byte[] html = html().getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, html.length);
          exchange.getResponseBody().write(html);
          exchange.close();
        });
    site.start();
    page = URI.create("http://127.0.0.1:" + site.getAddress().getPort());
  }

  @AfterAll
  void stop() {
    site.stop(0);
    s3.close();
    cloud.close();
  }

  /** A page that reads an object, and writes one with a header of its own, which asks first. */
  private String html() {
    return """
        <body>waiting<script>
        const place = "%s/%s/";
        const tell = (name, promise) => promise.then(it => name + ": " + it, () => name + ": blocked");
        Promise.all([
          tell("read", fetch(place + "a").then(it => it.text())),
          tell("write", fetch(place + "b", {method: "PUT", body: "x", headers: {"x-amz-meta-c": "d"}})
              .then(it => it.status + " " + it.headers.get("ETag")))
        ]).then(all => document.body.innerText = all.join("; "));
        </script></body>
        """
        .formatted(cloud.endpoint(), BUCKET);
  }

  private String browse() throws IOException, InterruptedException {
    return Program.run(
            folder,
            Map.of(),
            List.of(
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--user-data-dir=" + folder.resolve("browser"),
                "--virtual-time-budget=20000",
                "--dump-dom",
                page.toString()))
        .successful();
  }

  @Test
  @Behaviour({"S3-CORS-01", "S3-CORS-02"})
  void pagesMayWhatTheRulesSay() throws IOException, InterruptedException {
    Program.needs(folder, "what a browser makes of CORS", "chromium", "--version");
    assertThat(browse()).contains("read: blocked; write: blocked");

    allow(page.toString().replace("http:", "https:"), "GET", "PUT");
    assertThat(browse()).contains("read: blocked; write: blocked");

    allow(page.toString(), "GET");
    assertThat(browse()).contains("read: text of the bucket; write: blocked");

    allow(page.toString(), "GET", "PUT");
    assertThat(browse())
        .contains("read: text of the bucket; write: 200 \"9dd4e461268c8034f5c8564e155c67a6\"");
  }

  private void allow(String origin, String... methods) {
    s3.putBucketCors(
        it ->
            it.bucket(BUCKET)
                .corsConfiguration(
                    cors ->
                        cors.corsRules(
                            CORSRule.builder()
                                .allowedOrigins(origin)
                                .allowedMethods(methods)
                                .allowedHeaders("x-amz-*", "content-type")
                                .exposeHeaders("ETag")
                                .build())));
  }
}
