package dev.cloudjar.gateway;

import dev.cloudjar.catalog.OperationModel;
import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.cloud.AnswerWatch;
import dev.cloudjar.cloud.Content;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Registration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

/** The operations of one room. Filled while the room is opened, and only read from then on. */
final class RegisteredOperations implements Operations {
  private final ServiceModel service;
  private final RequestTags tags;
  private final Map<String, OperationModel> byRequestClass = new HashMap<>();
  private final Map<String, RegisteredOperation<?>> byName = new HashMap<>();
  private final List<PlainHandler> plain = new ArrayList<>();
  private final List<AnswerHeaders> answerHeaders = new ArrayList<>();
  private final List<AnswerWatch> watches = new ArrayList<>();

  RegisteredOperations(ServiceModel service) {
    this.service = service;
    this.tags = new RequestTags(service);
    for (OperationModel operation : service.operations().values()) {
      byRequestClass.put(operation.requestClass(), operation);
    }
  }

  ServiceModel service() {
    return service;
  }

  /** The operation of a name such as {@code SendMessage}; null where the room has none. */
  @Nullable RegisteredOperation<?> find(String name) {
    return byName.get(name);
  }

  @Override
  public <I extends AwsRequest, O extends AwsResponse> Registration<I> on(
      Class<I> request, Class<O> response, Handler<I, O> handler) {
    return register(request, new RegisteredOperation.Action.Structure<>(handler));
  }

  @Override
  public <I extends AwsRequest, O extends AwsResponse> Registration<I> onUpload(
      Class<I> request, Class<O> response, UploadHandler<I, O> handler) {
    return register(request, new RegisteredOperation.Action.Upload<>(handler));
  }

  @Override
  public <I extends AwsRequest, O extends AwsResponse> Registration<I> onDownload(
      Class<I> request, Class<O> response, DownloadHandler<I, O> handler) {
    return register(request, new RegisteredOperation.Action.Download<>(handler));
  }

  @Override
  public <I extends AwsRequest, O extends AwsResponse> Registration<I> onEvents(
      Class<I> request, Class<O> response, EventHandler<I, O> handler) {
    if (!model(request).eventStreamOutput()) {
      throw new IllegalArgumentException(request.getSimpleName() + " answers without events");
    }
    return register(request, new RegisteredOperation.Action.Events<>(handler));
  }

  @Override
  public <I extends AwsRequest> void unsupported(Class<I> request, String reason) {
    register(request, new RegisteredOperation.Action.Refused<>(reason));
  }

  @Override
  public void plain(PlainHandler handler) {
    plain.add(handler);
  }

  @Override
  public void eachAnswer(AnswerHeaders headers) {
    answerHeaders.add(headers);
  }

  @Override
  public void watchAnswers(AnswerWatch watch) {
    watches.add(watch);
  }

  /** Whether anybody looks at answers just now. */
  boolean isWatched() {
    for (AnswerWatch watch : watches) {
      if (watch.isAttentive()) {
        return true;
      }
    }
    return false;
  }

  /** Shows an answer to whoever looks, and says what is to be sent. */
  Content leaving(AnswerWatch.Leaving leaving) {
    AnswerWatch.Leaving shown = leaving;
    for (AnswerWatch watch : watches) {
      shown = shown.with(watch.leaving(shown));
    }
    return shown.content();
  }

  /** Who answers requests that are no operation, in the order in which they are asked. */
  List<PlainHandler> plainHandlers() {
    return plain;
  }

  /** Who adds headers to every answer. */
  List<AnswerHeaders> answerHeaders() {
    return answerHeaders;
  }

  /** The operation that a class is the request of. */
  OperationModel model(Class<?> request) {
    OperationModel model = byRequestClass.get(request.getSimpleName());
    if (model == null) {
      throw new IllegalArgumentException(
          service.name() + " has no operation with " + request.getSimpleName());
    }
    return model;
  }

  private <I extends AwsRequest> Registration<I> register(
      Class<I> request, RegisteredOperation.Action<I> action) {
    OperationModel model = model(request);
    RegisteredOperation<I> operation = new RegisteredOperation<>(model, request, action, tags);
    if (byName.putIfAbsent(model.name(), operation) != null) {
      throw new IllegalStateException(model.name() + " is registered twice");
    }
    return operation;
  }
}
