package dev.cloudjar.organizations;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.cloud.RoomCaller;
import dev.cloudjar.cloud.Work;
import dev.cloudjar.organizations.OrganizationStore.Named;
import dev.cloudjar.organizations.OrganizationStore.Row;
import dev.cloudjar.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.iam.model.AttachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.CreateRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateRoleResponse;
import software.amazon.awssdk.services.organizations.model.CreateAccountRequest;
import software.amazon.awssdk.services.organizations.model.CreateAccountResponse;
import software.amazon.awssdk.services.organizations.model.CreateAccountStatus;
import software.amazon.awssdk.services.organizations.model.DescribeCreateAccountStatusRequest;
import software.amazon.awssdk.services.organizations.model.DescribeCreateAccountStatusResponse;
import software.amazon.awssdk.services.organizations.model.ListCreateAccountStatusRequest;
import software.amazon.awssdk.services.organizations.model.ListCreateAccountStatusResponse;

/** Makes accounts, which takes a while. */
final class AccountRequestOperations {
  static final String CREATE = "organizations:create-account";
  private static final Duration CREATING = Duration.ofSeconds(1);
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final String REGION = "us-east-1";

  private final Cloud cloud;

  AccountRequestOperations(Cloud cloud) {
    this.cloud = cloud;
  }

  /** Registers all of them, none of which is about a resource that has a name yet. */
  void register(Operations ops) {
    ops.on(CreateAccountRequest.class, CreateAccountResponse.class, this::create)
        .authorises("organizations:CreateAccount", (call, it) -> Resource.any(call));
    ops.on(
            DescribeCreateAccountStatusRequest.class,
            DescribeCreateAccountStatusResponse.class,
            this::describe)
        .authorises("organizations:DescribeCreateAccountStatus", (call, it) -> Resource.any(call));
    ops.on(ListCreateAccountStatusRequest.class, ListCreateAccountStatusResponse.class, this::list)
        .authorises("organizations:ListCreateAccountStatus", (call, it) -> Resource.any(call));
  }

  CreateAccountResponse create(Call call, CreateAccountRequest request) {
    AccountRequest asked =
        new AccountRequest(
            "car-" + cloud.ids().text(32, LETTERS),
            request.email(),
            request.accountName(),
            Objects.requireNonNullElse(request.roleName(), "OrganizationAccountAccessRole"),
            TagOperations.read(request.tags()),
            AccountRequest.IN_PROGRESS,
            cloud.ids().text(1, "123456789") + cloud.ids().text(11, "0123456789"),
            Optional.empty(),
            call.time(),
            Optional.empty());
    cloud
        .store()
        .transact(
            transaction -> {
              Organization organization = Standing.asManagement(transaction, call);
              put(transaction, organization.id(), asked);
              cloud
                  .work()
                  .schedule(
                      transaction,
                      CREATE,
                      asked.id(),
                      cloud.clock().now().plus(CREATING),
                      organization.id().getBytes(StandardCharsets.UTF_8));
              return asked;
            });
    return CreateAccountResponse.builder().createAccountStatus(shown(asked)).build();
  }

  DescribeCreateAccountStatusResponse describe(
      Call call, DescribeCreateAccountStatusRequest request) {
    return cloud
        .store()
        .read(
            snapshot -> {
              Organization organization = Standing.asReader(snapshot, call);
              AccountRequest asked =
                  OrganizationStore.ACCOUNT_REQUESTS.get(
                      snapshot,
                      new OrganizationKey(organization.id(), request.createAccountRequestId()));
              if (asked == null) {
                throw OrganizationsFaults.createAccountStatusNotFound();
              }
              return DescribeCreateAccountStatusResponse.builder()
                  .createAccountStatus(shown(asked))
                  .build();
            });
  }

  ListCreateAccountStatusResponse list(Call call, ListCreateAccountStatusRequest request) {
    List<String> states = request.statesAsStrings();
    return cloud
        .store()
        .read(
            snapshot -> {
              Organization organization = Standing.asReader(snapshot, call);
              var page =
                  new Listing(request.nextToken(), request.maxResults())
                      .of(
                          snapshot,
                          OrganizationStore.ACCOUNT_REQUESTS,
                          organization.id(),
                          "",
                          Row::value)
                      .only(asked -> states.isEmpty() || states.contains(asked.state()))
                      .map(AccountRequestOperations::shown);
              return ListCreateAccountStatusResponse.builder()
                  .createAccountStatuses(page.items())
                  .nextToken(page.nextToken())
                  .build();
            });
  }

