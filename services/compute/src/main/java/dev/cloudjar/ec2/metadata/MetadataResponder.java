package dev.cloudjar.ec2.metadata;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Answers what an instance asks about itself, by both versions of the protocol.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-v2-how-it-works.html">How
 *     Instance Metadata Service Version 2 works</a>
 */
public final class MetadataResponder {
  private static final String TOKEN_PATH = "/latest/api/token";
  private static final String TOKEN = "x-aws-ec2-metadata-token";
  private static final String LIFETIME = "x-aws-ec2-metadata-token-ttl-seconds";
  private static final int LONGEST_SECONDS = 21_600;

  private final MetadataTokens tokens;
  private final RoleCredentials credentials;

  /** Gets the temporary credentials of an instance's role. */
  @FunctionalInterface
  public interface RoleCredentials {
    /** Credentials as the JSON that SDKs read; empty where there are none. */
    Optional<String> of(InstanceMetadata instance);
  }

  /**
   * @param secret seals tokens
   */
  public MetadataResponder(byte[] secret, RoleCredentials credentials) {
    this.tokens = new MetadataTokens(secret);
    this.credentials = credentials;
  }

  /** Answers one request of one instance. */
  public MetadataAnswer answer(
      InstanceMetadata instance, MetadataOptions options, MetadataRequest request, Instant now) {
    if (!options.enabled()) {
      return MetadataAnswer.refused(403, "Forbidden");
    }
    String path = request.path().replaceAll("/+", "/");
    if (path.equals(TOKEN_PATH)) {
      return token(instance, options, request, now);
    }
    if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
      return MetadataAnswer.refused(405, "Method Not Allowed");
    }
    String token = request.headers().get(TOKEN);
    OptionalLong left =
        token == null
            ? OptionalLong.empty()
            : tokens.secondsLeft(instance.instanceId(), token, now);
    if ((token == null && options.tokensRequired()) || (token != null && left.isEmpty())) {
      return MetadataAnswer.refused(401, "Unauthorized");
    }
    MetadataAnswer answer =
        new MetadataTree(instance, credentials)
            .read(path)
            .map(MetadataAnswer::of)
            .orElseGet(() -> MetadataAnswer.refused(404, "Not Found"));
    return left.isPresent()
        ? answer.with("X-aws-ec2-metadata-token-ttl-seconds", Long.toString(left.getAsLong()))
        : answer;
  }

  private MetadataAnswer token(
      InstanceMetadata instance, MetadataOptions options, MetadataRequest request, Instant now) {
    if (!request.method().equals("PUT")) {
      return MetadataAnswer.refused(405, "Method Not Allowed");
    }
    if (request.headers().containsKey("x-forwarded-for")) {
      return MetadataAnswer.refused(403, "Forbidden");
    }
    String lifetime = request.headers().getOrDefault(LIFETIME, "");
    if (!lifetime.matches("[0-9]{1,5}")) {
      return MetadataAnswer.refused(400, "Bad Request");
    }
    int seconds = Integer.parseInt(lifetime);
    if (seconds < 1 || seconds > LONGEST_SECONDS) {
      return MetadataAnswer.refused(400, "Bad Request");
    }
    return MetadataAnswer.of(tokens.make(instance.instanceId(), now.plusSeconds(seconds)))
        .with("X-aws-ec2-metadata-token-ttl-seconds", Integer.toString(seconds))
        .within(options.hopLimit());
  }
}
