package dev.cloudjar.wire.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.catalog.OperationModel;
import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.wire.Reply;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.awscore.client.builder.AwsAsyncClientBuilder;
import software.amazon.awssdk.awscore.eventstream.EventStreamResponseHandler;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.core.client.builder.SdkClientBuilder;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SimpleSubscriber;

/** The SDK's own client of a service's streams of events. For one thread. */
final class OfficialStreamClient {

  /** What came of a call: the response, its events, and the error that ended it. */
  record Received(SdkPojo response, List<SdkPojo> events, Throwable error) {}

  private final SdkClient client;
  private Function<OfficialClient.Sent, Reply> network =
      sent -> {
        throw new IllegalStateException("nobody answers");
      };

  OfficialStreamClient(ServiceModel service) {
    this.client = build(service);
  }

  Received call(
      OperationModel operation, SdkPojo request, Function<OfficialClient.Sent, Reply> answers) {
    network = answers;
    Method method = method(operation, request.getClass());
    Collector collector = new Collector();
    Object handler =
        Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {method.getParameterTypes()[1]}, collector);
    Throwable error = null;
    try {
      ((CompletableFuture<?>) method.invoke(client, request, handler)).get(20, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      error = failed.getCause();
    } catch (ReflectiveOperationException broken) {
      throw new LinkageError(broken.getMessage(), broken);
    } catch (InterruptedException | TimeoutException broken) {
      throw new AssertionError(broken);
    }
    assertThat(collector.delivered).isDone();
    return new Received(collector.response, collector.events, error);
  }

  private Method method(OperationModel operation, Class<?> request) {
    for (Method method : client.getClass().getMethods()) {
      if (method
              .getName()
              .toLowerCase(Locale.ROOT)
              .equals(operation.name().toLowerCase(Locale.ROOT))
          && method.getParameterCount() == 2
          && method.getParameterTypes()[0] == request
          && EventStreamResponseHandler.class.isAssignableFrom(method.getParameterTypes()[1])) {
        method.setAccessible(true);
        return method;
      }
    }
    throw new AssertionError("The client has no " + operation.name());
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private SdkClient build(ServiceModel service) {
    try {
      Object builder =
          OfficialClient.clientClass(service, "AsyncClient").getMethod("builder").invoke(null);
      ((AwsAsyncClientBuilder) builder).httpClient(new FunctionHttpClient());
      OfficialClient.configure((SdkClientBuilder) builder);
      return (SdkClient) ((SdkClientBuilder) builder).build();
    } catch (ReflectiveOperationException broken) {
      throw new LinkageError(broken.getMessage(), broken);
    }
  }

  private static final class Collector implements InvocationHandler {
    private final List<SdkPojo> events = new ArrayList<>();
    private SdkPojo response;
    private CompletableFuture<Void> delivered = CompletableFuture.completedFuture(null);

    @Override
    @SuppressWarnings("unchecked")
    public Object invoke(Object proxy, Method method, Object[] arguments) {
      switch (method.getName()) {
        case "responseReceived" -> response = (SdkPojo) arguments[0];
        case "onEventStream" ->
            delivered = ((SdkPublisher<SdkPojo>) arguments[0]).subscribe(events::add);
        default -> {}
      }
      return null;
    }
  }

  private final class FunctionHttpClient implements SdkAsyncHttpClient {
    @Override
    public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
      CompletableFuture<Void> done = new CompletableFuture<>();
      ByteBuffer body = ByteBuffer.allocate(1 << 20);
      request
          .requestContentPublisher()
          .subscribe(
              new SimpleSubscriber(body::put) {
                @Override
                public void onComplete() {
                  super.onComplete();
                  answer(request, body.flip());
                  done.complete(null);
                }
              });
      return done;
    }

    private void answer(AsyncExecuteRequest request, ByteBuffer body) {
      Reply reply =
          network.apply(new OfficialClient.Sent(OfficialClient.head(request.request()), body));
      request
          .responseHandler()
          .onHeaders(
              OfficialClient.response(
                  new Reply(reply.status(), reply.headers(), reply.body().duplicate())));
      request.responseHandler().onStream(subscriber -> deliver(subscriber, reply.body()));
    }

    private void deliver(Subscriber<? super ByteBuffer> subscriber, ByteBuffer body) {
      subscriber.onSubscribe(
          new Subscription() {
            private boolean delivered;

            @Override
            public void request(long count) {
              if (!delivered) {
                delivered = true;
                subscriber.onNext(body);
                subscriber.onComplete();
              }
            }

            @Override
            public void cancel() {
              delivered = true;
            }
          });
    }

    @Override
    public void close() {}
  }
}
