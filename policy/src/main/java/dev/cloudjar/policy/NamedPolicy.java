package dev.cloudjar.policy;

/**
 * A policy as it applies to a request.
 *
 * @param name what people know it by: an ARN, or the name of an inline policy
 */
public record NamedPolicy(String name, Source source, PolicyDocument document) {

  /** How a policy comes to apply. */
  public enum Source {
    /** A managed policy of the principal itself. */
    MANAGED(PolicyType.IDENTITY_BASED),
    /** An inline policy of the principal itself. */
    INLINE(PolicyType.IDENTITY_BASED),
    /** A managed policy of a group of the user's. */
    GROUP_MANAGED(PolicyType.IDENTITY_BASED),
    /** An inline policy of a group of the user's. */
    GROUP_INLINE(PolicyType.IDENTITY_BASED),
    BOUNDARY(PolicyType.PERMISSIONS_BOUNDARY),
    SESSION(PolicyType.SESSION),
    SERVICE_CONTROL(PolicyType.SERVICE_CONTROL),
    RESOURCE_CONTROL(PolicyType.RESOURCE_CONTROL),
    /** The policy of the VPC endpoint that the request came through. */
    ENDPOINT(PolicyType.VPC_ENDPOINT),
    RESOURCE(PolicyType.RESOURCE_BASED),
    /** The trust policy of a role, which is the resource. */
    TRUST(PolicyType.ROLE_TRUST);

    private final PolicyType type;

    Source(PolicyType type) {
      this.type = type;
    }

    /** What messages call it. */
    public PolicyType type() {
      return type;
    }
  }
}
