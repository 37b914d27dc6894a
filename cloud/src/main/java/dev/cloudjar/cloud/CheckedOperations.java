package dev.cloudjar.cloud;

import java.util.function.BiConsumer;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

/**
 * Registers operations whose calls are looked at before they are handled.
 *
 * @param check refuses a call by throwing
 */
public record CheckedOperations(Operations operations, BiConsumer<Call, AwsRequest> check)
    implements ForwardingOperations {

  @Override
  public <I extends AwsRequest, O extends AwsResponse> Registration<I> on(
      Class<I> request, Class<O> response, Handler<I, O> handler) {
    return operations.on(request, response, checked(handler));
  }

  @Override
  public <I extends AwsRequest, O extends AwsResponse> Registration<I> onUpload(
      Class<I> request, Class<O> response, UploadHandler<I, O> handler) {
    return operations.onUpload(
        request,
        response,
        (call, it, body) -> {
          check.accept(call, it);
          return handler.handle(call, it, body);
        });
  }

  @Override
  public <I extends AwsRequest, O extends AwsResponse> Registration<I> onDownload(
      Class<I> request, Class<O> response, DownloadHandler<I, O> handler) {
    return operations.onDownload(request, response, checked(handler::handle)::handle);
  }

  @Override
  public <I extends AwsRequest, O extends AwsResponse> Registration<I> onEvents(
      Class<I> request, Class<O> response, EventHandler<I, O> handler) {
    return operations.onEvents(request, response, checked(handler::handle)::handle);
  }

  private <I extends AwsRequest, R> Handler<I, R> checked(Handler<I, R> handler) {
    return (call, request) -> {
      check.accept(call, request);
      return handler.handle(call, request);
    };
  }
}
