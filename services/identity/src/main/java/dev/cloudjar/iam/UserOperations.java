package dev.cloudjar.iam;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.AttachedPermissionsBoundary;
import software.amazon.awssdk.services.iam.model.CreateUserRequest;
import software.amazon.awssdk.services.iam.model.CreateUserResponse;
import software.amazon.awssdk.services.iam.model.DeleteUserRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserResponse;
import software.amazon.awssdk.services.iam.model.GetUserRequest;
import software.amazon.awssdk.services.iam.model.GetUserResponse;
import software.amazon.awssdk.services.iam.model.ListUsersRequest;
import software.amazon.awssdk.services.iam.model.ListUsersResponse;
import software.amazon.awssdk.services.iam.model.PermissionsBoundaryAttachmentType;
import software.amazon.awssdk.services.iam.model.UpdateUserRequest;
import software.amazon.awssdk.services.iam.model.UpdateUserResponse;

/** Users. */
final class UserOperations {
  private final IamStore store;
  private final IamResources resources;
  private final AccessKeys keys;

  UserOperations(IamStore store, IamResources resources, AccessKeys keys) {
    this.store = store;
    this.resources = resources;
    this.keys = keys;
  }

  void register(Operations ops) {
    ops.on(CreateUserRequest.class, CreateUserResponse.class, this::create)
        .authorises(
            (call, it) ->
                IamResources.creation(
                    "iam:CreateUser",
                    resources.fresh(call, Kind.USER, it.path(), it.userName()),
                    TagOperations.map(it.tags()),
                    it.permissionsBoundary()))
        .authorises(
            (call, it) ->
                IamResources.tagging(
                    "iam:TagUser",
                    resources.fresh(call, Kind.USER, it.path(), it.userName()),
                    TagOperations.map(it.tags())));
    ops.on(GetUserRequest.class, GetUserResponse.class, this::get)
        .authorises("iam:GetUser", (call, it) -> resources.user(call, it.userName()));
    ops.on(UpdateUserRequest.class, UpdateUserResponse.class, this::update)
        .authorises("iam:UpdateUser", (call, it) -> resources.user(call, it.userName()))
        .authorises(
            "iam:UpdateUser",
            (call, it) ->
                it.newUserName() == null && it.newPath() == null
                    ? resources.user(call, it.userName())
                    : resources.fresh(
                        call,
                        Kind.USER,
                        it.newPath(),
                        Objects.requireNonNullElse(it.newUserName(), it.userName())));
    ops.on(DeleteUserRequest.class, DeleteUserResponse.class, this::delete)
        .authorises("iam:DeleteUser", (call, it) -> resources.user(call, it.userName()));
    ops.on(ListUsersRequest.class, ListUsersResponse.class, this::list)
        .authorises(
            "iam:ListUsers", (call, it) -> resources.fresh(call, Kind.USER, it.pathPrefix(), "*"));
  }

  private CreateUserResponse create(Call call, CreateUserRequest request) {
    User user =
        new User(
            Paths.checked(request.path()),
            request.userName(),
            store.newId(Kind.USER),
            IamStore.time(call),
            TagOperations.map(request.tags()),
            Optional.ofNullable(request.permissionsBoundary()));
    store.change(
        call.accountId(),
        transaction -> {
          IamStore.USERS.add(transaction, call.accountId(), user);
          Boundaries.changed(
              transaction, call.accountId(), user, Optional.empty(), user.boundary());
          return user;
        });
    return CreateUserResponse.builder().user(shown(call.accountId(), user)).build();
  }

  private GetUserResponse get(Call call, GetUserRequest request) {
    software.amazon.awssdk.services.iam.model.User found =
        store.read(
            snapshot ->
                request.userName() == null && call.principal() instanceof Principal.Root root
                    ? rootLastSeen(snapshot, root)
                    : lastSeen(
                        snapshot,
                        call,
                        requireNamed(snapshot, call, request.userName()),
                        UserOperations::shown));
    return GetUserResponse.builder().user(found).build();
  }

  private static software.amazon.awssdk.services.iam.model.User rootLastSeen(
      Snapshot snapshot, Principal.Root root) {
    return root(root).toBuilder()
        .passwordLastUsed(
            RootLogins.find(snapshot, root.accountId())
                .flatMap(it -> it.login().lastUsed())
                .orElse(null))
        .build();
  }

  private UpdateUserResponse update(Call call, UpdateUserRequest request) {
    store.change(
        call.accountId(),
        transaction -> {
          User user = IamStore.USERS.require(transaction, call.accountId(), request.userName());
          User moved =
              IamStore.USERS.move(
                  transaction,
                  call.accountId(),
                  user,
                  request.newPath() == null ? user.path() : Paths.checked(request.newPath()),
                  Objects.requireNonNullElse(request.newUserName(), user.name()));
          keys.renamed(transaction, principal(call.accountId(), moved));
          return moved;
        });
    return UpdateUserResponse.builder().build();
  }

