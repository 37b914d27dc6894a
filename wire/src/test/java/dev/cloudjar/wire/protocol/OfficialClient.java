package dev.cloudjar.wire.protocol;

import dev.cloudjar.catalog.OperationModel;
import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.wire.Headers;
import dev.cloudjar.wire.Reply;
import dev.cloudjar.wire.RequestHead;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.client.builder.SdkClientBuilder;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.regions.Region;

/** The SDK's own client of a service, over a network that is a function. For one thread. */
final class OfficialClient {

  /** A request as it would have gone over the network. */
  record Sent(RequestHead head, ByteBuffer body) {}

  /** What streams bring. */
  static final String STREAM = "a stream";

  static {
    // Ours must not be found here: the clients shall judge with a parser that isn't ours.
    System.setProperty(
        "javax.xml.stream.XMLInputFactory", "com.sun.xml.internal.stream.XMLInputFactoryImpl");
  }

  private final SdkClient client;
  private final Map<String, Method> methods;
  private Function<Sent, Reply> network =
      sent -> {
        throw new IllegalStateException("nobody answers");
      };

  OfficialClient(ServiceModel service) {
    this.client = build(service);
    this.methods = methods(client.getClass());
  }

  /** Calls an operation; answers its response's structure. */
  SdkPojo call(OperationModel operation, SdkPojo request, Function<Sent, Reply> answers) {
    network = answers;
    Method method = method(operation, request.getClass());
    Object[] arguments = new Object[method.getParameterCount()];
    for (int i = 0; i < arguments.length; i++) {
      Class<?> type = method.getParameterTypes()[i];
      arguments[i] =
          type == RequestBody.class
              ? RequestBody.fromString(STREAM)
              : type == ResponseTransformer.class ? ResponseTransformer.toBytes() : request;
    }
    try {
      Object response = method.invoke(client, arguments);
      return response instanceof ResponseBytes<?> bytes
          ? (SdkPojo) bytes.response()
          : (SdkPojo) response;
    } catch (InvocationTargetException thrown) {
      if (thrown.getCause() instanceof RuntimeException own) {
        throw own;
      }
      throw new AssertionError(thrown.getCause());
    } catch (IllegalAccessException broken) {
      throw new LinkageError(broken.getMessage(), broken);
    }
  }

  private Method method(OperationModel operation, Class<?> request) {
    Method method =
        methods.get(methodName(operation).toLowerCase(Locale.ROOT) + ' ' + request.getName());
    if (method == null) {
      throw new AssertionError("The client has no " + operation.name());
    }
    return method;
  }

  /** The methods that take a request, by name and request; of several the one that takes most. */
  private static Map<String, Method> methods(Class<?> client) {
    Map<String, Method> methods = new HashMap<>();
    for (Method method : client.getMethods()) {
      Class<?>[] types = method.getParameterTypes();
      boolean fits =
          types.length > 0
              && SdkPojo.class.isAssignableFrom(types[0])
              && Stream.of(types)
                  .skip(1)
                  .allMatch(type -> type == RequestBody.class || type == ResponseTransformer.class);
      if (fits) {
        method.setAccessible(true);
        methods.merge(
            method.getName().toLowerCase(Locale.ROOT) + ' ' + types[0].getName(),
            method,
            (one, other) -> one.getParameterCount() > other.getParameterCount() ? one : other);
      }
    }
    return methods;
  }

