package dev.cloudjar.iam;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Ids;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.iam.UserCredentials.ServicePassword;
import java.util.Set;
import software.amazon.awssdk.services.iam.model.CreateServiceSpecificCredentialRequest;
import software.amazon.awssdk.services.iam.model.CreateServiceSpecificCredentialResponse;
import software.amazon.awssdk.services.iam.model.DeleteServiceSpecificCredentialRequest;
import software.amazon.awssdk.services.iam.model.DeleteServiceSpecificCredentialResponse;
import software.amazon.awssdk.services.iam.model.ListServiceSpecificCredentialsRequest;
import software.amazon.awssdk.services.iam.model.ListServiceSpecificCredentialsResponse;
import software.amazon.awssdk.services.iam.model.ResetServiceSpecificCredentialRequest;
import software.amazon.awssdk.services.iam.model.ResetServiceSpecificCredentialResponse;
import software.amazon.awssdk.services.iam.model.ServiceSpecificCredential;
import software.amazon.awssdk.services.iam.model.ServiceSpecificCredentialMetadata;
import software.amazon.awssdk.services.iam.model.StatusType;
import software.amazon.awssdk.services.iam.model.UpdateServiceSpecificCredentialRequest;
import software.amazon.awssdk.services.iam.model.UpdateServiceSpecificCredentialResponse;

/** Names and passwords of users for one service each. */
final class ServicePasswordOperations {
  private static final int MOST_OF_SERVICE = 2;
  private static final int PASSWORD_LENGTH = 44;
  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  private static final Set<String> SERVICES =
      Set.of("codecommit.amazonaws.com", "cassandra.amazonaws.com");
  private static final String NO_SERVICE = "no service asks for it yet";

  private final IamStore store;
  private final IamResources resources;
  private final Ids ids;

  ServicePasswordOperations(IamStore store, IamResources resources, Ids ids) {
    this.store = store;
    this.resources = resources;
    this.ids = ids;
  }

  void register(Operations ops) {
    ops.on(
            CreateServiceSpecificCredentialRequest.class,
            CreateServiceSpecificCredentialResponse.class,
            this::create)
        .authorises(
            "iam:CreateServiceSpecificCredential",
            (call, it) -> resources.user(call, it.userName()))
        .recordedOnly(NO_SERVICE);
    ops.on(
            UpdateServiceSpecificCredentialRequest.class,
            UpdateServiceSpecificCredentialResponse.class,
            this::update)
        .authorises(
            "iam:UpdateServiceSpecificCredential",
            (call, it) -> resources.user(call, it.userName()))
        .recordedOnly(NO_SERVICE);
    ops.on(
            ResetServiceSpecificCredentialRequest.class,
            ResetServiceSpecificCredentialResponse.class,
            this::reset)
        .authorises(
            "iam:ResetServiceSpecificCredential", (call, it) -> resources.user(call, it.userName()))
        .recordedOnly(NO_SERVICE);
    ops.on(
            DeleteServiceSpecificCredentialRequest.class,
            DeleteServiceSpecificCredentialResponse.class,
            this::delete)
        .authorises(
            "iam:DeleteServiceSpecificCredential",
            (call, it) -> resources.user(call, it.userName()));
    ops.on(
            ListServiceSpecificCredentialsRequest.class,
            ListServiceSpecificCredentialsResponse.class,
            this::list)
        .authorises(
            "iam:ListServiceSpecificCredentials",
            (call, it) -> resources.user(call, it.userName()));
  }

  private CreateServiceSpecificCredentialResponse create(
      Call call, CreateServiceSpecificCredentialRequest request) {
    if (!SERVICES.contains(request.serviceName())) {
      throw IamFaults.serviceNotSupported(request.serviceName());
    }
    String id = store.newId("ACCA");
    String password = password();
    return store.change(
        call.accountId(),
        transaction -> {
          String account = call.accountId();
          User user = UserOperations.requireNamed(transaction, call, request.userName());
          long others =
              UserCredentials.SERVICE_PASSWORDS
                  .list(transaction, account, user.id(), Paging.NONE)
                  .items()
                  .stream()
                  .filter(it -> it.credential().service().equals(request.serviceName()))
                  .count();
          if (others >= MOST_OF_SERVICE) {
            throw IamFaults.quota("ServiceSpecificCredentialsPerUser", MOST_OF_SERVICE);
          }
          String name = user.name() + (others == 0 ? "-at-" : "+1-at-") + account;
          var made =
              new ServicePassword(request.serviceName(), name, password, true, IamStore.time(call));
          UserCredentials.SERVICE_PASSWORDS.put(transaction, account, user.id(), id, made);
          return CreateServiceSpecificCredentialResponse.builder()
              .serviceSpecificCredential(shown(user, id, made))
              .build();
        });
  }

