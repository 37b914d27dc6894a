package dev.cloudjar.iam;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Gate;
import dev.cloudjar.cloud.Operations;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.AttachGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.AttachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.AttachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.DeleteRolePermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.DeleteRolePermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.DeleteUserPermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserPermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.DetachGroupPolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachGroupPolicyResponse;
import software.amazon.awssdk.services.iam.model.DetachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.DetachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.ListAttachedGroupPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedGroupPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListAttachedRolePoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedRolePoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListAttachedUserPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedUserPoliciesResponse;
import software.amazon.awssdk.services.iam.model.PutRolePermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.PutRolePermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.PutUserPermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.PutUserPermissionsBoundaryResponse;

/** Attaches managed policies to users, groups and roles, and boundaries to users and roles. */
final class AttachmentOperations {
  private final IamStore store;
  private final IamResources resources;

  AttachmentOperations(IamStore store, IamResources resources) {
    this.store = store;
    this.resources = resources;
  }

  void register(Operations ops) {
    attach(ops);
    detach(ops);
    list(ops);
    boundaries(ops);
  }

  private void attach(Operations ops) {
    ops.on(
            AttachUserPolicyRequest.class,
            AttachUserPolicyResponse.class,
            (call, it) -> {
              attach(call, Kind.USER, it.userName(), it.policyArn());
              return AttachUserPolicyResponse.builder().build();
            })
        .authorises(
            (call, it) ->
                needs(call, "iam:AttachUserPolicy", Kind.USER, it.userName(), it.policyArn()));
    ops.on(
            AttachGroupPolicyRequest.class,
            AttachGroupPolicyResponse.class,
            (call, it) -> {
              attach(call, Kind.GROUP, it.groupName(), it.policyArn());
              return AttachGroupPolicyResponse.builder().build();
            })
        .authorises(
            (call, it) ->
                needs(call, "iam:AttachGroupPolicy", Kind.GROUP, it.groupName(), it.policyArn()));
    ops.on(
            AttachRolePolicyRequest.class,
            AttachRolePolicyResponse.class,
            (call, it) -> {
              attach(call, Kind.ROLE, it.roleName(), it.policyArn());
              return AttachRolePolicyResponse.builder().build();
            })
        .authorises(
            (call, it) ->
                needs(call, "iam:AttachRolePolicy", Kind.ROLE, it.roleName(), it.policyArn()));
  }

  private void detach(Operations ops) {
    ops.on(
            DetachUserPolicyRequest.class,
            DetachUserPolicyResponse.class,
            (call, it) -> {
              detach(call, Kind.USER, it.userName(), it.policyArn());
              return DetachUserPolicyResponse.builder().build();
            })
        .authorises(
            (call, it) ->
                needs(call, "iam:DetachUserPolicy", Kind.USER, it.userName(), it.policyArn()));
    ops.on(
            DetachGroupPolicyRequest.class,
            DetachGroupPolicyResponse.class,
            (call, it) -> {
              detach(call, Kind.GROUP, it.groupName(), it.policyArn());
              return DetachGroupPolicyResponse.builder().build();
            })
        .authorises(
            (call, it) ->
                needs(call, "iam:DetachGroupPolicy", Kind.GROUP, it.groupName(), it.policyArn()));
    ops.on(
            DetachRolePolicyRequest.class,
            DetachRolePolicyResponse.class,
            (call, it) -> {
              detach(call, Kind.ROLE, it.roleName(), it.policyArn());
              return DetachRolePolicyResponse.builder().build();
            })
        .authorises(
            (call, it) ->
                needs(call, "iam:DetachRolePolicy", Kind.ROLE, it.roleName(), it.policyArn()));
  }

  private void list(Operations ops) {
    ops.on(
            ListAttachedUserPoliciesRequest.class,
            ListAttachedUserPoliciesResponse.class,
            (call, it) -> {
              var paging = new Paging(it.marker(), it.maxItems());
              var page = list(call, Kind.USER, it.userName(), it.pathPrefix(), paging);
              return ListAttachedUserPoliciesResponse.builder()
                  .attachedPolicies(page.items())
                  .isTruncated(page.isTruncated())
                  .marker(page.marker())
                  .build();
            })
        .authorises(
            "iam:ListAttachedUserPolicies", (call, it) -> resources.user(call, it.userName()));
    ops.on(
            ListAttachedGroupPoliciesRequest.class,
            ListAttachedGroupPoliciesResponse.class,
            (call, it) -> {
              var paging = new Paging(it.marker(), it.maxItems());
              var page = list(call, Kind.GROUP, it.groupName(), it.pathPrefix(), paging);
              return ListAttachedGroupPoliciesResponse.builder()
                  .attachedPolicies(page.items())
                  .isTruncated(page.isTruncated())
                  .marker(page.marker())
                  .build();
            })
        .authorises(
            "iam:ListAttachedGroupPolicies", (call, it) -> resources.group(call, it.groupName()));
    ops.on(
            ListAttachedRolePoliciesRequest.class,
            ListAttachedRolePoliciesResponse.class,
            (call, it) -> {
              var paging = new Paging(it.marker(), it.maxItems());
              var page = list(call, Kind.ROLE, it.roleName(), it.pathPrefix(), paging);
              return ListAttachedRolePoliciesResponse.builder()
                  .attachedPolicies(page.items())
                  .isTruncated(page.isTruncated())
                  .marker(page.marker())
                  .build();
            })
        .authorises(
            "iam:ListAttachedRolePolicies", (call, it) -> resources.role(call, it.roleName()));
  }

