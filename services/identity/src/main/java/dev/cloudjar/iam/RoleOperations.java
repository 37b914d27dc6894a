package dev.cloudjar.iam;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.CreateRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateRoleResponse;
import software.amazon.awssdk.services.iam.model.DeleteRoleRequest;
import software.amazon.awssdk.services.iam.model.DeleteRoleResponse;
import software.amazon.awssdk.services.iam.model.GetRoleRequest;
import software.amazon.awssdk.services.iam.model.GetRoleResponse;
import software.amazon.awssdk.services.iam.model.ListRolesRequest;
import software.amazon.awssdk.services.iam.model.ListRolesResponse;
import software.amazon.awssdk.services.iam.model.RoleLastUsed;
import software.amazon.awssdk.services.iam.model.UpdateAssumeRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.UpdateAssumeRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.UpdateRoleDescriptionRequest;
import software.amazon.awssdk.services.iam.model.UpdateRoleDescriptionResponse;
import software.amazon.awssdk.services.iam.model.UpdateRoleRequest;
import software.amazon.awssdk.services.iam.model.UpdateRoleResponse;

/** Roles. */
final class RoleOperations {
  private static final int USUAL_SESSION_SECONDS = 3600;

  private final IamStore store;
  private final IamResources resources;
  private final LastUses uses;

  RoleOperations(IamStore store, IamResources resources, LastUses uses) {
    this.store = store;
    this.resources = resources;
    this.uses = uses;
  }

  void register(Operations ops) {
    ops.on(CreateRoleRequest.class, CreateRoleResponse.class, this::create)
        .authorises(
            (call, it) ->
                IamResources.creation(
                    "iam:CreateRole",
                    resources.fresh(call, Kind.ROLE, it.path(), it.roleName()),
                    TagOperations.map(it.tags()),
                    it.permissionsBoundary()))
        .authorises(
            (call, it) ->
                IamResources.tagging(
                    "iam:TagRole",
                    resources.fresh(call, Kind.ROLE, it.path(), it.roleName()),
                    TagOperations.map(it.tags())));
    ops.on(GetRoleRequest.class, GetRoleResponse.class, this::get)
        .authorises("iam:GetRole", (call, it) -> resources.role(call, it.roleName()));
    ops.on(UpdateRoleRequest.class, UpdateRoleResponse.class, this::update)
        .authorises("iam:UpdateRole", (call, it) -> resources.role(call, it.roleName()));
    ops.on(
            UpdateRoleDescriptionRequest.class,
            UpdateRoleDescriptionResponse.class,
            this::updateDescription)
        .authorises("iam:UpdateRoleDescription", (call, it) -> resources.role(call, it.roleName()));
    ops.on(
            UpdateAssumeRolePolicyRequest.class,
            UpdateAssumeRolePolicyResponse.class,
            this::updateTrust)
        .authorises(
            "iam:UpdateAssumeRolePolicy", (call, it) -> resources.role(call, it.roleName()));
    ops.on(DeleteRoleRequest.class, DeleteRoleResponse.class, this::delete)
        .authorises("iam:DeleteRole", (call, it) -> resources.role(call, it.roleName()));
    ops.on(ListRolesRequest.class, ListRolesResponse.class, this::list)
        .authorises(
            "iam:ListRoles", (call, it) -> resources.fresh(call, Kind.ROLE, it.pathPrefix(), "*"));
  }

  private CreateRoleResponse create(Call call, CreateRoleRequest request) {
    Role role =
        new Role(
            Paths.checked(request.path()),
            request.roleName(),
            store.newId(Kind.ROLE),
            IamStore.time(call),
            PolicyDocuments.trust(request.assumeRolePolicyDocument()),
            Optional.ofNullable(request.description()),
            request.maxSessionDuration() == null
                ? USUAL_SESSION_SECONDS
                : request.maxSessionDuration(),
            TagOperations.map(request.tags()),
            Optional.ofNullable(request.permissionsBoundary()),
            Optional.empty());
    if (role.path().startsWith(ServiceLinkedRoles.PATH)) {
      throw IamFaults.reservedPath(ServiceLinkedRoles.PATH);
    }
    store.change(
        call.accountId(),
        transaction -> {
          IamStore.ROLES.add(transaction, call.accountId(), role);
          Boundaries.changed(
              transaction, call.accountId(), role, Optional.empty(), role.boundary());
          return role;
        });
    return CreateRoleResponse.builder()
        .role(shown(call.accountId(), role).copy(it -> it.maxSessionDuration(null)))
        .build();
  }

  private GetRoleResponse get(Call call, GetRoleRequest request) {
    uses.settle();
    return store.read(
        snapshot -> {
          Role role = IamStore.ROLES.require(snapshot, call.accountId(), request.roleName());
          return GetRoleResponse.builder()
              .role(
                  shown(call.accountId(), role)
                      .copy(it -> it.roleLastUsed(lastUsed(snapshot, call.accountId(), role))))
              .build();
        });
  }

