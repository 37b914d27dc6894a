package dev.cloudjar.wire.sigv4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.cloudjar.wire.RequestHead;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What botocore signs is what we verify. Aborted, and seen to be, where there is no botocore. */
class BotocoreTest {
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

  @TempDir private Path directory;

  @Test
  void everythingItSigns() throws Exception {
    List<JsonNode> requests = signed();
    assertThat(requests).hasSizeGreaterThan(200);
    for (JsonNode request : requests) {
      RequestHead head = head(request);
      byte[] body = HexFormat.of().parseHex(request.get("body").asString());
      SignatureClaim claim = ((Claim.Signed) SigV4.read(head)).signature();
      Verdict verdict =
          new SigV4()
              .verify(
                  claim,
                  head,
                  SECRET,
                  SigV4.bodyHash(ByteBuffer.wrap(body)),
                  Clocks.of(claim.signedAt(), claim.signedAt()),
                  head.headers().first("host").startsWith("bucket.") ? "bucket" : null);
      assertThat(verdict).describedAs("%s", request).isInstanceOf(Verdict.Verified.class);
      PayloadReader reader = PayloadReader.of(head, (Verdict.Verified) verdict);
      ChunkedBody.read(reader, body, 8192);
    }
  }

  private static RequestHead head(JsonNode request) {
    URI uri = URI.create(escaped(request.get("url").asString()));
    RawRequest.ListHeaders headers = new RawRequest.ListHeaders();
    request
        .get("headers")
        .properties()
        .forEach(header -> headers.add(header.getKey(), header.getValue().asString()));
    return new RequestHead(
        request.get("method").asString(),
        uri.getRawPath(),
        uri.getRawQuery() == null ? "" : uri.getRawQuery(),
        headers);
  }

  /** The URL with what {@link URI} does not take; botocore leaves nothing bare that counts. */
  private static String escaped(String url) {
    return url.replace(" ", "%20");
  }

  private List<JsonNode> signed() throws IOException, InterruptedException {
    Path script = directory.resolve("botocore_signs.py");
    try (var in = BotocoreTest.class.getResourceAsStream("/sigv4/botocore_signs.py")) {
      Files.copy(in, script);
    }
    Path output = directory.resolve("signed");
    Path errors = directory.resolve("errors");
    Process process;
    try {
      process =
          new ProcessBuilder("python3", script.toString())
              .redirectOutput(output.toFile())
              .redirectError(errors.toFile())
              .start();
    } catch (IOException e) {
      return abort("no python3: " + e.getMessage());
    }
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return abort("botocore took more than a minute");
    }
    String problem = Files.readString(errors);
    if (problem.contains("ModuleNotFoundError")) {
      return abort("no botocore: " + problem.lines().reduce((a, b) -> b).orElse(""));
    }
    assertThat(process.exitValue()).describedAs(problem).isZero();
    List<JsonNode> requests = new ArrayList<>();
    JsonMapper mapper = new JsonMapper();
    for (String line : Files.readAllLines(output, StandardCharsets.UTF_8)) {
      requests.add(mapper.readTree(line));
    }
    return requests;
  }
}
