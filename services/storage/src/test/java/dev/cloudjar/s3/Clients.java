package dev.cloudjar.s3;

import dev.cloudjar.junit.TestCloud;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.utils.AttributeMap;

/** Makes clients with settings of their own, over real sockets, and closes them. */
final class Clients implements AutoCloseable {
  private final TestCloud cloud;
  private final Deque<S3Client> made = new ArrayDeque<>();

  Clients(TestCloud cloud) {
    this.cloud = cloud;
  }

  S3Client make(Consumer<S3ClientBuilder> settings) {
    S3ClientBuilder builder =
        S3Client.builder()
            .region(cloud.region())
            .endpointOverride(cloud.endpoint())
            .credentialsProvider(cloud.credentials())
            .forcePathStyle(true);
    settings.accept(builder);
    S3Client client = builder.build();
    made.add(client);
    return client;
  }

  /** A client over TLS, which doesn't look at the certificate. */
  S3Client makeSecure() {
    return makeSecure(cloud.credentials());
  }

  /** As {@link #makeSecure()}, with other credentials. */
  S3Client makeSecure(AwsCredentialsProvider credentials) {
    return make(
        it ->
            // Refusals that come in place of "100 Continue" are lost to this client.
            it.overrideConfiguration(c -> c.addExecutionInterceptor(new Unexpecting()))
                .endpointOverride(URI.create("https://localhost:" + cloud.port()))
                .credentialsProvider(credentials)
                .httpClient(
                    UrlConnectionHttpClient.builder()
                        .buildWithDefaults(
                            AttributeMap.builder()
                                .put(SdkHttpConfigurationOption.TRUST_ALL_CERTIFICATES, true)
                                .build())));
  }

  /** Sends bodies without waiting for leave. */
  private static final class Unexpecting implements ExecutionInterceptor {
    @Override
    public SdkHttpRequest modifyHttpRequest(
        Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
      return context.httpRequest().toBuilder().removeHeader("Expect").build();
    }
  }

  /** A client that changes its requests before they are signed. */
  S3Client makeRewriting(Consumer<SdkHttpRequest.Builder> change) {
    return make(
        it ->
            it.overrideConfiguration(
                settings ->
                    settings.addExecutionInterceptor(
                        new ExecutionInterceptor() {
                          @Override
                          public SdkHttpRequest modifyHttpRequest(
                              Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
                            SdkHttpRequest.Builder request = context.httpRequest().toBuilder();
                            change.accept(request);
                            return request.build();
                          }
                        })));
  }

  @Override
  public void close() {
    made.forEach(S3Client::close);
  }
}