  private UpdateRoleResponse update(Call call, UpdateRoleRequest request) {
    change(
        call,
        request.roleName(),
        role ->
            role.described(
                request.description() == null
                    ? role.description()
                    : Optional.of(request.description()).filter(it -> !it.isEmpty()),
                request.maxSessionDuration() == null
                    ? role.maxSessionSeconds()
                    : request.maxSessionDuration()));
    return UpdateRoleResponse.builder().build();
  }

  private UpdateRoleDescriptionResponse updateDescription(
      Call call, UpdateRoleDescriptionRequest request) {
    Role role =
        store.change(
            call.accountId(),
            transaction -> {
              // What a role is for may be said even of those that services own.
              Role changed =
                  IamStore.ROLES.require(transaction, call.accountId(), request.roleName());
              changed =
                  changed.described(
                      Optional.of(request.description()).filter(it -> !it.isEmpty()),
                      changed.maxSessionSeconds());
              IamStore.ROLES.put(transaction, call.accountId(), changed);
              return changed;
            });
    return UpdateRoleDescriptionResponse.builder().role(shown(call.accountId(), role)).build();
  }

  private UpdateAssumeRolePolicyResponse updateTrust(
      Call call, UpdateAssumeRolePolicyRequest request) {
    String policy = PolicyDocuments.trust(request.policyDocument());
    change(call, request.roleName(), role -> role.trusting(policy));
    return UpdateAssumeRolePolicyResponse.builder().build();
  }

  private DeleteRoleResponse delete(Call call, DeleteRoleRequest request) {
    store.change(
        call.accountId(),
        transaction -> {
          Role role = requireOwn(transaction, call.accountId(), request.roleName());
          if (!InstanceProfiles.ofRole(transaction, call.accountId(), role, Paging.NONE)
              .items()
              .isEmpty()) {
            throw IamFaults.deleteConflict("remove roles from instance profile");
          }
          Holders.checkBare(transaction, call.accountId(), role);
          remove(transaction, call.accountId(), role);
          return role;
        });
    return DeleteRoleResponse.builder().build();
  }

  /** Takes a role away on which nothing hangs. */
  static void remove(Transaction transaction, String account, Role role) {
    Boundaries.changed(transaction, account, role, role.boundary(), Optional.empty());
    LastUses.forget(transaction, account, role.id());
    IamStore.ROLES.remove(transaction, account, role);
  }

  private ListRolesResponse list(Call call, ListRolesRequest request) {
    var page =
        store.read(
            snapshot ->
                IamStore.ROLES.list(
                    snapshot,
                    call.accountId(),
                    Paths.prefix(request.pathPrefix()),
                    new Paging(request.marker(), request.maxItems())));
    return ListRolesResponse.builder()
        .roles(page.map(it -> brief(call.accountId(), it)).items())
        .isTruncated(page.isTruncated())
        .marker(page.marker())
        .build();
  }

  private void change(Call call, String name, UnaryOperator<Role> change) {
    store.change(
        call.accountId(),
        transaction -> {
          Role role = change.apply(requireOwn(transaction, call.accountId(), name));
          IamStore.ROLES.put(transaction, call.accountId(), role);
          return role;
        });
  }

  /** A role that is not a service's alone. */
  static Role requireOwn(Snapshot snapshot, String account, String name) {
    Role role = IamStore.ROLES.require(snapshot, account, name);
    if (role.linkedService().isPresent()) {
      throw IamFaults.protectedRole(role.name());
    }
    return role;
  }

  static @Nullable RoleLastUsed lastUsed(Snapshot snapshot, String account, Role role) {
    return LastUses.lastOfHolder(snapshot, account, role.id())
        .map(it -> RoleLastUsed.builder().lastUsedDate(it.time()).region(it.region()).build())
        .orElseGet(() -> RoleLastUsed.builder().build());
  }

  /** As lists show it. */
  static software.amazon.awssdk.services.iam.model.Role brief(String account, Role role) {
    return software.amazon.awssdk.services.iam.model.Role.builder()
        .path(role.path())
        .roleName(role.name())
        .roleId(role.id())
        .arn(role.arn(account))
        .createDate(role.created())
        .assumeRolePolicyDocument(PolicyDocuments.encoded(role.trustPolicy()))
        .description(role.description().orElse(null))
        .maxSessionDuration(role.maxSessionSeconds())
        .build();
  }

  static software.amazon.awssdk.services.iam.model.Role shown(String account, Role role) {
    return brief(account, role).toBuilder()
        .permissionsBoundary(UserOperations.boundary(role.boundary()))
        .tags(role.tags().isEmpty() ? null : TagOperations.tags(role.tags()))
        .build();
  }
}
