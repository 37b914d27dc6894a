package dev.cloudjar.sts;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.xml.crypto.dsig.XMLSignature;
import org.w3c.dom.Element;

/**
 * What a provider's metadata document says.
 *
 * @param issuer how its assertions name it
 * @param keys of the certificates that it signs with
 */
record SamlDescription(String issuer, List<PublicKey> keys) {

  /** Reads a document; empty where it is none. */
  static Optional<SamlDescription> parse(String document) {
    return SamlXml.parse(document.getBytes(StandardCharsets.UTF_8))
        .filter(it -> SamlXml.is(it, SamlXml.METADATA, "EntityDescriptor"))
        .map(it -> new SamlDescription(it.getAttribute("entityID"), keys(it)));
  }

  private static List<PublicKey> keys(Element entity) {
    List<PublicKey> keys = new ArrayList<>();
    for (Element role : SamlXml.children(entity, SamlXml.METADATA, "IDPSSODescriptor")) {
      for (Element descriptor : SamlXml.children(role, SamlXml.METADATA, "KeyDescriptor")) {
        if (!descriptor.getAttribute("use").equals("encryption")) {
          SamlXml.all(descriptor).stream()
              .filter(it -> SamlXml.is(it, XMLSignature.XMLNS, "X509Certificate"))
              .forEach(it -> key(SamlXml.text(it)).ifPresent(keys::add));
        }
      }
    }
    return List.copyOf(keys);
  }

  private static Optional<PublicKey> key(String certificate) {
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(certificate);
      return Optional.of(
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(encoded))
              .getPublicKey());
    } catch (CertificateException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
