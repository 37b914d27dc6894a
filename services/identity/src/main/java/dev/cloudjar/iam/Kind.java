package dev.cloudjar.iam;

/** The kinds of things that have a name, a path and an ARN. */
enum Kind {
  USER("user", "AIDA", "UsersPerAccount", 5000),
  GROUP("group", "AGPA", "GroupsPerAccount", 300),
  ROLE("role", "AROA", "RolesPerAccount", 1000),
  INSTANCE_PROFILE("instance-profile", "AIPA", "InstanceProfilesPerAccount", 1000),
  POLICY("policy", "ANPA", "PoliciesPerAccount", 1500),
  SERVER_CERTIFICATE("server-certificate", "ASCA", "ServerCertificatesPerAccount", 20),
  // A device's unique id is never shown; it only has to be unique.
  MFA_DEVICE("mfa", "AMFA", "VirtualMFADevicesPerAccount", 5000),
  OPEN_ID_CONNECT_PROVIDER("oidc-provider", "AOIP", "OpenIdConnectProvidersPerAccount", 100),
  SAML_PROVIDER("saml-provider", "ASMP", "SAMLProvidersPerAccount", 100);

  private final String arnName;
  private final String idPrefix;
  private final String quotaName;
  private final int quota;

  Kind(String arnName, String idPrefix, String quotaName, int quota) {
    this.arnName = arnName;
    this.idPrefix = idPrefix;
    this.quotaName = quotaName;
    this.quota = quota;
  }

  /** What an ARN calls it, such as {@code instance-profile}. */
  String arnName() {
    return arnName;
  }

  /** What its unique ids begin with. */
  String idPrefix() {
    return idPrefix;
  }

  String quotaName() {
    return quotaName;
  }

  /** How many an account can have unless AWS is asked for more. */
  int quota() {
    return quota;
  }
}
