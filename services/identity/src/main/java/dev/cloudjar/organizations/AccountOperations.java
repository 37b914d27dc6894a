package dev.cloudjar.organizations;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Work;
import dev.cloudjar.organizations.OrganizationStore.Marker;
import dev.cloudjar.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import software.amazon.awssdk.services.organizations.model.Account;
import software.amazon.awssdk.services.organizations.model.CloseAccountRequest;
import software.amazon.awssdk.services.organizations.model.CloseAccountResponse;
import software.amazon.awssdk.services.organizations.model.DescribeAccountRequest;
import software.amazon.awssdk.services.organizations.model.DescribeAccountResponse;
import software.amazon.awssdk.services.organizations.model.LeaveOrganizationRequest;
import software.amazon.awssdk.services.organizations.model.LeaveOrganizationResponse;
import software.amazon.awssdk.services.organizations.model.ListAccountsForParentRequest;
import software.amazon.awssdk.services.organizations.model.ListAccountsForParentResponse;
import software.amazon.awssdk.services.organizations.model.ListAccountsRequest;
import software.amazon.awssdk.services.organizations.model.ListAccountsResponse;
import software.amazon.awssdk.services.organizations.model.MoveAccountRequest;
import software.amazon.awssdk.services.organizations.model.MoveAccountResponse;
import software.amazon.awssdk.services.organizations.model.RemoveAccountFromOrganizationRequest;
import software.amazon.awssdk.services.organizations.model.RemoveAccountFromOrganizationResponse;

/** The accounts of an organization. */
final class AccountOperations {
  static final String CLOSE = "organizations:close-account";
  private static final Duration CLOSING = Duration.ofSeconds(1);
  private static final Duration SUSPENDED = Duration.ofDays(90);

  private final Cloud cloud;

  AccountOperations(Cloud cloud) {
    this.cloud = cloud;
  }

  DescribeAccountResponse describe(Call call, DescribeAccountRequest request) {
    return cloud
        .store()
        .read(
            snapshot -> {
              Organization organization = Standing.asReader(snapshot, call);
              Member member =
                  OrganizationStore.requireMember(snapshot, organization, request.accountId());
              return DescribeAccountResponse.builder().account(shown(organization, member)).build();
            });
  }

  ListAccountsResponse list(Call call, ListAccountsRequest request) {
    return cloud
        .store()
        .read(
            snapshot -> {
              Organization organization = Standing.asReader(snapshot, call);
              var page =
                  new Listing(request.nextToken(), request.maxResults())
                      .of(
                          snapshot,
                          OrganizationStore.MEMBERS,
                          organization.id(),
                          "",
                          row -> shown(organization, row.value()));
              return ListAccountsResponse.builder()
                  .accounts(page.items())
                  .nextToken(page.nextToken())
                  .build();
            });
  }

  ListAccountsForParentResponse listForParent(Call call, ListAccountsForParentRequest request) {
    return cloud
        .store()
        .read(
            snapshot -> {
              Organization organization = Standing.asReader(snapshot, call);
              UnitOperations.requireParent(snapshot, organization, request.parentId());
              var page =
                  UnitOperations.accounts(
                          snapshot,
                          organization,
                          request.parentId(),
                          new Listing(request.nextToken(), request.maxResults()))
                      .map(id -> OrganizationStore.requireMember(snapshot, organization, id))
                      .map(member -> shown(organization, member));
              return ListAccountsForParentResponse.builder()
                  .accounts(page.items())
                  .nextToken(page.nextToken())
                  .build();
            });
  }

  MoveAccountResponse move(Call call, MoveAccountRequest request) {
    cloud
        .store()
        .transact(
            transaction -> {
              Organization organization = Standing.asManagement(transaction, call);
              Member member =
                  OrganizationStore.requireMember(transaction, organization, request.accountId());
              if (!member.parentId().equals(request.sourceParentId())) {
                throw OrganizationsFaults.sourceParentNotFound();
              }
              String destination = request.destinationParentId();
              if (!OrganizationStore.isParent(transaction, organization, destination)) {
                throw OrganizationsFaults.destinationParentNotFound();
              }
              if (member.parentId().equals(destination)) {
                throw OrganizationsFaults.duplicateAccount();
              }
              String id = member.accountId();
              OrganizationStore.CHILDREN.delete(
                  transaction, new OrganizationKey(organization.id(), member.parentId(), id));
              OrganizationStore.CHILDREN.put(
                  transaction,
                  new OrganizationKey(organization.id(), destination, id),
                  new Marker());
              put(transaction, organization, member.in(destination));
              return member;
            });
    return MoveAccountResponse.builder().build();
  }

