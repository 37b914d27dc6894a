package dev.cloudjar.sts;

import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** A SAML provider that signs what it is given. */
public final class SamlIssuer {
  static final String ENTITY = "https://idp.example.com/saml";

  private final KeyPair keys;
  private final X509Certificate certificate;

  public SamlIssuer() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      keys = generator.generateKeyPair();
      certificate = certificate(keys);
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What IAM is given. */
  public String metadata() {
    try {
      return """
          <md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="%s">
            <md:IDPSSODescriptor
                protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
              <md:KeyDescriptor use="signing">
                <ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>
                  <ds:X509Certificate>%s</ds:X509Certificate>
                </ds:X509Data></ds:KeyInfo>
              </md:KeyDescriptor>
              <md:SingleSignOnService Location="https://idp.example.com/sso"
                  Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"/>
            </md:IDPSSODescriptor>
          </md:EntityDescriptor>
          """
          .formatted(ENTITY, Base64.getMimeEncoder().encodeToString(certificate.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The text with a signature over the element with an id, as that element's child. */
  public String signed(String text, String id) {
    try {
      Document document = parse(text);
      Element signed = byId(document, id);
      XMLSignatureFactory factory = XMLSignatureFactory.getInstance("DOM");
      var reference =
          factory.newReference(
              "#" + id,
              factory.newDigestMethod(DigestMethod.SHA256, null),
              List.of(
                  factory.newTransform(Transform.ENVELOPED, (TransformParameterSpec) null),
                  factory.newTransform(
                      CanonicalizationMethod.EXCLUSIVE, (TransformParameterSpec) null)),
              null,
              null);
      var info =
          factory.newSignedInfo(
              factory.newCanonicalizationMethod(
                  CanonicalizationMethod.EXCLUSIVE, (C14NMethodParameterSpec) null),
              factory.newSignatureMethod("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", null),
              List.of(reference));
      DOMSignContext context =
          new DOMSignContext(keys.getPrivate(), signed, signed.getFirstChild().getNextSibling());
      context.setIdAttributeNS(signed, null, "ID");
      factory.newXMLSignature(info, null).sign(context);
      return text(document);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a provider says of Jane, not signed yet. */
  public static String response(Instant time, String role, String provider) {
    String now = time.truncatedTo(ChronoUnit.SECONDS).toString();
    String end = time.plusSeconds(240).truncatedTo(ChronoUnit.SECONDS).toString();
    return """
        <samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_response"
            Version="2.0" IssueInstant="NOW" Destination="https://signin.aws.amazon.com/saml">
          <samlp:Status>
            <samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/>
          </samlp:Status>
          <saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_assertion"
              Version="2.0" IssueInstant="NOW">
            <saml:Issuer>https://idp.example.com/saml</saml:Issuer>
            <saml:Subject>
              <saml:NameID
                  Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">jane</saml:NameID>
              <saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">
                <saml:SubjectConfirmationData NotOnOrAfter="END"
                    Recipient="https://signin.aws.amazon.com/saml"/>
              </saml:SubjectConfirmation>
            </saml:Subject>
            <saml:Conditions NotBefore="NOW" NotOnOrAfter="END">
              <saml:AudienceRestriction>
                <saml:Audience>https://signin.aws.amazon.com/saml</saml:Audience>
              </saml:AudienceRestriction>
            </saml:Conditions>
            <saml:AuthnStatement AuthnInstant="NOW"/>
            <saml:AttributeStatement>
              <saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/Role">
                <saml:AttributeValue>ROLE,PROVIDER</saml:AttributeValue>
              </saml:Attribute>
              <saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/RoleSessionName">
                <saml:AttributeValue>jane@example.com</saml:AttributeValue>
              </saml:Attribute>
              <saml:Attribute Name="urn:oid:1.3.6.1.4.1.5923.1.1.1.1">
                <saml:AttributeValue>staff</saml:AttributeValue>
              </saml:Attribute>
            </saml:AttributeStatement>
          </saml:Assertion>
        </samlp:Response>
        """
        .replace("NOW", now)
        .replace("END", end)
        .replace("ROLE,PROVIDER", role + "," + provider);
  }

  public static String encoded(String response) {
    return Base64.getEncoder().encodeToString(response.getBytes(StandardCharsets.UTF_8));
  }

  private static Element byId(Document document, String id) {
    var all = document.getElementsByTagNameNS("*", "*");
    for (int i = 0; i < all.getLength(); i++) {
      if (all.item(i) instanceof Element element && element.getAttribute("ID").equals(id)) {
        return element;
      }
    }
    throw new IllegalArgumentException(id);
  }

  static Document parse(String text) throws Exception {
    return DocumentBuilderFactory.newDefaultNSInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  static String text(Document document) throws Exception {
    Transformer transformer = TransformerFactory.newDefaultInstance().newTransformer();
    transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
    StringWriter out = new StringWriter();
    transformer.transform(new DOMSource(document), new StreamResult(out));
    return out.toString();
  }

  @SuppressWarnings("JavaUtilDate")
  private static X509Certificate certificate(KeyPair keys)
      throws GeneralSecurityException, OperatorCreationException {
    X500Principal name = new X500Principal("CN=idp.example.com");
    var builder =
        new JcaX509v3CertificateBuilder(
            name,
            BigInteger.ONE,
            Date.from(Instant.parse("2020-01-01T00:00:00Z")),
            Date.from(Instant.parse("2090-01-01T00:00:00Z")),
            name,
            keys.getPublic());
    var signer = new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate());
    return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
  }
}
