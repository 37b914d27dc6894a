package dev.cloudjar.iam;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Resource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.iam.model.CreateAccountAliasRequest;
import software.amazon.awssdk.services.iam.model.CreateAccountAliasResponse;
import software.amazon.awssdk.services.iam.model.DeleteAccountAliasRequest;
import software.amazon.awssdk.services.iam.model.DeleteAccountAliasResponse;
import software.amazon.awssdk.services.iam.model.GetAccountSummaryRequest;
import software.amazon.awssdk.services.iam.model.GetAccountSummaryResponse;
import software.amazon.awssdk.services.iam.model.GlobalEndpointTokenVersion;
import software.amazon.awssdk.services.iam.model.ListAccountAliasesRequest;
import software.amazon.awssdk.services.iam.model.ListAccountAliasesResponse;
import software.amazon.awssdk.services.iam.model.SetSecurityTokenServicePreferencesRequest;
import software.amazon.awssdk.services.iam.model.SetSecurityTokenServicePreferencesResponse;
import software.amazon.awssdk.services.iam.model.SummaryKeyType;

/** What an account as a whole is called and has. */
final class AccountOperations {
  private final IamStore store;

  AccountOperations(IamStore store) {
    this.store = store;
  }

  void register(Operations ops) {
    ops.on(CreateAccountAliasRequest.class, CreateAccountAliasResponse.class, this::createAlias)
        .authorises("iam:CreateAccountAlias", (call, it) -> Resource.any(call));
    ops.on(DeleteAccountAliasRequest.class, DeleteAccountAliasResponse.class, this::deleteAlias)
        .authorises("iam:DeleteAccountAlias", (call, it) -> Resource.any(call));
    ops.on(ListAccountAliasesRequest.class, ListAccountAliasesResponse.class, this::listAliases)
        .authorises("iam:ListAccountAliases", (call, it) -> Resource.any(call));
    ops.on(GetAccountSummaryRequest.class, GetAccountSummaryResponse.class, this::summary)
        .authorises("iam:GetAccountSummary", (call, it) -> Resource.any(call));
    ops.on(
            SetSecurityTokenServicePreferencesRequest.class,
            SetSecurityTokenServicePreferencesResponse.class,
            this::setTokenVersion)
        .authorises("iam:SetSecurityTokenServicePreferences", (call, it) -> Resource.any(call))
        .recordedOnly("session tokens have one form, which is valid in all Regions");
  }

  private CreateAccountAliasResponse createAlias(Call call, CreateAccountAliasRequest request) {
    store.change(
        call.accountId(),
        transaction -> {
          Accounts.putAlias(transaction, call.accountId(), request.accountAlias());
          return request;
        });
    return CreateAccountAliasResponse.builder().build();
  }

  private DeleteAccountAliasResponse deleteAlias(Call call, DeleteAccountAliasRequest request) {
    store.change(
        call.accountId(),
        transaction -> {
          Accounts.deleteAlias(transaction, call.accountId(), request.accountAlias());
          return request;
        });
    return DeleteAccountAliasResponse.builder().build();
  }

  private ListAccountAliasesResponse listAliases(Call call, ListAccountAliasesRequest request) {
    List<String> aliases =
        store.read(snapshot -> Accounts.alias(snapshot, call.accountId()).stream().toList());
    var page = new Paging(request.marker(), request.maxItems()).of(aliases);
    return ListAccountAliasesResponse.builder()
        .accountAliases(page.items())
        .isTruncated(page.isTruncated())
        .marker(page.marker())
        .build();
  }

  private SetSecurityTokenServicePreferencesResponse setTokenVersion(
      Call call, SetSecurityTokenServicePreferencesRequest request) {
    int version =
        request.globalEndpointTokenVersion() == GlobalEndpointTokenVersion.V2_TOKEN ? 2 : 1;
    store.change(
        call.accountId(),
        transaction -> {
          Accounts.putTokenVersion(transaction, call.accountId(), version);
          return version;
        });
    return SetSecurityTokenServicePreferencesResponse.builder().build();
  }

  private GetAccountSummaryResponse summary(Call call, GetAccountSummaryRequest request) {
    String account = call.accountId();
    Map<SummaryKeyType, Integer> map = new EnumMap<>(SummaryKeyType.class);
    store.read(
        snapshot -> {
          map.put(SummaryKeyType.USERS, IamStore.USERS.count(snapshot, account));
          map.put(SummaryKeyType.GROUPS, IamStore.GROUPS.count(snapshot, account));
          map.put(SummaryKeyType.POLICIES, ManagedPolicies.CUSTOMER.count(snapshot, account));
          map.put(
              SummaryKeyType.SERVER_CERTIFICATES,
              IamStore.SERVER_CERTIFICATES.count(snapshot, account));
          map.put(SummaryKeyType.MFA_DEVICES, MfaDevices.ALL.count(snapshot, account));
          map.put(SummaryKeyType.MFA_DEVICES_IN_USE, MfaDevices.inUse(snapshot, account));
          map.put(
              SummaryKeyType.ACCOUNT_MFA_ENABLED,
              MfaDevices.ofOwner(snapshot, account, account).isEmpty() ? 0 : 1);
          map.put(
              SummaryKeyType.ACCOUNT_ACCESS_KEYS_PRESENT,
              AccessKeys.list(snapshot, account, account).isEmpty() ? 0 : 1);
          map.put(
              SummaryKeyType.ACCOUNT_PASSWORD_PRESENT,
              RootLogins.find(snapshot, account).isPresent() ? 1 : 0);
          map.put(
              SummaryKeyType.ACCOUNT_SIGNING_CERTIFICATES_PRESENT,
              UserCredentials.SIGNING_CERTIFICATES.count(snapshot, account, account) > 0 ? 1 : 0);
          map.put(
              SummaryKeyType.GLOBAL_ENDPOINT_TOKEN_VERSION,
              Accounts.tokenVersion(snapshot, account));
          return account;
        });
    quotas(map);
    return GetAccountSummaryResponse.builder().summaryMap(map).build();
  }

  private static void quotas(Map<SummaryKeyType, Integer> map) {
    map.put(SummaryKeyType.USERS_QUOTA, Kind.USER.quota());
    map.put(SummaryKeyType.GROUPS_QUOTA, Kind.GROUP.quota());
    map.put(SummaryKeyType.POLICIES_QUOTA, Kind.POLICY.quota());
    map.put(SummaryKeyType.SERVER_CERTIFICATES_QUOTA, Kind.SERVER_CERTIFICATE.quota());
    map.put(SummaryKeyType.USER_POLICY_SIZE_QUOTA, 2048);
    map.put(SummaryKeyType.GROUP_POLICY_SIZE_QUOTA, 5120);
    map.put(SummaryKeyType.GROUPS_PER_USER_QUOTA, 10);
    map.put(SummaryKeyType.SIGNING_CERTIFICATES_PER_USER_QUOTA, 2);
    map.put(SummaryKeyType.ACCESS_KEYS_PER_USER_QUOTA, 2);
    map.put(SummaryKeyType.ATTACHED_POLICIES_PER_GROUP_QUOTA, 10);
    map.put(SummaryKeyType.ATTACHED_POLICIES_PER_ROLE_QUOTA, 10);
    map.put(SummaryKeyType.ATTACHED_POLICIES_PER_USER_QUOTA, 10);
    map.put(SummaryKeyType.POLICY_SIZE_QUOTA, 6144);
    map.put(SummaryKeyType.VERSIONS_PER_POLICY_QUOTA, 5);
    map.put(SummaryKeyType.ASSUME_ROLE_POLICY_SIZE_QUOTA, 2048);
  }
}
