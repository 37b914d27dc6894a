package dev.cloudjar.iam;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.cloud.RoomCaller;
import dev.cloudjar.store.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.iam.model.DisableOrganizationsRootCredentialsManagementRequest;
import software.amazon.awssdk.services.iam.model.DisableOrganizationsRootCredentialsManagementResponse;
import software.amazon.awssdk.services.iam.model.DisableOrganizationsRootSessionsRequest;
import software.amazon.awssdk.services.iam.model.DisableOrganizationsRootSessionsResponse;
import software.amazon.awssdk.services.iam.model.EnableOrganizationsRootCredentialsManagementRequest;
import software.amazon.awssdk.services.iam.model.EnableOrganizationsRootCredentialsManagementResponse;
import software.amazon.awssdk.services.iam.model.EnableOrganizationsRootSessionsRequest;
import software.amazon.awssdk.services.iam.model.EnableOrganizationsRootSessionsResponse;
import software.amazon.awssdk.services.iam.model.FeatureType;
import software.amazon.awssdk.services.iam.model.ListOrganizationsFeaturesRequest;
import software.amazon.awssdk.services.iam.model.ListOrganizationsFeaturesResponse;
import software.amazon.awssdk.services.organizations.model.DescribeOrganizationRequest;
import software.amazon.awssdk.services.organizations.model.DescribeOrganizationResponse;
import software.amazon.awssdk.services.organizations.model.ListAwsServiceAccessForOrganizationRequest;
import software.amazon.awssdk.services.organizations.model.ListAwsServiceAccessForOrganizationResponse;
import software.amazon.awssdk.services.organizations.model.ListDelegatedServicesForAccountRequest;
import software.amazon.awssdk.services.organizations.model.ListDelegatedServicesForAccountResponse;
import software.amazon.awssdk.services.organizations.model.Organization;
import software.amazon.awssdk.services.organizations.model.OrganizationFeatureSet;

/** What an organization's management account can do with the roots of its members. */
final class OrganizationFeatureOperations {
  private static final String IAM = "iam.amazonaws.com";
  private static final Table<Key, Features> FEATURES =
      Key.table("organization-features", 1, Features.class);

  private record Features(List<String> enabled) {}

  private final IamStore store;

  OrganizationFeatureOperations(IamStore store) {
    this.store = store;
  }

  void register(Operations ops) {
    ops.on(
            ListOrganizationsFeaturesRequest.class,
            ListOrganizationsFeaturesResponse.class,
            (call, it) -> {
              String id = organization(call, true).id();
              return ListOrganizationsFeaturesResponse.builder()
                  .organizationId(id)
                  .enabledFeaturesWithStrings(enabled(id))
                  .build();
            })
        .authorises("iam:ListOrganizationsFeatures", (call, it) -> Resource.any(call));
    ops.on(
            EnableOrganizationsRootCredentialsManagementRequest.class,
            EnableOrganizationsRootCredentialsManagementResponse.class,
            (call, it) -> {
              String id = change(call, FeatureType.ROOT_CREDENTIALS_MANAGEMENT, true);
              return EnableOrganizationsRootCredentialsManagementResponse.builder()
                  .organizationId(id)
                  .enabledFeaturesWithStrings(enabled(id))
                  .build();
            })
        .authorises(
            "iam:EnableOrganizationsRootCredentialsManagement", (call, it) -> Resource.any(call));
    ops.on(
            DisableOrganizationsRootCredentialsManagementRequest.class,
            DisableOrganizationsRootCredentialsManagementResponse.class,
            (call, it) -> {
              String id = change(call, FeatureType.ROOT_CREDENTIALS_MANAGEMENT, false);
              return DisableOrganizationsRootCredentialsManagementResponse.builder()
                  .organizationId(id)
                  .enabledFeaturesWithStrings(enabled(id))
                  .build();
            })
        .authorises(
            "iam:DisableOrganizationsRootCredentialsManagement", (call, it) -> Resource.any(call));
    ops.on(
            EnableOrganizationsRootSessionsRequest.class,
            EnableOrganizationsRootSessionsResponse.class,
            (call, it) -> {
              String id = change(call, FeatureType.ROOT_SESSIONS, true);
              return EnableOrganizationsRootSessionsResponse.builder()
                  .organizationId(id)
                  .enabledFeaturesWithStrings(enabled(id))
                  .build();
            })
        .authorises("iam:EnableOrganizationsRootSessions", (call, it) -> Resource.any(call));
    ops.on(
            DisableOrganizationsRootSessionsRequest.class,
            DisableOrganizationsRootSessionsResponse.class,
            (call, it) -> {
              String id = change(call, FeatureType.ROOT_SESSIONS, false);
              return DisableOrganizationsRootSessionsResponse.builder()
                  .organizationId(id)
                  .enabledFeaturesWithStrings(enabled(id))
                  .build();
            })
        .authorises("iam:DisableOrganizationsRootSessions", (call, it) -> Resource.any(call));
  }

