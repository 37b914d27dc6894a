package dev.cloudjar.s3;

import software.amazon.awssdk.services.s3.model.DeleteBucketCorsRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketCorsResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketEncryptionResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketLifecycleRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketLifecycleResponse;
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
import software.amazon.awssdk.services.s3.model.GetBucketCorsRequest;
import software.amazon.awssdk.services.s3.model.GetBucketCorsResponse;
import software.amazon.awssdk.services.s3.model.GetBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.GetBucketEncryptionResponse;
import software.amazon.awssdk.services.s3.model.GetBucketLifecycleConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLifecycleConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketLoggingRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLoggingResponse;
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
import software.amazon.awssdk.services.s3.model.PutBucketAbacRequest;
import software.amazon.awssdk.services.s3.model.PutBucketAbacResponse;
import software.amazon.awssdk.services.s3.model.PutBucketAccelerateConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketAccelerateConfigurationResponse;
import software.amazon.awssdk.services.s3.model.PutBucketCorsRequest;
import software.amazon.awssdk.services.s3.model.PutBucketCorsResponse;
import software.amazon.awssdk.services.s3.model.PutBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.PutBucketEncryptionResponse;
import software.amazon.awssdk.services.s3.model.PutBucketLifecycleConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketLifecycleConfigurationResponse;
import software.amazon.awssdk.services.s3.model.PutBucketLoggingRequest;
import software.amazon.awssdk.services.s3.model.PutBucketLoggingResponse;
import software.amazon.awssdk.services.s3.model.PutBucketOwnershipControlsRequest;
import software.amazon.awssdk.services.s3.model.PutBucketOwnershipControlsResponse;
import software.amazon.awssdk.services.s3.model.PutBucketRequestPaymentRequest;
import software.amazon.awssdk.services.s3.model.PutBucketRequestPaymentResponse;
import software.amazon.awssdk.services.s3.model.PutBucketTaggingRequest;
import software.amazon.awssdk.services.s3.model.PutBucketTaggingResponse;
import software.amazon.awssdk.services.s3.model.PutBucketWebsiteRequest;
import software.amazon.awssdk.services.s3.model.PutBucketWebsiteResponse;
import software.amazon.awssdk.services.s3.model.PutPublicAccessBlockRequest;
import software.amazon.awssdk.services.s3.model.PutPublicAccessBlockResponse;

/** The list of the configurations of which a bucket may have one. */
final class S3ConfigurationRoom {
  private final ConfigurationRegistration registration;

  S3ConfigurationRoom(ConfigurationRegistration registration) {
    this.registration = registration;
  }

