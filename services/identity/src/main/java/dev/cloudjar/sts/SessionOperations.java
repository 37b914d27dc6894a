package dev.cloudjar.sts;

import dev.cloudjar.cloud.AccessKeyIds;
import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Credentials.AccessKey;
import dev.cloudjar.cloud.Principal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.GetSessionTokenRequest;
import software.amazon.awssdk.services.sts.model.GetSessionTokenResponse;

/** Gives out credentials for a while. */
final class SessionOperations {
  private static final int LONGEST_ROOT_SESSION_SECONDS = 3600;
  private static final int SECRET_LENGTH = 40;
  private static final String SECRET_LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  private static final int TOKEN_BYTES = 192;

  private final Cloud cloud;

  SessionOperations(Cloud cloud) {
    this.cloud = cloud;
  }

  GetSessionTokenResponse getSessionToken(Call call, GetSessionTokenRequest request) {
    Principal caller = call.principal();
    if (caller instanceof Principal.Anonymous) {
      throw StsFaults.missingAuthenticationToken();
    }
    if (!(caller instanceof Principal.Root) || isSession(call)) {
      throw StsFaults.sessionCallsGetSessionToken();
    }
    if (request.serialNumber() != null || request.tokenCode() != null) {
      // The root of an account has no device before there is IAM to register it.
      throw StsFaults.unknownMfaDevice();
    }
    AccessKey key = newSession(caller, durationSeconds(request));
    cloud
        .store()
        .transact(
            transaction -> {
              cloud.credentials().add(transaction, key);
              return key;
            });
    return GetSessionTokenResponse.builder().credentials(shown(key)).build();
  }

  @SuppressWarnings("DoNotCallSuggester") // it answers somebody once there are other callers
  AssumeRoleResponse assumeRole(Call call, AssumeRoleRequest request) {
    throw switch (call.principal()) {
      case Principal.Anonymous anonymous -> StsFaults.missingAuthenticationToken();
      case Principal.Root root -> StsFaults.rootAssumesRole();
      case Principal.Service _,
          Principal.User _,
          Principal.AssumedRole _,
          Principal.FederatedUser _ ->
          StsFaults.mayNotAssumeRole(call.principal().arn(), request.roleArn());
    };
  }

  /** Root's sessions last for an hour at the most, and asking for longer is no error. */
  private static int durationSeconds(GetSessionTokenRequest request) {
    Integer asked = request.durationSeconds();
    return asked == null
        ? LONGEST_ROOT_SESSION_SECONDS
        : Math.min(asked, LONGEST_ROOT_SESSION_SECONDS);
  }

  private boolean isSession(Call call) {
    return call.accessKeyId()
        .flatMap(cloud.credentials()::find)
        .filter(key -> key.sessionToken() != null)
        .isPresent();
  }

  private AccessKey newSession(Principal owner, int durationSeconds) {
    // What the caller is told has whole seconds.
    Instant expires =
        cloud.clock().now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(durationSeconds);
    return new AccessKey(
        AccessKeyIds.make(AccessKeyIds.TEMPORARY, owner.accountId(), cloud.ids()),
        cloud.ids().text(SECRET_LENGTH, SECRET_LETTERS),
        Base64.getEncoder().encodeToString(cloud.ids().bytes(TOKEN_BYTES)),
        owner,
        expires);
  }

  private static Credentials shown(AccessKey key) {
    return Credentials.builder()
        .accessKeyId(key.accessKeyId())
        .secretAccessKey(key.secretAccessKey())
        .sessionToken(key.sessionToken())
        .expiration(key.expires())
        .build();
  }
}
