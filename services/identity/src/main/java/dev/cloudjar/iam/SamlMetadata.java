package dev.cloudjar.iam;

import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** What a provider's document says of itself. */
final class SamlMetadata {
  private static final Duration FOR_EVER = Duration.ofDays(36_500);
  private static final XMLInputFactory XML = factory();

  private SamlMetadata() {}

  /**
   * Until when a document is valid.
   *
   * @throws dev.cloudjar.cloud.Fault if it is no document of a provider
   */
  static Instant validUntil(String document, Instant now) {
    try {
      XMLStreamReader in = XML.createXMLStreamReader(new StringReader(document));
      in.nextTag();
      String until = in.getAttributeValue(null, "validUntil");
      boolean describes = in.getLocalName().equals("EntityDescriptor");
      boolean provider = false;
      while (in.hasNext()) {
        provider |=
            in.next() == XMLStreamReader.START_ELEMENT
                && in.getLocalName().equals("IDPSSODescriptor");
      }
      if (describes && provider) {
        return until == null ? now.plus(FOR_EVER) : OffsetDateTime.parse(until).toInstant();
      }
    } catch (XMLStreamException | DateTimeParseException e) {
      // No document of a provider.
    }
    throw IamFaults.invalidInput("Could not parse metadata");
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    return factory;
  }
}
