package dev.cloudjar.catalog.compiler;

import dev.cloudjar.catalog.ErrorModel;
import dev.cloudjar.catalog.OperationModel;
import dev.cloudjar.catalog.Protocol;
import dev.cloudjar.catalog.QueryName;
import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.catalog.ServiceSummary;
import dev.cloudjar.catalog.ShapeModel;
import dev.cloudjar.catalog.ValidationModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Puts a service together from the SDK's classes, its model and its patch. */
final class ServiceAssembly {
  private final String name;
  private final SdkArtifact sdk;
  private final ApiModel model;
  private final Patch patch;
  private final Patch newer;
  private final List<Protocol> protocols;
  private final SdkAuthSchemes schemes;
  private final Authorisation authorisation;
  private final ConditionKeys conditionKeys;

  /**
   * A service to be put together.
   *
   * @param newer what AWS has published since the model
   * @param authorisations where it is written which actions operations need
   * @param conditionKeys knows which condition keys actions have
   */
  ServiceAssembly(
      String name,
      SdkArtifact sdk,
      ApiModel model,
      Patch newer,
      Patch patch,
      Path authorisations,
      ConditionKeys conditionKeys) {
    this.name = name;
    this.sdk = sdk;
    this.model = model;
    this.newer = newer;
    this.patch = patch;
    this.protocols = protocols();
    this.schemes = sdk.authSchemes();
    this.authorisation = Authorisation.read(authorisations, name, sdk.signingName());
    this.conditionKeys = conditionKeys;
  }

  ServiceSummary summary() {
    return new ServiceSummary(
        name,
        serviceId(),
        title(),
        authorisation.prefix(),
        signingName(),
        patch.list("signingAliases"),
        endpointPrefix(),
        patch.list("hostAliases"),
        apiVersion(),
        protocols,
        model.metadata("targetPrefix"));
  }

  ServiceModel service() {
    Map<String, ErrorModel> errors = ModelErrors.of(model, sdk.errors(), patch);
    Map<String, ShapeModel> shapes = shapes();
    Map<String, OperationModel> operations = operations(shapes);
    return new ServiceModel(
        name,
        serviceId(),
        sdk.modelPackage(),
        signingName(),
        endpointPrefix(),
        apiVersion(),
        protocols,
        model.metadata("targetPrefix"),
        xmlNamespace(),
        model.hasMetadata("awsQueryCompatible"),
        validation(),
        operations,
        errors,
        shapes,
        queryNames(),
        conditionKeys.of(operations.values()));
  }

  private List<Protocol> protocols() {
    Protocol first = sdk.protocol(model.metadata("jsonVersion"));
    return Stream.of(
            Stream.of(first),
            model.metadataList("protocols").valueStream().map(JsonNode::asString).map(this::named),
            Stream.ofNullable(model.metadata("protocol")).map(this::named),
            patch.list("protocols").stream().map(Protocol::valueOf))
        .flatMap(s -> s)
        .distinct()
        .toList();
  }

  private Protocol named(String protocol) {
    return switch (protocol) {
      case "json" ->
          "1.0".equals(model.metadata("jsonVersion"))
              ? Protocol.AWS_JSON_1_0
              : Protocol.AWS_JSON_1_1;
      case "query" -> Protocol.AWS_QUERY;
      case "ec2" -> Protocol.EC2_QUERY;
      case "rest-json" -> Protocol.REST_JSON_1;
      case "rest-xml" -> Protocol.REST_XML;
      case "smithy-rpc-v2-cbor" -> Protocol.RPC_V2_CBOR;
      default -> throw new IllegalStateException("unknown protocol " + protocol);
    };
  }

  private Map<String, ShapeModel> shapes() {
    RequestShapes shapes = new RequestShapes(model);
    for (SdkOperation operation : sdk.operations()) {
      shapes.add(
          operation.request(),
          model
              .operation(operation.javaName())
              .map(o -> o.path("input").path("shape").asString(""))
              .orElse(""));
    }
    shapes.patch(newer.shapes());
    shapes.patch(patch.shapes());
    return shapes.constraining();
  }

  private Map<String, OperationModel> operations(Map<String, ShapeModel> shapes) {
    Map<String, OperationModel> operations = new TreeMap<>();
    for (SdkOperation operation : sdk.operations()) {
      OperationModel assembled = operation(operation, shapes);
      operations.put(assembled.name(), assembled);
    }
    authorisation.requireOperations(operations.keySet());
    return operations;
  }

  private OperationModel operation(SdkOperation operation, Map<String, ShapeModel> shapes) {
    Optional<JsonNode> modelled = model.operation(operation.javaName());
    JsonNode c2j = modelled.orElse(MissingNode.getInstance());
    JsonNode patched = patch.operation(operation.javaName());
    String official = officialName(operation, c2j, patched);
    String input = operation.request().getSimpleName();
    boolean signed = schemes.signed(official) && !c2j.path("authtype").asString("").equals("none");
    return new OperationModel(
        name,
        official,
        operation.method(),
        operation.uri(),
        operation.request().getSimpleName(),
        operation.response().getSimpleName(),
        shapes.containsKey(input) ? input : null,
        operation.requestRoot(),
        operation.requestXmlNamespace(),
        responseRoot(operation, c2j, patched),
        resultWrapper(official, operation, c2j),
        patched.path("successStatus").asInt(c2j.path("http").path("responseCode").asInt(200)),
        rest() ? operation.requiredQuery() : List.of(),
        rest() ? operation.requiredHeaders() : List.of(),
        operation.streamingInput(),
        operation.streamingOutput(),
        operation.eventStreamInput(),
        operation.eventStreamOutput(),
        signed,
        authorisation.of(official, operation.method(), signed));
  }

