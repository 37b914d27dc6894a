package dev.cloudjar.s3;

import dev.cloudjar.s3.Document.Structure;
import java.util.List;
import java.util.Set;

/** What AWS refuses of the rules for other origins. */
final class CorsChecks {
  private static final int MAX_RULES = 100;
  private static final int MAX_ID_LENGTH = 255;
  private static final Set<String> METHODS = Set.of("GET", "PUT", "HEAD", "POST", "DELETE");

  private CorsChecks() {}

  static Structure check(Bucket bucket, Structure document) {
    List<Structure> rules = document.structures("CORSRules");
    if (rules.isEmpty() || rules.size() > MAX_RULES) {
      throw S3Faults.malformedXml();
    }
    rules.forEach(CorsChecks::check);
    return document;
  }

  private static void check(Structure rule) {
    String id = rule.text("ID");
    if (rule.texts("AllowedMethods").isEmpty()
        || rule.texts("AllowedOrigins").isEmpty()
        || (id != null && id.length() > MAX_ID_LENGTH)) {
      throw S3Faults.malformedXml();
    }
    for (String method : rule.texts("AllowedMethods")) {
      if (!METHODS.contains(method)) {
        throw S3Faults.invalidRequest(
            "Found unsupported HTTP method in CORS config. Unsupported method is " + method);
      }
    }
    checkWildcards("AllowedOrigin", rule.texts("AllowedOrigins"));
    checkWildcards("AllowedHeader", rule.texts("AllowedHeaders"));
    for (String header : rule.texts("ExposeHeaders")) {
      if (header.indexOf('*') >= 0) {
        throw S3Faults.invalidRequest(
            "ExposeHeader \""
                + header
                + "\" contains wildcard. We currently do not support wildcard for ExposeHeader.");
      }
    }
  }

  private static void checkWildcards(String element, List<String> values) {
    for (String value : values) {
      if (value.indexOf('*') != value.lastIndexOf('*')) {
        throw S3Faults.invalidRequest(
            element + " \"" + value + "\" can not have more than one wildcard.");
      }
    }
  }
}
