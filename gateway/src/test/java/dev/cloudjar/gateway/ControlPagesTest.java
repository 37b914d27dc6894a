package dev.cloudjar.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;

class ControlPagesTest {
  private final HttpClient http = HttpClient.newHttpClient();
  private CloudServer server;

  @BeforeEach
  void start() throws IOException {
    server = CloudServer.builder().rooms(TestRooms.all()).start();
  }

  @AfterEach
  void close() {
    http.close();
    server.close();
  }

  @Test
  void healthTellsWhichRoomsThereAre() throws Exception {
    assertThat(get("/_cloudjar/health").body())
        .contains("\"status\" : \"ok\"")
        .contains("\"sqs\" : \"available\"")
        .doesNotContain("dynamodb");
  }

  @Test
  void infoTellsWhichCloudItIs() throws Exception {
    assertThat(get("/_cloudjar/info").body())
        .contains("\"region\" : \"us-east-1\"")
        .contains("\"data\" : \"memory\"");
  }

  @Test
  void metricsTellHowOftenEachOperationWasCalled() throws Exception {
    try (SqsClient sqs = Sdk.client(server, SqsClient.builder(), Sdk.key("test"))) {
      sqs.createQueue(it -> it.queueName("q"));
      assertThatThrownBy(() -> sqs.getQueueUrl(it -> it.queueName("none")));
      assertThatThrownBy(() -> sqs.createQueue(it -> it.queueName("contended")));
    }

    assertThat(get("/_cloudjar/metrics").body().replaceAll("\\s", ""))
        .contains(
            "\"CreateQueue\":{\"requests\":2,\"clientErrors\":0,\"serverErrors\":1,\"seconds\":")
        .contains("\"GetQueueUrl\":{\"requests\":1,\"clientErrors\":1,\"serverErrors\":0,");
    HttpRequest asText =
        HttpRequest.newBuilder(URI.create(server.endpoint() + "/_cloudjar/metrics"))
            .header("Accept", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5")
            .build();
    HttpResponse<String> text = http.send(asText, BodyHandlers.ofString());
    assertThat(text.headers().firstValue("Content-Type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
    assertThat(text.body())
        .contains("# TYPE cloudjar_requests_total counter\n")
        .contains("cloudjar_requests_total{service=\"sqs\",operation=\"CreateQueue\"} 2\n")
        .contains("cloudjar_server_errors_total{service=\"sqs\",operation=\"CreateQueue\"} 1\n")
        .contains("cloudjar_request_seconds_count{service=\"sqs\",operation=\"CreateQueue\"} 2\n");
  }

  @Test
  void toolsThatWaitForLocalStackFindIt() throws Exception {
    assertThat(get("/_localstack/health").body())
        .contains("\"edition\" : \"community\"")
        .contains("\"sts\" : \"available\"");
    assertThat(get("/_localstack/init").body()).contains("\"READY\" : true");
    assertThat(get("/_localstack/info").body()).contains("\"is_license_activated\" : false");
  }

  @Test
  void theClockCanBeFrozenAdvancedAndReleased() throws Exception {
    assertThat(change("/_cloudjar/clock", "{\"freeze\": true}").body())
        .contains("\"frozen\" : true");
    Instant before = server.clock().now();

    assertThat(change("/_cloudjar/clock", "{\"advance\": \"90d\"}").body()).contains("passage");
    assertThat(server.clock().now()).isEqualTo(before.plus(Duration.ofDays(90)));

    assertThat(change("/_cloudjar/clock", "{\"freeze\": false}").body())
        .contains("\"frozen\" : false");
  }

  @Test
  void theClockSaysWhatItDoesNotUnderstand() throws Exception {
    assertThat(change("/_cloudjar/clock", "{\"advance\": \"soon\"}").statusCode()).isEqualTo(400);
    assertThat(change("/_cloudjar/clock", "{").statusCode()).isEqualTo(400);
    assertThat(change("/_cloudjar/clock", "[".repeat(30)).statusCode()).isEqualTo(400);
    assertThat(change("/_cloudjar/clock", "{\"advance\": \"-1d\"}").statusCode()).isEqualTo(400);
    assertThat(change("/_cloudjar/clock", "{\"advanceTo\": \"2001-01-01T00:00:00Z\"}").statusCode())
        .isEqualTo(400);
  }

  @Test
  void coverageTellsHowRealEachOperationIs() throws Exception {
    assertThat(get("/_cloudjar/coverage").body())
        .contains("\"GetCallerIdentity\"")
        .contains("\"fidelity\" : \"real\"")
        .contains("\"reason\" : \"nobody looks at tags\"")
        .contains("\"reason\" : \"not built yet\"");
    HttpResponse<String> page =
        http.send(
            request("/_cloudjar/coverage/sqs").header("Accept", "text/html").build(),
            BodyHandlers.ofString());
    assertThat(page.headers().firstValue("content-type").orElseThrow()).startsWith("text/html");
    assertThat(page.body()).contains("PurgeQueue").doesNotContain("GetCallerIdentity");
    assertThat(get("/_cloudjar/coverage/nothing").statusCode()).isEqualTo(400);
  }

  @Test
  void resetEmptiesTheCloudAndKeepsTheDoorsOpen() throws Exception {
    int opened = TestRooms.OPENED.get();
    get("/_cloudjar/coverage");
    change("/_cloudjar/clock", "{\"advance\": \"90d\"}");

    assertThat(change("/_cloudjar/reset", "{}").statusCode()).isEqualTo(200);

    assertThat(server.clock().now()).isBefore(Instant.now().plus(Duration.ofDays(1)));
    get("/_cloudjar/coverage");
    assertThat(TestRooms.OPENED.get()).isEqualTo(opened + 2);
    assertThat(get("/_cloudjar/reset").statusCode()).isEqualTo(405);
  }

  @Test
  void theCertificateIsThereToBeTrusted() throws Exception {
    assertThat(get("/_cloudjar/ca.pem").body())
        .startsWith("-----BEGIN CERTIFICATE-----")
        .isEqualTo(server.certificatePem());
  }

  @Test
  void unknownPagesAreNotFound() throws Exception {
    assertThat(get("/_cloudjar/nothing").statusCode()).isEqualTo(404);
    assertThat(get("/_cloudjar").statusCode()).isEqualTo(404);
  }

  @Test
  void foreignSitesCannotChangeAnything() throws Exception {
    assertThat(
            http.send(
                    request("/_cloudjar/reset")
                        .header("Origin", "https://evil.example")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.noBody())
                        .build(),
                    BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(403);
    assertThat(
            http.send(
                    request("/_cloudjar/reset")
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.noBody())
                        .build(),
                    BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(403);
  }

  @Test
  void namesThatOthersPointHereAreRefused() {
    assertThat(RawHttp.get(server.port(), "/_cloudjar/info", "evil.example")).contains(" 403 ");
    assertThat(RawHttp.get(server.port(), "/_cloudjar/info", "localhost:1")).contains(" 200 ");
    assertThat(RawHttp.get(server.port(), "/_cloudjar/info", "[::1]:4566")).contains(" 200 ");
    assertThat(RawHttp.get(server.port(), "/_cloudjar/info", "127.0.0.1.evil.example"))
        .contains(" 403 ");
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(request(path).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> change(String path, String json) throws Exception {
    return http.send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.endpoint() + path));
  }
}
