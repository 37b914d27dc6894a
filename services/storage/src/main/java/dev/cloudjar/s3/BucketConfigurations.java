package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Registration;
import dev.cloudjar.cloud.Resource;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.s3.model.DeleteBucketAnalyticsConfigurationRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketAnalyticsConfigurationResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketCorsRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketCorsResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketEncryptionResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketIntelligentTieringConfigurationRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketIntelligentTieringConfigurationResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketInventoryConfigurationRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketInventoryConfigurationResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketLifecycleRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketLifecycleResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketMetricsConfigurationRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketMetricsConfigurationResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketOwnershipControlsRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketOwnershipControlsResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketReplicationRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketReplicationResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketTaggingRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketTaggingResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketWebsiteRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketWebsiteResponse;
import software.amazon.awssdk.services.s3.model.DeletePublicAccessBlockRequest;
import software.amazon.awssdk.services.s3.model.DeletePublicAccessBlockResponse;
import software.amazon.awssdk.services.s3.model.GetBucketAbacRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAbacResponse;
import software.amazon.awssdk.services.s3.model.GetBucketAccelerateConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAccelerateConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketAnalyticsConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAnalyticsConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketCorsRequest;
import software.amazon.awssdk.services.s3.model.GetBucketCorsResponse;
import software.amazon.awssdk.services.s3.model.GetBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.GetBucketEncryptionResponse;
import software.amazon.awssdk.services.s3.model.GetBucketIntelligentTieringConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketIntelligentTieringConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketInventoryConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketInventoryConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketLifecycleConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLifecycleConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketLoggingRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLoggingResponse;
import software.amazon.awssdk.services.s3.model.GetBucketMetricsConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketMetricsConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketOwnershipControlsRequest;
import software.amazon.awssdk.services.s3.model.GetBucketOwnershipControlsResponse;
import software.amazon.awssdk.services.s3.model.GetBucketReplicationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketReplicationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketRequestPaymentRequest;
import software.amazon.awssdk.services.s3.model.GetBucketRequestPaymentResponse;
import software.amazon.awssdk.services.s3.model.GetBucketTaggingRequest;
import software.amazon.awssdk.services.s3.model.GetBucketTaggingResponse;
import software.amazon.awssdk.services.s3.model.GetBucketWebsiteRequest;
import software.amazon.awssdk.services.s3.model.GetBucketWebsiteResponse;
import software.amazon.awssdk.services.s3.model.GetObjectLockConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetObjectLockConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetPublicAccessBlockRequest;
import software.amazon.awssdk.services.s3.model.GetPublicAccessBlockResponse;
import software.amazon.awssdk.services.s3.model.ListBucketAnalyticsConfigurationsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketAnalyticsConfigurationsResponse;
import software.amazon.awssdk.services.s3.model.ListBucketIntelligentTieringConfigurationsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketIntelligentTieringConfigurationsResponse;
import software.amazon.awssdk.services.s3.model.ListBucketInventoryConfigurationsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketInventoryConfigurationsResponse;
import software.amazon.awssdk.services.s3.model.ListBucketMetricsConfigurationsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketMetricsConfigurationsResponse;
import software.amazon.awssdk.services.s3.model.PutBucketAbacRequest;
import software.amazon.awssdk.services.s3.model.PutBucketAbacResponse;
import software.amazon.awssdk.services.s3.model.PutBucketAccelerateConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketAccelerateConfigurationResponse;
import software.amazon.awssdk.services.s3.model.PutBucketAnalyticsConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketAnalyticsConfigurationResponse;
import software.amazon.awssdk.services.s3.model.PutBucketCorsRequest;
import software.amazon.awssdk.services.s3.model.PutBucketCorsResponse;
import software.amazon.awssdk.services.s3.model.PutBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.PutBucketEncryptionResponse;
import software.amazon.awssdk.services.s3.model.PutBucketIntelligentTieringConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketIntelligentTieringConfigurationResponse;
import software.amazon.awssdk.services.s3.model.PutBucketInventoryConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketInventoryConfigurationResponse;
import software.amazon.awssdk.services.s3.model.PutBucketLifecycleConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketLifecycleConfigurationResponse;
import software.amazon.awssdk.services.s3.model.PutBucketLoggingRequest;
import software.amazon.awssdk.services.s3.model.PutBucketLoggingResponse;
import software.amazon.awssdk.services.s3.model.PutBucketMetricsConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketMetricsConfigurationResponse;
import software.amazon.awssdk.services.s3.model.PutBucketNotificationConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketNotificationConfigurationResponse;
import software.amazon.awssdk.services.s3.model.PutBucketOwnershipControlsRequest;
import software.amazon.awssdk.services.s3.model.PutBucketOwnershipControlsResponse;
import software.amazon.awssdk.services.s3.model.PutBucketReplicationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketReplicationResponse;
import software.amazon.awssdk.services.s3.model.PutBucketRequestPaymentRequest;
import software.amazon.awssdk.services.s3.model.PutBucketRequestPaymentResponse;
import software.amazon.awssdk.services.s3.model.PutBucketTaggingRequest;
import software.amazon.awssdk.services.s3.model.PutBucketTaggingResponse;
import software.amazon.awssdk.services.s3.model.PutBucketWebsiteRequest;
import software.amazon.awssdk.services.s3.model.PutBucketWebsiteResponse;
import software.amazon.awssdk.services.s3.model.PutPublicAccessBlockRequest;
import software.amazon.awssdk.services.s3.model.PutPublicAccessBlockResponse;
import software.amazon.awssdk.services.s3.model.S3Request;
import software.amazon.awssdk.services.s3.model.S3Response;

