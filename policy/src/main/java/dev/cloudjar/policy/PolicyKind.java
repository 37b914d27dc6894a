package dev.cloudjar.policy;

/** What a document is for, which decides what it may and must say. */
public enum PolicyKind {
  /** Attached to users, groups and roles; permissions boundaries too. */
  IDENTITY(Presence.FORBIDDEN, Presence.REQUIRED),
  /** Attached to a resource. */
  RESOURCE(Presence.REQUIRED, Presence.OPTIONAL),
  /** Attached to a role, and about nothing but who may assume it. */
  TRUST(Presence.REQUIRED, Presence.FORBIDDEN),
  /** A service control policy of an organization. */
  SERVICE_CONTROL(Presence.FORBIDDEN, Presence.REQUIRED),
  /** A resource control policy of an organization. */
  RESOURCE_CONTROL(Presence.REQUIRED, Presence.REQUIRED),
  /** Passed along when a session is made. */
  SESSION(Presence.FORBIDDEN, Presence.REQUIRED);

  private final Presence principal;
  private final Presence resource;

  PolicyKind(Presence principal, Presence resource) {
    this.principal = principal;
    this.resource = resource;
  }

  Presence principal() {
    return principal;
  }

  Presence resource() {
    return resource;
  }

  /** Whether statement ids, actions and ARNs have to look as IAM and Organizations want them. */
  boolean strict() {
    return this != RESOURCE;
  }

  /** Whether an element may be there. */
  enum Presence {
    FORBIDDEN,
    OPTIONAL,
    REQUIRED
  }
}
