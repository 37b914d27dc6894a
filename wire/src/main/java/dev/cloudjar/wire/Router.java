package dev.cloudjar.wire;

import dev.cloudjar.catalog.Catalog;
import dev.cloudjar.catalog.OperationModel;
import dev.cloudjar.catalog.Protocol;
import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.catalog.ServiceSummary;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells which service and operation a request is for. Many clients share one address, so that no
 * single sign suffices: the target header, the form, the credential scope, the host name, method,
 * path and query are all looked at. What is signed goes where its scope says; what nothing is known
 * about goes to S3.
 *
 * <p>Safe for use by many threads. Nothing here is verified or trusted.
 */
public final class Router {
  /** The domains under which a service is a label and a bucket may stand before it. */
  public static final Set<String> DOMAINS =
      Set.of(
          "localhost",
          "localhost.localstack.cloud",
          "amazonaws.com",
          "amazonaws.com.cn",
          "api.aws");

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String S3 = "s3";
  private static final ByteBuffer NO_FORM = ByteBuffer.allocate(0);

  private final Catalog catalog;
  private final Set<String> domains;
  private final String defaultRegion;
  private final Map<String, RouterMatcher> matchers = new ConcurrentHashMap<>();

  /**
   * A router.
   *
   * @param domains see {@link #DOMAINS}; the names under which this cloud is reached
   * @param defaultRegion the Region of requests that name none
   */
  public Router(Catalog catalog, Set<String> domains, String defaultRegion) {
    this.catalog = catalog;
    this.domains = Set.copyOf(domains);
    this.defaultRegion = defaultRegion;
  }

  public Router(Catalog catalog) {
    this(catalog, DOMAINS, "us-east-1");
  }

  /**
   * Finds where a request goes.
   *
   * @param body gives the body, not consumed; asked only for a form, which names its operation
   *     itself
   */
  public Route route(RequestHead head, Supplier<ByteBuffer> body) {
    RouterQuery query = RouterQuery.of(head.query());
    RouterScope scope = RouterScope.of(head, query);
    ByteBuffer form = needsForm(head, scope) ? body.get() : NO_FORM;
    RouterHost host = RouterHost.of(head.headers().first("host"), domains, catalog);
    RouterEvidence evidence = new RouterEvidence(head, query, scope, host, region(scope, host));
    String target = head.headers().first("x-amz-target");
    if (target != null && !scopeIs(scope, S3)) {
      return byTarget(evidence, target);
    }
    if ("rpc-v2-cbor".equals(head.headers().first("smithy-protocol"))) {
      return byRpcPath(evidence);
    }
    Route byAction = byAction(evidence, form);
    return byAction != null ? byAction : byPath(evidence);
  }

  /**
   * What the host says of a request that is no operation.
   *
   * @param region the Region that it names, or the default one
   * @param bucket the bucket that it names, were the request for S3; null for none
   * @param bucketPath the path with that bucket before it
   */
  public record Address(String region, @Nullable String bucket, String bucketPath) {}

  /** Reads the host of a request that is no operation. */
  public Address address(RequestHead head) {
    RouterQuery query = RouterQuery.of(head.query());
    RouterScope scope = RouterScope.of(head, query);
    RouterHost host = RouterHost.of(head.headers().first("host"), domains, catalog);
    RouterEvidence evidence = new RouterEvidence(head, query, scope, host, region(scope, host));
    ServiceSummary s3 = catalog.summary(S3).orElseThrow();
    return new Address(evidence.region(), evidence.bucket(s3), evidence.rewritten(s3).path());
  }

  /** Whether the body must be there before the request can be routed. */
  private boolean needsForm(RequestHead head, RouterScope scope) {
    if (!head.method().equals("POST")) {
      return false;
    }
    String type = head.headers().first("content-type");
    if (type == null
        || !type.regionMatches(true, 0, FORM, 0, FORM.length())
        || head.headers().first("x-amz-target") != null) {
      return false;
    }
    return scope.service().isEmpty()
        || catalog.bySigningName(scope.service()).stream().anyMatch(Router::takesForms);
  }

  private String region(RouterScope scope, RouterHost host) {
    if (!scope.region().isEmpty()) {
      return scope.region();
    }
    return host.region().isEmpty() ? defaultRegion : host.region();
  }

  private Route byTarget(RouterEvidence evidence, String target) {
    int dot = target.lastIndexOf('.');
    String operation = target.substring(dot + 1);
    String type = evidence.head().headers().first("content-type");
    Optional<ServiceSummary> service =
        dot < 0 ? Optional.empty() : catalog.byTargetPrefix(target.substring(0, dot));
    Optional<ServiceSummary> likely =
        service.or(
            () ->
                catalog.bySigningName(evidence.scope().service()).stream()
                    .filter(s -> s.protocols().stream().anyMatch(Protocol::targeted))
                    .findFirst());
    Protocol protocol = targeted(type, likely);
    if (likely.isEmpty()) {
      return unknownService(evidence, dot < 0 ? target : target.substring(0, dot), protocol);
    }
    ServiceModel model = catalog.service(likely.get().name());
    return operation(
        evidence, model, service.isEmpty() ? "" : operation, protocol, RouterErrors.JSON);
  }

