package dev.cloudjar.cloudtrail;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Fault;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.services.cloudtrail.model.DeregisterOrganizationDelegatedAdminRequest;
import software.amazon.awssdk.services.cloudtrail.model.DeregisterOrganizationDelegatedAdminResponse;
import software.amazon.awssdk.services.cloudtrail.model.RegisterOrganizationDelegatedAdminRequest;
import software.amazon.awssdk.services.cloudtrail.model.RegisterOrganizationDelegatedAdminResponse;
import software.amazon.awssdk.services.organizations.model.DeregisterDelegatedAdministratorRequest;
import software.amazon.awssdk.services.organizations.model.DeregisterDelegatedAdministratorResponse;
import software.amazon.awssdk.services.organizations.model.ListAwsServiceAccessForOrganizationRequest;
import software.amazon.awssdk.services.organizations.model.ListAwsServiceAccessForOrganizationResponse;
import software.amazon.awssdk.services.organizations.model.ListDelegatedAdministratorsRequest;
import software.amazon.awssdk.services.organizations.model.ListDelegatedAdministratorsResponse;
import software.amazon.awssdk.services.organizations.model.RegisterDelegatedAdministratorRequest;
import software.amazon.awssdk.services.organizations.model.RegisterDelegatedAdministratorResponse;

/**
 * Accounts that administer CloudTrail for their organization, which Organizations keeps. The caller
 * needs permission for what is asked of it.
 */
final class DelegationOperations {
  private static final String SERVICE = "cloudtrail.amazonaws.com";
  private static final int MOST_ADMINISTRATORS = 3;

  private DelegationOperations() {}

  static RegisterOrganizationDelegatedAdminResponse register(
      Call call, RegisterOrganizationDelegatedAdminRequest request) {
    requireAccess(call);
    int already =
        ask(
                call,
                ListDelegatedAdministratorsRequest.builder().servicePrincipal(SERVICE).build(),
                ListDelegatedAdministratorsResponse.class)
            .delegatedAdministrators()
            .size();
    if (already >= MOST_ADMINISTRATORS) {
      throw OrganizationFaults.tooManyAdministrators();
    }
    ask(
        call,
        RegisterDelegatedAdministratorRequest.builder()
            .accountId(request.memberAccountId())
            .servicePrincipal(SERVICE)
            .build(),
        RegisterDelegatedAdministratorResponse.class);
    return RegisterOrganizationDelegatedAdminResponse.builder().build();
  }

  static DeregisterOrganizationDelegatedAdminResponse deregister(
      Call call, DeregisterOrganizationDelegatedAdminRequest request) {
    requireAccess(call);
    ask(
        call,
        DeregisterDelegatedAdministratorRequest.builder()
            .accountId(request.delegatedAdminAccountId())
            .servicePrincipal(SERVICE)
            .build(),
        DeregisterDelegatedAdministratorResponse.class);
    return DeregisterOrganizationDelegatedAdminResponse.builder().build();
  }

  private static void requireAccess(Call call) {
    boolean trusted =
        ask(
                call,
                ListAwsServiceAccessForOrganizationRequest.builder().build(),
                ListAwsServiceAccessForOrganizationResponse.class)
            .enabledServicePrincipals()
            .stream()
            .anyMatch(it -> it.servicePrincipal().equals(SERVICE));
    if (!trusted) {
      throw OrganizationFaults.accessNotEnabled();
    }
  }

  private static <I extends AwsRequest, O extends AwsResponse> O ask(
      Call call, I request, Class<O> response) {
    try {
      return call.to(request, response);
    } catch (Fault e) {
      throw OrganizationFaults.of(e);
    }
  }
}
