package dev.cloudjar.sts;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Fetches documents from identity providers, whom nobody trusts with more than their own users. */
final class IssuerDocuments {
  private static final long MOST_BYTES = 256 * 1024;
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final long MOST_SECONDS = 5;

  /**
   * The text at an address.
   *
   * @throws dev.cloudjar.cloud.Fault if nobody answers, or with something else
   */
  String fetch(URI address) {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(Duration.ofSeconds(MOST_SECONDS))
            .header("Accept", "application/json")
            .build();
    // Few documents are ever fetched, so that nothing is kept open for the next one.
    HttpClient http =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
    try {
      HttpResponse<byte[]> response = answer.get(MOST_SECONDS, TimeUnit.SECONDS);
      if (response.statusCode() != 200) {
        throw StsFaults.noVerificationKey();
      }
      return new String(response.body(), StandardCharsets.UTF_8);
    } catch (ExecutionException | TimeoutException e) {
      throw StsFaults.providerUnreachable();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StsFaults.providerUnreachable();
    } finally {
      answer.cancel(true);
      http.shutdownNow();
    }
  }
}
