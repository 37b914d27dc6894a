package dev.cloudjar.wire.sigv4;

import dev.cloudjar.wire.RequestHead;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;

/** A request as the official SDK would have put it on the wire. */
record CapturedCall(RequestHead head, ByteBuffer body) {

  static RequestHead head(SdkHttpRequest request) {
    RawRequest.ListHeaders headers = new RawRequest.ListHeaders();
    request.forEachHeader((name, values) -> values.forEach(value -> headers.add(name, value)));
    if (headers.first("host") == null) {
      headers.add("host", request.getUri().getRawAuthority());
    }
    URI uri = request.getUri();
    return new RequestHead(
        request.method().name(),
        uri.getRawPath(),
        uri.getRawQuery() == null ? "" : uri.getRawQuery(),
        headers);
  }

  /** An HTTP client that keeps requests and answers nothing of interest. */
  static final class Recorder implements SdkHttpClient {
    final List<CapturedCall> calls = new ArrayList<>();

    CapturedCall last() {
      return calls.getLast();
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
      return new ExecutableHttpRequest() {
        @Override
        public HttpExecuteResponse call() {
          calls.add(new CapturedCall(head(request.httpRequest()), ByteBuffer.wrap(body(request))));
          return HttpExecuteResponse.builder()
              .response(SdkHttpResponse.builder().statusCode(200).build())
              .responseBody(AbortableInputStream.create(new ByteArrayInputStream(new byte[0])))
              .build();
        }

        @Override
        public void abort() {}
      };
    }

    private static byte[] body(HttpExecuteRequest request) {
      return request
          .contentStreamProvider()
          .map(
              provider -> {
                try (var stream = provider.newStream()) {
                  return stream.readAllBytes();
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              })
          .orElse(new byte[0]);
    }

    @Override
    public void close() {}
  }
}
