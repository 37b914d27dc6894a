package dev.cloudjar.sts;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.ResourceGuard;
import dev.cloudjar.cloud.RoomCaller;
import java.util.Optional;
import software.amazon.awssdk.services.iam.model.ListOrganizationsFeaturesRequest;
import software.amazon.awssdk.services.iam.model.ListOrganizationsFeaturesResponse;
import software.amazon.awssdk.services.organizations.model.AccountStatus;
import software.amazon.awssdk.services.organizations.model.DescribeAccountRequest;
import software.amazon.awssdk.services.organizations.model.DescribeAccountResponse;
import software.amazon.awssdk.services.organizations.model.DescribeOrganizationRequest;
import software.amazon.awssdk.services.organizations.model.DescribeOrganizationResponse;

/**
 * The root of an account, which the organization lets those in who manage it, and nobody else.
 *
 * @param feature what the organization has to have enabled
 */
record MemberRootOperations(String accountId, String feature) implements ResourceGuard {

  @Override
  public boolean policyDecides() {
    return true;
  }

  @Override
  public Optional<String> grant(Call call, String action) {
    RoomCaller manager = call.as(new Principal.Root(call.accountId()));
    try {
      String management =
          manager
              .to(DescribeOrganizationRequest.builder().build(), DescribeOrganizationResponse.class)
              .organization()
              .masterAccountId();
      // Only the management account and delegates of IAM are told.
      var features =
          manager.to(
              ListOrganizationsFeaturesRequest.builder().build(),
              ListOrganizationsFeaturesResponse.class);
      var account =
          manager
              .to(
                  DescribeAccountRequest.builder().accountId(accountId).build(),
                  DescribeAccountResponse.class)
              .account();
      boolean open =
          !accountId.equals(management)
              && account.status() == AccountStatus.ACTIVE
              && features.enabledFeaturesAsStrings().contains(feature);
      return open ? Optional.of("centralized root access") : Optional.empty();
    } catch (Fault e) {
      return Optional.empty();
    }
  }
}
