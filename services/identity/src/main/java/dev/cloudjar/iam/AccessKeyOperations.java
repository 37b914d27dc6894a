package dev.cloudjar.iam;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.store.Snapshot;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.iam.model.AccessKeyLastUsed;
import software.amazon.awssdk.services.iam.model.AccessKeyMetadata;
import software.amazon.awssdk.services.iam.model.CreateAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.CreateAccessKeyResponse;
import software.amazon.awssdk.services.iam.model.DeleteAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.DeleteAccessKeyResponse;
import software.amazon.awssdk.services.iam.model.GetAccessKeyLastUsedRequest;
import software.amazon.awssdk.services.iam.model.GetAccessKeyLastUsedResponse;
import software.amazon.awssdk.services.iam.model.ListAccessKeysRequest;
import software.amazon.awssdk.services.iam.model.ListAccessKeysResponse;
import software.amazon.awssdk.services.iam.model.StatusType;
import software.amazon.awssdk.services.iam.model.UpdateAccessKeyRequest;
import software.amazon.awssdk.services.iam.model.UpdateAccessKeyResponse;

/** The long-term keys of users and of the root. */
final class AccessKeyOperations {
  private static final String NEVER = "N/A";

  private final IamStore store;
  private final IamResources resources;
  private final AccessKeys keys;
  private final LastUses uses;

  AccessKeyOperations(IamStore store, IamResources resources, AccessKeys keys, LastUses uses) {
    this.store = store;
    this.resources = resources;
    this.keys = keys;
    this.uses = uses;
  }

  void register(Operations ops) {
    ops.on(CreateAccessKeyRequest.class, CreateAccessKeyResponse.class, this::create)
        .authorises("iam:CreateAccessKey", (call, it) -> resources.user(call, it.userName()));
    ops.on(UpdateAccessKeyRequest.class, UpdateAccessKeyResponse.class, this::update)
        .authorises("iam:UpdateAccessKey", (call, it) -> resources.user(call, it.userName()));
    ops.on(DeleteAccessKeyRequest.class, DeleteAccessKeyResponse.class, this::delete)
        .authorises("iam:DeleteAccessKey", (call, it) -> resources.user(call, it.userName()));
    ops.on(ListAccessKeysRequest.class, ListAccessKeysResponse.class, this::list)
        .authorises("iam:ListAccessKeys", (call, it) -> resources.user(call, it.userName()));
    ops.on(GetAccessKeyLastUsedRequest.class, GetAccessKeyLastUsedResponse.class, this::lastUsed)
        .authorises("iam:GetAccessKeyLastUsed", (call, it) -> ownerOf(call, it.accessKeyId()));
  }

  private CreateAccessKeyResponse create(Call call, CreateAccessKeyRequest request) {
    var made =
        store.change(
            call.accountId(),
            transaction -> {
              Principal owner = owner(transaction, call, request.userName());
              AccessKeys.AccessKey key = keys.create(transaction, owner, IamStore.time(call));
              return AccessKey.builder()
                  .userName(name(owner))
                  .accessKeyId(key.id())
                  .secretAccessKey(key.secret())
                  .status(key.status())
                  .createDate(key.created())
                  .build();
            });
    return CreateAccessKeyResponse.builder().accessKey(made).build();
  }

  private UpdateAccessKeyResponse update(Call call, UpdateAccessKeyRequest request) {
    if (request.status() != StatusType.ACTIVE && request.status() != StatusType.INACTIVE) {
      throw IamFaults.invalidInput("Status " + request.statusAsString() + " is not valid.");
    }
    store.change(
        call.accountId(),
        transaction -> {
          keys.activate(
              transaction,
              owner(transaction, call, request.userName()),
              request.accessKeyId(),
              request.status() == StatusType.ACTIVE);
          return request;
        });
    return UpdateAccessKeyResponse.builder().build();
  }

  private DeleteAccessKeyResponse delete(Call call, DeleteAccessKeyRequest request) {
    store.change(
        call.accountId(),
        transaction -> {
          keys.delete(
              transaction, owner(transaction, call, request.userName()), request.accessKeyId());
          return request;
        });
    return DeleteAccessKeyResponse.builder().build();
  }

  private ListAccessKeysResponse list(Call call, ListAccessKeysRequest request) {
    return store.read(
        snapshot -> {
          Principal owner = owner(snapshot, call, request.userName());
          var page =
              AccessKeys.list(
                  snapshot,
                  call.accountId(),
                  owner.userId(),
                  new Paging(request.marker(), request.maxItems()));
          return ListAccessKeysResponse.builder()
              .accessKeyMetadata(
                  page.map(
                          key ->
                              AccessKeyMetadata.builder()
                                  .userName(name(owner))
                                  .accessKeyId(key.id())
                                  .status(key.status())
                                  .createDate(key.created())
                                  .build())
                      .items())
              .isTruncated(page.isTruncated())
              .marker(page.marker())
              .build();
        });
  }

  private GetAccessKeyLastUsedResponse lastUsed(Call call, GetAccessKeyLastUsedRequest request) {
    String id = request.accessKeyId();
    uses.settle();
    return store.read(
        snapshot -> {
          String owner =
              AccessKeys.ownerOf(snapshot, call.accountId(), id)
                  .orElseThrow(() -> IamFaults.noAccessKey(id));
          Optional<LastUses.Use> use = LastUses.ofKey(snapshot, call.accountId(), id);
          return GetAccessKeyLastUsedResponse.builder()
              .userName(
                  IamStore.USERS
                      .byId(snapshot, call.accountId(), owner)
                      .map(User::name)
                      .orElse(null))
              .accessKeyLastUsed(
                  AccessKeyLastUsed.builder()
                      .lastUsedDate(use.map(LastUses.Use::time).orElse(null))
                      .serviceName(use.map(LastUses.Use::service).orElse(NEVER))
                      .region(use.map(LastUses.Use::region).orElse(NEVER))
                      .build())
              .build();
        });
  }

  private Resource ownerOf(Call call, String keyId) {
    Optional<String> owner =
        store.read(snapshot -> AccessKeys.ownerOf(snapshot, call.accountId(), keyId));
    if (owner.equals(Optional.of(call.accountId()))) {
      return new Resource(new Principal.Root(call.accountId()).arn(), call.accountId());
    }
    return store
        .read(snapshot -> owner.flatMap(it -> IamStore.USERS.byId(snapshot, call.accountId(), it)))
        .map(it -> resources.user(call, it.name()))
        .orElseGet(() -> Resource.any(call));
  }

  /** The user that is named, or else the caller, who may be the root. */
  private static Principal owner(Snapshot snapshot, Call call, @Nullable String userName) {
    return userName == null && call.principal() instanceof Principal.Root root
        ? root
        : UserOperations.principal(
            call.accountId(), UserOperations.requireNamed(snapshot, call, userName));
  }

  private static @Nullable String name(Principal owner) {
    return owner instanceof Principal.User user ? user.name() : null;
  }
}
