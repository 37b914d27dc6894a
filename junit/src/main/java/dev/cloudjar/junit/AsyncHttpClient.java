package dev.cloudjar.junit;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkHttpContentPublisher;
import software.amazon.awssdk.utils.async.InputStreamConsumingPublisher;
import software.amazon.awssdk.utils.async.InputStreamSubscriber;

/** Makes an HTTP client that does not wait of one that does, with a virtual thread per request. */
final class AsyncHttpClient implements SdkAsyncHttpClient {
  private final SdkHttpClient waiting;

  AsyncHttpClient(SdkHttpClient waiting) {
    this.waiting = waiting;
  }

  @Override
  public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
    CompletableFuture<Void> executed = new CompletableFuture<>();
    Thread thread = Thread.ofVirtual().name("request").start(() -> execute(request, executed));
    CompletableFuture<Void> _ =
        executed.whenComplete(
            (nothing, failure) -> {
              if (executed.isCancelled()) {
                thread.interrupt();
              }
            });
    return executed;
  }

  private void execute(AsyncExecuteRequest request, CompletableFuture<Void> executed) {
    try {
      HttpExecuteResponse response = call(request);
      try (InputStream bytes = bytes(response)) {
        InputStreamConsumingPublisher publisher = new InputStreamConsumingPublisher();
        request.responseHandler().onHeaders(response.httpResponse());
        request.responseHandler().onStream(publisher);
        publisher.doBlockingWrite(bytes);
      }
      executed.complete(null);
    } catch (Throwable e) {
      // Whatever it is, the caller waits for it.
      request.responseHandler().onError(e);
      executed.completeExceptionally(e);
    }
  }

  private HttpExecuteResponse call(AsyncExecuteRequest request) throws IOException {
    HttpExecuteRequest.Builder call = HttpExecuteRequest.builder().request(request.request());
    try (InputStream content = content(request.requestContentPublisher())) {
      if (content != null) {
        call.contentStreamProvider(() -> content);
      }
      return waiting.prepareRequest(call.build()).call();
    }
  }

  private static InputStream bytes(HttpExecuteResponse response) {
    return response
        .responseBody()
        .map(InputStream.class::cast)
        .orElse(InputStream.nullInputStream());
  }

  private static @Nullable InputStream content(@Nullable SdkHttpContentPublisher publisher) {
    if (publisher == null || publisher.contentLength().filter(length -> length == 0).isPresent()) {
      return null;
    }
    InputStreamSubscriber subscriber = new InputStreamSubscriber();
    publisher.subscribe(subscriber);
    return subscriber;
  }

  @Override
  public String clientName() {
    return waiting.clientName();
  }

  @Override
  public void close() {
    waiting.close();
  }
}
