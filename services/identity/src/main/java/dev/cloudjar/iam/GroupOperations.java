package dev.cloudjar.iam;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.store.Transaction;
import java.util.Objects;
import software.amazon.awssdk.services.iam.model.AddUserToGroupRequest;
import software.amazon.awssdk.services.iam.model.AddUserToGroupResponse;
import software.amazon.awssdk.services.iam.model.CreateGroupRequest;
import software.amazon.awssdk.services.iam.model.CreateGroupResponse;
import software.amazon.awssdk.services.iam.model.DeleteGroupRequest;
import software.amazon.awssdk.services.iam.model.DeleteGroupResponse;
import software.amazon.awssdk.services.iam.model.GetGroupRequest;
import software.amazon.awssdk.services.iam.model.GetGroupResponse;
import software.amazon.awssdk.services.iam.model.ListGroupsForUserRequest;
import software.amazon.awssdk.services.iam.model.ListGroupsForUserResponse;
import software.amazon.awssdk.services.iam.model.ListGroupsRequest;
import software.amazon.awssdk.services.iam.model.ListGroupsResponse;
import software.amazon.awssdk.services.iam.model.RemoveUserFromGroupRequest;
import software.amazon.awssdk.services.iam.model.RemoveUserFromGroupResponse;
import software.amazon.awssdk.services.iam.model.UpdateGroupRequest;
import software.amazon.awssdk.services.iam.model.UpdateGroupResponse;

/** Groups, and who is in them. */
final class GroupOperations {
  private final IamStore store;
  private final IamResources resources;

  GroupOperations(IamStore store, IamResources resources) {
    this.store = store;
    this.resources = resources;
  }

  void register(Operations ops) {
    ops.on(CreateGroupRequest.class, CreateGroupResponse.class, this::create)
        .authorises(
            "iam:CreateGroup",
            (call, it) -> resources.fresh(call, Kind.GROUP, it.path(), it.groupName()));
    ops.on(GetGroupRequest.class, GetGroupResponse.class, this::get)
        .authorises("iam:GetGroup", (call, it) -> resources.group(call, it.groupName()));
    ops.on(UpdateGroupRequest.class, UpdateGroupResponse.class, this::update)
        .authorises("iam:UpdateGroup", (call, it) -> resources.group(call, it.groupName()))
        .authorises(
            "iam:UpdateGroup",
            (call, it) ->
                it.newGroupName() == null && it.newPath() == null
                    ? resources.group(call, it.groupName())
                    : resources.fresh(
                        call,
                        Kind.GROUP,
                        it.newPath(),
                        Objects.requireNonNullElse(it.newGroupName(), it.groupName())));
    ops.on(DeleteGroupRequest.class, DeleteGroupResponse.class, this::delete)
        .authorises("iam:DeleteGroup", (call, it) -> resources.group(call, it.groupName()));
    ops.on(ListGroupsRequest.class, ListGroupsResponse.class, this::list)
        .authorises(
            "iam:ListGroups",
            (call, it) -> resources.fresh(call, Kind.GROUP, it.pathPrefix(), "*"));
    ops.on(AddUserToGroupRequest.class, AddUserToGroupResponse.class, this::addUser)
        .authorises("iam:AddUserToGroup", (call, it) -> resources.group(call, it.groupName()));
    ops.on(RemoveUserFromGroupRequest.class, RemoveUserFromGroupResponse.class, this::removeUser)
        .authorises("iam:RemoveUserFromGroup", (call, it) -> resources.group(call, it.groupName()));
    ops.on(ListGroupsForUserRequest.class, ListGroupsForUserResponse.class, this::listForUser)
        .authorises("iam:ListGroupsForUser", (call, it) -> resources.user(call, it.userName()));
  }

  private CreateGroupResponse create(Call call, CreateGroupRequest request) {
    Group group =
        new Group(
            Paths.checked(request.path()),
            request.groupName(),
            store.newId(Kind.GROUP),
            IamStore.time(call));
    store.change(
        call.accountId(),
        transaction -> {
          IamStore.GROUPS.add(transaction, call.accountId(), group);
          return group;
        });
    return CreateGroupResponse.builder().group(shown(call.accountId(), group)).build();
  }

