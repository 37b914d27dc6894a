package dev.cloudjar.wire.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.catalog.ErrorModel;
import dev.cloudjar.catalog.OperationModel;
import dev.cloudjar.catalog.Protocol;
import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.wire.Reply;
import dev.cloudjar.wire.RequestHead;
import dev.cloudjar.wire.WireError;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkPojo;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Proves one service's codecs against botocore, in every protocol that the service takes. */
final class BotocoreProof {
  private static final String REQUEST_ID = "0a1b2c3d-4e5f-6789-abcd-ef0123456789";

  private final ServiceModel service;
  private final Botocore botocore;
  private final long seed;

  BotocoreProof(ServiceModel service, Botocore botocore, long seed) {
    this.service = service;
    this.botocore = botocore;
    this.seed = seed;
  }

  /** The protocols that both this service and botocore speak. */
  List<Protocol> protocols() {
    return service.protocols().stream()
        .filter(protocol -> protocol != Protocol.AWS_CBOR_1_1)
        // Botocore's model of it no longer has the names of its older form.
        .filter(protocol -> !(service.name().equals("sqs") && protocol == Protocol.AWS_QUERY))
        .toList();
  }

  /**
   * Proves that what botocore sends is read as it was meant.
   *
   * @return false where botocore doesn't know the operation
   */
  boolean proveRequest(OperationModel operation, Protocol protocol, boolean edge) {
    JsonNode sent = botocore.ask(command("request", operation, protocol).put("edge", edge));
    if (sent.has("unknown")) {
      return false;
    }
    assertThat(sent.path("failed").asString("")).isEmpty();
    Map<String, List<String>> headers = new TreeMap<>();
    sent.get("headers")
        .properties()
        .forEach(header -> headers.put(header.getKey(), List.of(header.getValue().asString())));
    RequestHead head =
        new RequestHead(
            sent.get("method").asString(),
            sent.get("path").asString(),
            sent.get("query").asString(),
            new OfficialClient.MapHeaders(headers));
    assertThat(Codecs.protocolOf(service, head)).isEqualTo(protocol);
    byte[] body = Base64.getDecoder().decode(sent.get("body").asString());
    SdkPojo read =
        Codecs.of(protocol)
            .read(
                service,
                operation,
                Specimens.newBuilder(type(operation.requestClass())),
                head,
                ByteBuffer.wrap(operation.streamingInput() ? new byte[0] : body));
    Map<String, Object> meant = PlainTree.of(read, sent.get("parameters"));
    Map<String, Object> found = PlainTree.of(read);
    if (!meant.containsKey("ContentLength")) {
      // Every body has a length, whoever said so.
      found.remove("ContentLength");
    }
    assertThat(PlainTree.differences(meant, found))
        .as("%s.%s request in %s", service.name(), operation.name(), protocol)
        .isEmpty();
    return true;
  }

  /**
   * Proves that botocore receives what was written for it.
   *
   * @return false where botocore doesn't know the operation
   */
  boolean proveResponse(OperationModel operation, Protocol protocol, boolean edge) {
    SdkPojo response =
        new Specimens(
                seed + operation.name().hashCode(),
                edge ? Specimens.Fullness.EDGE : Specimens.Fullness.FULL,
                Specimens.Alphabet.XML,
                service)
            .of(type(operation.responseClass()).asSubclass(SdkPojo.class));
    JsonNode received =
        receive(
            operation,
            protocol,
            Codecs.of(protocol).write(service, operation, response, REQUEST_ID));
    if (received.has("unknown")) {
      return false;
    }
    assertThat(received.path("failed").asString("")).isEmpty();
    if (protocol != Protocol.RPC_V2_CBOR || !received.get("members").isEmpty()) {
      // Of CBOR without any members, botocore doesn't look at the headers.
      assertThat(received.path("requestId").asString("")).isEqualTo(REQUEST_ID);
    }
    List<String> differences =
        new ArrayList<>(
            PlainTree.differences(
                PlainTree.of(response, names(received.get("members"))),
                PlainTree.of(response, received.get("parsed"))));
    differences.removeIf(this::isBotocoresOwn);
    assertThat(differences)
        .as("%s.%s response in %s", service.name(), operation.name(), protocol)
        .isEmpty();
    return true;
  }

  /** Differences that the SDK's client doesn't see, each with its reason. */
  private boolean isBotocoresOwn(String difference) {
    if (difference.toLowerCase(Locale.ROOT).startsWith(".contenttype: expected null")) {
      // Every body has a type, whoever said so.
      return true;
    }
    return switch (service.name()) {
      // The location is in the model's list instead of its member, where only botocore looks.
      case "elasticache" ->
          difference.contains(".PendingModifiedValues.LogDeliveryConfigurations:");
      // The SDK calls "Public" so.
      case "ec2" -> difference.contains(".PublicLaunchPermissions:");
      // One header under two names, of which botocore has one. The Region it finds outside of its
      // parser.
      case "s3" ->
          difference.startsWith(".ExpiresString:") || difference.startsWith(".LocationConstraint:");
      default -> false;
    };
  }

  /** Proves that botocore names an error as it is called. */
  void proveError(ErrorModel error, Protocol protocol) {
    OperationModel operation = service.operations().values().iterator().next();
    JsonNode received =
        receive(
            operation,
            protocol,
            Codecs.of(protocol)
                .writeError(
                    service,
                    new WireError(
                        error.code(), "It's <so>", error.status(), true, Map.of(), Map.of()),
                    REQUEST_ID));
    if (received.has("unknown") || error.status() == 304) {
      return;
    }
    assertThat(received.path("failed").asString("")).isEmpty();
    JsonNode details = received.get("error");
    assertThat(details.get("Code").asString()).isIn(error.legacyCode(), error.shape());
    assertThat(details.get("Message").asString()).isEqualTo("It's <so>");
  }

  private static Set<String> names(JsonNode array) {
    Set<String> names = new HashSet<>();
    array.forEach(name -> names.add(name.asString()));
    return names;
  }

  private JsonNode receive(OperationModel operation, Protocol protocol, Reply reply) {
    ObjectNode command = command("response", operation, protocol).put("status", reply.status());
    ObjectNode headers = command.putObject("headers");
    reply.headers().forEach(header -> headers.put(header.getKey(), header.getValue()));
    byte[] body = new byte[reply.body().remaining()];
    reply.body().get(body);
    command.put("body", Base64.getEncoder().encodeToString(body));
    return botocore.ask(command);
  }

  private ObjectNode command(String what, OperationModel operation, Protocol protocol) {
    return Botocore.JSON
        .createObjectNode()
        .put("do", what)
        .put("service", service.name())
        .put("operation", operation.name())
        .put("seed", seed + operation.name().hashCode())
        .put(
            "protocol",
            switch (protocol) {
              case AWS_JSON_1_0, AWS_JSON_1_1 -> "json";
              case AWS_QUERY -> "query";
              case EC2_QUERY -> "ec2";
              case REST_JSON_1 -> "rest-json";
              case REST_XML -> "rest-xml";
              case RPC_V2_CBOR -> "smithy-rpc-v2-cbor";
              case AWS_CBOR_1_1 -> throw new IllegalArgumentException("unknown to botocore");
            });
  }

  private Class<?> type(String simpleName) {
    try {
      return Class.forName(service.modelPackage() + '.' + simpleName);
    } catch (ClassNotFoundException broken) {
      throw new LinkageError(broken.getMessage(), broken);
    }
  }
}
