package dev.cloudjar.sts;

import dev.cloudjar.cloud.AccessKeyIds;
import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Credentials;
import dev.cloudjar.cloud.Principal;
import software.amazon.awssdk.services.sts.model.GetAccessKeyInfoRequest;
import software.amazon.awssdk.services.sts.model.GetAccessKeyInfoResponse;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/** Says who somebody is. */
final class IdentityOperations {
  private final Credentials credentials;

  IdentityOperations(Credentials credentials) {
    this.credentials = credentials;
  }

  GetCallerIdentityResponse getCallerIdentity(Call call, GetCallerIdentityRequest request) {
    Principal caller = call.principal();
    if (caller instanceof Principal.Anonymous) {
      throw StsFaults.missingAuthenticationToken();
    }
    return GetCallerIdentityResponse.builder()
        .account(caller.accountId())
        .arn(caller.arn())
        .userId(caller.userId())
        .build();
  }

  /** The account of a key that exists, or that its id tells of, or that it would act for. */
  GetAccessKeyInfoResponse getAccessKeyInfo(Call call, GetAccessKeyInfoRequest request) {
    if (call.principal() instanceof Principal.Anonymous) {
      throw StsFaults.missingAuthenticationToken();
    }
    String id = request.accessKeyId();
    String account =
        credentials
            .find(id)
            .map(key -> key.principal().accountId())
            .or(() -> AccessKeyIds.accountIn(id))
            .orElse(Principal.DEFAULT_ACCOUNT);
    return GetAccessKeyInfoResponse.builder().account(account).build();
  }
}