  private static Protocol targeted(@Nullable String contentType, Optional<ServiceSummary> service) {
    String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
    if (type.startsWith("application/x-amz-cbor-1.1")) {
      return Protocol.AWS_CBOR_1_1;
    }
    if (type.startsWith("application/x-amz-json-1.0")) {
      return Protocol.AWS_JSON_1_0;
    }
    if (type.startsWith("application/x-amz-json-1.1")) {
      return Protocol.AWS_JSON_1_1;
    }
    return service.stream()
        .flatMap(s -> s.protocols().stream())
        .filter(p -> p == Protocol.AWS_JSON_1_0 || p == Protocol.AWS_JSON_1_1)
        .findFirst()
        .orElse(Protocol.AWS_JSON_1_1);
  }

  /** The path ends in {@code /service/NAME/operation/NAME}. */
  private Route byRpcPath(RouterEvidence evidence) {
    String path = evidence.head().path();
    int operationAt = path.lastIndexOf("/operation/");
    int serviceAt = operationAt < 0 ? -1 : path.lastIndexOf("/service/", operationAt - 1);
    String name =
        serviceAt < 0 ? "" : path.substring(serviceAt + "/service/".length(), operationAt);
    Optional<ServiceSummary> service =
        catalog.byTargetPrefix(name).filter(s -> s.protocols().contains(Protocol.RPC_V2_CBOR));
    if (service.isEmpty()) {
      return unknownService(evidence, name, Protocol.RPC_V2_CBOR);
    }
    return operation(
        evidence,
        catalog.service(service.get().name()),
        path.substring(operationAt + "/operation/".length()),
        Protocol.RPC_V2_CBOR,
        RouterErrors.CBOR);
  }

  private @Nullable Route byAction(RouterEvidence evidence, ByteBuffer form) {
    String action = RouterForm.first(form, "Action");
    boolean inForm = action != null || form.hasRemaining();
    if (action == null) {
      action = evidence.query().first("Action");
    }
    List<ServiceSummary> named = formServices(evidence);
    if (action == null) {
      return named.isEmpty() || !onlyForms(evidence) ? null : missingAction(evidence, named);
    }
    String version = inForm ? RouterForm.first(form, "Version") : evidence.query().first("Version");
    if (version == null) {
      version = evidence.query().first("Version");
    }
    Optional<ServiceSummary> service = byVersion(named, action, version);
    if (service.isEmpty() && evidence.scope().service().isEmpty()) {
      service = Optional.ofNullable(version).flatMap(catalog::byQueryVersion);
    }
    if (service.isEmpty() && !inForm) {
      return null;
    }
    if (service.isEmpty()) {
      String name = evidence.scope().service();
      return catalog.bySigningName(name).isEmpty()
          ? unknownService(evidence, name, Protocol.AWS_QUERY)
          : null;
    }
    ServiceModel model = catalog.service(service.get().name());
    return operation(evidence, model, action, formProtocol(service.get()), RouterErrors.QUERY);
  }

  /** The services with forms that the scope names, or without a scope the host. */
  private List<ServiceSummary> formServices(RouterEvidence evidence) {
    List<ServiceSummary> services =
        evidence.scope().service().isEmpty()
            ? evidence.host().services()
            : catalog.bySigningName(evidence.scope().service());
    return services.stream().filter(Router::takesForms).toList();
  }

  /** Whether the scope names services that can be called by forms only, such as IAM. */
  private boolean onlyForms(RouterEvidence evidence) {
    List<ServiceSummary> services = catalog.bySigningName(evidence.scope().service());
    return !services.isEmpty()
        && services.stream().allMatch(s -> s.protocols().stream().allMatch(Protocol::form));
  }

  private Optional<ServiceSummary> byVersion(
      List<ServiceSummary> services, String action, @Nullable String version) {
    if (services.size() < 2) {
      return services.stream().findFirst();
    }
    return services.stream()
        .filter(s -> s.apiVersion().equals(version))
        .findFirst()
        .or(
            () ->
                services.stream()
                    .filter(s -> catalog.service(s.name()).operations().containsKey(action))
                    .findFirst())
        .or(() -> services.stream().findFirst());
  }

  private Route missingAction(RouterEvidence evidence, List<ServiceSummary> services) {
    ServiceSummary service = services.getFirst();
    return new Route.UnknownOperation(
        catalog.service(service.name()),
        "",
        formProtocol(service),
        evidence.region(),
        evidence.head(),
        RouterErrors.missingAction());
  }

