package dev.cloudjar.ec2.ground;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.CheckedOperations;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Gate.Need;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Operations.Handler;
import dev.cloudjar.cloud.Registration;
import dev.cloudjar.ec2.ground.Selection.Criterion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Ec2Request;
import software.amazon.awssdk.services.ec2.model.Ec2Response;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.UnsuccessfulItem;

/**
 * Where the room's parts register their operations. Does what is the same for all of them: dry
 * runs, permissions with the keys that all actions know, and what an account has in a Region before
 * it does anything there.
 */
public final class Ec2Operations {
  private static final String CREATE_TAGS = "ec2:CreateTags";

  private final Operations operations;
  private final ResourceAccess access;

  /**
   * @param atFirst called before each operation
   */
  public Ec2Operations(Operations operations, Ground ground, Consumer<Call> atFirst) {
    this.operations =
        new CheckedOperations(
            operations,
            (call, request) -> {
              if (request.getValueForField("DryRun", Boolean.class).orElse(false)) {
                throw Ec2Faults.dryRunOperation();
              }
              atFirst.accept(call);
            });
    this.access = new ResourceAccess(ground.store());
  }

  /** An operation that is about no resource in particular, as most that describe things are. */
  public <I extends Ec2Request, O extends Ec2Response> Registration<I> on(
      Class<I> request, Class<O> response, Handler<I, O> handler) {
    String action = action(request);
    return operations
        .on(request, response, handler)
        .authorises((call, it) -> access.needs(call, action, List.of()));
  }

  /** An operation that is about one resource. */
  public <I extends Ec2Request, O extends Ec2Response> Registration<I> on(
      Class<I> request,
      Class<O> response,
      Function<I, @Nullable String> id,
      Handler<I, O> handler) {
    return onAll(
        request,
        response,
        (call, it) -> {
          String about = id.apply(it);
          return about == null ? List.of() : List.of(about);
        },
        handler);
  }

  /**
   * An operation that is about several resources.
   *
   * @param ids ids of resources, or a type, a slash and a name or asterisk for what is yet to be
   *     made
   */
  public <I extends Ec2Request, O extends Ec2Response> Registration<I> onAll(
      Class<I> request,
      Class<O> response,
      BiFunction<Call, I, List<String>> ids,
      Handler<I, O> handler) {
    String action = action(request);
    return operations
        .on(request, response, handler)
        .authorises(
            (call, it) -> {
              List<Need> needs =
                  new ArrayList<>(access.needs(call, action, List.copyOf(ids.apply(call, it))));
              needs.addAll(tagging(call, it));
              return needs;
            });
  }

  /**
   * What an operation is about.
   *
   * @param request what is asked in full, by which tags are found
   * @param all ids as in {@link #onAll}, with the condition keys of each
   */
  public record Subjects<I>(I request, Map<String, Map<String, String>> all) {}

  /** An operation that is about more than its request says itself. */
  public <I extends Ec2Request, O extends Ec2Response> Registration<I> onSubjects(
      Class<I> request,
      Class<O> response,
      BiFunction<Call, I, Subjects<I>> subjects,
      Handler<I, O> handler) {
    String action = action(request);
    return operations
        .on(request, response, handler)
        .authorises(
            (call, it) -> {
              Subjects<I> about = subjects.apply(call, it);
              List<Need> needs = new ArrayList<>();
              about
                  .all()
                  .forEach(
                      (id, keys) -> {
                        Need need = access.need(call, action, access.resource(call, id));
                        for (Map.Entry<String, String> key : keys.entrySet()) {
                          need = need.with(key.getKey(), key.getValue());
                        }
                        needs.add(need);
                      });
              needs.addAll(tagging(call, about.request()));
              return needs;
            });
  }

  /**
   * An operation that makes a resource, of others that there are.
   *
   * @param others ids that may be null
   */
  public <I extends Ec2Request, O extends Ec2Response> Registration<I> making(
      ResourceKind kind,
      Class<I> request,
      Class<O> response,
      Function<I, List<@Nullable String>> others,
      Handler<I, O> handler) {
    return onAll(
        request,
        response,
        (call, it) -> {
          List<String> ids = new ArrayList<>();
          ids.add(kind.type() + "/*");
          others.apply(it).stream()
              .filter(Objects::nonNull)
              .forEach(each -> ids.add(Objects.requireNonNull(each)));
          return ids;
        },
        handler);
  }

  /** Refused on purpose. */
  public <I extends Ec2Request> void unsupported(Class<I> request, String reason) {
    operations.unsupported(request, reason);
  }

  /** Tagging what is being made needs a permission of its own. */
  private List<Need> tagging(Call call, Ec2Request request) {
    List<Need> needs = new ArrayList<>();
    for (Object each :
        request.getValueForField("TagSpecifications", List.class).orElse(List.of())) {
      if (each instanceof TagSpecification specification && !specification.tags().isEmpty()) {
        needs.add(
            access
                .need(
                    call,
                    CREATE_TAGS,
                    access.resource(call, specification.resourceTypeAsString() + "/*"))
                .with("ec2:CreateAction", call.operation()));
      }
    }
    return needs;
  }

  private static String action(Class<? extends Ec2Request> request) {
    String name = request.getSimpleName();
    return "ec2:" + name.substring(0, name.length() - "Request".length());
  }

  /** What is told of a resource that a request about several could not be done for. */
  public static UnsuccessfulItem unsuccessful(String resourceId, Fault fault) {
    return UnsuccessfulItem.builder()
        .resourceId(resourceId)
        .error(it -> it.code(fault.code()).message(fault.getMessage()))
        .build();
  }

  /** What a request asks for. */
  public static Selection selection(
      Collection<String> ids,
      List<Filter> filters,
      @Nullable Integer maxResults,
      @Nullable String nextToken) {
    return new Selection(List.copyOf(ids), criteria(filters), maxResults, nextToken);
  }

  /** The filters of a request. */
  public static List<Criterion> criteria(List<Filter> filters) {
    return filters.stream()
        .map(it -> new Criterion(Objects.requireNonNullElse(it.name(), "null"), it.values()))
        .toList();
  }
}