  /** The name that is on the wire, which Java spells in its own way, such as {@code WebACL}. */
  private static String officialName(SdkOperation operation, JsonNode c2j, JsonNode patched) {
    if (operation.wireName() != null) {
      return operation.wireName();
    }
    String modelled = c2j.path("name").asString(operation.javaName());
    return patched.path("name").asString(ApiModel.withoutVersion(modelled));
  }

  /**
   * The element around a result. Models say it where there is one; operations that are not in the
   * model, and services that speak Query besides, follow the rule that all others follow.
   */
  private @Nullable String resultWrapper(String name, SdkOperation operation, JsonNode c2j) {
    String modelled = ApiModel.text(c2j.path("output").path("resultWrapper"));
    boolean byRule =
        protocols.contains(Protocol.AWS_QUERY)
            && (c2j.isMissingNode() || !protocols.getFirst().form())
            && !SdkArtifact.emptyBuilder(operation.response()).sdkFields().isEmpty();
    return modelled == null && byRule ? name + "Result" : modelled;
  }

  private boolean rest() {
    return protocols.getFirst().rest();
  }

  private @Nullable String responseRoot(SdkOperation operation, JsonNode c2j, JsonNode patched) {
    if (protocols.getFirst() != Protocol.REST_XML) {
      return null;
    }
    if (patched.has("responseRoot")) {
      return patched.path("responseRoot").asString();
    }
    if (operation.payloadRoot() != null) {
      return operation.payloadRoot();
    }
    String output = ApiModel.text(c2j.path("output").path("shape"));
    String named =
        output == null ? null : ApiModel.text(model.shapes().path(output).path("locationName"));
    return named == null ? output : named;
  }

  private @Nullable String xmlNamespace() {
    String patched = ApiModel.text(patch.service().path("xmlNamespace"));
    String modelled = model.metadata("xmlNamespace");
    if (patched != null || modelled != null) {
      return patched != null ? patched : modelled;
    }
    return sdk.operations().stream()
        .map(SdkOperation::requestXmlNamespace)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** Most services of a kind refuse in one way; patches tell of those that do not. */
  private ValidationModel validation() {
    ValidationModel usual = usualValidation();
    JsonNode patched = patch.validation();
    String code = patched.path("code").asString(usual.code());
    return new ValidationModel(
        ValidationModel.Style.valueOf(patched.path("style").asString(usual.style().name())),
        code,
        patched.path("missingCode").asString(patched.has("code") ? code : usual.missingCode()),
        patched.path("status").asInt(usual.status()),
        patched.path("enums").asBoolean(usual.enums()));
  }

  private ValidationModel usualValidation() {
    return switch (protocols.getFirst()) {
      case AWS_QUERY ->
          new ValidationModel(
              ValidationModel.Style.CORAL, "ValidationError", "ValidationError", 400, true);
      case EC2_QUERY ->
          new ValidationModel(
              ValidationModel.Style.PARAMETER,
              "InvalidParameterValue",
              "MissingParameter",
              400,
              false);
      case REST_XML ->
          new ValidationModel(
              ValidationModel.Style.XML_SCHEMA,
              "MalformedXML",
              "MissingRequestBodyError",
              400,
              false);
      default ->
          new ValidationModel(
              ValidationModel.Style.CORAL, "ValidationException", "ValidationException", 400, true);
    };
  }

  private Map<String, QueryName> queryNames() {
    Map<String, QueryName> names = new TreeMap<>();
    patch
        .queryNames()
        .path("names")
        .properties()
        .forEach(
            e -> {
              JsonNode entry = e.getValue();
              names.put(
                  e.getKey(),
                  new QueryName(
                      entry.path("name").asString(),
                      entry.path("flattened").asBoolean(false),
                      ApiModel.text(entry.path("element")),
                      ApiModel.text(entry.path("key")),
                      ApiModel.text(entry.path("value"))));
            });
    return names;
  }

  private String signingName() {
    return sdk.signingName();
  }

  private String endpointPrefix() {
    String modelled = model.metadata("endpointPrefix");
    return modelled == null ? sdk.endpointPrefix() : modelled;
  }

  private String serviceId() {
    return either("serviceId");
  }

  /** What AWS's pages call it: the short name, where that is more than initials. */
  private String title() {
    return Stream.of("serviceAbbreviation", "serviceFullName")
        .map(model::metadata)
        .filter(it -> it != null && (it.startsWith("Amazon ") || it.startsWith("AWS ")))
        .findFirst()
        .orElseGet(() -> "Amazon " + serviceId());
  }

  private String apiVersion() {
    return either("apiVersion");
  }

  private String either(String key) {
    String modelled = model.metadata(key);
    String either = modelled == null ? ApiModel.text(patch.service().path(key)) : modelled;
    if (either == null) {
      throw new IllegalStateException(name + " has no " + key);
    }
    return either;
  }
}