  private UpdateServiceSpecificCredentialResponse update(
      Call call, UpdateServiceSpecificCredentialRequest request) {
    String id = request.serviceSpecificCredentialId();
    store.change(
        call.accountId(),
        transaction -> {
          User user = UserOperations.requireNamed(transaction, call, request.userName());
          var before =
              UserCredentials.SERVICE_PASSWORDS.require(
                  transaction, call.accountId(), user.id(), id);
          var after =
              new ServicePassword(
                  before.service(),
                  before.userName(),
                  before.password(),
                  request.status() == StatusType.ACTIVE,
                  before.created());
          UserCredentials.SERVICE_PASSWORDS.put(
              transaction, call.accountId(), user.id(), id, after);
          return user;
        });
    return UpdateServiceSpecificCredentialResponse.builder().build();
  }

  private ResetServiceSpecificCredentialResponse reset(
      Call call, ResetServiceSpecificCredentialRequest request) {
    String id = request.serviceSpecificCredentialId();
    String password = password();
    return store.change(
        call.accountId(),
        transaction -> {
          User user = UserOperations.requireNamed(transaction, call, request.userName());
          var before =
              UserCredentials.SERVICE_PASSWORDS.require(
                  transaction, call.accountId(), user.id(), id);
          var after =
              new ServicePassword(
                  before.service(), before.userName(), password, before.active(), before.created());
          UserCredentials.SERVICE_PASSWORDS.put(
              transaction, call.accountId(), user.id(), id, after);
          return ResetServiceSpecificCredentialResponse.builder()
              .serviceSpecificCredential(shown(user, id, after))
              .build();
        });
  }

  private DeleteServiceSpecificCredentialResponse delete(
      Call call, DeleteServiceSpecificCredentialRequest request) {
    store.change(
        call.accountId(),
        transaction -> {
          User user = UserOperations.requireNamed(transaction, call, request.userName());
          UserCredentials.SERVICE_PASSWORDS.delete(
              transaction, call.accountId(), user.id(), request.serviceSpecificCredentialId());
          return user;
        });
    return DeleteServiceSpecificCredentialResponse.builder().build();
  }

  private ListServiceSpecificCredentialsResponse list(
      Call call, ListServiceSpecificCredentialsRequest request) {
    return store.read(
        snapshot -> {
          User user = UserOperations.requireNamed(snapshot, call, request.userName());
          var page =
              UserCredentials.SERVICE_PASSWORDS.list(
                  snapshot,
                  call.accountId(),
                  user.id(),
                  new Paging(request.marker(), request.maxItems()));
          return ListServiceSpecificCredentialsResponse.builder()
              .serviceSpecificCredentials(
                  page.items().stream()
                      .filter(
                          it ->
                              request.serviceName() == null
                                  || it.credential().service().equals(request.serviceName()))
                      .map(it -> brief(user, it.id(), it.credential()))
                      .toList())
              .isTruncated(page.isTruncated())
              .marker(page.marker())
              .build();
        });
  }

  private String password() {
    return ids.text(PASSWORD_LENGTH, LETTERS);
  }

  private static ServiceSpecificCredentialMetadata brief(
      User user, String id, ServicePassword credential) {
    return ServiceSpecificCredentialMetadata.builder()
        .userName(user.name())
        .serviceSpecificCredentialId(id)
        .serviceName(credential.service())
        .serviceUserName(credential.userName())
        .status(SshKeyOperations.status(credential.active()))
        .createDate(credential.created())
        .build();
  }

  private static ServiceSpecificCredential shown(User user, String id, ServicePassword credential) {
    return ServiceSpecificCredential.builder()
        .userName(user.name())
        .serviceSpecificCredentialId(id)
        .serviceName(credential.service())
        .serviceUserName(credential.userName())
        .servicePassword(credential.password())
        .status(SshKeyOperations.status(credential.active()))
        .createDate(credential.created())
        .build();
  }
}
