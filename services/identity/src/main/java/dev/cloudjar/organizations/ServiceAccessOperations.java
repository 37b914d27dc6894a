package dev.cloudjar.organizations;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.organizations.OrganizationStore.Since;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.organizations.model.DisableAwsServiceAccessRequest;
import software.amazon.awssdk.services.organizations.model.DisableAwsServiceAccessResponse;
import software.amazon.awssdk.services.organizations.model.EnableAwsServiceAccessRequest;
import software.amazon.awssdk.services.organizations.model.EnableAwsServiceAccessResponse;
import software.amazon.awssdk.services.organizations.model.EnabledServicePrincipal;
import software.amazon.awssdk.services.organizations.model.ListAwsServiceAccessForOrganizationRequest;
import software.amazon.awssdk.services.organizations.model.ListAwsServiceAccessForOrganizationResponse;

/** Services that may act in all accounts of an organization. */
final class ServiceAccessOperations {
  private static final Pattern PRINCIPAL = Pattern.compile("[a-z0-9.-]+\\.amazonaws\\.com");

  private final Cloud cloud;

  ServiceAccessOperations(Cloud cloud) {
    this.cloud = cloud;
  }

  EnableAwsServiceAccessResponse enable(Call call, EnableAwsServiceAccessRequest request) {
    cloud
        .store()
        .transact(
            transaction -> {
              Organization organization = Standing.asManagement(transaction, call);
              requirePrincipal(request.servicePrincipal());
              if (!organization.hasAllFeatures()) {
                throw OrganizationsFaults.constraint(
                    "ORGANIZATION_NOT_IN_ALL_FEATURES_MODE",
                    "You must enable all features in your organization first.");
              }
              OrganizationKey key =
                  new OrganizationKey(organization.id(), request.servicePrincipal());
              if (!OrganizationStore.SERVICES.contains(transaction, key)) {
                OrganizationStore.SERVICES.put(transaction, key, new Since(call.time()));
              }
              return organization;
            });
    return EnableAwsServiceAccessResponse.builder().build();
  }

  DisableAwsServiceAccessResponse disable(Call call, DisableAwsServiceAccessRequest request) {
    cloud
        .store()
        .transact(
            transaction -> {
              Organization organization = Standing.asManagement(transaction, call);
              requirePrincipal(request.servicePrincipal());
              OrganizationStore.SERVICES.delete(
                  transaction, new OrganizationKey(organization.id(), request.servicePrincipal()));
              return organization;
            });
    return DisableAwsServiceAccessResponse.builder().build();
  }

  ListAwsServiceAccessForOrganizationResponse list(
      Call call, ListAwsServiceAccessForOrganizationRequest request) {
    return cloud
        .store()
        .read(
            snapshot -> {
              Organization organization = Standing.asReader(snapshot, call);
              var page =
                  new Listing(request.nextToken(), request.maxResults())
                      .of(
                          snapshot,
                          OrganizationStore.SERVICES,
                          organization.id(),
                          "",
                          row ->
                              EnabledServicePrincipal.builder()
                                  .servicePrincipal(row.id())
                                  .dateEnabled(row.value().time())
                                  .build());
              return ListAwsServiceAccessForOrganizationResponse.builder()
                  .enabledServicePrincipals(page.items())
                  .nextToken(page.nextToken())
                  .build();
            });
  }

  static void requirePrincipal(String principal) {
    if (!PRINCIPAL.matcher(principal).matches()) {
      throw OrganizationsFaults.invalidInput(
          "UNRECOGNIZED_SERVICE_PRINCIPAL", "You specified an unrecognized service principal.");
    }
  }
}
