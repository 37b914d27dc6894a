package dev.cloudjar.gateway;

import dev.cloudjar.catalog.OperationModel;
import dev.cloudjar.cloud.Body;
import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Content;
import dev.cloudjar.cloud.Fidelity;
import dev.cloudjar.cloud.Gate;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Registration;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.gateway.control.Coverage.Authorisation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.core.SdkPojo;

/** An operation that a room answers, with everything that it has said of it. */
final class RegisteredOperation<I extends AwsRequest> implements Registration<I> {
  private final OperationModel model;
  private final Class<I> requestClass;
  private final Action<I> action;
  private final RequestTags tags;
  private final List<BiFunction<Call, I, List<Gate.Need>>> needs = new ArrayList<>();
  private final Map<String, String> recordedMembers = new LinkedHashMap<>();
  private @Nullable String recordedWhy;
  private final List<String> namedActions = new ArrayList<>();
  private boolean permissionless;
  private boolean within;
  private boolean immediate;
  private volatile @Nullable MethodHandle builder;

  RegisteredOperation(
      OperationModel model, Class<I> requestClass, Action<I> action, RequestTags tags) {
    this.model = model;
    this.requestClass = requestClass;
    this.action = action;
    this.tags = tags;
  }

  /** What a room does at a call. */
  sealed interface Action<I extends AwsRequest> {
    /** Answers a structure. */
    record Structure<I extends AwsRequest, O extends AwsResponse>(Operations.Handler<I, O> handler)
        implements Action<I> {}

    /** Takes a stream. */
    record Upload<I extends AwsRequest, O extends AwsResponse>(
        Operations.UploadHandler<I, O> handler) implements Action<I> {}

    /** Gives a stream. */
    record Download<I extends AwsRequest, O extends AwsResponse>(
        Operations.DownloadHandler<I, O> handler) implements Action<I> {}

    /** Gives a stream of events. */
    record Events<I extends AwsRequest, O extends AwsResponse>(
        Operations.EventHandler<I, O> handler) implements Action<I> {}

    /** Refuses on purpose. */
    record Refused<I extends AwsRequest>(String reason) implements Action<I> {}
  }

  /**
   * What came of a call.
   *
   * @param content null where there is no stream of bytes
   * @param events null where there is no stream of events
   */
  record Result(
      AwsResponse response, @Nullable Content content, Operations.@Nullable EventSource events) {
    Result(AwsResponse response, @Nullable Content content) {
      this(response, content, null);
    }

    /** Gives up what would have been sent. */
    void close() {
      if (content != null) {
        content.close();
      }
    }
  }

  @Override
  public Registration<I> authorises(String needed, BiFunction<Call, I, Resource> resource) {
    namedActions.add(needed);
    needs.add((call, request) -> List.of(new Gate.Need(needed, resource.apply(call, request))));
    return this;
  }

  @Override
  public Registration<I> authorises(BiFunction<Call, I, List<Gate.Need>> found) {
    needs.add(found);
    return this;
  }

  @Override
  public Registration<I> authorisesWithin() {
    within = true;
    return this;
  }

  @Override
  public Registration<I> needsNoPermission() {
    permissionless = true;
    return this;
  }

  @Override
  public Registration<I> recordedOnly(String why) {
    recordedWhy = why;
    return this;
  }

  @Override
  public Registration<I> recordedMember(String member, String why) {
    recordedMembers.put(member, why);
    return this;
  }

  @Override
  public Registration<I> immediate() {
    immediate = true;
    return this;
  }

  OperationModel model() {
    return model;
  }

  /** Whether the handler may run on the thread that reads the network. */
  boolean isImmediate() {
    return immediate && action instanceof Action.Structure;
  }

  boolean isPermissionless() {
    return permissionless || within;
  }

  /** What it has said of the permissions that it needs. */
  Authorisation authorisation() {
    if (permissionless) {
      return new Authorisation.None();
    }
    boolean dependent = within || needs.size() > namedActions.size();
    return needs.isEmpty() && !within
        ? new Authorisation.Untold()
        : new Authorisation.Actions(Set.copyOf(namedActions), dependent);
  }

  Fidelity fidelity() {
    if (action instanceof Action.Refused) {
      return Fidelity.UNSUPPORTED;
    }
    return recordedWhy == null ? Fidelity.REAL : Fidelity.RECORDED;
  }

  /** Why it is not real; empty where it is. */
  String reason() {
    if (action instanceof Action.Refused<I> refused) {
      return refused.reason();
    }
    return recordedWhy == null ? "" : recordedWhy;
  }

  Map<String, String> recordedMembers() {
    return recordedMembers;
  }

  /** An empty builder of the request. */
  SdkPojo newBuilder() {
    MethodHandle factory = builder;
    if (factory == null) {
      factory = findBuilder();
      builder = factory;
    }
    try {
      return (SdkPojo) factory.invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException("no builder of " + requestClass.getName(), e);
    }
  }

  private MethodHandle findBuilder() {
    try {
      return MethodHandles.publicLookup()
          .unreflect(requestClass.getMethod("builder"))
          .asType(MethodType.methodType(SdkPojo.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("no builder of " + requestClass.getName(), e);
    }
  }

  /** What a caller needs for a request; may throw the room's own fault. */
  List<Gate.Need> needs(Call call, AwsRequest request) {
    if (needs.isEmpty()) {
      return List.of();
    }
    I own = requestClass.cast(request);
    if (needs.size() == 1) {
      return tags.addTo(needs.getFirst().apply(call, own), own);
    }
    List<Gate.Need> all = new ArrayList<>(needs.size());
    for (BiFunction<Call, I, List<Gate.Need>> needed : needs) {
      all.addAll(needed.apply(call, own));
    }
    return tags.addTo(all, own);
  }

  /** Has the room do it. */
  Result perform(Call call, AwsRequest request, Body body) {
    I own = requestClass.cast(request);
    return switch (action) {
      case Action.Structure<I, ?>(var handler) -> new Result(handler.handle(call, own), null);
      case Action.Upload<I, ?>(var handler) -> new Result(handler.handle(call, own, body), null);
      case Action.Download<I, ?>(var handler) -> {
        Operations.Download<? extends AwsResponse> download = handler.handle(call, own);
        yield new Result(download.response(), download.content());
      }
      case Action.Events<I, ?>(var handler) -> {
        Operations.EventAnswer<? extends AwsResponse> answer = handler.handle(call, own);
        yield new Result(answer.response(), null, answer.source());
      }
      case Action.Refused<I>(var reason) ->
          throw Faults.notImplemented(model.service(), model.name(), reason);
    };
  }
}
