package dev.cloudjar.conformance.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.catalog.Catalog;
import dev.cloudjar.catalog.RequiredActions;
import dev.cloudjar.catalog.RequiredActions.Origin;
import dev.cloudjar.cloud.Fidelity;
import dev.cloudjar.cloud.Rooms;
import dev.cloudjar.cloud.RoomsProvider;
import dev.cloudjar.gateway.CloudServer;
import dev.cloudjar.gateway.control.Coverage;
import dev.cloudjar.gateway.control.Coverage.Authorisation;
import dev.cloudjar.gateway.control.Coverage.OperationCoverage;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rooms ask for the permissions that AWS documents, no others. */
final class ActionTableTest {
  private final Catalog catalog = Catalog.load();

  @Test
  void roomsAskForTheActionsOfTheTable() throws IOException {
    Map<String, String> wrong = new TreeMap<>();
    for (Registered each : registered()) {
      String complaint =
          complaint(
              catalog.service(each.service()).operations().get(each.operation().name()).actions(),
              each.operation().authorisation());
      if (!complaint.isEmpty()) {
        wrong.put(each.service() + " " + each.operation().name(), complaint);
      }
    }
    assertThat(wrong).as("operations that ask for other actions than AWS documents").isEmpty();
  }

  private static String complaint(RequiredActions table, Authorisation told) {
    return switch (told) {
      case Authorisation.Untold _ ->
          "says nothing of permissions, so that the root of the account alone may call it";
      case Authorisation.None _ ->
          table.origin() == Origin.NONE ? "" : "needs no permission, but AWS's needs " + table;
      case Authorisation.Actions(Set<String> always, boolean dependent) -> {
        Set<String> known = new HashSet<>(table.always());
        known.addAll(table.perhaps());
        boolean complete = dependent || always.containsAll(table.always());
        yield complete && known.containsAll(always) ? "" : "needs " + always + ", AWS's " + table;
      }
    };
  }

  @Test
  void actionsAreNamedAsAwsNamesThem() {
    assertThat(actions("s3", "ListObjectsV2").always()).containsExactly("s3:ListBucket");
    assertThat(actions("s3", "PutObject").perhaps()).contains("s3:PutObjectTagging");
    assertThat(actions("sqs", "SendMessageBatch").always()).containsExactly("sqs:SendMessage");
    assertThat(actions("cloudwatch", "PutMetricData").always())
        .containsExactly("cloudwatch:PutMetricData");
    assertThat(actions("elasticloadbalancingv2", "CreateLoadBalancer").always())
        .containsExactly("elasticloadbalancing:CreateLoadBalancer");
    assertThat(actions("sfn", "StartExecution").always()).containsExactly("states:StartExecution");
    assertThat(actions("apigateway", "CreateRestApi").always()).containsExactly("apigateway:POST");
    assertThat(actions("lambda", "Invoke").always()).containsExactly("lambda:InvokeFunction");
    assertThat(actions("sts", "GetCallerIdentity").origin()).isEqualTo(Origin.NONE);
    assertThat(actions("cognitoidentityprovider", "InitiateAuth").origin()).isEqualTo(Origin.NONE);
    assertThat(actions("sts", "AssumeRoleWithSAML").always())
        .containsExactly("sts:AssumeRoleWithSAML");
    assertThat(actions("ec2", "RunInstances").perhaps()).contains("ec2:CreateTags");
    assertThat(actions("ec2", "StartInstances").origin()).isEqualTo(Origin.NAME);
  }

  private RequiredActions actions(String service, String operation) {
    return catalog.service(service).operations().get(operation).actions();
  }

  /** An operation that a room has. */
  record Registered(String service, OperationCoverage operation) {
    @Override
    public String toString() {
      return service + " " + operation.name();
    }
  }

  /** All operations that do something. */
  static List<Registered> registered() throws IOException {
    Rooms rooms = new Rooms();
    ServiceLoader.load(RoomsProvider.class).forEach(each -> each.addTo(rooms));
    try (CloudServer server = CloudServer.builder().rooms(rooms).ephemeral().port(0).start()) {
      Coverage coverage = server.coverage();
      return coverage.services().stream()
          .filter(coverage::hasRoom)
          .flatMap(service -> of(coverage, service))
          .toList();
    }
  }

  private static Stream<Registered> of(Coverage coverage, String service) {
    return coverage.operations(service).stream()
        .filter(operation -> operation.fidelity() != Fidelity.UNSUPPORTED)
        .map(operation -> new Registered(service, operation));
  }
}
