package dev.cloudjar.s3;

import dev.cloudjar.policy.Element;
import dev.cloudjar.policy.MalformedPolicyException;
import dev.cloudjar.policy.PolicyDocument;
import dev.cloudjar.policy.Statement;
import java.util.Locale;
import java.util.Set;

/** What S3 refuses of a bucket's policy beyond the grammar of policies, and in which words. */
final class BucketPolicyChecks {
  private static final Set<String> OBJECT_ACTIONS =
      Set.of(
          "s3:abortmultipartupload",
          "s3:bypassgovernanceretention",
          "s3:deleteobject",
          "s3:deleteobjecttagging",
          "s3:deleteobjectversion",
          "s3:deleteobjectversiontagging",
          "s3:getobject",
          "s3:getobjectacl",
          "s3:getobjectattributes",
          "s3:getobjectlegalhold",
          "s3:getobjectretention",
          "s3:getobjecttagging",
          "s3:getobjecttorrent",
          "s3:getobjectversion",
          "s3:getobjectversionacl",
          "s3:getobjectversionattributes",
          "s3:getobjectversionforreplication",
          "s3:getobjectversiontagging",
          "s3:getobjectversiontorrent",
          "s3:listmultipartuploadparts",
          "s3:objectowneroverridetobucketowner",
          "s3:putobject",
          "s3:putobjectacl",
          "s3:putobjectlegalhold",
          "s3:putobjectretention",
          "s3:putobjecttagging",
          "s3:putobjectversionacl",
          "s3:putobjectversiontagging",
          "s3:replicatedelete",
          "s3:replicateobject",
          "s3:replicatetags",
          "s3:restoreobject");

  private BucketPolicyChecks() {}

  /** What S3 says of a text that is no policy. */
  static String message(MalformedPolicyException problem) {
    return switch (problem.reason()) {
      case PRINCIPAL_MISSING -> "Missing required field Principal";
      case PRINCIPAL_INVALID -> "Invalid principal in policy";
      case ACTION_MISSING -> "Missing required field Action";
      case ACTION_INVALID -> "Policy has invalid action";
      case RESOURCE_MISSING -> "Missing required field Resource";
      case RESOURCE_INVALID -> "Policy has invalid resource";
      default -> String.valueOf(problem.getMessage());
    };
  }

  /**
   * Refuses a policy.
   *
   * @param arn of the bucket or access point, whose objects stand below it
   */
  static void check(String arn, PolicyDocument policy) {
    for (Statement statement : policy.statements()) {
      Element resources = statement.resources().orElse(null);
      if (resources == null) {
        throw S3Faults.malformedPolicy("Missing required field Resource");
      }
      for (String action : statement.actions().values()) {
        if (!action.equals("*") && !action.toLowerCase(Locale.ROOT).startsWith("s3:")) {
          throw S3Faults.malformedPolicy("Policy has invalid action");
        }
      }
      for (String resource : resources.values()) {
        if (!mayBeOf(arn, resource)) {
          throw S3Faults.malformedPolicy("Policy has invalid resource");
        }
      }
      if (!statement.actions().negated() && !resources.negated()) {
        for (String action : statement.actions().values()) {
          checkApplies(arn, action, resources);
        }
      }
    }
  }

  private static boolean mayBeOf(String arn, String resource) {
    String fixed = fixedPart(resource);
    return fixed.startsWith("arn:")
        && (resource.equals(arn)
            || fixed.startsWith(arn + "/")
            || (!fixed.equals(resource) && (arn + "/").startsWith(fixed)));
  }

  /** What stands before the first wildcard or variable. */
  private static String fixedPart(String pattern) {
    for (int i = 0; i < pattern.length(); i++) {
      char each = pattern.charAt(i);
      if (each == '*' || each == '?' || each == '$') {
        return pattern.substring(0, i);
      }
    }
    return pattern;
  }

  private static void checkApplies(String arn, String action, Element resources) {
    if (!fixedPart(action).equals(action)) {
      return;
    }
    boolean ofObjects = OBJECT_ACTIONS.contains(action.toLowerCase(Locale.ROOT));
    boolean applies =
        resources.values().stream()
            .anyMatch(
                resource ->
                    ofObjects ? !resource.equals(arn) : !fixedPart(resource).startsWith(arn + "/"));
    if (!applies) {
      throw S3Faults.malformedPolicy("Action does not apply to any resource(s) in statement");
    }
  }
}