  private static String methodName(OperationModel operation) {
    return operation.requestClass().replaceAll("Request$", "");
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private SdkClient build(ServiceModel service) {
    try {
      Object builder = clientClass(service).getMethod("builder").invoke(null);
      ((AwsSyncClientBuilder) builder).httpClient(new FunctionHttpClient());
      configure((SdkClientBuilder) builder);
      return (SdkClient) ((SdkClientBuilder) builder).build();
    } catch (ReflectiveOperationException broken) {
      throw new LinkageError(broken.getMessage(), broken);
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  static void configure(SdkClientBuilder builder) throws ReflectiveOperationException {
    builder.endpointOverride(URI.create("https://localhost:4566"));
    builder.overrideConfiguration(
        (java.util.function.Consumer<
                software.amazon.awssdk.core.client.config.ClientOverrideConfiguration.Builder>)
            override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()));
    software.amazon.awssdk.awscore.client.builder.AwsClientBuilder aws =
        (software.amazon.awssdk.awscore.client.builder.AwsClientBuilder) builder;
    aws.region(Region.US_EAST_1);
    aws.credentialsProvider(
        StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")));
    for (Method method : builder.getClass().getMethods()) {
      if (method.getName().equals("forcePathStyle") && method.getParameterCount() == 1) {
        method.setAccessible(true);
        method.invoke(builder, true);
      }
      // Generated responses don't carry the digests of generated requests.
      if (method.getName().equals("checksumValidationEnabled") && method.getParameterCount() == 1) {
        method.setAccessible(true);
        method.invoke(builder, false);
      }
    }
  }

  private static Class<?> clientClass(ServiceModel service) {
    return clientClass(service, "Client");
  }

  static Class<?> clientClass(ServiceModel service, String suffix) {
    String root = service.modelPackage().replaceAll("\\.model$", "");
    for (String place : List.of(root + ".", root + ".streams.")) {
      for (String name : OfficialNames.clients(service)) {
        Class<?> found = classOrNull(place + name + suffix);
        if (found != null) {
          return found;
        }
      }
    }
    throw new AssertionError("No client of " + service.name());
  }

  private static Class<?> classOrNull(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException elsewhere) {
      return null;
    }
  }

  static RequestHead head(SdkHttpRequest request) {
    Map<String, List<String>> headers = new TreeMap<>();
    request.forEachHeader(
        (name, values) -> headers.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
    return new RequestHead(
        request.method().name(),
        request.encodedPath(),
        request.encodedQueryParameters().orElse(""),
        new MapHeaders(headers));
  }

  static SdkHttpFullResponse response(Reply reply) {
    SdkHttpFullResponse.Builder response = SdkHttpFullResponse.builder().statusCode(reply.status());
    for (Map.Entry<String, String> header : reply.headers()) {
      response.appendHeader(header.getKey(), header.getValue());
    }
    if (response.firstMatchingHeader("Content-Length").isEmpty()) {
      response.putHeader("Content-Length", Integer.toString(reply.body().remaining()));
    }
    byte[] bytes = new byte[reply.body().remaining()];
    reply.body().get(bytes);
    return response.content(AbortableInputStream.create(new ByteArrayInputStream(bytes))).build();
  }

  /** Headers in a map, names in lower case. */
  record MapHeaders(Map<String, List<String>> all) implements Headers {
    @Override
    public String first(String lowerCaseName) {
      List<String> values = all.get(lowerCaseName);
      return values == null || values.isEmpty() ? null : values.getFirst();
    }

    @Override
    public List<String> all(String lowerCaseName) {
      return all.getOrDefault(lowerCaseName, List.of());
    }

    @Override
    public void forEach(BiConsumer<String, String> action) {
      all.forEach((name, values) -> values.forEach(value -> action.accept(name, value)));
    }
  }

  private final class FunctionHttpClient implements SdkHttpClient {
    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
      return new ExecutableHttpRequest() {
        @Override
        public HttpExecuteResponse call() {
          byte[] body =
              request
                  .contentStreamProvider()
                  .map(provider -> bytes(provider.newStream()))
                  .orElse(new byte[0]);
          SdkHttpFullResponse answer =
              response(network.apply(new Sent(head(request.httpRequest()), ByteBuffer.wrap(body))));
          return HttpExecuteResponse.builder()
              .response(answer)
              .responseBody(answer.content().orElse(null))
              .build();
        }

        @Override
        public void abort() {}
      };
    }

    @Override
    public void close() {}
  }

  private static byte[] bytes(InputStream stream) {
    try (stream) {
      return stream.readAllBytes();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
