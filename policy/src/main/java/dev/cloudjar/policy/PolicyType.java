package dev.cloudjar.policy;

/** The types of policies that AWS's messages tell apart. */
public enum PolicyType {
  IDENTITY_BASED("an identity-based policy", "identity-based policy"),
  PERMISSIONS_BOUNDARY("a permissions boundary", "permissions boundary"),
  SESSION("a session policy", "session policy"),
  SERVICE_CONTROL("a service control policy", "service control policy"),
  RESOURCE_CONTROL("a resource control policy", "resource control policy"),
  VPC_ENDPOINT("a VPC endpoint policy", "VPC endpoint policy"),
  RESOURCE_BASED("a resource-based policy", "resource-based policy"),
  ROLE_TRUST("the role trust policy", "resource-based policy");

  private final String denying;
  private final String missing;

  PolicyType(String denying, String missing) {
    this.denying = denying;
    this.missing = missing;
  }

  /** The end of the sentence that begins "… is not authorized to perform: …". */
  String explicitDeny() {
    return "with an explicit deny in " + denying;
  }

  /** The end of the sentence that begins "… is not authorized to perform: …". */
  String implicitDeny(String action) {
    return "because no " + missing + " allows the " + action + " action";
  }
}
