package dev.cloudjar.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TlsTest {
  @TempDir private Path data;
  private CloudServer server;

  @BeforeEach
  void start() throws IOException {
    server = CloudServer.builder().rooms(TestRooms.all()).data(data).start();
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void nothingIsMadeBeforeItIsNeeded() {
    assertThat(data.resolve("tls")).doesNotExist();
  }

  @Test
  void speaksHttp2AndHttp11OnThePortOfPlainHttp() throws Exception {
    try (HttpClient client = trusting(server.certificatePem())) {
      HttpResponse<String> second = get(client, Version.HTTP_2, "/_cloudjar/health");
      assertThat(second.version()).isEqualTo(Version.HTTP_2);
      assertThat(second.body()).contains("\"ok\"");
      HttpResponse<String> first = get(client, Version.HTTP_1_1, "/_cloudjar/health");
      assertThat(first.version()).isEqualTo(Version.HTTP_1_1);
    }
    assertThat(RawHttp.get(server.port(), "/_cloudjar/health", "localhost")).contains(" 200 OK");
  }

  @Test
  void answersManyStreamsOfOneConnection() throws Exception {
    try (HttpClient client = trusting(server.certificatePem())) {
      List<CompletableFuture<HttpResponse<String>>> answers =
          IntStream.range(0, 200)
              .mapToObj(
                  i ->
                      client.sendAsync(
                          HttpRequest.newBuilder(uri("/_cloudjar/health")).build(),
                          BodyHandlers.ofString()))
              .toList();
      for (CompletableFuture<HttpResponse<String>> answer : answers) {
        assertThat(answer.get().statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void keepsItsAuthorityOverARestartAndItsKeySecret() throws Exception {
    String before = server.certificatePem();
    assertThat(Files.getPosixFilePermissions(data.resolve("tls/ca.key")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    server.close();
    server = CloudServer.builder().rooms(TestRooms.all()).data(data).start();

    assertThat(server.certificatePem()).isEqualTo(before);
  }

  @Test
  void hasACertificateForEveryNameItIsCalledBy() throws Exception {
    assertThat(namesFor("my-bucket.s3.eu-west-1.amazonaws.com"))
        .contains("my-bucket.s3.eu-west-1.amazonaws.com", "localhost", "*.s3.localhost");
    assertThat(namesFor("localhost"))
        .contains("localhost", "*.localhost", "*.localhost.localstack.cloud", "127.0.0.1")
        .doesNotContain("my-bucket.s3.eu-west-1.amazonaws.com");
  }

  @Test
  void servesCurl() throws Exception {
    assumeThat(Path.of("/usr/bin/curl")).exists();
    Path pem = Files.writeString(data.resolve("trust.pem"), server.certificatePem());
    Process curl =
        new ProcessBuilder(
                "curl",
                "--silent",
                "--show-error",
                "--http2",
                "--cacert",
                pem.toString(),
                "--write-out",
                "%{http_version} %{http_code}",
                "--output",
                "/dev/null",
                "https://localhost:" + server.port() + "/_cloudjar/health")
            .redirectErrorStream(true)
            .start();
    String said = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(said).isEqualTo("2 200");
  }

  private List<String> namesFor(String serverName) throws Exception {
    SSLContext context = context(server.certificatePem());
    try (SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), server.port())) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(serverName)));
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      X509Certificate leaf = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return leaf.getSubjectAlternativeNames().stream()
          .map(name -> name.get(1).toString())
          .toList();
    }
  }

  private HttpResponse<String> get(HttpClient client, Version version, String path)
      throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri(path)).version(version).build(), BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("https://localhost:" + server.port() + path);
  }

  private static HttpClient trusting(String pem) throws Exception {
    return HttpClient.newBuilder().sslContext(context(pem)).version(Version.HTTP_2).build();
  }

  private static SSLContext context(String pem) throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry(
        "ca",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))));
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }
}
