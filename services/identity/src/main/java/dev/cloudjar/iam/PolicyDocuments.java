package dev.cloudjar.iam;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Documents as they come and go. */
final class PolicyDocuments {
  private static final int MOST_OF_MANAGED = 6144;
  private static final int MOST_OF_TRUST = 2048;
  private static final JsonMapper JSON = new JsonMapper();

  private PolicyDocuments() {}

  /** A policy that says what its holder may do. */
  static String identity(String document) {
    parse(document);
    return document;
  }

  /** A managed one, whose length is limited. */
  static String managed(String document) {
    identity(document);
    if (size(document) > MOST_OF_MANAGED) {
      throw IamFaults.quota("PolicySize", MOST_OF_MANAGED);
    }
    return document;
  }

  /** A policy that says who may assume a role. */
  static String trust(String document) {
    parse(document);
    if (size(document) > MOST_OF_TRUST) {
      throw IamFaults.quota("ACLSizePerRole", MOST_OF_TRUST);
    }
    return document;
  }

  /** How many characters count, which white space does not. */
  static int size(String document) {
    return (int) document.chars().filter(it -> !Character.isWhitespace(it)).count();
  }

  /** As answers carry it. */
  static String encoded(String document) {
    return URLEncoder.encode(document, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  private static void parse(String document) {
    try {
      JsonNode node = JSON.readTree(document);
      if (!node.isObject() || !node.has("Statement")) {
        throw IamFaults.malformedPolicy("Syntax errors in policy.");
      }
    } catch (JacksonException e) {
      throw IamFaults.malformedPolicy("Syntax errors in policy.");
    }
  }
}