  private String change(Call call, FeatureType feature, boolean whether) {
    String id = organization(call, false).id();
    store.note(
        transaction -> {
          Features before = FEATURES.get(transaction, Key.of(id));
          Set<String> enabled = new TreeSet<>(before == null ? List.of() : before.enabled());
          if (whether) {
            enabled.add(feature.toString());
          } else {
            enabled.remove(feature.toString());
          }
          FEATURES.put(transaction, Key.of(id), new Features(List.copyOf(enabled)));
          return enabled;
        });
    return id;
  }

  private List<String> enabled(String organizationId) {
    Features features = store.read(snapshot -> FEATURES.get(snapshot, Key.of(organizationId)));
    return features == null ? List.of() : features.enabled();
  }

  /**
   * The caller's organization, which has to be theirs to manage and to trust IAM.
   *
   * @param delegated whether an account will do that administers IAM for it
   */
  private static Organization organization(Call call, boolean delegated) {
    RoomCaller root = call.as(new Principal.Root(call.accountId()));
    Organization organization = described(root);
    if (organization.featureSet() != OrganizationFeatureSet.ALL) {
      throw AccountFaults.notAllFeatures();
    }
    if (!call.accountId().equals(organization.masterAccountId())) {
      if (!isDelegated(root, call.accountId())) {
        throw AccountFaults.notManagementOrDelegated();
      }
      if (!delegated) {
        throw AccountFaults.notManagementAccount();
      }
    }
    if (!trusted(root).contains(IAM)) {
      throw AccountFaults.noServiceAccess();
    }
    return organization;
  }

  /** Whether an account administers IAM for its organization. */
  private static boolean isDelegated(RoomCaller root, String accountId) {
    try {
      return root
          .to(
              ListDelegatedServicesForAccountRequest.builder().accountId(accountId).build(),
              ListDelegatedServicesForAccountResponse.class)
          .delegatedServices()
          .stream()
          .anyMatch(it -> it.servicePrincipal().equals(IAM));
    } catch (Fault e) {
      return false;
    }
  }

  private static Organization described(RoomCaller root) {
    try {
      return root.to(
              DescribeOrganizationRequest.builder().build(), DescribeOrganizationResponse.class)
          .organization();
    } catch (Fault e) {
      throw AccountFaults.noOrganization();
    }
  }

  /** The services that the organization trusts. */
  private static List<String> trusted(RoomCaller root) {
    List<String> services = new ArrayList<>();
    String token = null;
    do {
      var page =
          root.to(
              ListAwsServiceAccessForOrganizationRequest.builder().nextToken(token).build(),
              ListAwsServiceAccessForOrganizationResponse.class);
      page.enabledServicePrincipals().forEach(it -> services.add(it.servicePrincipal()));
      token = page.nextToken();
    } while (token != null);
    return services;
  }
}
