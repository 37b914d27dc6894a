package dev.cloudjar.ec2.template;

import dev.cloudjar.cloud.Fault;
import dev.cloudjar.ec2.ground.Ec2Faults;

/** The errors of launch templates, in AWS's words. */
final class LaunchTemplateFaults {
  private LaunchTemplateFaults() {}

  static Fault nameExists() {
    return Ec2Faults.of(
        "InvalidLaunchTemplateName.AlreadyExistsException", "Launch template name already in use.");
  }

  static Fault malformedName() {
    return Ec2Faults.of(
        "InvalidLaunchTemplateName.MalformedException",
        "The specified launch template name is invalid. A launch template name must be between 3"
            + " and 128 characters, and may contain letters, numbers, and the following"
            + " characters: - ( ) . / _");
  }

  static Fault nameNotFound(String name) {
    return Ec2Faults.of(
        "InvalidLaunchTemplateName.NotFoundException",
        "The specified launch template, with template name %s, does not exist.".formatted(name));
  }

  static Fault someNotFound() {
    return Ec2Faults.of(
        "InvalidLaunchTemplateName.NotFoundException",
        "At least one of the launch templates specified in the request does not exist.");
  }

  static Fault versionNotFound(String version, String templateId) {
    return Ec2Faults.of(
        "InvalidLaunchTemplateId.VersionNotFound",
        "Could not find the specified version %s for the launch template with ID %s."
            .formatted(version, templateId));
  }

  static Fault malformedVersion(String version) {
    return Ec2Faults.invalidParameterValue(
        ("Invalid launch template version: either '$Default', '$Latest', or a numeric version are"
                + " allowed, not '%s'.")
            .formatted(version));
  }

  static Fault idOrName() {
    return Ec2Faults.of(
        "MissingParameter",
        "Either a launch template ID or a launch template name must be specified in the request.");
  }

  static Fault idAndName() {
    return Ec2Faults.invalidParameterCombination(
        "A launch template ID and a launch template name cannot be specified in the same request.");
  }

  static Fault tooManyTemplates(int most) {
    return Ec2Faults.of(
        "MaxTemplateLimitExceeded",
        "You've reached the limit on the number of launch templates you can create (%d)."
            .formatted(most));
  }

  static Fault tooManyVersions(int most) {
    return Ec2Faults.of(
        "MaxTemplateVersionLimitExceeded",
        "You've reached the limit on the number of launch template versions you can create (%d)."
            .formatted(most));
  }
}
