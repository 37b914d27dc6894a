package dev.cloudjar.gateway;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** The official clients, pointed to a cloud. */
final class Sdk {
  private Sdk() {}

  static AwsCredentials key(String accessKeyId) {
    return AwsBasicCredentials.create(accessKeyId, "test");
  }

  static <B extends AwsClientBuilder<B, C>, C> C client(
      CloudServer server, B builder, AwsCredentials credentials) {
    return builder
        .endpointOverride(URI.create(server.endpoint()))
        .region(Region.US_EAST_1)
        .credentialsProvider(StaticCredentialsProvider.create(credentials))
        .overrideConfiguration(configuration -> configuration.retryStrategy(b -> b.maxAttempts(1)))
        .build();
  }

  static S3ClientBuilder s3() {
    return S3Client.builder().forcePathStyle(true);
  }
}
