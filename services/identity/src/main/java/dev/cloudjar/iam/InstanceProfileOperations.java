package dev.cloudjar.iam;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Gate;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.store.Snapshot;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.iam.model.AddRoleToInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.AddRoleToInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.CreateInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.CreateInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.DeleteInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.DeleteInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.GetInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.GetInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesForRoleRequest;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesForRoleResponse;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesRequest;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesResponse;
import software.amazon.awssdk.services.iam.model.RemoveRoleFromInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.RemoveRoleFromInstanceProfileResponse;

/** Instance profiles. */
final class InstanceProfileOperations {
  private final IamStore store;
  private final IamResources resources;

  InstanceProfileOperations(IamStore store, IamResources resources) {
    this.store = store;
    this.resources = resources;
  }

  void register(Operations ops) {
    ops.on(CreateInstanceProfileRequest.class, CreateInstanceProfileResponse.class, this::create)
        .authorises(
            (call, it) ->
                IamResources.creation(
                    "iam:CreateInstanceProfile",
                    resources.fresh(
                        call, Kind.INSTANCE_PROFILE, it.path(), it.instanceProfileName()),
                    TagOperations.map(it.tags()),
                    null))
        .authorises(
            (call, it) ->
                IamResources.tagging(
                    "iam:TagInstanceProfile",
                    resources.fresh(
                        call, Kind.INSTANCE_PROFILE, it.path(), it.instanceProfileName()),
                    TagOperations.map(it.tags())));
    ops.on(GetInstanceProfileRequest.class, GetInstanceProfileResponse.class, this::get)
        .authorises(
            "iam:GetInstanceProfile",
            (call, it) -> resources.instanceProfile(call, it.instanceProfileName()));
    ops.on(DeleteInstanceProfileRequest.class, DeleteInstanceProfileResponse.class, this::delete)
        .authorises(
            "iam:DeleteInstanceProfile",
            (call, it) -> resources.instanceProfile(call, it.instanceProfileName()));
    ops.on(
            AddRoleToInstanceProfileRequest.class,
            AddRoleToInstanceProfileResponse.class,
            this::addRole)
        .authorises(
            "iam:AddRoleToInstanceProfile",
            (call, it) -> resources.instanceProfile(call, it.instanceProfileName()))
        .authorises(
            (call, it) ->
                List.of(
                    new Gate.Need("iam:PassRole", resources.role(call, it.roleName()))
                        .with("iam:PassedToService", "ec2.amazonaws.com")));
    ops.on(
            RemoveRoleFromInstanceProfileRequest.class,
            RemoveRoleFromInstanceProfileResponse.class,
            this::removeRole)
        .authorises(
            "iam:RemoveRoleFromInstanceProfile",
            (call, it) -> resources.instanceProfile(call, it.instanceProfileName()));
    ops.on(ListInstanceProfilesRequest.class, ListInstanceProfilesResponse.class, this::list)
        .authorises(
            "iam:ListInstanceProfiles",
            (call, it) -> resources.fresh(call, Kind.INSTANCE_PROFILE, it.pathPrefix(), "*"));
    ops.on(
            ListInstanceProfilesForRoleRequest.class,
            ListInstanceProfilesForRoleResponse.class,
            this::listForRole)
        .authorises(
            "iam:ListInstanceProfilesForRole", (call, it) -> resources.role(call, it.roleName()));
  }

  private CreateInstanceProfileResponse create(Call call, CreateInstanceProfileRequest request) {
    InstanceProfile profile =
        new InstanceProfile(
            Paths.checked(request.path()),
            request.instanceProfileName(),
            store.newId(Kind.INSTANCE_PROFILE),
            IamStore.time(call),
            TagOperations.map(request.tags()),
            Optional.empty());
    return store.change(
        call.accountId(),
        transaction -> {
          IamStore.INSTANCE_PROFILES.add(transaction, call.accountId(), profile);
          return CreateInstanceProfileResponse.builder()
              .instanceProfile(shown(transaction, call.accountId(), profile))
              .build();
        });
  }