  private Route byPath(RouterEvidence evidence) {
    RequestHead head = evidence.head();
    List<ServiceSummary> candidates = restServices(evidence);
    if (candidates.isEmpty()) {
      return notByPath(evidence);
    }
    for (ServiceSummary candidate : candidates) {
      ServiceModel service = catalog.service(candidate.name());
      RequestHead rewritten = evidence.rewritten(candidate);
      OperationModel operation =
          matcher(service)
              .find(rewritten.method(), rewritten.path(), evidence.query(), rewritten.headers());
      if (operation != null) {
        return found(
            evidence, service, ofHost(evidence, service, operation), service.protocol(), rewritten);
      }
    }
    ServiceModel service = catalog.service(candidates.getFirst().name());
    return new Route.UnknownOperation(
        service,
        "",
        service.protocol(),
        evidence.region(),
        evidence.rewritten(candidates.getFirst()),
        service.name().equals(S3)
            ? RouterErrors.methodNotAllowed(head.method())
            : RouterErrors.noSuchPath());
  }

  /** Directory buckets are listed at the same path as others, at an address of their own. */
  private static OperationModel ofHost(
      RouterEvidence evidence, ServiceModel service, OperationModel operation) {
    boolean directory = evidence.host().control() || scopeIs(evidence.scope(), "s3express");
    return directory && operation.name().equals("ListBuckets")
        ? service.operations().getOrDefault("ListDirectoryBuckets", operation)
        : operation;
  }

  /** A signed request for a service that has no paths, and that names no operation. */
  private Route notByPath(RouterEvidence evidence) {
    List<ServiceSummary> services = catalog.bySigningName(evidence.scope().service());
    if (services.isEmpty()) {
      return unknownService(evidence, evidence.scope().service(), Protocol.REST_JSON_1);
    }
    ServiceModel service = catalog.service(services.getFirst().name());
    Protocol protocol = service.protocol();
    return new Route.UnknownOperation(
        service,
        "",
        protocol,
        evidence.region(),
        evidence.head(),
        protocol.form() ? RouterErrors.missingAction() : RouterErrors.noTarget());
  }

  private List<ServiceSummary> restServices(RouterEvidence evidence) {
    String signingName = evidence.scope().service();
    if (!signingName.isEmpty()) {
      return catalog.bySigningName(signingName).stream()
          .filter(Router::takesPaths)
          .filter(
              s ->
                  !RouterEvidence.isS3(s) || s.name().equals(evidence.control() ? "s3control" : S3))
          .toList();
    }
    if (evidence.head().headers().first("x-amz-sso_bearer_token") != null) {
      return catalog.summary("sso").stream().toList();
    }
    if (evidence.control()) {
      return catalog.summary("s3control").stream().toList();
    }
    List<ServiceSummary> byHost =
        evidence.host().services().stream().filter(Router::takesPaths).toList();
    return byHost.isEmpty() ? catalog.summary(S3).stream().toList() : byHost;
  }

  private RouterMatcher matcher(ServiceModel service) {
    RouterMatcher known = matchers.get(service.name());
    return known != null
        ? known
        : matchers.computeIfAbsent(service.name(), _ -> RouterMatcher.of(service));
  }

  private Route operation(
      RouterEvidence evidence,
      ServiceModel service,
      String name,
      Protocol protocol,
      RouterErrors unknown) {
    OperationModel operation = service.operations().get(name);
    if (operation == null) {
      return new Route.UnknownOperation(
          service,
          name,
          protocol,
          evidence.region(),
          evidence.head(),
          unknown.operation(service, name));
    }
    return found(evidence, service, operation, protocol, evidence.head());
  }

  private Route found(
      RouterEvidence evidence,
      ServiceModel service,
      OperationModel operation,
      Protocol protocol,
      RequestHead head) {
    ServiceSummary summary = catalog.summary(service.name()).orElseThrow();
    return new Route.Found(
        service,
        operation,
        protocol,
        evidence.region(),
        head,
        evidence.bucket(summary),
        evidence.host().account());
  }

  private static Route unknownService(RouterEvidence evidence, String name, Protocol protocol) {
    return new Route.UnknownService(
        name, protocol, evidence.region(), RouterErrors.unknownService(name));
  }

  private static boolean scopeIs(RouterScope scope, String signingName) {
    return Objects.equals(scope.service(), signingName);
  }

  private static boolean takesForms(ServiceSummary service) {
    return service.protocols().stream().anyMatch(Protocol::form);
  }

  private static boolean takesPaths(ServiceSummary service) {
    return service.protocols().stream().anyMatch(Protocol::rest);
  }

  private static Protocol formProtocol(ServiceSummary service) {
    return service.protocols().contains(Protocol.EC2_QUERY)
        ? Protocol.EC2_QUERY
        : Protocol.AWS_QUERY;
  }
}
