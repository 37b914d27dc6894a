package dev.cloudjar.junit;

import dev.cloudjar.gateway.client.InProcessHttpClient;
import dev.cloudjar.gateway.exchange.RequestHandler;
import java.util.Comparator;
import java.util.ServiceLoader;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpService;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpService;
import software.amazon.awssdk.utils.AttributeMap;

/** How the SDK's clients reach the cloud. */
interface HttpClients {

  /** A client that waits; closed with the SDK's own. */
  SdkHttpClient sync(AttributeMap defaults);

  /** A client that does not wait; closed with the SDK's own. */
  SdkAsyncHttpClient async(AttributeMap defaults);

  /** Within the process, to whatever answers at the time of the call. */
  record InProcess(RequestHandler handler) implements HttpClients {
    @Override
    public SdkHttpClient sync(AttributeMap defaults) {
      return new InProcessHttpClient(handler);
    }

    @Override
    public SdkAsyncHttpClient async(AttributeMap defaults) {
      return new AsyncHttpClient(new InProcessHttpClient(handler));
    }
  }

  /**
   * Over sockets, by what is on the class path: the first in order of name if there are several.
   */
  record OverSockets() implements HttpClients {
    @Override
    public SdkHttpClient sync(AttributeMap defaults) {
      return first(SdkHttpService.class, "url-connection-client, apache-client or apache5-client")
          .createHttpClientBuilder()
          .buildWithDefaults(defaults);
    }

    @Override
    public SdkAsyncHttpClient async(AttributeMap defaults) {
      return first(SdkAsyncHttpService.class, "netty-nio-client or aws-crt-client")
          .createAsyncHttpClientFactory()
          .buildWithDefaults(defaults);
    }

    private static <S> S first(Class<S> service, String examples) {
      return ServiceLoader.load(service).stream()
          .min(Comparator.comparing(provider -> provider.type().getName()))
          .orElseThrow(
              () ->
                  new IllegalStateException(
                      "no HTTP client on the class path for a call over a socket: depend on the"
                          + " SDK's "
                          + examples))
          .get();
    }
  }
}
