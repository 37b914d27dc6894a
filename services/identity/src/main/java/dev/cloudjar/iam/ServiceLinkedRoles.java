package dev.cloudjar.iam;

/** Where roles live that belong to a service. */
final class ServiceLinkedRoles {
  static final String PATH = "/aws-service-role/";

  private ServiceLinkedRoles() {}
}