  void register() {
    registration.get(
        ConfigurationKind.OBJECT_LOCK,
        "s3:GetBucketObjectLockConfiguration",
        GetObjectLockConfigurationRequest.class,
        GetObjectLockConfigurationResponse.class,
        GetObjectLockConfigurationResponse::builder);
    registration.put(
        ConfigurationKind.CORS,
        "s3:PutBucketCORS",
        PutBucketCorsRequest.class,
        PutBucketCorsResponse.builder().build(),
        null);
    registration.get(
        ConfigurationKind.CORS,
        "s3:GetBucketCORS",
        GetBucketCorsRequest.class,
        GetBucketCorsResponse.class,
        GetBucketCorsResponse::builder);
    registration.delete(
        ConfigurationKind.CORS,
        "s3:PutBucketCORS",
        DeleteBucketCorsRequest.class,
        DeleteBucketCorsResponse.builder().build());
    registration.put(
        ConfigurationKind.LIFECYCLE,
        "s3:PutLifecycleConfiguration",
        PutBucketLifecycleConfigurationRequest.class,
        PutBucketLifecycleConfigurationResponse.builder().build(),
        null);
    registration.get(
        ConfigurationKind.LIFECYCLE,
        "s3:GetLifecycleConfiguration",
        GetBucketLifecycleConfigurationRequest.class,
        GetBucketLifecycleConfigurationResponse.class,
        GetBucketLifecycleConfigurationResponse::builder);
    registration.delete(
        ConfigurationKind.LIFECYCLE,
        "s3:PutLifecycleConfiguration",
        DeleteBucketLifecycleRequest.class,
        DeleteBucketLifecycleResponse.builder().build());
    registration.put(
        ConfigurationKind.WEBSITE,
        "s3:PutBucketWebsite",
        PutBucketWebsiteRequest.class,
        PutBucketWebsiteResponse.builder().build(),
        null);
    registration.get(
        ConfigurationKind.WEBSITE,
        "s3:GetBucketWebsite",
        GetBucketWebsiteRequest.class,
        GetBucketWebsiteResponse.class,
        GetBucketWebsiteResponse::builder);
    registration.delete(
        ConfigurationKind.WEBSITE,
        "s3:DeleteBucketWebsite",
        DeleteBucketWebsiteRequest.class,
        DeleteBucketWebsiteResponse.builder().build());
    registration.get(
        ConfigurationKind.REPLICATION,
        "s3:GetReplicationConfiguration",
        GetBucketReplicationRequest.class,
        GetBucketReplicationResponse.class,
        GetBucketReplicationResponse::builder);
    registration.delete(
        ConfigurationKind.REPLICATION,
        "s3:PutReplicationConfiguration",
        DeleteBucketReplicationRequest.class,
        DeleteBucketReplicationResponse.builder().build());
    registration.put(
        ConfigurationKind.TAGGING,
        "s3:PutBucketTagging",
        PutBucketTaggingRequest.class,
        PutBucketTaggingResponse.builder().build(),
        null);
    registration.get(
        ConfigurationKind.TAGGING,
        "s3:GetBucketTagging",
        GetBucketTaggingRequest.class,
        GetBucketTaggingResponse.class,
        GetBucketTaggingResponse::builder);
    registration.delete(
        ConfigurationKind.TAGGING,
        "s3:PutBucketTagging",
        DeleteBucketTaggingRequest.class,
        DeleteBucketTaggingResponse.builder().build());
    registration.put(
        ConfigurationKind.LOGGING,
        "s3:PutBucketLogging",
        PutBucketLoggingRequest.class,
        PutBucketLoggingResponse.builder().build(),
        null);
    registration.get(
        ConfigurationKind.LOGGING,
        "s3:GetBucketLogging",
        GetBucketLoggingRequest.class,
        GetBucketLoggingResponse.class,
        GetBucketLoggingResponse::builder);
    registration.get(
        ConfigurationKind.NOTIFICATION,
        "s3:GetBucketNotification",
        GetBucketNotificationConfigurationRequest.class,
        GetBucketNotificationConfigurationResponse.class,
        GetBucketNotificationConfigurationResponse::builder);
    registration.put(
        ConfigurationKind.ACCELERATE,
        "s3:PutAccelerateConfiguration",
        PutBucketAccelerateConfigurationRequest.class,
        PutBucketAccelerateConfigurationResponse.builder().build(),
        null);
    registration.get(
        ConfigurationKind.ACCELERATE,
        "s3:GetAccelerateConfiguration",
        GetBucketAccelerateConfigurationRequest.class,
        GetBucketAccelerateConfigurationResponse.class,
        GetBucketAccelerateConfigurationResponse::builder);
    registration.put(
        ConfigurationKind.REQUEST_PAYMENT,
        "s3:PutBucketRequestPayment",
        PutBucketRequestPaymentRequest.class,
        PutBucketRequestPaymentResponse.builder().build(),
        null);
    registration.get(
        ConfigurationKind.REQUEST_PAYMENT,
        "s3:GetBucketRequestPayment",
        GetBucketRequestPaymentRequest.class,
        GetBucketRequestPaymentResponse.class,
        GetBucketRequestPaymentResponse::builder);
    registration.put(
        ConfigurationKind.ABAC,
        "s3:PutBucketAbac",
        PutBucketAbacRequest.class,
        PutBucketAbacResponse.builder().build(),
        "tags don't decide over access yet");
    registration.get(
        ConfigurationKind.ABAC,
        "s3:GetBucketAbac",
        GetBucketAbacRequest.class,
        GetBucketAbacResponse.class,
        GetBucketAbacResponse::builder);
    registration.put(
        ConfigurationKind.ENCRYPTION,
        "s3:PutEncryptionConfiguration",
        PutBucketEncryptionRequest.class,
        PutBucketEncryptionResponse.builder().build(),
        null);
    registration.get(
        ConfigurationKind.ENCRYPTION,
        "s3:GetEncryptionConfiguration",
        GetBucketEncryptionRequest.class,
        GetBucketEncryptionResponse.class,
        GetBucketEncryptionResponse::builder);
    registration.delete(
        ConfigurationKind.ENCRYPTION,
        "s3:PutEncryptionConfiguration",
        DeleteBucketEncryptionRequest.class,
        DeleteBucketEncryptionResponse.builder().build());
    registration.put(
        ConfigurationKind.PUBLIC_ACCESS_BLOCK,
        "s3:PutBucketPublicAccessBlock",
        PutPublicAccessBlockRequest.class,
        PutPublicAccessBlockResponse.builder().build(),
        null);
    registration.get(
        ConfigurationKind.PUBLIC_ACCESS_BLOCK,
        "s3:GetBucketPublicAccessBlock",
        GetPublicAccessBlockRequest.class,
        GetPublicAccessBlockResponse.class,
        GetPublicAccessBlockResponse::builder);
    registration.delete(
        ConfigurationKind.PUBLIC_ACCESS_BLOCK,
        "s3:PutBucketPublicAccessBlock",
        DeletePublicAccessBlockRequest.class,
        DeletePublicAccessBlockResponse.builder().build());
    registration.put(
        ConfigurationKind.OWNERSHIP,
        "s3:PutBucketOwnershipControls",
        PutBucketOwnershipControlsRequest.class,
        PutBucketOwnershipControlsResponse.builder().build(),
        null);
    registration.get(
        ConfigurationKind.OWNERSHIP,
        "s3:GetBucketOwnershipControls",
        GetBucketOwnershipControlsRequest.class,
        GetBucketOwnershipControlsResponse.class,
        GetBucketOwnershipControlsResponse::builder);
    registration.delete(
        ConfigurationKind.OWNERSHIP,
        "s3:PutBucketOwnershipControls",
        DeleteBucketOwnershipControlsRequest.class,
        DeleteBucketOwnershipControlsResponse.builder().build());
  }
}
