package dev.cloudjar.sts;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What policies know of an assertion.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-saml">Available
 *     keys for SAML-based AWS STS federation</a>
 */
final class SamlClaims {
  private static final String PERSON = "urn:oid:1.3.6.1.4.1.5923.1.1.1.";
  private static final String ORGANIZATION = "urn:oid:1.3.6.1.4.1.5923.1.2.1.";
  private static final String X500 = "urn:oid:2.5.4.";
  private static final String DIRECTORY = "urn:oid:0.9.2342.19200300.100.1.";

  /** Attributes of directories that have keys of their own. */
  private static final Map<String, String> KEYS =
      Map.ofEntries(
          Map.entry(PERSON + "1", "saml:edupersonaffiliation"),
          Map.entry(PERSON + "2", "saml:edupersonnickname"),
          Map.entry(PERSON + "3", "saml:edupersonorgdn"),
          Map.entry(PERSON + "4", "saml:edupersonorgunitdn"),
          Map.entry(PERSON + "5", "saml:edupersonprimaryaffiliation"),
          Map.entry(PERSON + "6", "saml:edupersonprincipalname"),
          Map.entry(PERSON + "7", "saml:edupersonentitlement"),
          Map.entry(PERSON + "8", "saml:edupersonprimaryorgunitdn"),
          Map.entry(PERSON + "9", "saml:edupersonscopedaffiliation"),
          Map.entry(PERSON + "10", "saml:edupersontargetedid"),
          Map.entry(PERSON + "11", "saml:edupersonassurance"),
          Map.entry(ORGANIZATION + "2", "saml:eduorghomepageuri"),
          Map.entry(ORGANIZATION + "3", "saml:eduorgidentityauthnpolicyuri"),
          Map.entry(ORGANIZATION + "4", "saml:eduorglegalname"),
          Map.entry(ORGANIZATION + "5", "saml:eduorgsuperioruri"),
          Map.entry(ORGANIZATION + "6", "saml:eduorgwhitepagesuri"),
          Map.entry(X500 + "3", "saml:cn"),
          Map.entry(X500 + "4", "saml:surname"),
          Map.entry(X500 + "41", "saml:name"),
          Map.entry(X500 + "42", "saml:givenname"),
          Map.entry(X500 + "45", "saml:x500uniqueidentifier"),
          Map.entry(DIRECTORY + "1", "saml:uid"),
          Map.entry(DIRECTORY + "3", "saml:mail"));

  private SamlClaims() {}

  /** What a role's trust policy knows. */
  static Map<String, List<String>> all(
      SamlAssertion assertion, String nameQualifier, String account, String provider) {
    Map<String, List<String>> claims = new HashMap<>(lasting(assertion, nameQualifier));
    claims.put("saml:aud", List.of(assertion.recipient()));
    claims.put("saml:iss", List.of(assertion.issuer()));
    claims.put("saml:doc", List.of(account + "/" + provider));
    assertion
        .attributes()
        .forEach(
            (name, values) -> {
              String key = KEYS.get(name);
              if (key != null && !values.isEmpty()) {
                claims.put(key, List.copyOf(values));
              }
            });
    return Map.copyOf(claims);
  }

  /** What the policies of the session know ever after. */
  static Map<String, List<String>> lasting(SamlAssertion assertion, String nameQualifier) {
    return Map.of(
        "saml:namequalifier", List.of(nameQualifier),
        "saml:sub", List.of(assertion.subject()),
        "saml:sub_type", List.of(assertion.subjectType()));
  }
}
