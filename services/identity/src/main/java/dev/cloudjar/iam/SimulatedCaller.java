package dev.cloudjar.iam;

import dev.cloudjar.cloud.Guardrails;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.policy.ContextKeys;
import dev.cloudjar.policy.PrincipalFacts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who seems to call in a simulation.
 *
 * @param facts what principal elements match on
 * @param keys the condition keys that follow from who calls; those of the call itself do not
 */
record SimulatedCaller(PrincipalFacts facts, ContextKeys keys) {
  private static final String NO_ID = "AIDASIMULATED";

  /** Somebody of an account of whom nothing more is known. */
  static SimulatedCaller somebody(String accountId) {
    return new SimulatedCaller(
        PrincipalFacts.user(accountId, "arn:aws:iam::" + accountId + ":user/", NO_ID),
        ContextKeys.NONE);
  }

  /** A user whom only an ARN tells of. */
  static SimulatedCaller named(String accountId, String arn) {
    Map<String, List<String>> keys = new HashMap<>();
    keys.put("aws:PrincipalArn", List.of(arn));
    keys.put("aws:PrincipalAccount", List.of(accountId));
    keys.put("aws:PrincipalType", List.of("User"));
    keys.put("aws:PrincipalIsAWSService", List.of("false"));
    keys.put("aws:username", List.of(arn.substring(arn.lastIndexOf('/') + 1)));
    return new SimulatedCaller(PrincipalFacts.user(accountId, arn, NO_ID), ContextKeys.of(keys));
  }

  static SimulatedCaller user(
      Principal.User user, Map<String, String> tags, Guardrails guardrails) {
    Map<String, List<String>> keys = shared(user.accountId(), user.arn(), "User", tags, guardrails);
    keys.put("aws:username", List.of(user.name()));
    keys.put("aws:userid", List.of(user.userId()));
    return new SimulatedCaller(
        PrincipalFacts.user(user.accountId(), user.arn(), user.userId()), ContextKeys.of(keys));
  }

  /** A session of a role. What it is called is not known, thus neither is {@code aws:userid}. */
  static SimulatedCaller session(
      Principal.AssumedRole role, Map<String, String> tags, Guardrails guardrails) {
    return new SimulatedCaller(
        PrincipalFacts.roleSession(
            role.accountId(), role.arn(), role.userId(), role.roleArn(), role.roleId()),
        ContextKeys.of(shared(role.accountId(), role.roleArn(), "AssumedRole", tags, guardrails)));
  }

  private static Map<String, List<String>> shared(
      String accountId, String arn, String type, Map<String, String> tags, Guardrails guardrails) {
    Map<String, List<String>> keys = new HashMap<>();
    keys.put("aws:PrincipalArn", List.of(arn));
    keys.put("aws:PrincipalAccount", List.of(accountId));
    keys.put("aws:PrincipalType", List.of(type));
    keys.put("aws:PrincipalIsAWSService", List.of("false"));
    guardrails
        .organizationId()
        .ifPresent(
            id -> {
              keys.put("aws:PrincipalOrgID", List.of(id));
              keys.put("aws:PrincipalOrgPaths", List.of(guardrails.path()));
            });
    tags.forEach((key, value) -> keys.put("aws:PrincipalTag/" + key, List.of(value)));
    return keys;
  }
}