  private DeleteUserResponse delete(Call call, DeleteUserRequest request) {
    store.change(
        call.accountId(),
        transaction -> {
          User user = IamStore.USERS.require(transaction, call.accountId(), request.userName());
          checkBare(transaction, call.accountId(), user);
          Boundaries.changed(
              transaction, call.accountId(), user, user.boundary(), Optional.empty());
          LastUses.forget(transaction, call.accountId(), user.id());
          IamStore.USERS.remove(transaction, call.accountId(), user);
          return user;
        });
    return DeleteUserResponse.builder().build();
  }

  private static void checkBare(Transaction transaction, String account, User user) {
    if (!Memberships.groups(transaction, account, user, Paging.NONE).items().isEmpty()) {
      throw IamFaults.deleteConflict("remove users from group");
    }
    Holders.checkBare(transaction, account, user);
    if (!AccessKeys.list(transaction, account, user.id()).isEmpty()) {
      throw IamFaults.deleteConflict("delete access keys");
    }
    if (Logins.find(transaction, account, user).isPresent()) {
      throw IamFaults.deleteConflict("delete login profile");
    }
    if (!MfaDevices.ofOwner(transaction, account, user.id()).isEmpty()) {
      throw IamFaults.deleteConflict("delete MFA device");
    }
    if (UserCredentials.SIGNING_CERTIFICATES.count(transaction, account, user.id()) > 0) {
      throw IamFaults.deleteConflict("delete certificates");
    }
    if (UserCredentials.SSH_KEYS.count(transaction, account, user.id()) > 0
        || UserCredentials.SERVICE_PASSWORDS.count(transaction, account, user.id()) > 0) {
      throw IamFaults.deleteConflict("remove referenced objects");
    }
  }

  private ListUsersResponse list(Call call, ListUsersRequest request) {
    var page =
        store.read(
            snapshot ->
                IamStore.USERS
                    .list(
                        snapshot,
                        call.accountId(),
                        Paths.prefix(request.pathPrefix()),
                        new Paging(request.marker(), request.maxItems()))
                    .map(it -> lastSeen(snapshot, call, it, UserOperations::brief)));
    return ListUsersResponse.builder()
        .users(page.items())
        .isTruncated(page.isTruncated())
        .marker(page.marker())
        .build();
  }

  /** The user that is named, or who calls. */
  static User requireNamed(Snapshot snapshot, Call call, @Nullable String name) {
    if (name != null) {
      return IamStore.USERS.require(snapshot, call.accountId(), name);
    }
    if (call.principal() instanceof Principal.User caller) {
      return IamStore.USERS
          .byId(snapshot, caller.accountId(), caller.userId())
          .orElseThrow(() -> IamFaults.noUser(caller.name()));
    }
    throw IamFaults.noUserNamed();
  }

  static Principal.User principal(String account, User user) {
    return new Principal.User(account, user.path(), user.name(), user.id());
  }

  static software.amazon.awssdk.services.iam.model.User root(Principal.Root root) {
    return software.amazon.awssdk.services.iam.model.User.builder()
        .arn(root.arn())
        .userId(root.userId())
        .build();
  }

  /** With when somebody last signed in as the user, which two operations alone tell. */
  private static software.amazon.awssdk.services.iam.model.User lastSeen(
      Snapshot snapshot,
      Call call,
      User user,
      BiFunction<String, User, software.amazon.awssdk.services.iam.model.User> shown) {
    return shown.apply(call.accountId(), user).toBuilder()
        .passwordLastUsed(
            Logins.find(snapshot, call.accountId(), user).flatMap(Login::lastUsed).orElse(null))
        .build();
  }

  /** As lists show it. */
  static software.amazon.awssdk.services.iam.model.User brief(String account, User user) {
    return software.amazon.awssdk.services.iam.model.User.builder()
        .path(user.path())
        .userName(user.name())
        .userId(user.id())
        .arn(user.arn(account))
        .createDate(user.created())
        .build();
  }

  private static software.amazon.awssdk.services.iam.model.User shown(String account, User user) {
    return brief(account, user).toBuilder()
        .permissionsBoundary(boundary(user.boundary()))
        .tags(user.tags().isEmpty() ? null : TagOperations.tags(user.tags()))
        .build();
  }

  static @Nullable AttachedPermissionsBoundary boundary(Optional<String> arn) {
    return arn.map(
            it ->
                AttachedPermissionsBoundary.builder()
                    .permissionsBoundaryType(
                        PermissionsBoundaryAttachmentType.PERMISSIONS_BOUNDARY_POLICY)
                    .permissionsBoundaryArn(it)
                    .build())
        .orElse(null);
  }
}
