package dev.cloudjar.kms;

import dev.cloudjar.cloud.Principal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The policies of keys: those that they begin with, and what is to be said of others. */
final class KeyPolicies {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int LONGEST_BYTES = 32_768;
  private static final String PUT_KEY_POLICY = "kms:putkeypolicy";
  private static final Set<String> VERSIONS = Set.of("2012-10-17", "2008-10-17");

  private KeyPolicies() {}

  /** The policy of a key whose maker says nothing else. */
  static String ofAccount(String accountId, String region) {
    return """
    {
      "Version" : "2012-10-17",
      "Id" : "key-default-1",
      "Statement" : [ {
        "Sid" : "Enable IAM User Permissions",
        "Effect" : "Allow",
        "Principal" : {
          "AWS" : "%s"
        },
        "Action" : "kms:*",
        "Resource" : "*"
      } ]
    }"""
        .formatted(KmsArns.root(accountId, region));
  }

  /** The policy of a key that a service has. */
  static String ofService(String accountId, String region, String service) {
    return """
    {
      "Version" : "2012-10-17",
      "Id" : "auto-%1$s-1",
      "Statement" : [ {
        "Sid" : "Allow access through %1$s for all principals in the account that are authorized",
        "Effect" : "Allow",
        "Principal" : {
          "AWS" : "*"
        },
        "Action" : [ "kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", \
    "kms:CreateGrant", "kms:DescribeKey" ],
        "Resource" : "*",
        "Condition" : {
          "StringEquals" : {
            "kms:CallerAccount" : "%2$s",
            "kms:ViaService" : "%5$s.%3$s.amazonaws.com"
          }
        }
      }, {
        "Sid" : "Allow direct access to key metadata to the account",
        "Effect" : "Allow",
        "Principal" : {
          "AWS" : "%4$s"
        },
        "Action" : [ "kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant" ],
        "Resource" : "*"
      } ]
    }"""
        .formatted(service, accountId, region, KmsArns.root(accountId, region), endpoint(service));
  }

  /** Through whom the key is used: volumes are EC2's. */
  private static String endpoint(String service) {
    return service.equals("ebs") ? "ec2" : service;
  }

  /**
   * Refuses what is no policy, or would lock the caller out.
   *
   * @param bypass whether the caller wants to be locked out
   */
  static void check(String policy, Principal caller, boolean bypass) {
    if (policy.getBytes(StandardCharsets.UTF_8).length > LONGEST_BYTES) {
      throw KmsFaults.limitExceeded("Policy exceeds the size limit of 32 KB");
    }
    List<JsonNode> statements = statements(policy);
    boolean allowed = false;
    boolean denied = false;
    for (JsonNode statement : statements) {
      boolean allow = checkStatement(statement);
      if (speaksOf(statement, caller)) {
        allowed |= allow;
        denied |= !allow && !statement.has("Condition");
      }
    }
    if (!bypass && (denied || !allowed)) {
      throw KmsFaults.lockedOut();
    }
  }

  private static List<JsonNode> statements(String policy) {
    JsonNode root;
    try {
      root = JSON.readTree(policy);
    } catch (JacksonException e) {
      throw KmsFaults.malformedPolicy("Syntax errors in policy.");
    }
    JsonNode version = root.get("Version");
    if (!root.isObject() || (version != null && !VERSIONS.contains(version.asString("")))) {
      throw KmsFaults.malformedPolicy("Syntax errors in policy.");
    }
    JsonNode statement = root.get("Statement");
    List<JsonNode> statements = all(statement);
    if (statements.isEmpty() || statements.stream().anyMatch(it -> !it.isObject())) {
      throw KmsFaults.malformedPolicy("Syntax errors in policy.");
    }
    return statements;
  }

  /** Whether it allows. */
  private static boolean checkStatement(JsonNode statement) {
    JsonNode effect = statement.get("Effect");
    boolean allow = effect != null && effect.asString("").equals("Allow");
    if (!allow && (effect == null || !effect.asString("").equals("Deny"))) {
      throw KmsFaults.malformedPolicy("Syntax errors in policy.");
    }
    if (!statement.has("Principal") && !statement.has("NotPrincipal")) {
      throw KmsFaults.malformedPolicy(
          "Policy contains a statement with one or more invalid" + " principals.");
    }
    if (!statement.has("Action") && !statement.has("NotAction")) {
      throw KmsFaults.malformedPolicy("Policy statement must contain actions.");
    }
    if (!statement.has("Resource") && !statement.has("NotResource")) {
      throw KmsFaults.malformedPolicy("Policy statement must contain resources.");
    }
    return allow;
  }

  /** Whether it speaks of the caller and of the changing of the policy. */
  private static boolean speaksOf(JsonNode statement, Principal caller) {
    JsonNode actions = statement.get("Action");
    boolean ofAction =
        actions != null
            ? names(actions).stream().anyMatch(KeyPolicies::isPutKeyPolicy)
            : names(statement.get("NotAction")).stream().noneMatch(KeyPolicies::isPutKeyPolicy);
    JsonNode principals = statement.get("Principal");
    boolean ofCaller =
        principals != null
            ? means(principals, caller)
            : !means(statement.get("NotPrincipal"), caller);
    return ofAction && ofCaller;
  }

  private static boolean isPutKeyPolicy(String pattern) {
    String regex =
        Pattern.quote(pattern.toLowerCase(Locale.ROOT))
            .replace("*", "\\E.*\\Q")
            .replace("?", "\\E.\\Q");
    return PUT_KEY_POLICY.matches(regex);
  }

  private static boolean means(@Nullable JsonNode principals, Principal caller) {
    if (principals == null) {
      return false;
    }
    List<String> named = principals.isObject() ? names(principals.get("AWS")) : names(principals);
    String account = caller.accountId();
    List<String> callers = KeyGuard.names(caller);
    return named.stream()
        .anyMatch(
            it ->
                it.equals("*")
                    || it.equals(account)
                    || it.endsWith("::" + account + ":root")
                    || callers.contains(it));
  }

  private static List<String> names(@Nullable JsonNode one) {
    return all(one).stream().map(it -> it.asString("")).toList();
  }

  private static List<JsonNode> all(@Nullable JsonNode one) {
    if (one == null) {
      return List.of();
    }
    if (!one.isArray()) {
      return List.of(one);
    }
    List<JsonNode> all = new ArrayList<>();
    one.forEach(all::add);
    return all;
  }
}
