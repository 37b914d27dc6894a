package dev.cloudjar.sts;

import dev.cloudjar.cloud.Calls;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.RoomCaller;
import dev.cloudjar.policy.MalformedPolicyException;
import dev.cloudjar.policy.PolicyDocument;
import dev.cloudjar.policy.PolicyKind;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.GetPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetPolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.GetPolicyVersionResponse;
import software.amazon.awssdk.services.sts.model.PolicyDescriptorType;

/** Policies that limit a session, given with the request for it or named by it. */
final class SessionPolicyOperations {
  private static final int MOST_NAMED = 10;

  private final Calls calls;

  SessionPolicyOperations(Calls calls) {
    this.calls = calls;
  }

  /**
   * What limits a session.
   *
   * @param documents none for a session without limits of its own
   */
  record Limits(List<String> documents) {
    private static final int PACKED_BYTES = 4096;

    /**
     * How much of the space for policies and tags is used. AWS packs them into a form of its own;
     * this is what they take as text.
     */
    @Nullable Integer packedPercent(Map<String, String> tags) {
      int bytes =
          documents.stream().mapToInt(it -> it.getBytes(StandardCharsets.UTF_8).length).sum();
      for (Map.Entry<String, String> tag : tags.entrySet()) {
        bytes += tag.getKey().length() + tag.getValue().length();
      }
      return bytes == 0 ? null : Math.clamp(100L * bytes / PACKED_BYTES, 1, 100);
    }
  }

  /**
   * Reads them.
   *
   * @param accountId the account whose managed policies can be named
   */
  Limits limits(
      String accountId,
      String region,
      @Nullable String document,
      List<PolicyDescriptorType> named) {
    if (named.size() > MOST_NAMED) {
      throw StsFaults.tooManyPolicies(MOST_NAMED);
    }
    List<String> documents = new ArrayList<>();
    if (document != null) {
      check(document);
      documents.add(document);
    }
    for (PolicyDescriptorType policy : named) {
      documents.add(
          managed(accountId, region, policy.arn())
              .orElseThrow(() -> StsFaults.noSuchPolicy(policy.arn())));
    }
    return new Limits(List.copyOf(documents));
  }

  private static void check(String document) {
    try {
      PolicyDocument.parse(document, PolicyKind.SESSION);
    } catch (MalformedPolicyException e) {
      throw StsFaults.malformedPolicy(e);
    }
  }

  private Optional<String> managed(String accountId, String region, String arn) {
    RoomCaller root =
        new RoomCaller(calls, new Principal.Root(accountId), Optional.empty(), region, List.of());
    try {
      String version =
          root.to(GetPolicyRequest.builder().policyArn(arn).build(), GetPolicyResponse.class)
              .policy()
              .defaultVersionId();
      String encoded =
          root.to(
                  GetPolicyVersionRequest.builder().policyArn(arn).versionId(version).build(),
                  GetPolicyVersionResponse.class)
              .policyVersion()
              .document();
      return Optional.of(URLDecoder.decode(encoded, StandardCharsets.UTF_8));
    } catch (Fault e) {
      return Optional.empty();
    }
  }
}
