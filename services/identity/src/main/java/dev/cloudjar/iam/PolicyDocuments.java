package dev.cloudjar.iam;

import dev.cloudjar.policy.MalformedPolicyException;
import dev.cloudjar.policy.PolicyDocument;
import dev.cloudjar.policy.PolicyKind;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;

/** Documents as they come and go. */
final class PolicyDocuments {
  private static final int MOST_OF_MANAGED = 6144;
  private static final int MOST_OF_TRUST = 2048;
  private static final Optional<String> CURRENT_VERSION = Optional.of(PolicyDocument.VERSION_2012);

  private PolicyDocuments() {}

  /** A policy that says what its holder may do. */
  static String identity(String document) {
    parse(document, PolicyKind.IDENTITY);
    return document;
  }

  /** A managed one, whose length is limited. */
  static String managed(String document) {
    if (!parse(document, PolicyKind.IDENTITY).version().equals(CURRENT_VERSION)) {
      throw IamFaults.malformedPolicy("Policy document must be version 2012-10-17 or greater.");
    }
    if (size(document) > MOST_OF_MANAGED) {
      throw IamFaults.quota("PolicySize", MOST_OF_MANAGED);
    }
    return document;
  }

  /** A policy that says who may assume a role. */
  static String trust(String document) {
    parse(document, PolicyKind.TRUST);
    if (size(document) > MOST_OF_TRUST) {
      throw IamFaults.quota("ACLSizePerRole", MOST_OF_TRUST);
    }
    return document;
  }

  /** How many characters count, which white space does not. */
  static int size(String document) {
    return PolicyDocument.policySize(document);
  }

  /** As answers carry it. */
  static String encoded(String document) {
    return URLEncoder.encode(document, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  private static PolicyDocument parse(String document, PolicyKind kind) {
    try {
      return PolicyDocument.parse(document, kind);
    } catch (MalformedPolicyException e) {
      throw IamFaults.malformedPolicy(Objects.toString(e.getMessage()));
    }
  }
}
