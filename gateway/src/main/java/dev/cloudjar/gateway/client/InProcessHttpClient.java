package dev.cloudjar.gateway.client;

import dev.cloudjar.cloud.WholeBody;
import dev.cloudjar.gateway.exchange.Incoming;
import dev.cloudjar.gateway.exchange.Outgoing;
import dev.cloudjar.gateway.exchange.RequestHandler;
import dev.cloudjar.wire.RequestHead;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * Carries the requests of any of the SDK's clients to a cloud in the same process, with everything
 * that a door would carry, and no socket. The host of the endpoint may be any; {@code https} needs
 * no certificate.
 */
public final class InProcessHttpClient implements SdkHttpClient {
  private static final int COLLECTED_BYTES = 64 * 1024;

  private final RequestHandler handler;

  public InProcessHttpClient(RequestHandler handler) {
    this.handler = handler;
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    return new ExecutableHttpRequest() {
      private volatile @Nullable Thread caller;

      @Override
      public HttpExecuteResponse call() throws IOException {
        caller = Thread.currentThread();
        try {
          return execute(request);
        } finally {
          caller = null;
        }
      }

      @Override
      public void abort() {
        Thread waiting = caller;
        if (waiting != null) {
          waiting.interrupt();
        }
      }
    };
  }

  private HttpExecuteResponse execute(HttpExecuteRequest request) throws IOException {
    SdkHttpRequest http = request.httpRequest();
    InputStream stream =
        request.contentStreamProvider().map(ContentStreamProvider::newStream).orElse(null);
    try (InputStream closing = stream == null ? InputStream.nullInputStream() : stream) {
      Incoming incoming = incoming(http, new SdkHeaders(http), stream == null ? null : closing);
      Outgoing outgoing = handler.open(incoming).answer();
      return response(http.method().name(), outgoing);
    }
  }

  private static Incoming incoming(
      SdkHttpRequest http, SdkHeaders headers, @Nullable InputStream stream) throws IOException {
    String path = http.encodedPath().isEmpty() ? "/" : http.encodedPath();
    RequestHead head =
        new RequestHead(
            http.method().name(), path, http.encodedQueryParameters().orElse(""), headers);
    boolean secure = http.protocol().equals("https");
    String length = headers.first("content-length");
    OptionalLong declared =
        length == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(length));
    if (stream == null || declared.orElse(Long.MAX_VALUE) <= COLLECTED_BYTES) {
      byte[] bytes = stream == null ? new byte[0] : stream.readNBytes(COLLECTED_BYTES);
      ByteBuffer whole = ByteBuffer.wrap(bytes);
      return new Incoming(
          head, new WholeBody(whole), whole, Optional.empty(), secure, Optional.empty());
    }
    return new Incoming(
        head, new StreamBody(stream, declared), null, Optional.empty(), secure, Optional.empty());
  }

  private static HttpExecuteResponse response(String method, Outgoing outgoing) {
    SdkHttpFullResponse.Builder head = SdkHttpFullResponse.builder().statusCode(outgoing.status());
    boolean bodiless =
        method.equals("HEAD") || outgoing.status() == 204 || outgoing.status() == 304;
    for (Map.Entry<String, String> header : outgoing.headers()) {
      if (method.equals("HEAD") || !header.getKey().equalsIgnoreCase("content-length")) {
        head.appendHeader(header.getKey(), header.getValue());
      }
    }
    HttpExecuteResponse.Builder response = HttpExecuteResponse.builder();
    if (bodiless) {
      outgoing.content().close();
    } else {
      if (outgoing.content().sizeBytes() >= 0) {
        head.putHeader("Content-Length", Long.toString(outgoing.content().sizeBytes()));
      }
      response.responseBody(AbortableInputStream.create(ContentStreams.open(outgoing.content())));
    }
    return response.response(head.build()).build();
  }

  @Override
  public String clientName() {
    return "Cloudjar";
  }

  @Override
  public void close() {}
}
