package dev.cloudjar.sts;

import java.security.PublicKey;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Finds the assertion of a response that its provider has signed. What is read later is the very
 * element that the signature covers: moving it, wrapping it or adding another one does not help.
 */
final class SamlSignatures {
  private static final String ID = "ID";
  private static final String SIGNATURE = "Signature";
  private static final Set<String> CANONICAL =
      Set.of(CanonicalizationMethod.EXCLUSIVE, CanonicalizationMethod.INCLUSIVE);
  private static final XMLSignatureFactory SIGNATURES = XMLSignatureFactory.getInstance("DOM");

  private SamlSignatures() {}

  /**
   * The only assertion of a response, if it or the response as a whole is signed with one of the
   * keys, and nothing is signed with any other.
   */
  static Optional<Element> signedAssertion(Element response, List<PublicKey> keys) {
    List<Element> all = SamlXml.all(response);
    List<Element> assertions =
        all.stream().filter(it -> SamlXml.is(it, SamlXml.ASSERTION, "Assertion")).toList();
    List<Element> signatures =
        all.stream().filter(it -> SamlXml.is(it, XMLSignature.XMLNS, SIGNATURE)).toList();
    if (assertions.size() != 1
        || signatures.isEmpty()
        || signatures.size() > 2
        || !haveDistinctIds(all)) {
      return Optional.empty();
    }
    Element assertion = assertions.getFirst();
    if (!response.isSameNode(assertion.getParentNode())) {
      return Optional.empty();
    }
    Set<Node> signed = new HashSet<>();
    for (Element signature : signatures) {
      Node parent = signature.getParentNode();
      boolean known = response.isSameNode(parent) || assertion.isSameNode(parent);
      if (!known
          || !signed.add(parent)
          || keys.stream().noneMatch(key -> covers(signature, (Element) parent, key))) {
        return Optional.empty();
      }
    }
    return Optional.of(assertion);
  }

  /** No two elements may be meant by one reference, whatever each reader takes for an id. */
  private static boolean haveDistinctIds(List<Element> all) {
    Set<String> seen = new HashSet<>();
    for (Element element : all) {
      for (String name : List.of(ID, "Id", "id")) {
        if (element.hasAttribute(name) && !seen.add(element.getAttribute(name))) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean covers(Element signatureElement, Element signed, PublicKey key) {
    String id = signed.getAttribute(ID);
    DOMValidateContext context = new DOMValidateContext(key, signatureElement);
    context.setProperty("org.jcp.xml.dsig.secureValidation", true);
    context.setIdAttributeNS(signed, null, ID);
    try {
      XMLSignature signature = SIGNATURES.unmarshalXMLSignature(context);
      return !id.isEmpty()
          && signature.getObjects().isEmpty()
          && CANONICAL.contains(
              signature.getSignedInfo().getCanonicalizationMethod().getAlgorithm())
          && signature.getSignedInfo().getReferences().size() == 1
          && isWholeElement(signature.getSignedInfo().getReferences().getFirst(), id)
          && signature.validate(context);
    } catch (MarshalException | XMLSignatureException e) {
      return false;
    }
  }

  private static boolean isWholeElement(Reference reference, String id) {
    return ("#" + id).equals(reference.getURI())
        && reference.getTransforms().stream()
            .map(Transform::getAlgorithm)
            .allMatch(it -> it.equals(Transform.ENVELOPED) || CANONICAL.contains(it));
  }
}
