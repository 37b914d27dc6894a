package dev.cloudjar.ec2.ground;

import dev.cloudjar.cloud.Fault;

/**
 * The errors of EC2, in its words.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html">Error
 *     codes for the Amazon EC2 API</a>
 */
public final class Ec2Faults {
  private static final int CLIENT = 400;
  private static final int PRECONDITION_FAILED = 412;
  private static final int SERVER = 500;
  private static final int UNAVAILABLE = 503;

  private Ec2Faults() {}

  /** An error with a code of its own. */
  public static Fault of(String code, String message) {
    return Fault.of(CLIENT, code, message);
  }

  /** There is no such resource. */
  public static Fault notFound(ResourceKind kind, String id) {
    if (!kind.isId(id)) {
      return malformed(kind, id);
    }
    return of(kind.notFound(), kind.notFoundMessage(id));
  }

  /** That is no id of a resource of this kind. */
  static Fault malformed(ResourceKind kind, String id) {
    String code = kind.notFound();
    if (!code.endsWith(".NotFound")) {
      return of(kind.notFound(), kind.notFoundMessage(id));
    }
    // AWS spells the malformed twin of InvalidVpcID.NotFound with a small d, as in
    // InvalidSubnetId.Malformed, but for the older kinds.
    boolean old =
        switch (kind) {
          case INSTANCE, IMAGE, NETWORK_INTERFACE, VPC_PEERING_CONNECTION -> true;
          default -> false;
        };
    String stem = code.substring(0, code.length() - ".NotFound".length());
    String spelled =
        switch (kind) {
          case SECURITY_GROUP -> "InvalidGroupId";
          case VOLUME -> "InvalidVolumeID";
          case SNAPSHOT -> "InvalidSnapshotID";
          default -> old ? stem : stem.replaceAll("ID$", "Id");
        };
    return of(
        spelled + ".Malformed",
        "Invalid id: \"%s\" (expecting \"%s-...\")".formatted(echo(id), kind.prefix()));
  }

  public static Fault invalidParameterValue(String message) {
    return of("InvalidParameterValue", message);
  }

  /** A value that a parameter cannot have. */
  public static Fault invalidValue(String parameter, String value, String reason) {
    return invalidParameterValue(
        "Value (%s) for parameter %s is invalid. %s".formatted(echo(value), parameter, reason));
  }

  public static Fault invalidParameterCombination(String message) {
    return of("InvalidParameterCombination", message);
  }

  public static Fault missingParameter(String parameter) {
    return of("MissingParameter", "The request must contain the parameter " + parameter);
  }

  public static Fault dependencyViolation(String message) {
    return of("DependencyViolation", message);
  }

  /** Something else still needs a resource. */
  public static Fault hasDependencies(ResourceKind kind, String id) {
    String noun =
        switch (kind) {
          case VPC -> "vpc";
          case SUBNET -> "subnet";
          case ROUTE_TABLE -> "routeTable";
          case INTERNET_GATEWAY -> "internetGateway";
          case NETWORK_ACL -> "networkAcl";
          case DHCP_OPTIONS -> "dhcpOptions";
          default -> kind.type();
        };
    return dependencyViolation(
        "The %s '%s' has dependencies and cannot be deleted.".formatted(noun, id));
  }

  public static Fault incorrectState(String message) {
    return of("IncorrectState", message);
  }

  public static Fault operationNotPermitted(String message) {
    return of("OperationNotPermitted", message);
  }

  public static Fault unsupportedOperation(String message) {
    return of("UnsupportedOperation", message);
  }

  /** A zone answers nothing; SDKs ask again. */
  public static Fault unavailable(String zone) {
    return Fault.of(
        UNAVAILABLE,
        "Unavailable",
        "The Availability Zone %s is unavailable. Please try again later.".formatted(zone));
  }

  /** A zone has no room for more volumes; SDKs ask again. */
  public static Fault insufficientVolumeCapacity(String zone) {
    return Fault.of(
        SERVER,
        "InsufficientVolumeCapacity",
        "There is not enough capacity to create a volume in the Availability Zone %s."
            .formatted(zone));
  }

  public static Fault dryRunOperation() {
    return Fault.of(
        PRECONDITION_FAILED,
        "DryRunOperation",
        "Request would have succeeded, but DryRun flag is set.");
  }

  static Fault idempotentParameterMismatch() {
    return of(
        "IdempotentParameterMismatch",
        "The request uses the same client token as a previous, but non-identical request.");
  }

  static Fault tagLimitExceeded() {
    return of("TagLimitExceeded", "The maximum number of Tags for a resource has been reached.");
  }

  static Fault invalidFilter(String name) {
    return invalidParameterValue("The filter '%s' is invalid".formatted(echo(name)));
  }

  static Fault filterLimitExceeded(int most) {
    return of(
        "FilterLimitExceeded",
        "The maximum number of filter values specified on a single call is " + most);
  }

  static Fault invalidNextToken() {
    return of("InvalidNextToken", "The token that is provided is not valid.");
  }

  static Fault invalidMaxResults(int given, int least, int most) {
    return invalidValue(
        "maxResults",
        Integer.toString(given),
        "Expecting a value between %d and %d.".formatted(least, most));
  }

  static Fault invalidId(String id) {
    return of("InvalidID", "The ID '%s' is not valid".formatted(echo(id)));
  }

  /** What a caller sent, cut to a length that does no harm in an answer. */
  private static String echo(String text) {
    int longest = 200;
    return text.length() <= longest ? text : text.substring(0, longest) + "...";
  }
}
