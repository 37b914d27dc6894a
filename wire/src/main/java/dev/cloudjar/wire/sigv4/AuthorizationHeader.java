package dev.cloudjar.wire.sigv4;

import java.util.ArrayList;
import java.util.List;

/** The components of an {@code Authorization} header; empty where they are missing. */
record AuthorizationHeader(String credential, String signedHeaders, String signature) {

  /**
   * @param start where the components start, behind the algorithm
   */
  static AuthorizationHeader parse(String authorization, int start) {
    String credential = "";
    String signedHeaders = "";
    String signature = "";
    for (int from = start; from < authorization.length(); ) {
      int comma = authorization.indexOf(',', from);
      int to = comma < 0 ? authorization.length() : comma;
      String component = authorization.substring(from, to).strip();
      from = to + 1;
      if (component.isEmpty()) {
        continue;
      }
      int equals = component.indexOf('=');
      if (equals <= 0) {
        throw new Refusal(new SignatureFailure.MalformedAuthorization(component, authorization));
      }
      String value = component.substring(equals + 1);
      switch (component.substring(0, equals)) {
        case "Credential" -> credential = value;
        case "SignedHeaders" -> signedHeaders = value;
        case "Signature" -> signature = value;
        default -> {}
      }
    }
    return new AuthorizationHeader(credential, signedHeaders, signature);
  }

  boolean isIncomplete() {
    return credential.isEmpty() || signedHeaders.isEmpty() || signature.isEmpty();
  }

  List<String> missing() {
    List<String> missing = new ArrayList<>();
    if (credential.isEmpty()) {
      missing.add("Credential");
    }
    if (signature.isEmpty()) {
      missing.add("Signature");
    }
    if (signedHeaders.isEmpty()) {
      missing.add("SignedHeaders");
    }
    return missing;
  }
}
