package dev.cloudjar.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.catalog.Catalog;
import dev.cloudjar.catalog.OperationModel;
import dev.cloudjar.catalog.Protocol;
import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.catalog.ServiceSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation is found in every protocol that its service speaks. */
class RouterEveryOperationTest {
  private static final Catalog CATALOG = Catalog.load();
  private static final Router ROUTER = new Router(CATALOG);

  /** Only its host tells it from ListBuckets. */
  private static final Set<String> BY_HOST = Set.of("ListDirectoryBuckets");

  static Stream<String> services() {
    return CATALOG.services().stream().map(ServiceSummary::name);
  }

  @ParameterizedTest
  @MethodSource("services")
  void isFound(String name) {
    ServiceModel service = CATALOG.service(name);
    List<String> astray = new ArrayList<>();
    for (OperationModel operation : service.operations().values()) {
      for (Protocol protocol : service.protocols()) {
        Route route = request(service, operation, protocol).by(ROUTER);
        if (!(route instanceof Route.Found found)
            || !found.operation().equals(operation)
            || found.protocol() != protocol) {
          astray.add(operation.name() + " " + protocol + " -> " + route);
        }
      }
    }
    astray.removeIf(a -> BY_HOST.contains(a.substring(0, a.indexOf(' '))));
    assertThat(astray).isEmpty();
  }

  private static RouterRequest request(
      ServiceModel service, OperationModel operation, Protocol protocol) {
    String signingName = service.signingName();
    return switch (protocol) {
      case AWS_JSON_1_0, AWS_JSON_1_1, AWS_CBOR_1_1 ->
          RouterRequest.request("POST /")
              .with("X-Amz-Target", service.targetPrefix() + "." + operation.name())
              .with("Content-Type", contentType(protocol))
              .signedFor(signingName);
      case RPC_V2_CBOR ->
          RouterRequest.request(
                  "POST /service/" + service.targetPrefix() + "/operation/" + operation.name())
              .with("smithy-protocol", "rpc-v2-cbor")
              .signedFor(signingName);
      case AWS_QUERY, EC2_QUERY ->
          RouterRequest.request("POST /")
              .form("Action=" + operation.name() + "&Version=" + service.apiVersion())
              .signedFor(signingName);
      case REST_JSON_1, REST_XML -> rest(operation).signedFor(signingName);
    };
  }

  private static String contentType(Protocol protocol) {
    return switch (protocol) {
      case AWS_JSON_1_0 -> "application/x-amz-json-1.0";
      case AWS_CBOR_1_1 -> "application/x-amz-cbor-1.1";
      default -> "application/x-amz-json-1.1";
    };
  }

  private static RouterRequest rest(OperationModel operation) {
    StringBuilder uri =
        new StringBuilder(
            operation
                .uri()
                .replaceAll("\\{[^}]+\\+\\}", "some/path/of%20three")
                .replaceAll("\\{[^}]+\\}", "some%2Fvalue"));
    for (String parameter : operation.requiredQuery()) {
      uri.append(uri.indexOf("?") < 0 ? '?' : '&').append(parameter).append("=1");
    }
    RouterRequest request = RouterRequest.request(operation.method() + " " + uri);
    for (String header : operation.requiredHeaders()) {
      request = request.with(header, "1");
    }
    return operation.service().equals("s3control")
        ? request.with("x-amz-account-id", "123456789012")
        : request;
  }
}
