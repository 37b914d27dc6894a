package dev.cloudjar.cloud;

/**
 * A policy that applies to somebody, by how it came to.
 *
 * @param name the ARN of a managed policy, else the name of an inline one
 * @param origin how it is attached
 * @param holder the ARN of the user, group, role, unit or account that it is attached to
 * @param document JSON
 */
public record AttachedPolicy(String name, Origin origin, String holder, String document) {

  /** How a policy is attached. */
  public enum Origin {
    /** A managed policy of the principal itself. */
    MANAGED,
    /** An inline policy of the principal itself. */
    INLINE,
    /** A managed policy of a group of the user's. */
    GROUP_MANAGED,
    /** An inline policy of a group of the user's. */
    GROUP_INLINE,
    /** A permissions boundary. */
    BOUNDARY,
    /** A service control policy. */
    SERVICE_CONTROL,
    /** A resource control policy. */
    RESOURCE_CONTROL
  }
}