  private GetInstanceProfileResponse get(Call call, GetInstanceProfileRequest request) {
    return store.read(
        snapshot ->
            GetInstanceProfileResponse.builder()
                .instanceProfile(
                    shown(
                        snapshot,
                        call.accountId(),
                        require(snapshot, call, request.instanceProfileName())))
                .build());
  }

  private DeleteInstanceProfileResponse delete(Call call, DeleteInstanceProfileRequest request) {
    store.change(
        call.accountId(),
        transaction -> {
          InstanceProfile profile = require(transaction, call, request.instanceProfileName());
          if (profile.roleId().isPresent()) {
            throw IamFaults.deleteConflict("remove roles from instance profile");
          }
          IamStore.INSTANCE_PROFILES.remove(transaction, call.accountId(), profile);
          return profile;
        });
    return DeleteInstanceProfileResponse.builder().build();
  }

  private AddRoleToInstanceProfileResponse addRole(
      Call call, AddRoleToInstanceProfileRequest request) {
    store.change(
        call.accountId(),
        transaction -> {
          InstanceProfiles.addRole(
              transaction,
              call.accountId(),
              require(transaction, call, request.instanceProfileName()),
              RoleOperations.requireOwn(transaction, call.accountId(), request.roleName()));
          return request;
        });
    return AddRoleToInstanceProfileResponse.builder().build();
  }

  private RemoveRoleFromInstanceProfileResponse removeRole(
      Call call, RemoveRoleFromInstanceProfileRequest request) {
    store.change(
        call.accountId(),
        transaction -> {
          InstanceProfiles.removeRole(
              transaction,
              call.accountId(),
              require(transaction, call, request.instanceProfileName()),
              IamStore.ROLES.require(transaction, call.accountId(), request.roleName()));
          return request;
        });
    return RemoveRoleFromInstanceProfileResponse.builder().build();
  }

  private ListInstanceProfilesResponse list(Call call, ListInstanceProfilesRequest request) {
    return store.read(
        snapshot -> {
          var page =
              IamStore.INSTANCE_PROFILES.list(
                  snapshot,
                  call.accountId(),
                  Paths.prefix(request.pathPrefix()),
                  new Paging(request.marker(), request.maxItems()));
          return ListInstanceProfilesResponse.builder()
              .instanceProfiles(page.map(it -> brief(snapshot, call.accountId(), it)).items())
              .isTruncated(page.isTruncated())
              .marker(page.marker())
              .build();
        });
  }

  private ListInstanceProfilesForRoleResponse listForRole(
      Call call, ListInstanceProfilesForRoleRequest request) {
    return store.read(
        snapshot -> {
          var page =
              InstanceProfiles.ofRole(
                  snapshot,
                  call.accountId(),
                  IamStore.ROLES.require(snapshot, call.accountId(), request.roleName()),
                  new Paging(request.marker(), request.maxItems()));
          return ListInstanceProfilesForRoleResponse.builder()
              .instanceProfiles(page.map(it -> brief(snapshot, call.accountId(), it)).items())
              .isTruncated(page.isTruncated())
              .marker(page.marker())
              .build();
        });
  }

  private static InstanceProfile require(Snapshot snapshot, Call call, String name) {
    return IamStore.INSTANCE_PROFILES.require(snapshot, call.accountId(), name);
  }

  /** As lists show it. */
  static software.amazon.awssdk.services.iam.model.InstanceProfile brief(
      Snapshot snapshot, String account, InstanceProfile profile) {
    return software.amazon.awssdk.services.iam.model.InstanceProfile.builder()
        .path(profile.path())
        .instanceProfileName(profile.name())
        .instanceProfileId(profile.id())
        .arn(profile.arn(account))
        .createDate(profile.created())
        .roles(
            InstanceProfiles.role(snapshot, account, profile).stream()
                .map(it -> RoleOperations.brief(account, it))
                .toList())
        .build();
  }

  private static software.amazon.awssdk.services.iam.model.InstanceProfile shown(
      Snapshot snapshot, String account, InstanceProfile profile) {
    return brief(snapshot, account, profile).toBuilder()
        .tags(profile.tags().isEmpty() ? null : TagOperations.tags(profile.tags()))
        .build();
  }
}
