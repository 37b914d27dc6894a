package dev.cloudjar.s3;

import software.amazon.awssdk.services.s3.model.DeleteBucketAnalyticsConfigurationRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketAnalyticsConfigurationResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketIntelligentTieringConfigurationRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketIntelligentTieringConfigurationResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketInventoryConfigurationRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketInventoryConfigurationResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketMetricsConfigurationRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketMetricsConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketAnalyticsConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAnalyticsConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketIntelligentTieringConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketIntelligentTieringConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketInventoryConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketInventoryConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketMetricsConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketMetricsConfigurationResponse;
import software.amazon.awssdk.services.s3.model.ListBucketAnalyticsConfigurationsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketAnalyticsConfigurationsResponse;
import software.amazon.awssdk.services.s3.model.ListBucketIntelligentTieringConfigurationsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketIntelligentTieringConfigurationsResponse;
import software.amazon.awssdk.services.s3.model.ListBucketInventoryConfigurationsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketInventoryConfigurationsResponse;
import software.amazon.awssdk.services.s3.model.ListBucketMetricsConfigurationsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketMetricsConfigurationsResponse;
import software.amazon.awssdk.services.s3.model.PutBucketAnalyticsConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketAnalyticsConfigurationResponse;
import software.amazon.awssdk.services.s3.model.PutBucketIntelligentTieringConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketIntelligentTieringConfigurationResponse;
import software.amazon.awssdk.services.s3.model.PutBucketInventoryConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketInventoryConfigurationResponse;
import software.amazon.awssdk.services.s3.model.PutBucketMetricsConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketMetricsConfigurationResponse;

/** The list of the configurations of which a bucket may have several, each by its name. */
final class S3NamedConfigurationRoom {
  private final ConfigurationRegistration registration;

  S3NamedConfigurationRoom(ConfigurationRegistration registration) {
    this.registration = registration;
  }

  void register() {
    registration.put(
        ConfigurationKind.ANALYTICS,
        "s3:PutAnalyticsConfiguration",
        PutBucketAnalyticsConfigurationRequest.class,
        PutBucketAnalyticsConfigurationResponse.builder().build(),
        null);
    registration.get(
        ConfigurationKind.ANALYTICS,
        "s3:GetAnalyticsConfiguration",
        GetBucketAnalyticsConfigurationRequest.class,
        GetBucketAnalyticsConfigurationResponse.class,
        GetBucketAnalyticsConfigurationResponse::builder);
    registration.delete(
        ConfigurationKind.ANALYTICS,
        "s3:PutAnalyticsConfiguration",
        DeleteBucketAnalyticsConfigurationRequest.class,
        DeleteBucketAnalyticsConfigurationResponse.builder().build());
    registration.put(
        ConfigurationKind.INVENTORY,
        "s3:PutInventoryConfiguration",
        PutBucketInventoryConfigurationRequest.class,
        PutBucketInventoryConfigurationResponse.builder().build(),
        null);
    registration.get(
        ConfigurationKind.INVENTORY,
        "s3:GetInventoryConfiguration",
        GetBucketInventoryConfigurationRequest.class,
        GetBucketInventoryConfigurationResponse.class,
        GetBucketInventoryConfigurationResponse::builder);
    registration.delete(
        ConfigurationKind.INVENTORY,
        "s3:PutInventoryConfiguration",
        DeleteBucketInventoryConfigurationRequest.class,
        DeleteBucketInventoryConfigurationResponse.builder().build());
    registration.put(
        ConfigurationKind.METRICS,
        "s3:PutMetricsConfiguration",
        PutBucketMetricsConfigurationRequest.class,
        PutBucketMetricsConfigurationResponse.builder().build(),
        "no request metrics are kept by it yet");
    registration.get(
        ConfigurationKind.METRICS,
        "s3:GetMetricsConfiguration",
        GetBucketMetricsConfigurationRequest.class,
        GetBucketMetricsConfigurationResponse.class,
        GetBucketMetricsConfigurationResponse::builder);
    registration.delete(
        ConfigurationKind.METRICS,
        "s3:PutMetricsConfiguration",
        DeleteBucketMetricsConfigurationRequest.class,
        DeleteBucketMetricsConfigurationResponse.builder().build());
    registration.put(
        ConfigurationKind.INTELLIGENT_TIERING,
        "s3:PutIntelligentTieringConfiguration",
        PutBucketIntelligentTieringConfigurationRequest.class,
        PutBucketIntelligentTieringConfigurationResponse.builder().build(),
        null);
    registration.get(
        ConfigurationKind.INTELLIGENT_TIERING,
        "s3:GetIntelligentTieringConfiguration",
        GetBucketIntelligentTieringConfigurationRequest.class,
        GetBucketIntelligentTieringConfigurationResponse.class,
        GetBucketIntelligentTieringConfigurationResponse::builder);
    registration.delete(
        ConfigurationKind.INTELLIGENT_TIERING,
        "s3:PutIntelligentTieringConfiguration",
        DeleteBucketIntelligentTieringConfigurationRequest.class,
        DeleteBucketIntelligentTieringConfigurationResponse.builder().build());
    registration.list(
        ConfigurationKind.ANALYTICS,
        "s3:GetAnalyticsConfiguration",
        ListBucketAnalyticsConfigurationsRequest.class,
        ListBucketAnalyticsConfigurationsResponse.class,
        ListBucketAnalyticsConfigurationsResponse::builder);
    registration.list(
        ConfigurationKind.INVENTORY,
        "s3:GetInventoryConfiguration",
        ListBucketInventoryConfigurationsRequest.class,
        ListBucketInventoryConfigurationsResponse.class,
        ListBucketInventoryConfigurationsResponse::builder);
    registration.list(
        ConfigurationKind.METRICS,
        "s3:GetMetricsConfiguration",
        ListBucketMetricsConfigurationsRequest.class,
        ListBucketMetricsConfigurationsResponse.class,
        ListBucketMetricsConfigurationsResponse::builder);
    registration.list(
        ConfigurationKind.INTELLIGENT_TIERING,
        "s3:GetIntelligentTieringConfiguration",
        ListBucketIntelligentTieringConfigurationsRequest.class,
        ListBucketIntelligentTieringConfigurationsResponse.class,
        ListBucketIntelligentTieringConfigurationsResponse::builder);
  }
}
