package dev.cloudjar.policy;

import dev.cloudjar.policy.MalformedPolicyException.Reason;
import java.util.List;
import java.util.Set;

/** What the ARNs of identity-based policies have to look like. */
final class ResourceChecks {
  private static final int PARTS = 6;
  private static final Set<String> PARTITIONS =
      Set.of(
          "aws",
          "aws-cn",
          "aws-us-gov",
          "aws-iso",
          "aws-iso-b",
          "aws-iso-e",
          "aws-iso-f",
          "aws-eusc");
  private static final List<String> IAM_PATHS =
      List.of(
          "user/",
          "federated-user/",
          "role/",
          "group/",
          "instance-profile/",
          "mfa/",
          "server-certificate/",
          "policy/",
          "sms-mfa/",
          "saml-provider/",
          "oidc-provider/",
          "report/",
          "access-report/");

  private ResourceChecks() {}

  /** What IAM calls legacy parsing. */
  static void checkLegacy(String resource) {
    if (resource.equals("*")) {
      return;
    }
    String[] parts = resource.split(":", -1);
    boolean known = parts.length > 1 && (parts[1].equals("*") || PARTITIONS.contains(parts[1]));
    boolean tooShort = parts.length < PARTS && resource.contains("::");
    boolean nameless = parts.length > 2 && parts[2].isEmpty();
    if (known && (tooShort || nameless)) {
      throw MalformedPolicyException.legacy(
          Reason.RESOURCE_INVALID, resource + " is no ARN: parts are missing.");
    }
  }

  static void check(String resource) {
    if (resource.equals("*")) {
      return;
    }
    String[] parts = resource.split(":", PARTS);
    if (parts.length < 2) {
      throw invalid("Resource " + resource + " must be in ARN format or \"*\".", resource);
    }
    if (!parts[1].equals("*") && !PARTITIONS.contains(parts[1])) {
      throw invalid(
          "Partition \""
              + parts[1]
              + "\" is not valid for resource \"arn:"
              + parts[1]
              + ":"
              + part(parts, 2)
              + ":"
              + part(parts, 3)
              + ":"
              + part(parts, 4)
              + ":"
              + part(parts, 5)
              + "\".",
          resource);
    }
    if (parts.length < 3 || isWild(parts[2])) {
      throw invalid(
          "Resource vendor must be fully qualified and cannot contain regexes.", resource);
    }
    if (parts.length == PARTS) {
      checkRegion(resource, parts);
    }
  }

  private static void checkRegion(String resource, String[] parts) {
    boolean region = !parts[3].isEmpty() && !isWild(parts[3]);
    if (parts[2].equals("s3") && region && parts[4].isEmpty()) {
      throw invalid("Resource " + resource + " can not contain region information.", resource);
    }
    if (!parts[2].equals("iam")) {
      return;
    }
    if (region) {
      throw invalid("IAM resource " + resource + " cannot contain region information.", resource);
    }
    int slash = parts[5].indexOf('/');
    boolean wild = isWild(slash < 0 ? parts[5] : parts[5].substring(0, slash));
    if (!wild && !parts[5].equals("root") && IAM_PATHS.stream().noneMatch(parts[5]::startsWith)) {
      throw invalid(
          "IAM resource path must either be \"*\" or start with "
              + String.join(", ", IAM_PATHS)
              + ".",
          resource);
    }
  }

  private static boolean isWild(String part) {
    return part.indexOf('*') >= 0 || part.indexOf('?') >= 0;
  }

  private static String part(String[] parts, int index) {
    return index < parts.length ? parts[index] : "*";
  }

  private static MalformedPolicyException invalid(String message, String resource) {
    return new MalformedPolicyException(
        Reason.RESOURCE_INVALID, message, resource + " is no ARN that a policy can name.");
  }
}
