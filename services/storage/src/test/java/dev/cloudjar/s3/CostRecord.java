package dev.cloudjar.s3;

import dev.cloudjar.junit.TestCloud;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page of what accounts would have to pay for. */
record CostRecord(TestCloud cloud) {
  private static final Pattern LINE =
      Pattern.compile(
          "\"resource\" ?: ?\"([^\"]*)\"[^}]*\"usageType\" ?: ?\"([^\"]*)\"[^}]*\"quantity\" ?:"
              + " ?(\\d+)");

  /** What an account pays for a bucket until today, by usage type. */
  Map<String, Long> of(String accountId, String bucket) {
    LocalDate today = cloud.clock().now().atOffset(ZoneOffset.UTC).toLocalDate();
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    cloud.endpoint()
                        + "/_cloudjar/costs/"
                        + accountId
                        + "?from=2020-01-01&until="
                        + today.plusDays(1)))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      String page = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
      Map<String, Long> costs = new TreeMap<>();
      Matcher lines = LINE.matcher(page);
      while (lines.find()) {
        if (lines.group(1).equals(bucket)) {
          costs.put(lines.group(2), Long.valueOf(lines.group(3)));
        }
      }
      return costs;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