/** The list of the configurations that a bucket may have. */
final class BucketConfigurations {
  private final Operations operations;
  private final BucketDirectory directory;
  private final BucketConfigurationOperations configurations;

  BucketConfigurations(
      Operations operations,
      BucketDirectory directory,
      BucketConfigurationOperations configurations) {
    this.operations = operations;
    this.directory = directory;
    this.configurations = configurations;
  }

  void register() {
    get(
        ConfigurationKind.OBJECT_LOCK,
        "s3:GetBucketObjectLockConfiguration",
        GetObjectLockConfigurationRequest.class,
        GetObjectLockConfigurationResponse.class,
        GetObjectLockConfigurationResponse::builder);
    put(
        ConfigurationKind.CORS,
        "s3:PutBucketCORS",
        PutBucketCorsRequest.class,
        PutBucketCorsResponse.builder().build(),
        "browsers' requests are not answered by it yet");
    get(
        ConfigurationKind.CORS,
        "s3:GetBucketCORS",
        GetBucketCorsRequest.class,
        GetBucketCorsResponse.class,
        GetBucketCorsResponse::builder);
    delete(
        ConfigurationKind.CORS,
        "s3:PutBucketCORS",
        DeleteBucketCorsRequest.class,
        DeleteBucketCorsResponse.builder().build());
    put(
        ConfigurationKind.LIFECYCLE,
        "s3:PutLifecycleConfiguration",
        PutBucketLifecycleConfigurationRequest.class,
        PutBucketLifecycleConfigurationResponse.builder().build(),
        "no object moves or expires by it yet");
    get(
        ConfigurationKind.LIFECYCLE,
        "s3:GetLifecycleConfiguration",
        GetBucketLifecycleConfigurationRequest.class,
        GetBucketLifecycleConfigurationResponse.class,
        GetBucketLifecycleConfigurationResponse::builder);
    delete(
        ConfigurationKind.LIFECYCLE,
        "s3:PutLifecycleConfiguration",
        DeleteBucketLifecycleRequest.class,
        DeleteBucketLifecycleResponse.builder().build());
    put(
        ConfigurationKind.WEBSITE,
        "s3:PutBucketWebsite",
        PutBucketWebsiteRequest.class,
        PutBucketWebsiteResponse.builder().build(),
        "no website is served by it yet");
    get(
        ConfigurationKind.WEBSITE,
        "s3:GetBucketWebsite",
        GetBucketWebsiteRequest.class,
        GetBucketWebsiteResponse.class,
        GetBucketWebsiteResponse::builder);
    delete(
        ConfigurationKind.WEBSITE,
        "s3:DeleteBucketWebsite",
        DeleteBucketWebsiteRequest.class,
        DeleteBucketWebsiteResponse.builder().build());
    put(
        ConfigurationKind.REPLICATION,
        "s3:PutReplicationConfiguration",
        PutBucketReplicationRequest.class,
        PutBucketReplicationResponse.builder().build(),
        "nothing is replicated by it yet");
    get(
        ConfigurationKind.REPLICATION,
        "s3:GetReplicationConfiguration",
        GetBucketReplicationRequest.class,
        GetBucketReplicationResponse.class,
        GetBucketReplicationResponse::builder);
    delete(
        ConfigurationKind.REPLICATION,
        "s3:PutReplicationConfiguration",
        DeleteBucketReplicationRequest.class,
        DeleteBucketReplicationResponse.builder().build());
    put(
        ConfigurationKind.TAGGING,
        "s3:PutBucketTagging",
        PutBucketTaggingRequest.class,
        PutBucketTaggingResponse.builder().build(),
        null);
    get(
        ConfigurationKind.TAGGING,
        "s3:GetBucketTagging",
        GetBucketTaggingRequest.class,
        GetBucketTaggingResponse.class,
        GetBucketTaggingResponse::builder);
    delete(
        ConfigurationKind.TAGGING,
        "s3:PutBucketTagging",
        DeleteBucketTaggingRequest.class,
        DeleteBucketTaggingResponse.builder().build());
    put(
        ConfigurationKind.LOGGING,
        "s3:PutBucketLogging",
        PutBucketLoggingRequest.class,
        PutBucketLoggingResponse.builder().build(),
        "no access is logged by it yet");
    get(
        ConfigurationKind.LOGGING,
        "s3:GetBucketLogging",
        GetBucketLoggingRequest.class,
        GetBucketLoggingResponse.class,
        GetBucketLoggingResponse::builder);
    put(
        ConfigurationKind.NOTIFICATION,
        "s3:PutBucketNotification",
        PutBucketNotificationConfigurationRequest.class,
        PutBucketNotificationConfigurationResponse.builder().build(),
        "nobody is notified by it yet");
    get(
        ConfigurationKind.NOTIFICATION,
        "s3:GetBucketNotification",
        GetBucketNotificationConfigurationRequest.class,
        GetBucketNotificationConfigurationResponse.class,
        GetBucketNotificationConfigurationResponse::builder);
    put(
        ConfigurationKind.ACCELERATE,
        "s3:PutAccelerateConfiguration",
        PutBucketAccelerateConfigurationRequest.class,
        PutBucketAccelerateConfigurationResponse.builder().build(),
        "there is no edge to accelerate");
    get(
        ConfigurationKind.ACCELERATE,
        "s3:GetAccelerateConfiguration",
        GetBucketAccelerateConfigurationRequest.class,
        GetBucketAccelerateConfigurationResponse.class,
        GetBucketAccelerateConfigurationResponse::builder);
    put(
        ConfigurationKind.REQUEST_PAYMENT,
        "s3:PutBucketRequestPayment",
        PutBucketRequestPaymentRequest.class,
        PutBucketRequestPaymentResponse.builder().build(),
        "nobody pays yet");
    get(
        ConfigurationKind.REQUEST_PAYMENT,
        "s3:GetBucketRequestPayment",
        GetBucketRequestPaymentRequest.class,
        GetBucketRequestPaymentResponse.class,
        GetBucketRequestPaymentResponse::builder);
    put(
        ConfigurationKind.ABAC,
        "s3:PutBucketAbac",
        PutBucketAbacRequest.class,
        PutBucketAbacResponse.builder().build(),
        "tags don't decide over access yet");
    get(
        ConfigurationKind.ABAC,
        "s3:GetBucketAbac",
        GetBucketAbacRequest.class,
        GetBucketAbacResponse.class,
        GetBucketAbacResponse::builder);
    put(
        ConfigurationKind.ENCRYPTION,
        "s3:PutEncryptionConfiguration",
        PutBucketEncryptionRequest.class,
        PutBucketEncryptionResponse.builder().build(),
        "objects are not encrypted by it yet");
    get(
        ConfigurationKind.ENCRYPTION,
        "s3:GetEncryptionConfiguration",
        GetBucketEncryptionRequest.class,
        GetBucketEncryptionResponse.class,
        GetBucketEncryptionResponse::builder);
    delete(
        ConfigurationKind.ENCRYPTION,
        "s3:PutEncryptionConfiguration",
        DeleteBucketEncryptionRequest.class,
        DeleteBucketEncryptionResponse.builder().build());
    put(
        ConfigurationKind.PUBLIC_ACCESS_BLOCK,
        "s3:PutBucketPublicAccessBlock",
        PutPublicAccessBlockRequest.class,
        PutPublicAccessBlockResponse.builder().build(),
        "no policy or list makes anything public yet");
    get(
        ConfigurationKind.PUBLIC_ACCESS_BLOCK,
        "s3:GetBucketPublicAccessBlock",
        GetPublicAccessBlockRequest.class,
        GetPublicAccessBlockResponse.class,
        GetPublicAccessBlockResponse::builder);
    delete(
        ConfigurationKind.PUBLIC_ACCESS_BLOCK,
        "s3:PutBucketPublicAccessBlock",
        DeletePublicAccessBlockRequest.class,
        DeletePublicAccessBlockResponse.builder().build());
    put(
        ConfigurationKind.OWNERSHIP,
        "s3:PutBucketOwnershipControls",
        PutBucketOwnershipControlsRequest.class,
        PutBucketOwnershipControlsResponse.builder().build(),
        null);
    get(
        ConfigurationKind.OWNERSHIP,
        "s3:GetBucketOwnershipControls",
        GetBucketOwnershipControlsRequest.class,
        GetBucketOwnershipControlsResponse.class,
        GetBucketOwnershipControlsResponse::builder);
    delete(
        ConfigurationKind.OWNERSHIP,
        "s3:PutBucketOwnershipControls",
        DeleteBucketOwnershipControlsRequest.class,
        DeleteBucketOwnershipControlsResponse.builder().build());
    put(
        ConfigurationKind.ANALYTICS,
        "s3:PutAnalyticsConfiguration",
        PutBucketAnalyticsConfigurationRequest.class,
        PutBucketAnalyticsConfigurationResponse.builder().build(),
        "nothing is analysed by it yet");
    get(
        ConfigurationKind.ANALYTICS,
        "s3:GetAnalyticsConfiguration",
        GetBucketAnalyticsConfigurationRequest.class,
        GetBucketAnalyticsConfigurationResponse.class,
        GetBucketAnalyticsConfigurationResponse::builder);
    delete(
        ConfigurationKind.ANALYTICS,
        "s3:PutAnalyticsConfiguration",
        DeleteBucketAnalyticsConfigurationRequest.class,
        DeleteBucketAnalyticsConfigurationResponse.builder().build());
    put(
        ConfigurationKind.INVENTORY,
        "s3:PutInventoryConfiguration",
        PutBucketInventoryConfigurationRequest.class,
        PutBucketInventoryConfigurationResponse.builder().build(),
        "no inventory is written by it yet");
    get(
        ConfigurationKind.INVENTORY,
        "s3:GetInventoryConfiguration",
        GetBucketInventoryConfigurationRequest.class,
        GetBucketInventoryConfigurationResponse.class,
        GetBucketInventoryConfigurationResponse::builder);
    delete(
        ConfigurationKind.INVENTORY,
        "s3:PutInventoryConfiguration",
        DeleteBucketInventoryConfigurationRequest.class,
        DeleteBucketInventoryConfigurationResponse.builder().build());
    put(
        ConfigurationKind.METRICS,
        "s3:PutMetricsConfiguration",
        PutBucketMetricsConfigurationRequest.class,
        PutBucketMetricsConfigurationResponse.builder().build(),
        "no request metrics are kept by it yet");
    get(
        ConfigurationKind.METRICS,
        "s3:GetMetricsConfiguration",
        GetBucketMetricsConfigurationRequest.class,
        GetBucketMetricsConfigurationResponse.class,
        GetBucketMetricsConfigurationResponse::builder);
    delete(
        ConfigurationKind.METRICS,
        "s3:PutMetricsConfiguration",
        DeleteBucketMetricsConfigurationRequest.class,
        DeleteBucketMetricsConfigurationResponse.builder().build());
    put(
        ConfigurationKind.INTELLIGENT_TIERING,
        "s3:PutIntelligentTieringConfiguration",
        PutBucketIntelligentTieringConfigurationRequest.class,
        PutBucketIntelligentTieringConfigurationResponse.builder().build(),
        "no object changes its tier by it yet");
    get(
        ConfigurationKind.INTELLIGENT_TIERING,
        "s3:GetIntelligentTieringConfiguration",
        GetBucketIntelligentTieringConfigurationRequest.class,
        GetBucketIntelligentTieringConfigurationResponse.class,
        GetBucketIntelligentTieringConfigurationResponse::builder);
    delete(
        ConfigurationKind.INTELLIGENT_TIERING,
        "s3:PutIntelligentTieringConfiguration",
        DeleteBucketIntelligentTieringConfigurationRequest.class,
        DeleteBucketIntelligentTieringConfigurationResponse.builder().build());
    list(
        ConfigurationKind.ANALYTICS,
        "s3:GetAnalyticsConfiguration",
        ListBucketAnalyticsConfigurationsRequest.class,
        ListBucketAnalyticsConfigurationsResponse.class,
        ListBucketAnalyticsConfigurationsResponse::builder);
    list(
        ConfigurationKind.INVENTORY,
        "s3:GetInventoryConfiguration",
        ListBucketInventoryConfigurationsRequest.class,
        ListBucketInventoryConfigurationsResponse.class,
        ListBucketInventoryConfigurationsResponse::builder);
    list(
        ConfigurationKind.METRICS,
        "s3:GetMetricsConfiguration",
        ListBucketMetricsConfigurationsRequest.class,
        ListBucketMetricsConfigurationsResponse.class,
        ListBucketMetricsConfigurationsResponse::builder);
    list(
        ConfigurationKind.INTELLIGENT_TIERING,
        "s3:GetIntelligentTieringConfiguration",
        ListBucketIntelligentTieringConfigurationsRequest.class,
        ListBucketIntelligentTieringConfigurationsResponse.class,
        ListBucketIntelligentTieringConfigurationsResponse::builder);
  }