  CloseAccountResponse close(Call call, CloseAccountRequest request) {
    cloud
        .store()
        .transact(
            transaction -> {
              Organization organization = Standing.asManagement(transaction, call);
              Member member =
                  OrganizationStore.requireMember(transaction, organization, request.accountId());
              if (organization.isManagedBy(member.accountId())) {
                throw OrganizationsFaults.constraint(
                    "CANNOT_CLOSE_MANAGEMENT_ACCOUNT",
                    "You attempted to close the management account.");
              }
              if (!member.status().equals(Member.ACTIVE)) {
                throw OrganizationsFaults.accountAlreadyClosed();
              }
              put(transaction, organization, member.being(Member.PENDING_CLOSURE));
              schedule(transaction, organization, member, CLOSING);
              return member;
            });
    return CloseAccountResponse.builder().build();
  }

  /** Closes an account that is to be closed, and in the end takes it out. */
  void goOnClosing(Work.Item item) {
    String organizationId = new String(item.payload(), StandardCharsets.UTF_8);
    cloud
        .store()
        .transact(
            transaction -> {
              Organization organization =
                  OrganizationStore.ORGANIZATIONS.get(transaction, organizationId);
              Member member =
                  organization == null
                      ? null
                      : OrganizationStore.member(transaction, organization, item.id());
              if (organization != null && member != null) {
                if (member.status().equals(Member.PENDING_CLOSURE)) {
                  put(transaction, organization, member.being(Member.SUSPENDED));
                  schedule(transaction, organization, member, SUSPENDED);
                } else if (member.status().equals(Member.SUSPENDED)) {
                  OrganizationOperations.leave(transaction, organization, member);
                  cloud.identities().changedEverywhere(transaction);
                }
              }
              return item;
            });
  }

  RemoveAccountFromOrganizationResponse remove(
      Call call, RemoveAccountFromOrganizationRequest request) {
    cloud
        .store()
        .transact(
            transaction -> {
              Organization organization = Standing.asManagement(transaction, call);
              takeOut(transaction, organization, request.accountId());
              return organization;
            });
    return RemoveAccountFromOrganizationResponse.builder().build();
  }

  LeaveOrganizationResponse leave(Call call, LeaveOrganizationRequest request) {
    cloud
        .store()
        .transact(
            transaction -> {
              Organization organization = Standing.asMember(transaction, call);
              takeOut(transaction, organization, call.accountId());
              return organization;
            });
    return LeaveOrganizationResponse.builder().build();
  }

  private void takeOut(Transaction transaction, Organization organization, String accountId) {
    Member member = OrganizationStore.requireMember(transaction, organization, accountId);
    if (organization.isManagedBy(accountId)) {
      throw OrganizationsFaults.managementCannotLeave();
    }
    if (!OrganizationStore.isEmpty(
        transaction, OrganizationStore.DELEGATIONS, organization.id(), accountId)) {
      throw OrganizationsFaults.constraint(
          "CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG",
          "You can't remove an account that is registered as a delegated administrator for a"
              + " service integrated with your organization.");
    }
    OrganizationOperations.leave(transaction, organization, member);
    cloud.identities().changedEverywhere(transaction);
  }

  private void put(Transaction transaction, Organization organization, Member member) {
    OrganizationStore.MEMBERS.put(
        transaction, new OrganizationKey(organization.id(), member.accountId()), member);
    cloud.identities().changedEverywhere(transaction);
  }

  private void schedule(
      Transaction transaction, Organization organization, Member member, Duration after) {
    cloud
        .work()
        .schedule(
            transaction,
            CLOSE,
            member.accountId(),
            cloud.clock().now().plus(after),
            organization.id().getBytes(StandardCharsets.UTF_8));
  }

  private static Account shown(Organization organization, Member member) {
    return Account.builder()
        .id(member.accountId())
        .arn(organization.accountArn(member.accountId()))
        .email(member.email())
        .name(member.name())
        .status(member.status())
        .state(member.status())
        .joinedMethod(member.joinedMethod())
        .joinedTimestamp(member.joined())
        .build();
  }
}
