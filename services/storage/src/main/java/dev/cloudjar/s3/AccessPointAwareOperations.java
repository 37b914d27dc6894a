package dev.cloudjar.s3;

import dev.cloudjar.cloud.ForwardingOperations;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Registration;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

/**
 * Registers operations that may be called through access points.
 *
 * @param operations where they are registered
 */
record AccessPointAwareOperations(Operations operations) implements ForwardingOperations {

  @Override
  public <I extends AwsRequest, O extends AwsResponse> Registration<I> on(
      Class<I> request, Class<O> response, Handler<I, O> handler) {
    return new AccessPointRegistration<>(operations.on(request, response, handler));
  }

  @Override
  public <I extends AwsRequest, O extends AwsResponse> Registration<I> onUpload(
      Class<I> request, Class<O> response, UploadHandler<I, O> handler) {
    return new AccessPointRegistration<>(operations.onUpload(request, response, handler));
  }

  @Override
  public <I extends AwsRequest, O extends AwsResponse> Registration<I> onDownload(
      Class<I> request, Class<O> response, DownloadHandler<I, O> handler) {
    return new AccessPointRegistration<>(operations.onDownload(request, response, handler));
  }

  @Override
  public <I extends AwsRequest, O extends AwsResponse> Registration<I> onEvents(
      Class<I> request, Class<O> response, EventHandler<I, O> handler) {
    return new AccessPointRegistration<>(operations.onEvents(request, response, handler));
  }
}
