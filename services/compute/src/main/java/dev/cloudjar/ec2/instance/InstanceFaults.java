package dev.cloudjar.ec2.instance;

import dev.cloudjar.cloud.Fault;
import dev.cloudjar.ec2.ground.Ec2Faults;
import java.util.List;

/** The errors of instances, in AWS's words. */
final class InstanceFaults {
  private static final int SERVER = 500;

  private InstanceFaults() {}

  static Fault incorrectInstanceState(String id, String operation) {
    return Ec2Faults.of(
        "IncorrectInstanceState",
        "The instance '%s' is not in a state from which it can be %s.".formatted(id, operation));
  }

  static Fault notStopped(String id) {
    return Ec2Faults.of(
        "IncorrectInstanceState", "The instance '%s' is not in the 'stopped' state.".formatted(id));
  }

  static Fault terminationProtected(String id) {
    return Ec2Faults.operationNotPermitted(
        ("The instance '%s' may not be terminated. Modify its 'disableApiTermination' instance"
                + " attribute and try again.")
            .formatted(id));
  }

  static Fault stopProtected(String id) {
    return Ec2Faults.operationNotPermitted(
        ("The instance '%s' may not be stopped. Modify its 'disableApiStop' instance attribute and"
                + " try again.")
            .formatted(id));
  }

  static Fault noSuchType(String type) {
    return Ec2Faults.invalidParameterValue("Invalid value '%s' for InstanceType.".formatted(type));
  }

  static Fault invalidInstanceType(String types) {
    return Ec2Faults.of(
        "InvalidInstanceType",
        "The following supplied instance types do not exist: [%s]".formatted(types));
  }

  static Fault otherArchitecture(String ofType, String ofImage) {
    return Ec2Faults.invalidParameterValue(
        ("The architecture '%s' of the specified instance type does not match the architecture"
                + " '%s' of the specified AMI. Specify an instance type and an AMI that have"
                + " matching architectures, and try again. You can use 'describe-instance-types' or"
                + " 'describe-images' to discover the architecture of the instance type or AMI.")
            .formatted(ofType, ofImage));
  }

  static Fault counts() {
    return Ec2Faults.invalidParameterValue(
        "Minimum instance count must not be larger than the maximum instance count, and both must"
            + " be at least 1.");
  }

  static Fault userDataTooLong(int most) {
    return Ec2Faults.invalidParameterValue("User data is limited to %d bytes".formatted(most));
  }

  static Fault userDataNotEncoded() {
    return Ec2Faults.invalidParameterValue("Invalid BASE64 encoding of user data.");
  }

  static Fault noHibernation() {
    return Ec2Faults.unsupportedOperation(
        "Cloudjar's instances cannot hibernate: there is no memory image of a machine.");
  }

  static Fault spotStop() {
    return Ec2Faults.unsupportedOperation(
        "You can't stop the Spot Instance because it is associated with a one-time Spot Instance"
            + " request. You can only stop Spot Instances associated with persistent Spot Instance"
            + " requests.");
  }

  static Fault spotStart() {
    return Ec2Faults.of(
        "IncorrectSpotRequestState",
        "You can't start the Spot Instance because the associated Spot Instance request is not in an"
            + " appropriate state to support start.");
  }

  /** A zone has no room for more; SDKs ask again. */
  static Fault insufficientCapacity(String type, String zone, List<String> others) {
    return Fault.of(
        SERVER,
        "InsufficientInstanceCapacity",
        ("We currently do not have sufficient %s capacity in the Availability Zone you requested"
                + " (%s). Our system will be working on provisioning additional capacity. You can"
                + " currently get %s capacity by not specifying an Availability Zone in your"
                + " request or choosing %s.")
            .formatted(type, zone, type, String.join(", ", others)));
  }

  static Fault insufficientCapacity() {
    return Fault.of(SERVER, "InsufficientInstanceCapacity", "Insufficient capacity.");
  }

  static Fault invalidAssociation(String id) {
    return Ec2Faults.of(
        "InvalidAssociationID.NotFound", "The association ID '%s' does not exist".formatted(id));
  }
}
