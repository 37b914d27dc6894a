package dev.cloudjar.iam;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Operations;
import software.amazon.awssdk.services.iam.model.DeleteGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.DeleteRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.DeleteUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.GetRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.GetUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.ListGroupPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListGroupPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListRolePoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListRolePoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListUserPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListUserPoliciesResponse;
import software.amazon.awssdk.services.iam.model.PutGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.PutGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.PutRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.PutRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.PutUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.PutUserPolicyResponse;

/** Policies that belong to one user, group or role. */
final class InlinePolicyOperations {
  private final IamStore store;
  private final IamResources resources;

  InlinePolicyOperations(IamStore store, IamResources resources) {
    this.store = store;
    this.resources = resources;
  }

  void register(Operations ops) {
    users(ops);
    groups(ops);
    roles(ops);
  }

  private void users(Operations ops) {
    ops.on(
            PutUserPolicyRequest.class,
            PutUserPolicyResponse.class,
            (call, it) -> {
              put(call, Kind.USER, it.userName(), it.policyName(), it.policyDocument());
              return PutUserPolicyResponse.builder().build();
            })
        .authorises(
            (call, it) ->
                resources.boundedNeeds(call, "iam:PutUserPolicy", Kind.USER, it.userName()));
    ops.on(
            GetUserPolicyRequest.class,
            GetUserPolicyResponse.class,
            (call, it) ->
                GetUserPolicyResponse.builder()
                    .userName(it.userName())
                    .policyName(it.policyName())
                    .policyDocument(get(call, Kind.USER, it.userName(), it.policyName()))
                    .build())
        .authorises("iam:GetUserPolicy", (call, it) -> resources.user(call, it.userName()));
    ops.on(
            DeleteUserPolicyRequest.class,
            DeleteUserPolicyResponse.class,
            (call, it) -> {
              delete(call, Kind.USER, it.userName(), it.policyName());
              return DeleteUserPolicyResponse.builder().build();
            })
        .authorises(
            (call, it) ->
                resources.boundedNeeds(call, "iam:DeleteUserPolicy", Kind.USER, it.userName()));
    ops.on(
            ListUserPoliciesRequest.class,
            ListUserPoliciesResponse.class,
            (call, it) -> {
              var page =
                  names(call, Kind.USER, it.userName(), new Paging(it.marker(), it.maxItems()));
              return ListUserPoliciesResponse.builder()
                  .policyNames(page.items())
                  .isTruncated(page.isTruncated())
                  .marker(page.marker())
                  .build();
            })
        .authorises("iam:ListUserPolicies", (call, it) -> resources.user(call, it.userName()));
  }

  private void groups(Operations ops) {
    ops.on(
            PutGroupPolicyRequest.class,
            PutGroupPolicyResponse.class,
            (call, it) -> {
              put(call, Kind.GROUP, it.groupName(), it.policyName(), it.policyDocument());
              return PutGroupPolicyResponse.builder().build();
            })
        .authorises("iam:PutGroupPolicy", (call, it) -> resources.group(call, it.groupName()));
    ops.on(
            GetGroupPolicyRequest.class,
            GetGroupPolicyResponse.class,
            (call, it) ->
                GetGroupPolicyResponse.builder()
                    .groupName(it.groupName())
                    .policyName(it.policyName())
                    .policyDocument(get(call, Kind.GROUP, it.groupName(), it.policyName()))
                    .build())
        .authorises("iam:GetGroupPolicy", (call, it) -> resources.group(call, it.groupName()));
    ops.on(
            DeleteGroupPolicyRequest.class,
            DeleteGroupPolicyResponse.class,
            (call, it) -> {
              delete(call, Kind.GROUP, it.groupName(), it.policyName());
              return DeleteGroupPolicyResponse.builder().build();
            })
        .authorises("iam:DeleteGroupPolicy", (call, it) -> resources.group(call, it.groupName()));
    ops.on(
            ListGroupPoliciesRequest.class,
            ListGroupPoliciesResponse.class,
            (call, it) -> {
              var page =
                  names(call, Kind.GROUP, it.groupName(), new Paging(it.marker(), it.maxItems()));
              return ListGroupPoliciesResponse.builder()
                  .policyNames(page.items())
                  .isTruncated(page.isTruncated())
                  .marker(page.marker())
                  .build();
            })
        .authorises("iam:ListGroupPolicies", (call, it) -> resources.group(call, it.groupName()));
  }

  private void roles(Operations ops) {
    ops.on(
            PutRolePolicyRequest.class,
            PutRolePolicyResponse.class,
            (call, it) -> {
              put(call, Kind.ROLE, it.roleName(), it.policyName(), it.policyDocument());
              return PutRolePolicyResponse.builder().build();
            })
        .authorises(
            (call, it) ->
                resources.boundedNeeds(call, "iam:PutRolePolicy", Kind.ROLE, it.roleName()));
    ops.on(
            GetRolePolicyRequest.class,
            GetRolePolicyResponse.class,
            (call, it) ->
                GetRolePolicyResponse.builder()
                    .roleName(it.roleName())
                    .policyName(it.policyName())
                    .policyDocument(get(call, Kind.ROLE, it.roleName(), it.policyName()))
                    .build())
        .authorises("iam:GetRolePolicy", (call, it) -> resources.role(call, it.roleName()));
    ops.on(
            DeleteRolePolicyRequest.class,
            DeleteRolePolicyResponse.class,
            (call, it) -> {
              delete(call, Kind.ROLE, it.roleName(), it.policyName());
              return DeleteRolePolicyResponse.builder().build();
            })
        .authorises(
            (call, it) ->
                resources.boundedNeeds(call, "iam:DeleteRolePolicy", Kind.ROLE, it.roleName()));
    ops.on(
            ListRolePoliciesRequest.class,
            ListRolePoliciesResponse.class,
            (call, it) -> {
              var page =
                  names(call, Kind.ROLE, it.roleName(), new Paging(it.marker(), it.maxItems()));
              return ListRolePoliciesResponse.builder()
                  .policyNames(page.items())
                  .isTruncated(page.isTruncated())
                  .marker(page.marker())
                  .build();
            })
        .authorises("iam:ListRolePolicies", (call, it) -> resources.role(call, it.roleName()));
  }

  private void put(Call call, Kind kind, String holder, String name, String document) {
    String checked = PolicyDocuments.identity(document);
    store.change(
        call.accountId(),
        transaction -> {
          InlinePolicies.put(
              transaction,
              call.accountId(),
              Holders.changeable(transaction, call.accountId(), kind, holder),
              name,
              checked);
          return name;
        });
  }

  private String get(Call call, Kind kind, String holder, String name) {
    return PolicyDocuments.encoded(
        store.read(
            snapshot ->
                InlinePolicies.require(
                    snapshot,
                    call.accountId(),
                    IamStore.requireHolder(snapshot, call.accountId(), kind, holder),
                    name)));
  }

  private void delete(Call call, Kind kind, String holder, String name) {
    store.change(
        call.accountId(),
        transaction -> {
          InlinePolicies.delete(
              transaction,
              call.accountId(),
              Holders.changeable(transaction, call.accountId(), kind, holder),
              name);
          return name;
        });
  }

  private Paging.Page<String> names(Call call, Kind kind, String holder, Paging paging) {
    return store.read(
        snapshot ->
            InlinePolicies.names(
                snapshot,
                call.accountId(),
                IamStore.requireHolder(snapshot, call.accountId(), kind, holder),
                paging));
  }
}
