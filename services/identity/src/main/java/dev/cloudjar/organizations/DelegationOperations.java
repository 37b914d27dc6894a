package dev.cloudjar.organizations;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.organizations.OrganizationStore.Since;
import java.util.Objects;
import software.amazon.awssdk.services.organizations.model.DelegatedAdministrator;
import software.amazon.awssdk.services.organizations.model.DelegatedService;
import software.amazon.awssdk.services.organizations.model.DeregisterDelegatedAdministratorRequest;
import software.amazon.awssdk.services.organizations.model.DeregisterDelegatedAdministratorResponse;
import software.amazon.awssdk.services.organizations.model.ListDelegatedAdministratorsRequest;
import software.amazon.awssdk.services.organizations.model.ListDelegatedAdministratorsResponse;
import software.amazon.awssdk.services.organizations.model.ListDelegatedServicesForAccountRequest;
import software.amazon.awssdk.services.organizations.model.ListDelegatedServicesForAccountResponse;
import software.amazon.awssdk.services.organizations.model.RegisterDelegatedAdministratorRequest;
import software.amazon.awssdk.services.organizations.model.RegisterDelegatedAdministratorResponse;

/** Accounts that administer a service for the organization. */
final class DelegationOperations {
  /** Under which an account stands that administers any service. */
  private static final String ANY_SERVICE = "";

  private final Cloud cloud;

  DelegationOperations(Cloud cloud) {
    this.cloud = cloud;
  }

  RegisterDelegatedAdministratorResponse register(
      Call call, RegisterDelegatedAdministratorRequest request) {
    String service = request.servicePrincipal();
    Since since = new Since(call.time());
    cloud
        .store()
        .transact(
            transaction -> {
              Organization organization = Standing.asManagement(transaction, call);
              ServiceAccessOperations.requirePrincipal(service);
              Member member =
                  OrganizationStore.requireMember(transaction, organization, request.accountId());
              String id = member.accountId();
              if (organization.isManagedBy(id)) {
                throw OrganizationsFaults.constraint(
                    "CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR",
                    "You cannot register master account/yourself as delegated administrator for"
                        + " your organization.");
              }
              OrganizationKey delegation = new OrganizationKey(organization.id(), id, service);
              if (OrganizationStore.DELEGATIONS.contains(transaction, delegation)) {
                throw OrganizationsFaults.alreadyRegistered();
              }
              OrganizationKey any = new OrganizationKey(organization.id(), ANY_SERVICE, id);
              if (!OrganizationStore.DELEGATES.contains(transaction, any)) {
                OrganizationStore.DELEGATES.put(transaction, any, since);
              }
              OrganizationStore.DELEGATIONS.put(transaction, delegation, since);
              OrganizationStore.DELEGATES.put(
                  transaction, new OrganizationKey(organization.id(), service, id), since);
              return member;
            });
    return RegisterDelegatedAdministratorResponse.builder().build();
  }

  DeregisterDelegatedAdministratorResponse deregister(
      Call call, DeregisterDelegatedAdministratorRequest request) {
    String service = request.servicePrincipal();
    cloud
        .store()
        .transact(
            transaction -> {
              Organization organization = Standing.asManagement(transaction, call);
              ServiceAccessOperations.requirePrincipal(service);
              Member member =
                  OrganizationStore.requireMember(transaction, organization, request.accountId());
              String id = member.accountId();
              OrganizationKey delegation = new OrganizationKey(organization.id(), id, service);
              if (!OrganizationStore.DELEGATIONS.contains(transaction, delegation)) {
                throw OrganizationsFaults.notRegistered();
              }
              OrganizationStore.DELEGATIONS.delete(transaction, delegation);
              OrganizationStore.DELEGATES.delete(
                  transaction, new OrganizationKey(organization.id(), service, id));
              if (OrganizationStore.isEmpty(
                  transaction, OrganizationStore.DELEGATIONS, organization.id(), id)) {
                OrganizationStore.DELEGATES.delete(
                    transaction, new OrganizationKey(organization.id(), ANY_SERVICE, id));
              }
              return member;
            });
    return DeregisterDelegatedAdministratorResponse.builder().build();
  }

  ListDelegatedAdministratorsResponse list(Call call, ListDelegatedAdministratorsRequest request) {
    return cloud
        .store()
        .read(
            snapshot -> {
              Organization organization = Standing.asReader(snapshot, call);
              var page =
                  new Listing(request.nextToken(), request.maxResults())
                      .of(
                          snapshot,
                          OrganizationStore.DELEGATES,
                          organization.id(),
                          Objects.requireNonNullElse(request.servicePrincipal(), ANY_SERVICE),
                          row ->
                              shown(
                                  organization,
                                  OrganizationStore.requireMember(snapshot, organization, row.id()),
                                  row.value()));
              return ListDelegatedAdministratorsResponse.builder()
                  .delegatedAdministrators(page.items())
                  .nextToken(page.nextToken())
                  .build();
            });
  }

  ListDelegatedServicesForAccountResponse listServices(
      Call call, ListDelegatedServicesForAccountRequest request) {
    return cloud
        .store()
        .read(
            snapshot -> {
              Organization organization = Standing.asReader(snapshot, call);
              Member member =
                  OrganizationStore.requireMember(snapshot, organization, request.accountId());
              var page =
                  new Listing(request.nextToken(), request.maxResults())
                      .of(
                          snapshot,
                          OrganizationStore.DELEGATIONS,
                          organization.id(),
                          member.accountId(),
                          row ->
                              DelegatedService.builder()
                                  .servicePrincipal(row.id())
                                  .delegationEnabledDate(row.value().time())
                                  .build());
              if (page.items().isEmpty() && request.nextToken() == null) {
                throw OrganizationsFaults.notRegistered();
              }
              return ListDelegatedServicesForAccountResponse.builder()
                  .delegatedServices(page.items())
                  .nextToken(page.nextToken())
                  .build();
            });
  }

  private static DelegatedAdministrator shown(
      Organization organization, Member member, Since since) {
    return DelegatedAdministrator.builder()
        .id(member.accountId())
        .arn(organization.accountArn(member.accountId()))
        .email(member.email())
        .name(member.name())
        .status(member.status())
        .state(member.status())
        .joinedMethod(member.joinedMethod())
        .joinedTimestamp(member.joined())
        .delegationEnabledDate(since.time())
        .build();
  }
}
