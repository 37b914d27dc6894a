package dev.cloudjar.ec2.vpc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The services that endpoints lead to. */
final class EndpointServices {
  private static final List<String> GATEWAYS =
      List.of(ServicePrefixLists.DYNAMODB, ServicePrefixLists.S3);
  private static final List<String> INTERFACES =
      List.of(
          "autoscaling",
          "cloudformation",
          "cloudtrail",
          "dynamodb",
          "ec2",
          "ec2messages",
          "ecr.api",
          "ecr.dkr",
          "ecs",
          "elasticloadbalancing",
          "events",
          "execute-api",
          "kinesis-streams",
          "kms",
          "lambda",
          "logs",
          "monitoring",
          "rds",
          "s3",
          "secretsmanager",
          "sns",
          "sqs",
          "ssm",
          "ssmmessages",
          "states",
          "sts");

  private EndpointServices() {}

  /** A service as a Region has it, in one of two ways. */
  record Service(String name, String shortName, String type, String privateName) {}

  static List<Service> of(String region) {
    List<Service> all = new ArrayList<>();
    for (String each : GATEWAYS) {
      all.add(service(region, each, VpcEndpoint.GATEWAY));
    }
    for (String each : INTERFACES) {
      all.add(service(region, each, VpcEndpoint.INTERFACE));
    }
    return all;
  }

  private static Service service(String region, String shortName, String type) {
    return new Service(
        "com.amazonaws." + region + "." + shortName,
        shortName,
        type,
        shortName + "." + region + ".amazonaws.com");
  }

  static Optional<Service> find(String region, String name, String type) {
    return of(region).stream()
        .filter(it -> it.name().equals(name) && it.type().equals(type))
        .findFirst();
  }

  static boolean exists(String region, String name) {
    return of(region).stream().anyMatch(it -> it.name().equals(name));
  }
}
