package dev.cloudjar.ec2.vpc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

  /** Services whose host names are not their short names. */
  private static final Map<String, String> HOSTS =
      Map.of("ecr.api", "api.ecr", "ecr.dkr", "dkr.ecr", "kinesis-streams", "kinesis");

  /** Services of which names have a label more, such as a bucket's. */
  private static final Set<String> WITH_NAMES_BELOW = Set.of("ecr.dkr", "execute-api", "s3");

  /** Services whose requests are signed for another name than their short one. */
  private static final Map<String, String> SIGNED =
      Map.of("ecr.api", "ecr", "ecr.dkr", "ecr", "kinesis-streams", "kinesis");

  /**
   * A service as a Region has it, in one of two ways.
   *
   * @param host its name outside
   */
  record Service(String name, String shortName, String type, String host) {
    /** Its name outside, as it is shown. */
    String privateName() {
      return shortName.equals("ecr.dkr") || shortName.equals("execute-api") ? "*." + host : host;
    }

    boolean isPrivateName(String asked) {
      return isUnder(asked, host);
    }

    /** Whether a name is another one, or below it where the service has such names. */
    boolean isUnder(String asked, String other) {
      return asked.equals(other)
          || (WITH_NAMES_BELOW.contains(shortName) && asked.endsWith("." + other));
    }

    String signingName() {
      return SIGNED.getOrDefault(shortName, shortName);
    }
  }

  /**
   * The name that an endpoint has for itself.
   *
   * @param more the zone whose interface is meant, after a hyphen; empty for all of them
   */
  static String ownName(VpcEndpoint endpoint, Service service, String more) {
    String id = endpoint.id();
    String region = service.name().split("\\.", -1)[2];
    return "%s-%s%s.%s.%s.vpce.amazonaws.com"
        .formatted(id, id.substring(id.length() - 8), more, service.shortName(), region);
  }

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
        HOSTS.getOrDefault(shortName, shortName) + "." + region + ".amazonaws.com");
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
