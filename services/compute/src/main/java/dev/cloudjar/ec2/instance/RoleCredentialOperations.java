package dev.cloudjar.ec2.instance;

import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.RoomCaller;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.Credentials;

/**
 * Temporary credentials of instances' roles: EC2 assumes the role, which has to trust it, in a
 * session of the instance's name.
 */
final class RoleCredentialOperations {
  /** How long before they end credentials are made anew. */
  private static final Duration EARLY = Duration.ofMinutes(15);

  private final Ground ground;
  private final Map<String, Made> made = new ConcurrentHashMap<>();

  RoleCredentialOperations(Ground ground) {
    this.ground = ground;
  }

  private record Made(String roleArn, Instant expires, String json) {}

  /** The credentials as SDKs read them; empty where the instance has no role. */
  Optional<String> of(Place place, Instance instance) {
    return instance
        .profile()
        .flatMap(Instance.ProfileAssociation::role)
        .map(role -> of(place, instance.id(), role));
  }

  private String of(Place place, String instanceId, Instance.Role role) {
    Instant now = ground.cloud().clock().now();
    Made last = made.get(instanceId);
    if (last != null
        && last.roleArn().equals(role.arn())
        && now.isBefore(last.expires().minus(EARLY))) {
      return last.json();
    }
    try {
      Made next = make(place, instanceId, role, now);
      made.put(instanceId, next);
      return next.json();
    } catch (Fault e) {
      return """
      {
        "Code" : "AssumeRoleUnauthorizedAccess",
        "Message" : "EC2 cannot assume the role %s. Please see documentation at https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_iam-ec2.html#troubleshoot_iam-ec2_errors-info-doc.",
        "LastUpdated" : "%s"
      }\
      """
          .formatted(role.name(), time(now));
    }
  }

  private Made make(Place place, String instanceId, Instance.Role role, Instant now) {
    Principal.Service service =
        new Principal.Service(
            "ec2.amazonaws.com",
            place.accountId(),
            Optional.of(place.arn(ResourceKind.INSTANCE, instanceId)));
    Credentials credentials =
        RoomCaller.service(ground.cloud().calls(), service, place.region())
            .to(
                AssumeRoleRequest.builder().roleArn(role.arn()).roleSessionName(instanceId).build(),
                AssumeRoleResponse.class)
            .credentials();
    String json =
        """
        {
          "Code" : "Success",
          "LastUpdated" : "%s",
          "Type" : "AWS-HMAC",
          "AccessKeyId" : "%s",
          "SecretAccessKey" : "%s",
          "Token" : "%s",
          "Expiration" : "%s"
        }\
        """
            .formatted(
                time(now),
                credentials.accessKeyId(),
                credentials.secretAccessKey(),
                credentials.sessionToken(),
                time(credentials.expiration()));
    return new Made(role.arn(), credentials.expiration(), json);
  }

  private static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