  private GetGroupResponse get(Call call, GetGroupRequest request) {
    return store.read(
        snapshot -> {
          Group group = IamStore.GROUPS.require(snapshot, call.accountId(), request.groupName());
          var page =
              Memberships.users(
                  snapshot,
                  call.accountId(),
                  group,
                  new Paging(request.marker(), request.maxItems()));
          return GetGroupResponse.builder()
              .group(shown(call.accountId(), group))
              .users(page.map(it -> UserOperations.brief(call.accountId(), it)).items())
              .isTruncated(page.isTruncated())
              .marker(page.marker())
              .build();
        });
  }

  private UpdateGroupResponse update(Call call, UpdateGroupRequest request) {
    store.change(
        call.accountId(),
        transaction -> {
          Group group = require(transaction, call, request.groupName());
          return IamStore.GROUPS.move(
              transaction,
              call.accountId(),
              group,
              request.newPath() == null ? group.path() : Paths.checked(request.newPath()),
              Objects.requireNonNullElse(request.newGroupName(), group.name()));
        });
    return UpdateGroupResponse.builder().build();
  }

  private DeleteGroupResponse delete(Call call, DeleteGroupRequest request) {
    store.change(
        call.accountId(),
        transaction -> {
          Group group = require(transaction, call, request.groupName());
          if (!Memberships.users(transaction, call.accountId(), group, new Paging(null, 1))
              .items()
              .isEmpty()) {
            throw IamFaults.deleteConflict("remove users from group");
          }
          Holders.checkBare(transaction, call.accountId(), group);
          IamStore.GROUPS.remove(transaction, call.accountId(), group);
          return group;
        });
    return DeleteGroupResponse.builder().build();
  }

  private ListGroupsResponse list(Call call, ListGroupsRequest request) {
    var page =
        store.read(
            snapshot ->
                IamStore.GROUPS.list(
                    snapshot,
                    call.accountId(),
                    Paths.prefix(request.pathPrefix()),
                    new Paging(request.marker(), request.maxItems())));
    return ListGroupsResponse.builder()
        .groups(page.map(it -> shown(call.accountId(), it)).items())
        .isTruncated(page.isTruncated())
        .marker(page.marker())
        .build();
  }

  private AddUserToGroupResponse addUser(Call call, AddUserToGroupRequest request) {
    store.change(
        call.accountId(),
        transaction -> {
          Memberships.add(
              transaction,
              call.accountId(),
              require(transaction, call, request.groupName()),
              IamStore.USERS.require(transaction, call.accountId(), request.userName()));
          return request;
        });
    return AddUserToGroupResponse.builder().build();
  }

  private RemoveUserFromGroupResponse removeUser(Call call, RemoveUserFromGroupRequest request) {
    store.change(
        call.accountId(),
        transaction -> {
          Memberships.remove(
              transaction,
              call.accountId(),
              require(transaction, call, request.groupName()),
              IamStore.USERS.require(transaction, call.accountId(), request.userName()));
          return request;
        });
    return RemoveUserFromGroupResponse.builder().build();
  }

  private ListGroupsForUserResponse listForUser(Call call, ListGroupsForUserRequest request) {
    var page =
        store.read(
            snapshot ->
                Memberships.groups(
                    snapshot,
                    call.accountId(),
                    IamStore.USERS.require(snapshot, call.accountId(), request.userName()),
                    new Paging(request.marker(), request.maxItems())));
    return ListGroupsForUserResponse.builder()
        .groups(page.map(it -> shown(call.accountId(), it)).items())
        .isTruncated(page.isTruncated())
        .marker(page.marker())
        .build();
  }

  private static Group require(Transaction transaction, Call call, String name) {
    return IamStore.GROUPS.require(transaction, call.accountId(), name);
  }

  static software.amazon.awssdk.services.iam.model.Group shown(String account, Group group) {
    return software.amazon.awssdk.services.iam.model.Group.builder()
        .path(group.path())
        .groupName(group.name())
        .groupId(group.id())
        .arn(group.arn(account))
        .createDate(group.created())
        .build();
  }
}
