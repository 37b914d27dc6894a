package dev.cloudjar.junit;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsAsyncClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.presigner.SdkPresigner;
import software.amazon.awssdk.core.SdkClient;

/** Makes clients of the AWS SDK, whatever their service, by the builders that all of them have. */
final class SdkClients {
  private final RunningCloud cloud;
  private final AwsCredentialsProvider credentials;
  private final HttpClients http;

  SdkClients(RunningCloud cloud, AwsCredentialsProvider credentials, HttpClients http) {
    this.cloud = cloud;
    this.credentials = credentials;
    this.http = http;
  }

  static boolean canMake(Class<?> type) {
    return (SdkClient.class.isAssignableFrom(type) || SdkPresigner.class.isAssignableFrom(type))
        && hasBuilder(type);
  }

  private static boolean hasBuilder(Class<?> type) {
    try {
      type.getMethod("builder");
      return true;
    } catch (NoSuchMethodException e) {
      return false;
    }
  }

  <C> C make(Class<C> type) {
    try {
      Method factory = type.getMethod("builder");
      Object builder = factory.invoke(null);
      PathStyle.use(builder, factory.getReturnType());
      return type.cast(
          switch (builder) {
            case AwsClientBuilder<?, ?> client -> configure(client, endpoint(type)).build();
            case SdkPresigner.Builder presigner ->
                presigner
                    .region(cloud.region())
                    .endpointOverride(cloud.endpoint())
                    .credentialsProvider(credentials)
                    .build();
            default -> throw new IllegalArgumentException("no client of an AWS service: " + type);
          });
    } catch (NoSuchMethodException | IllegalAccessException e) {
      throw new IllegalArgumentException("no client of an AWS service: " + type, e);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("cannot make a " + type.getSimpleName(), e.getCause());
    }
  }

  /** Clients that put the account before the host cannot put it before an address. */
  private URI endpoint(Class<?> type) {
    return type.getSimpleName().startsWith("S3Control")
        ? URI.create("http://localhost:" + cloud.endpoint().getPort())
        : cloud.endpoint();
  }

  private AwsClientBuilder<?, ?> configure(AwsClientBuilder<?, ?> builder, URI endpoint) {
    builder.region(cloud.region());
    builder.endpointOverride(endpoint);
    builder.credentialsProvider(credentials);
    switch (builder) {
      case AwsSyncClientBuilder<?, ?> sync -> sync.httpClientBuilder(http::sync);
      case AwsAsyncClientBuilder<?, ?> async -> async.httpClientBuilder(http::async);
      default -> {}
    }
    // Trying again hides what a test is there to find.
    builder.overrideConfiguration(
        configuration -> configuration.retryStrategy(retries -> retries.maxAttempts(1)));
    return builder;
  }
}
