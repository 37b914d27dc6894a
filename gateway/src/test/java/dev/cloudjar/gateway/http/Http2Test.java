package dev.cloudjar.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.cloudjar.gateway.tls.LocalAuthority;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class Http2Test {
  private static final LocalAuthority AUTHORITY = LocalAuthority.inMemory(InstantSource.system());
  private static HttpClient client;

  private final TestRequests requests = new TestRequests();
  private HttpDoor door;

  @BeforeAll
  static void trust() throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry(
        "ca",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(
                    AUTHORITY.certificatePem().getBytes(StandardCharsets.US_ASCII))));
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    client = HttpClient.newBuilder().sslContext(context).version(Version.HTTP_2).build();
  }

  @AfterAll
  static void closeClient() {
    client.close();
  }

  @BeforeEach
  void open() throws IOException {
    door = HttpDoor.open("127.0.0.1", 0, requests, AUTHORITY, DoorLimits.defaults());
  }

  @AfterEach
  void close() {
    requests.release.countDown();
    door.close(0);
  }

  @Test
  void answersInHttp2() throws Exception {
    HttpResponse<String> answer = send(request("/a?b=c").build());

    assertThat(answer.version()).isEqualTo(Version.HTTP_2);
    assertThat(answer.body()).isEqualTo("GET /a b=c  {}");
    assertThat(answer.headers().firstValue("content-length")).contains("14");
    assertThat(answer.headers().firstValue("server")).contains("Cloudjar");
    assertThat(answer.headers().firstValue("date")).isPresent();
  }

  @Test
  void readsBodiesOfAnySize() throws Exception {
    for (int size : new int[] {0, 1, 70_000, 8 * 1024 * 1024}) {
      assertThat(
              send(request("/length").POST(BodyPublishers.ofByteArray(new byte[size])).build())
                  .body())
          .isEqualTo(Integer.toString(size));
    }
  }

  @Test
  void readsBodiesOfUnknownSize() throws Exception {
    byte[] body = new byte[2_000_000];
    assertThat(
            send(request("/length")
                    .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                    .build())
                .body())
        .isEqualTo("2000000");
  }

  @Test
  void sendsFilesAndStreams(@TempDir Path directory) throws Exception {
    requests.file = Files.writeString(directory.resolve("file"), "x".repeat(3_000_000) + "end");

    assertThat(send(request("/file?1000000").build()).body()).hasSize(2_000_003).endsWith("xend");
    assertThat(requests.contentClosed.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(send(request("/stream").build()).body()).isEqualTo("part 0\npart 1\npart 2\n");
  }

  @Test
  void noContentAndHeadHaveNoBody() throws Exception {
    assertThat(send(request("/empty").build()).statusCode()).isEqualTo(204);
    HttpResponse<String> head = send(request("/a").HEAD().build());
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValue("content-length")).contains("12");
  }

  @Test
  void refusesWhileTheBodyIsStillComing() throws Exception {
    HttpResponse<String> answer =
        send(request("/refuse").POST(BodyPublishers.ofByteArray(new byte[5_000_000])).build());

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(send(request("/a").build()).statusCode()).isEqualTo(200);
  }

  @Test
  void breaksOffWhatIsNotWhatWasPromised() {
    assertThatThrownBy(() -> send(request("/short").build())).isInstanceOf(IOException.class);
  }

  @Test
  void tellsTheHandlerThatTheClientLeft() throws Exception {
    HttpResponse<InputStream> answer =
        client.send(request("/endless").build(), BodyHandlers.ofInputStream());
    requests.begun.await();
    answer.body().close();

    assertThat(requests.broken.get(10, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
  }

  @Test
  void servesClientsThatSpeakHttp2WithoutTls() throws Exception {
    assumeThat(Path.of("/usr/bin/curl")).exists();
    Process curl =
        new ProcessBuilder(
                "curl",
                "--silent",
                "--http2-prior-knowledge",
                "--data-binary",
                "abc",
                "--write-out",
                " %{http_version}",
                "http://127.0.0.1:" + door.port() + "/plain")
            .start();

    assertThat(new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("POST /plain  abc {} 2");
  }

  private HttpRequest.Builder request(String target) {
    return HttpRequest.newBuilder(URI.create("https://localhost:" + door.port() + target));
  }

  private static HttpResponse<String> send(HttpRequest request) throws Exception {
    return client.send(request, BodyHandlers.ofString());
  }
}
