package dev.cloudjar.sts;

import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Room;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithSamlRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityRequest;
import software.amazon.awssdk.services.sts.model.AssumeRootRequest;
import software.amazon.awssdk.services.sts.model.DecodeAuthorizationMessageRequest;
import software.amazon.awssdk.services.sts.model.GetAccessKeyInfoRequest;
import software.amazon.awssdk.services.sts.model.GetAccessKeyInfoResponse;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;
import software.amazon.awssdk.services.sts.model.GetDelegatedAccessTokenRequest;
import software.amazon.awssdk.services.sts.model.GetFederationTokenRequest;
import software.amazon.awssdk.services.sts.model.GetSessionTokenRequest;
import software.amazon.awssdk.services.sts.model.GetSessionTokenResponse;
import software.amazon.awssdk.services.sts.model.GetWebIdentityTokenRequest;

/** AWS STS: who somebody is, and credentials for a while. */
public final class StsRoom implements Room {
  private static final String NO_POLICIES =
      "gives out credentials with limited rights, which nothing enforces before there are policies";
  private static final String NO_PROVIDERS = "needs identity providers, of which IAM has none yet";

  @Override
  public void open(Operations operations, Cloud cloud) {
    var identities = new IdentityOperations(cloud.credentials());
    var sessions = new SessionOperations(cloud);
    operations
        .on(
            GetCallerIdentityRequest.class,
            GetCallerIdentityResponse.class,
            identities::getCallerIdentity)
        .needsNoPermission()
        .immediate();
    operations
        .on(
            GetAccessKeyInfoRequest.class,
            GetAccessKeyInfoResponse.class,
            identities::getAccessKeyInfo)
        .needsNoPermission();
    operations
        .on(GetSessionTokenRequest.class, GetSessionTokenResponse.class, sessions::getSessionToken)
        .needsNoPermission();
    operations
        .on(AssumeRoleRequest.class, AssumeRoleResponse.class, sessions::assumeRole)
        .needsNoPermission();
    operations.unsupported(GetFederationTokenRequest.class, NO_POLICIES);
    operations.unsupported(AssumeRootRequest.class, NO_POLICIES);
    operations.unsupported(AssumeRoleWithSamlRequest.class, NO_PROVIDERS);
    operations.unsupported(AssumeRoleWithWebIdentityRequest.class, NO_PROVIDERS);
    operations.unsupported(
        GetWebIdentityTokenRequest.class, "needs outbound federation, which IAM has not yet");
    operations.unsupported(
        GetDelegatedAccessTokenRequest.class, "needs partners of AWS, who are not here");
    operations.unsupported(
        DecodeAuthorizationMessageRequest.class, "no operation answers encoded messages yet");
  }
}
