package dev.cloudjar.sts;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.w3c.dom.Element;

/**
 * What an assertion says.
 *
 * @param notBefore of its conditions and its confirmation, the latest
 * @param notOnOrAfter of its conditions and its confirmation, the earliest
 * @param audiences for each restriction, whom it admits; all must be met
 * @param recipient where the assertion is to be shown
 * @param sessionEnd when the provider wants the session to be over
 * @param attributes by name, with all values
 */
record SamlAssertion(
    String issuer,
    Instant issued,
    String subject,
    String subjectType,
    Optional<Instant> notBefore,
    Optional<Instant> notOnOrAfter,
    List<List<String>> audiences,
    String recipient,
    Optional<Instant> sessionEnd,
    Map<String, List<String>> attributes) {
  private static final String FORMAT = "urn:oasis:names:tc:SAML:2.0:nameid-format:";
  private static final String UNSPECIFIED = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified";
  private static final String BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer";

  /**
   * Reads an assertion whose signature has been checked.
   *
   * @throws dev.cloudjar.cloud.Fault where something is missing
   */
  static SamlAssertion read(Element assertion) {
    Element subject = require(assertion, "Subject");
    Element name = require(subject, "NameID");
    Element confirmation =
        SamlXml.children(subject, SamlXml.ASSERTION, "SubjectConfirmation").stream()
            .filter(it -> it.getAttribute("Method").equals(BEARER))
            .flatMap(it -> SamlXml.child(it, SamlXml.ASSERTION, "SubjectConfirmationData").stream())
            .findFirst()
            .orElseThrow(() -> missing("SubjectConfirmationData"));
    Element conditions = require(assertion, "Conditions");
    return new SamlAssertion(
        SamlXml.text(require(assertion, "Issuer")),
        time(assertion, "IssueInstant").orElseThrow(() -> missing("IssueInstant")),
        SamlXml.text(name),
        type(SamlXml.attribute(name, "Format").orElse(UNSPECIFIED)),
        latest(time(conditions, "NotBefore"), time(confirmation, "NotBefore")),
        earliest(time(conditions, "NotOnOrAfter"), time(confirmation, "NotOnOrAfter")),
        SamlXml.children(conditions, SamlXml.ASSERTION, "AudienceRestriction").stream()
            .map(SamlAssertion::audiences)
            .toList(),
        confirmation.getAttribute("Recipient"),
        SamlXml.children(assertion, SamlXml.ASSERTION, "AuthnStatement").stream()
            .flatMap(it -> time(it, "SessionNotOnOrAfter").stream())
            .min(Instant::compareTo),
        attributes(assertion));
  }

  List<String> values(String attribute) {
    return attributes.getOrDefault(attribute, List.of());
  }

  private static String type(String format) {
    return format.startsWith(FORMAT) ? format.substring(FORMAT.length()) : format;
  }

  private static List<String> audiences(Element restriction) {
    return SamlXml.children(restriction, SamlXml.ASSERTION, "Audience").stream()
        .map(SamlXml::text)
        .toList();
  }

  private static Map<String, List<String>> attributes(Element assertion) {
    Map<String, List<String>> all = new LinkedHashMap<>();
    for (Element statement : SamlXml.children(assertion, SamlXml.ASSERTION, "AttributeStatement")) {
      for (Element attribute : SamlXml.children(statement, SamlXml.ASSERTION, "Attribute")) {
        List<String> values =
            all.computeIfAbsent(attribute.getAttribute("Name"), _ -> new ArrayList<>());
        SamlXml.children(attribute, SamlXml.ASSERTION, "AttributeValue")
            .forEach(value -> values.add(SamlXml.text(value)));
      }
    }
    return all;
  }

  private static Optional<Instant> time(Element element, String attribute) {
    try {
      return SamlXml.attribute(element, attribute).map(it -> OffsetDateTime.parse(it).toInstant());
    } catch (DateTimeException e) {
      throw StsFaults.invalidIdentityToken(attribute + " of the SAML response is no time");
    }
  }

  private static Optional<Instant> latest(Optional<Instant> one, Optional<Instant> other) {
    return one.filter(it -> other.isEmpty() || it.isAfter(other.get())).or(() -> other);
  }

  private static Optional<Instant> earliest(Optional<Instant> one, Optional<Instant> other) {
    return one.filter(it -> other.isEmpty() || it.isBefore(other.get())).or(() -> other);
  }

  private static Element require(Element parent, String name) {
    return SamlXml.child(parent, SamlXml.ASSERTION, name).orElseThrow(() -> missing(name));
  }

  private static dev.cloudjar.cloud.Fault missing(String name) {
    return StsFaults.invalidIdentityToken(name + " is required in AuthnResponse");
  }
}
