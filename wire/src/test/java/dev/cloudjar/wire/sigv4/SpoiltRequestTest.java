package dev.cloudjar.wire.sigv4;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.wire.RequestHead;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever of a signed request is changed, it is refused; whatever comes, nothing else happens. */
class SpoiltRequestTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String SECRET = "secret";

  private record Request(String method, String path, String query, Map<String, String> headers) {
    RequestHead head() {
      RawRequest.ListHeaders list = new RawRequest.ListHeaders();
      headers.forEach(list::add);
      return new RequestHead(method, path, query, list);
    }

    Request withHeader(String name, String value) {
      Map<String, String> changed = new LinkedHashMap<>(headers);
      changed.put(name, value);
      return new Request(method, path, query, changed);
    }
  }

  private static Request signed(String service) {
    Map<String, String> headers =
        Map.of("host", "localhost:4566", "content-type", "a/b", "x-amz-meta-a", "one two");
    return new Request(
        "PUT",
        "/bucket/key%20x",
        "a=1&b=%2F",
        new Signer("AKIDEXAMPLE", SECRET, "token", "us-east-1", service)
            .sign("PUT", "/bucket/key%20x", "a=1&b=%2F", headers, Sha256.EMPTY, NOW));
  }

  private static Request presigned(String service) {
    Map<String, String> headers = Map.of("host", "localhost:4566", "x-amz-meta-a", "one two");
    String query =
        new Signer("AKIDEXAMPLE", SECRET, "token", "us-east-1", service)
            .presign("PUT", "/bucket/key", "a=1", headers, 60, NOW);
    return new Request("PUT", "/bucket/key", query, headers);
  }

  private static boolean isVerified(Request request) {
    RequestHead head = request.head();
    return SigV4.read(head) instanceof Claim.Signed(var claim)
        && claim.accessKeyId().equals("AKIDEXAMPLE")
        && new SigV4().verify(claim, head, SECRET, Sha256.EMPTY, Clocks.of(NOW, NOW))
            instanceof Verdict.Verified;
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3", "sqs"})
  void everyCharOfAHeaderSignedRequestCounts(String service) {
    Request request = signed(service);
    assertThat(isVerified(request)).isTrue();
    assertThat(isVerified(new Request("POST", request.path, request.query, request.headers)))
        .isFalse();
    for (String path : changes(request.path)) {
      assertThat(isVerified(new Request("PUT", path, request.query, request.headers)))
          .describedAs(path)
          .isFalse();
    }
    for (String query : changes(request.query)) {
      assertThat(isVerified(new Request("PUT", request.path, query, request.headers)))
          .describedAs(query)
          .isFalse();
    }
    request.headers.forEach(
        (name, value) -> {
          for (String changed : changes(value)) {
            assertThat(isVerified(request.withHeader(name, changed)))
                .describedAs(name + ": " + changed)
                .isFalse();
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3", "sqs"})
  void everyCharOfAPresignedRequestCounts(String service) {
    Request request = presigned(service);
    assertThat(isVerified(request)).isTrue();
    for (String query : changes(request.query)) {
      assertThat(isVerified(new Request("PUT", request.path, query, request.headers)))
          .describedAs(query)
          .isFalse();
    }
    for (String path : changes(request.path)) {
      assertThat(isVerified(new Request("PUT", path, request.query, request.headers))).isFalse();
    }
    request.headers.forEach(
        (name, value) -> {
          for (String changed : changes(value)) {
            assertThat(isVerified(request.withHeader(name, changed))).isFalse();
          }
        });
  }

  /** The text with one bit of one char turned, for each char. */
  private static List<String> changes(String text) {
    return IntStream.range(0, text.length())
        .mapToObj(i -> text.substring(0, i) + (char) (text.charAt(i) ^ 1) + text.substring(i + 1))
        .toList();
  }

  @Test
  void garbageNeverThrows() {
    Random random = new Random(3);
    String[] pieces = {
      "AWS4-HMAC-SHA256",
      " ",
      "Credential=",
      "a/20260301/r/s3/aws4_request",
      ",",
      "Signature=",
      "SignedHeaders=",
      "host;x-amz-date",
      "AWS ",
      "=",
      "/",
      "%",
      "\u00ff",
      "X-Amz-Algorithm=",
      "AWS4-HMAC-SHA256&",
      "X-Amz-Credential=",
      "&",
      "X-Amz-Date=",
      "20260301T120000Z",
      "X-Amz-Expires=60",
      "AWSAccessKeyId=",
      "Signature=",
      "Expires=",
      "99999999999",
      "%2",
      "+"
    };
    for (int round = 0; round < 20_000; round++) {
      Map<String, String> headers = new LinkedHashMap<>();
      headers.put("host", "localhost");
      headers.put("x-amz-date", random.nextBoolean() ? "20260301T120000Z" : text(random, pieces));
      if (random.nextBoolean()) {
        headers.put("authorization", text(random, pieces));
      }
      Request request =
          new Request("GET", "/" + text(random, pieces), text(random, pieces), headers);
      isVerified(request);
    }
  }

  private static String text(Random random, String... pieces) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append(pieces[random.nextInt(pieces.length)]);
    }
    return text.toString();
  }

  @Test
  void aTokenIsComparedWhole() {
    assertThat(SigV4.isSameToken("token", "token")).isTrue();
    assertThat(SigV4.isSameToken("token", "toker")).isFalse();
    assertThat(SigV4.isSameToken("token", "toke")).isFalse();
    assertThat(SigV4.isSameToken("token", null)).isFalse();
  }

  @Test
  void keysAreForgottenInTheEnd() {
    SigningKeys keys = new SigningKeys(4);
    CredentialScope scope = new CredentialScope("20260301", "us-east-1", "s3");
    HmacKey first = keys.get("secret", scope);
    assertThat(keys.get("secret", scope)).isSameAs(first);
    for (int i = 0; i < 20; i++) {
      keys.get("secret" + i, scope);
    }
    assertThat(keys.get("secret", scope)).isNotSameAs(first);
  }
}