  /**
   * Registers how a configuration is put.
   *
   * @param why what it doesn't do; null where it does what it says
   */
  private <I extends S3Request, O extends S3Response> void put(
      ConfigurationKind kind, String action, Class<I> request, O response, @Nullable String why) {
    @SuppressWarnings("unchecked") // the class of the response at hand
    Class<O> type = (Class<O>) response.getClass();
    Registration<I> registration =
        operations
            .on(request, type, (call, it) -> configurations.put(call, it, kind, response))
            .authorises(action, this::bucket);
    if (why != null) {
      registration.recordedOnly(why);
    }
  }

  private <I extends S3Request, O extends S3Response> void get(
      ConfigurationKind kind,
      String action,
      Class<I> request,
      Class<O> response,
      Supplier<? extends SdkPojo> builder) {
    operations
        .on(
            request,
            response,
            (call, it) -> configurations.get(call, it, kind, builder.get(), response))
        .authorises(action, this::bucket);
  }

  private <I extends S3Request, O extends S3Response> void delete(
      ConfigurationKind kind, String action, Class<I> request, O response) {
    @SuppressWarnings("unchecked") // the class of the response at hand
    Class<O> type = (Class<O>) response.getClass();
    operations
        .on(request, type, (call, it) -> configurations.delete(call, it, kind, response))
        .authorises(action, this::bucket);
  }

  private <I extends S3Request, O extends S3Response> void list(
      ConfigurationKind kind,
      String action,
      Class<I> request,
      Class<O> response,
      Supplier<? extends SdkPojo> builder) {
    operations
        .on(
            request,
            response,
            (call, it) -> configurations.list(call, it, kind, builder.get(), response))
        .authorises(action, this::bucket);
  }

  private Resource bucket(Call call, S3Request request) {
    return directory.resource(
        call, Objects.requireNonNullElse(Members.text(request, "Bucket"), ""));
  }
}