  private void boundaries(Operations ops) {
    ops.on(
            PutUserPermissionsBoundaryRequest.class,
            PutUserPermissionsBoundaryResponse.class,
            (call, it) -> {
              bound(call, Kind.USER, it.userName(), it.permissionsBoundary());
              return PutUserPermissionsBoundaryResponse.builder().build();
            })
        .authorises(
            (call, it) ->
                List.of(
                    new Gate.Need(
                            "iam:PutUserPermissionsBoundary", resources.user(call, it.userName()))
                        .with("iam:PermissionsBoundary", it.permissionsBoundary())));
    ops.on(
            PutRolePermissionsBoundaryRequest.class,
            PutRolePermissionsBoundaryResponse.class,
            (call, it) -> {
              bound(call, Kind.ROLE, it.roleName(), it.permissionsBoundary());
              return PutRolePermissionsBoundaryResponse.builder().build();
            })
        .authorises(
            (call, it) ->
                List.of(
                    new Gate.Need(
                            "iam:PutRolePermissionsBoundary", resources.role(call, it.roleName()))
                        .with("iam:PermissionsBoundary", it.permissionsBoundary())));
    ops.on(
            DeleteUserPermissionsBoundaryRequest.class,
            DeleteUserPermissionsBoundaryResponse.class,
            (call, it) -> {
              bound(call, Kind.USER, it.userName(), null);
              return DeleteUserPermissionsBoundaryResponse.builder().build();
            })
        .authorises(
            (call, it) ->
                resources.boundedNeeds(
                    call, "iam:DeleteUserPermissionsBoundary", Kind.USER, it.userName()));
    ops.on(
            DeleteRolePermissionsBoundaryRequest.class,
            DeleteRolePermissionsBoundaryResponse.class,
            (call, it) -> {
              bound(call, Kind.ROLE, it.roleName(), null);
              return DeleteRolePermissionsBoundaryResponse.builder().build();
            })
        .authorises(
            (call, it) ->
                resources.boundedNeeds(
                    call, "iam:DeleteRolePermissionsBoundary", Kind.ROLE, it.roleName()));
  }

  private void attach(Call call, Kind kind, String name, String policyArn) {
    String arn = PolicyOperations.arn(policyArn);
    store.change(
        call.accountId(),
        transaction -> {
          var policy = ManagedPolicies.requireAttachable(transaction, call.accountId(), arn);
          if (policy.isAws() && policy.policy().path().startsWith(ServiceLinkedRoles.PATH)) {
            throw IamFaults.serviceRolePolicy();
          }
          Attachments.attach(
              transaction,
              call.accountId(),
              Holders.changeable(transaction, call.accountId(), kind, name),
              arn);
          return arn;
        });
  }

  private void detach(Call call, Kind kind, String name, String policyArn) {
    String arn = PolicyOperations.arn(policyArn);
    store.change(
        call.accountId(),
        transaction -> {
          Attachments.detach(
              transaction,
              call.accountId(),
              Holders.changeable(transaction, call.accountId(), kind, name),
              arn);
          return arn;
        });
  }

  private Paging.Page<AttachedPolicy> list(
      Call call, Kind kind, String name, @Nullable String pathPrefix, Paging paging) {
    String prefix = Paths.prefix(pathPrefix);
    return store.read(
        snapshot ->
            Attachments.list(
                    snapshot,
                    call.accountId(),
                    IamStore.requireHolder(snapshot, call.accountId(), kind, name),
                    paging,
                    arn -> arn.substring(arn.indexOf('/')).startsWith(prefix))
                .map(AttachmentOperations::shown));
  }

  static AttachedPolicy shown(String arn) {
    return AttachedPolicy.builder()
        .policyArn(arn)
        .policyName(arn.substring(arn.lastIndexOf('/') + 1))
        .build();
  }

  private void bound(Call call, Kind kind, String name, @Nullable String policyArn) {
    Optional<String> after = Optional.ofNullable(policyArn).map(PolicyOperations::arn);
    store.change(
        call.accountId(),
        transaction -> {
          String account = call.accountId();
          if (Holders.changeable(transaction, account, kind, name) instanceof User user) {
            requireBounded(after, user.boundary(), "user", user.name());
            IamStore.USERS.put(transaction, account, user.boundedBy(after));
            Boundaries.changed(transaction, account, user, user.boundary(), after);
          } else {
            Role role = RoleOperations.requireOwn(transaction, account, name);
            requireBounded(after, role.boundary(), "role", role.name());
            IamStore.ROLES.put(transaction, account, role.boundedBy(after));
            Boundaries.changed(transaction, account, role, role.boundary(), after);
          }
          return after;
        });
  }

  private static void requireBounded(
      Optional<String> after, Optional<String> before, String kind, String name) {
    if (after.isEmpty() && before.isEmpty()) {
      throw IamFaults.noBoundary(kind, name);
    }
  }

  private List<Gate.Need> needs(
      Call call, String action, Kind kind, String name, String policyArn) {
    Gate.Need need =
        new Gate.Need(action, resources.holder(call, kind, name)).with("iam:PolicyARN", policyArn);
    return List.of(
        need.with("iam:PermissionsBoundary", resources.boundaryOf(call, kind, name).orElse(null)));
  }
}
