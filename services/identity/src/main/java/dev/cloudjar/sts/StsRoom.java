package dev.cloudjar.sts;

import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.PlainHead;
import dev.cloudjar.cloud.PlainRoom;
import dev.cloudjar.cloud.Resource;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithSamlRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithSamlResponse;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityResponse;
import software.amazon.awssdk.services.sts.model.AssumeRootRequest;
import software.amazon.awssdk.services.sts.model.AssumeRootResponse;
import software.amazon.awssdk.services.sts.model.DecodeAuthorizationMessageRequest;
import software.amazon.awssdk.services.sts.model.DecodeAuthorizationMessageResponse;
import software.amazon.awssdk.services.sts.model.GetAccessKeyInfoRequest;
import software.amazon.awssdk.services.sts.model.GetAccessKeyInfoResponse;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;
import software.amazon.awssdk.services.sts.model.GetDelegatedAccessTokenRequest;
import software.amazon.awssdk.services.sts.model.GetFederationTokenRequest;
import software.amazon.awssdk.services.sts.model.GetFederationTokenResponse;
import software.amazon.awssdk.services.sts.model.GetSessionTokenRequest;
import software.amazon.awssdk.services.sts.model.GetSessionTokenResponse;
import software.amazon.awssdk.services.sts.model.GetWebIdentityTokenRequest;
import software.amazon.awssdk.services.sts.model.GetWebIdentityTokenResponse;

/** AWS STS: who somebody is, and credentials for a while. */
public final class StsRoom implements PlainRoom {
  @Override
  public boolean mayAnswer(PlainHead head) {
    return IssuerPages.mayAnswer(head);
  }

  @Override
  public void open(Operations operations, Cloud cloud) {
    var identities = new IdentityOperations(cloud.credentials());
    var maker = new SessionMaker(cloud);
    var policies = new SessionPolicyOperations(cloud.calls());
    var sessions = new SessionOperations(cloud, maker, policies);
    var federated = new FederatedRoles(cloud, maker);
    var keys = new IssuerKeys(new IssuerDocuments());
    var webIdentities = new WebIdentityOperations(cloud, federated, policies, keys);
    var roles = new RoleOperations(cloud, maker, policies);
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
        .authorises("sts:GetAccessKeyInfo", (call, it) -> Resource.any(call));
    operations
        .on(GetSessionTokenRequest.class, GetSessionTokenResponse.class, sessions::getSessionToken)
        .needsNoPermission();
    operations
        .on(AssumeRoleRequest.class, AssumeRoleResponse.class, roles::assumeRole)
        .authorises(roles::needs);
    operations
        .on(
            GetFederationTokenRequest.class,
            GetFederationTokenResponse.class,
            sessions::getFederationToken)
        .authorises(sessions::federationNeeds);
    var roots = new RootOperations(maker, policies);
    operations
        .on(AssumeRootRequest.class, AssumeRootResponse.class, roots::assumeRoot)
        .authorises(roots::needs);
    operations
        .on(
            AssumeRoleWithSamlRequest.class,
            AssumeRoleWithSamlResponse.class,
            new SamlOperations(cloud, federated, policies)::assume)
        .authorisesWithin();
    operations
        .on(
            AssumeRoleWithWebIdentityRequest.class,
            AssumeRoleWithWebIdentityResponse.class,
            webIdentities::assume)
        .authorisesWithin();
    var tokenKeys = new TokenKeys(cloud);
    var tokens = new IdentityTokenOperations(cloud, tokenKeys);
    operations
        .on(GetWebIdentityTokenRequest.class, GetWebIdentityTokenResponse.class, tokens::get)
        .authorises(tokens::needs);
    operations.plain(new IssuerPages(cloud.identities(), tokenKeys)::answer);
    operations.unsupported(
        GetDelegatedAccessTokenRequest.class, "needs partners of AWS, who are not here");
    operations
        .on(
            DecodeAuthorizationMessageRequest.class,
            DecodeAuthorizationMessageResponse.class,
            new AuthorizationMessageOperations(cloud.decisions())::decode)
        .authorises("sts:DecodeAuthorizationMessage", (call, it) -> Resource.any(call));
  }
}
