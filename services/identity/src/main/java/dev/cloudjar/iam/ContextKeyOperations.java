package dev.cloudjar.iam;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.policy.MalformedPolicyException;
import dev.cloudjar.policy.PolicyDocument;
import dev.cloudjar.policy.PolicyKind;
import dev.cloudjar.store.Snapshot;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import software.amazon.awssdk.services.iam.model.GetContextKeysForCustomPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetContextKeysForCustomPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetContextKeysForPrincipalPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetContextKeysForPrincipalPolicyResponse;

/** Which condition keys policies ask for. */
final class ContextKeyOperations {
  private final IamStore store;

  ContextKeyOperations(IamStore store) {
    this.store = store;
  }

  void register(Operations ops) {
    ops.on(
            GetContextKeysForCustomPolicyRequest.class,
            GetContextKeysForCustomPolicyResponse.class,
            this::ofCustom)
        .authorises("iam:GetContextKeysForCustomPolicy", (call, it) -> Resource.any(call));
    ops.on(
            GetContextKeysForPrincipalPolicyRequest.class,
            GetContextKeysForPrincipalPolicyResponse.class,
            this::ofPrincipal)
        .authorises(
            "iam:GetContextKeysForPrincipalPolicy",
            (call, it) -> new Resource(it.policySourceArn(), call.accountId()));
  }

  private GetContextKeysForCustomPolicyResponse ofCustom(
      Call call, GetContextKeysForCustomPolicyRequest request) {
    return GetContextKeysForCustomPolicyResponse.builder()
        .contextKeyNames(keys(request.policyInputList()))
        .build();
  }

  private GetContextKeysForPrincipalPolicyResponse ofPrincipal(
      Call call, GetContextKeysForPrincipalPolicyRequest request) {
    List<String> documents =
        store.read(
            snapshot -> {
              PolicyHolder holder = holder(snapshot, call, request.policySourceArn());
              List<String> all = new ArrayList<>(documents(snapshot, call.accountId(), holder));
              if (holder instanceof User user) {
                for (Group group :
                    Memberships.groups(snapshot, call.accountId(), user, Paging.NONE).items()) {
                  all.addAll(documents(snapshot, call.accountId(), group));
                }
              }
              return all;
            });
    documents.addAll(request.policyInputList());
    return GetContextKeysForPrincipalPolicyResponse.builder()
        .contextKeyNames(keys(documents))
        .build();
  }

  private static List<String> documents(Snapshot snapshot, String account, PolicyHolder holder) {
    List<String> all = new ArrayList<>();
    InlinePolicies.each(snapshot, account, holder.id(), (name, document) -> all.add(document));
    for (String arn : Attachments.arns(snapshot, account, holder.id())) {
      ManagedPolicies.document(snapshot, account, arn).ifPresent(all::add);
    }
    return all;
  }

  /** The user, group or role with an ARN. */
  static PolicyHolder holder(Snapshot snapshot, Call call, String arn) {
    String start = "arn:aws:iam::" + call.accountId() + ":";
    int slash = arn.indexOf('/');
    if (!arn.startsWith(start) || slash < 0) {
      throw IamFaults.invalidArn(arn);
    }
    String name = arn.substring(arn.lastIndexOf('/') + 1);
    PolicyHolder holder =
        switch (arn.substring(start.length(), slash)) {
          case "user" -> IamStore.USERS.require(snapshot, call.accountId(), name);
          case "group" -> IamStore.GROUPS.require(snapshot, call.accountId(), name);
          case "role" -> IamStore.ROLES.require(snapshot, call.accountId(), name);
          default -> throw IamFaults.invalidArn(arn);
        };
    if (!holder.arn(call.accountId()).equals(arn)) {
      throw IamFaults.noEntity(arn);
    }
    return holder;
  }

  private static Set<String> keys(List<String> documents) {
    Set<String> keys = new LinkedHashSet<>();
    for (String document : documents) {
      try {
        keys.addAll(PolicyDocument.parse(document, PolicyKind.IDENTITY).contextKeys());
      } catch (MalformedPolicyException e) {
        throw IamFaults.invalidInput(Objects.toString(e.getMessage()));
      }
    }
    return keys;
  }
}
