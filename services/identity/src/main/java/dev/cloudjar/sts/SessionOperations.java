package dev.cloudjar.sts;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Credentials.AccessKey;
import dev.cloudjar.cloud.Gate.Need;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.cloud.Session;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.GetFederationTokenRequest;
import software.amazon.awssdk.services.sts.model.GetFederationTokenResponse;
import software.amazon.awssdk.services.sts.model.GetSessionTokenRequest;
import software.amazon.awssdk.services.sts.model.GetSessionTokenResponse;
import software.amazon.awssdk.services.sts.model.Tag;

/**
 * Sessions for those who have long-term keys: their own, and such for others that can do no more.
 */
final class SessionOperations {
  private static final int USUAL_SECONDS = 43_200;
  private static final int LONGEST_ROOT_SECONDS = 3600;

  private final Cloud cloud;
  private final SessionMaker sessions;
  private final SessionPolicyOperations policies;

  SessionOperations(Cloud cloud, SessionMaker sessions, SessionPolicyOperations policies) {
    this.cloud = cloud;
    this.sessions = sessions;
    this.policies = policies;
  }

  GetSessionTokenResponse getSessionToken(Call call, GetSessionTokenRequest request) {
    Principal caller = longTermCaller(call, "GetSessionToken");
    Optional<Instant> authenticated =
        MultiFactor.isShown(cloud, call, request.serialNumber(), request.tokenCode())
            ? Optional.of(call.time())
            : Optional.empty();
    Session session =
        new Session(
            call.time(),
            authenticated,
            List.of(),
            Map.of(),
            Set.of(),
            Optional.empty(),
            Optional.empty(),
            Map.of());
    AccessKey key = sessions.make(caller, session, seconds(caller, request.durationSeconds()));
    return GetSessionTokenResponse.builder().credentials(shown(key)).build();
  }

  List<Need> federationNeeds(Call call, GetFederationTokenRequest request) {
    longTermCaller(call, "GetFederationToken");
    Resource user =
        new Resource(
            "arn:aws:sts::" + call.accountId() + ":federated-user/" + request.name(),
            call.accountId());
    Map<String, String> tags = tags(request.tags());
    List<Need> needs = new ArrayList<>();
    needs.add(new Need("sts:GetFederationToken", user).withRequestTags(tags));
    if (!tags.isEmpty()) {
      needs.add(new Need("sts:TagSession", user).withRequestTags(tags));
    }
    return needs;
  }

  GetFederationTokenResponse getFederationToken(Call call, GetFederationTokenRequest request) {
    Principal caller = longTermCaller(call, "GetFederationToken");
    SessionTags tags = SessionTags.of(Map.of(), tags(request.tags()), Set.of());
    SessionPolicyOperations.Limits limits =
        policies.limits(call.accountId(), call.region(), request.policy(), request.policyArns());
    Principal.FederatedUser federated =
        new Principal.FederatedUser(
            call.accountId(),
            request.name(),
            caller instanceof Principal.User user ? Optional.of(user) : Optional.empty());
    Session session =
        new Session(
            call.time(),
            Optional.empty(),
            limits.documents(),
            tags.all(),
            Set.of(),
            Optional.empty(),
            Optional.empty(),
            Map.of());
    AccessKey key = sessions.make(federated, session, seconds(caller, request.durationSeconds()));
    return GetFederationTokenResponse.builder()
        .credentials(shown(key))
        .federatedUser(it -> it.arn(federated.arn()).federatedUserId(federated.userId()))
        .packedPolicySize(limits.packedPercent(tags.all()))
        .build();
  }

  private Principal longTermCaller(Call call, String operation) {
    Principal caller = call.principal();
    if (caller instanceof Principal.Anonymous) {
      throw StsFaults.missingAuthenticationToken();
    }
    boolean longTerm = caller instanceof Principal.Root || caller instanceof Principal.User;
    if (!longTerm || isSession(call)) {
      throw StsFaults.sessionCalls(operation);
    }
    return caller;
  }

  private boolean isSession(Call call) {
    return call.accessKeyId()
        .flatMap(cloud.credentials()::find)
        .filter(key -> key.sessionToken() != null)
        .isPresent();
  }

  /** Root's sessions last for an hour at the most, and asking for longer is no error. */
  private static int seconds(Principal caller, @Nullable Integer asked) {
    int wanted = asked == null ? USUAL_SECONDS : asked;
    return caller instanceof Principal.Root ? Math.min(wanted, LONGEST_ROOT_SECONDS) : wanted;
  }

  static Map<String, String> tags(List<Tag> tags) {
    Map<String, String> byKey = new LinkedHashMap<>();
    for (Tag tag : tags) {
      if (byKey.put(tag.key(), tag.value()) != null) {
        throw StsFaults.duplicateTagKeys();
      }
    }
    return byKey;
  }

  static Credentials shown(AccessKey key) {
    return Credentials.builder()
        .accessKeyId(key.accessKeyId())
        .secretAccessKey(key.secretAccessKey())
        .sessionToken(key.sessionToken())
        .expiration(key.expires())
        .build();
  }
}