  /** Makes an account that somebody has asked for; does nothing the second time. */
  void make(Work.Item item) {
    String organizationId = new String(item.payload(), StandardCharsets.UTF_8);
    OrganizationKey key = new OrganizationKey(organizationId, item.id());
    Instant now = cloud.clock().now();
    AccountRequest made =
        cloud
            .store()
            .transact(
                transaction -> {
                  AccountRequest asked = OrganizationStore.ACCOUNT_REQUESTS.get(transaction, key);
                  Organization organization =
                      OrganizationStore.ORGANIZATIONS.get(transaction, organizationId);
                  if (asked == null
                      || organization == null
                      || !asked.state().equals(AccountRequest.IN_PROGRESS)) {
                    return null;
                  }
                  return settle(transaction, organization, asked, now);
                });
    if (made != null && made.state().equals(AccountRequest.IN_PROGRESS)) {
      makeRole(managementOf(organizationId), made);
      cloud
          .store()
          .transact(
              transaction -> {
                put(transaction, organizationId, made.succeeded(now));
                return made;
              });
    }
  }

  private AccountRequest settle(
      Transaction transaction, Organization organization, AccountRequest asked, Instant now) {
    String email = asked.email().toLowerCase(Locale.ROOT);
    Named owner = OrganizationStore.EMAILS.get(transaction, email);
    if (owner != null && !owner.id().equals(asked.accountId())) {
      AccountRequest failed = asked.failed("EMAIL_ALREADY_EXISTS", now);
      put(transaction, organization.id(), failed);
      return failed;
    }
    if (owner == null) {
      OrganizationStore.EMAILS.put(transaction, email, new Named(asked.accountId()));
      OrganizationOperations.join(
          transaction,
          organization,
          new Member(
              asked.accountId(),
              asked.email(),
              asked.accountName(),
              Member.ACTIVE,
              Member.CREATED,
              now,
              organization.rootId()));
      OrganizationStore.putTags(transaction, organization, asked.accountId(), asked.tags());
      cloud.identities().changedEverywhere(transaction);
    }
    return asked;
  }

  private String managementOf(String organizationId) {
    Organization organization =
        cloud
            .store()
            .read(snapshot -> OrganizationStore.ORGANIZATIONS.get(snapshot, organizationId));
    return organization == null ? "" : organization.managementAccountId();
  }

  /** The role by which the management account gets into the new one. */
  private void makeRole(String managementAccountId, AccountRequest asked) {
    RoomCaller root =
        new RoomCaller(
            cloud.calls(),
            new Principal.Root(asked.accountId()),
            Optional.empty(),
            REGION,
            List.of("organizations.amazonaws.com"));
    String trust =
        """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow",\
        "Principal":{"AWS":"arn:aws:iam::%s:root"},"Action":"sts:AssumeRole"}]}"""
            .formatted(managementAccountId);
    try {
      root.to(
          CreateRoleRequest.builder()
              .roleName(asked.roleName())
              .assumeRolePolicyDocument(trust)
              .build(),
          CreateRoleResponse.class);
    } catch (Fault e) {
      if (e.code().equals("NotImplemented")) {
        return; // A cloud without IAM has no roles, and nobody who could assume them.
      }
      if (!e.code().startsWith("EntityAlreadyExists")) {
        throw e;
      }
    }
    root.to(
        AttachRolePolicyRequest.builder()
            .roleName(asked.roleName())
            .policyArn("arn:aws:iam::aws:policy/AdministratorAccess")
            .build(),
        AttachRolePolicyResponse.class);
  }

  private static void put(Transaction transaction, String organizationId, AccountRequest asked) {
    OrganizationStore.ACCOUNT_REQUESTS.put(
        transaction, new OrganizationKey(organizationId, asked.id()), asked);
  }

  private static CreateAccountStatus shown(AccountRequest asked) {
    boolean succeeded = asked.state().equals(AccountRequest.SUCCEEDED);
    return CreateAccountStatus.builder()
        .id(asked.id())
        .accountName(asked.accountName())
        .state(asked.state())
        .requestedTimestamp(asked.requested())
        .completedTimestamp(asked.completed().orElse(null))
        .accountId(succeeded ? asked.accountId() : null)
        .failureReason(asked.failureReason().orElse(null))
        .build();
  }
}
