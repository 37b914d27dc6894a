package dev.cloudjar.wire.protocol;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Reads structures from XML elements. Names are compared without their namespaces; document types
 * and entities are refused.
 */
final class XmlShapeReader {
  private static final int DEEPEST = 128;
  private static volatile Parsers current = new Parsers();

  private final Texts texts;

  XmlShapeReader(Texts texts) {
    this.texts = texts;
  }

  /**
   * Makes parsers that share the names which they have met. Those are never forgotten and are
   * copied for each document with new ones, so that strangers' names would fill the memory and slow
   * down everybody: after some tens of kilobytes of documents the next parsers start afresh.
   */
  private static final class Parsers {
    private static final int MOST_BYTES = 64 << 10;

    private final XMLInputFactory factory = new InputFactoryImpl();
    private final AtomicLong bytes = new AtomicLong();

    Parsers() {
      factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
      factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
      factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
      factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    }

    static XMLStreamReader parser(ByteBuffer document) throws XMLStreamException {
      Parsers parsers = current;
      if (parsers.bytes.addAndGet(document.remaining()) > MOST_BYTES) {
        current = new Parsers();
      }
      return parsers.factory.createXMLStreamReader(streamOf(document));
    }
  }

  /**
   * Reads a document's root element into a builder.
   *
   * @param rootName the root's name; null where any will do
   */
  void read(ByteBuffer document, @Nullable String rootName, SdkPojo builder, Structure structure) {
    if (XmlTags.areOverloaded(document)) {
      throw malformed();
    }
    try {
      XMLStreamReader in = Parsers.parser(document);
      try {
        if (nextTag(in) != XMLStreamConstants.START_ELEMENT
            || (rootName != null && !rootName.equals(in.getLocalName()))) {
          throw malformed();
        }
        structure(in, builder, structure, 1);
        while (in.hasNext()) {
          check(in.next());
        }
      } finally {
        in.close();
      }
    } catch (XMLStreamException | RuntimeException broken) {
      throw asRefusal(broken);
    }
  }

  private RuntimeException asRefusal(Exception broken) {
    return broken instanceof dev.cloudjar.wire.MalformedRequestException refusal
        ? refusal
        : malformed();
  }

  private static ByteArrayInputStream streamOf(ByteBuffer document) {
    if (document.hasArray()) {
      return new ByteArrayInputStream(
          document.array(), document.arrayOffset() + document.position(), document.remaining());
    }
    byte[] bytes = new byte[document.remaining()];
    document.get(document.position(), bytes);
    return new ByteArrayInputStream(bytes);
  }

  private RuntimeException malformed() {
    return texts
        .refusal()
        .because(
            "The XML you provided was not well-formed or did not validate against our published"
                + " schema");
  }

  private int check(int event) {
    if (event == XMLStreamConstants.DTD
        || event == XMLStreamConstants.ENTITY_REFERENCE
        || event == XMLStreamConstants.ENTITY_DECLARATION) {
      throw malformed();
    }
    return event;
  }

  /** The next start or end of an element; text between elements is passed over. */
  private int nextTag(XMLStreamReader in) throws XMLStreamException {
    while (true) {
      int event = check(in.next());
      if (event == XMLStreamConstants.START_ELEMENT
          || event == XMLStreamConstants.END_ELEMENT
          || event == XMLStreamConstants.END_DOCUMENT) {
        return event;
      }
      if (event == XMLStreamConstants.CHARACTERS && !in.isWhiteSpace()) {
        throw malformed();
      }
    }
  }

  private void structure(XMLStreamReader in, SdkPojo builder, Structure structure, int depth)
      throws XMLStreamException {
    if (depth > DEEPEST) {
      throw malformed();
    }
    attributes(in, builder, structure);
    Map<Member, Object> flattened = null;
    Set<Member> seen = new HashSet<>();
    while (nextTag(in) == XMLStreamConstants.START_ELEMENT) {
      Member member = structure.byName(in.getLocalName());
      if (member == null || member.xmlAttribute) {
        skip(in, depth + 1);
      } else if (member.shape instanceof Shape.Listing list && list.flattened()) {
        if (flattened == null) {
          flattened = new HashMap<>();
        }
        elementsOf(flattened, member).add(value(in, list.element(), member.name, depth + 1));
      } else if (member.shape instanceof Shape.Mapping map && map.flattened()) {
        if (flattened == null) {
          flattened = new HashMap<>();
        }
        entry(in, map, entriesOf(flattened, member), depth + 1);
      } else if (seen.add(member)) {
        member.set(builder, value(in, member.shape, member.name, depth + 1));
      } else {
        throw malformed();
      }
    }
    if (flattened != null) {
      flattened.forEach((member, value) -> member.set(builder, value));
    }
  }

  @SuppressWarnings("unchecked")
  private static List<Object> elementsOf(Map<Member, Object> flattened, Member member) {
    return (List<Object>) flattened.computeIfAbsent(member, first -> new ArrayList<Object>());
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> entriesOf(Map<Member, Object> flattened, Member member) {
    return (Map<String, Object>)
        flattened.computeIfAbsent(member, first -> new LinkedHashMap<String, Object>());
  }

  private void attributes(XMLStreamReader in, SdkPojo builder, Structure structure) {
    for (int i = 0; i < in.getAttributeCount(); i++) {
      String prefix = in.getAttributePrefix(i);
      String local = in.getAttributeLocalName(i);
      Member member =
          structure.byName(prefix == null || prefix.isEmpty() ? local : prefix + ':' + local);
      if (member != null && member.xmlAttribute && member.shape instanceof Shape.Scalar scalar) {
        member.set(builder, texts.read(scalar, member.name, in.getAttributeValue(i)));
      }
    }
  }

  /** Reads the value of the element at whose start the reader stands, up to its end. */
  private Object value(XMLStreamReader in, Shape shape, String name, int depth)
      throws XMLStreamException {
    return switch (shape) {
      case Shape.Scalar scalar -> texts.read(scalar, name, text(in));
      case Shape.Nested nested -> {
        SdkPojo builder = nested.newBuilder();
        structure(in, builder, nested.structure(), depth);
        yield Shape.build(builder);
      }
      case Shape.Listing list -> {
        List<Object> elements = new ArrayList<>();
        while (nextTag(in) == XMLStreamConstants.START_ELEMENT) {
          if (in.getLocalName().equals(list.elementName())) {
            elements.add(value(in, list.element(), name, depth + 1));
          } else {
            skip(in, depth + 1);
          }
        }
        yield elements;
      }
      case Shape.Mapping map -> {
        Map<String, Object> entries = new LinkedHashMap<>();
        while (nextTag(in) == XMLStreamConstants.START_ELEMENT) {
          entry(in, map, entries, depth + 1);
        }
        yield entries;
      }
    };
  }

  private void entry(XMLStreamReader in, Shape.Mapping map, Map<String, Object> entries, int depth)
      throws XMLStreamException {
    String key = null;
    Object value = null;
    while (nextTag(in) == XMLStreamConstants.START_ELEMENT) {
      if (in.getLocalName().equals(map.keyName())) {
        key = text(in);
      } else if (in.getLocalName().equals(map.valueName())) {
        value = value(in, map.value(), map.valueName(), depth + 1);
      } else {
        skip(in, depth + 1);
      }
    }
    if (key == null || value == null) {
      throw malformed();
    }
    entries.put(key, value);
  }

  private String text(XMLStreamReader in) throws XMLStreamException {
    String first = "";
    StringBuilder more = null;
    while (true) {
      int event = check(in.next());
      if (event == XMLStreamConstants.CHARACTERS
          || event == XMLStreamConstants.CDATA
          || event == XMLStreamConstants.SPACE) {
        if (more != null) {
          more.append(in.getText());
        } else if (first.isEmpty()) {
          first = in.getText();
        } else {
          more = new StringBuilder(first).append(in.getText());
        }
      } else if (event == XMLStreamConstants.END_ELEMENT) {
        return more == null ? first : more.toString();
      } else if (event == XMLStreamConstants.START_ELEMENT) {
        throw malformed();
      }
    }
  }

  /** Passes over the element at whose start the reader stands. */
  private void skip(XMLStreamReader in, int depth) throws XMLStreamException {
    for (int open = 1; open > 0; ) {
      int event = check(in.next());
      if (event == XMLStreamConstants.START_ELEMENT) {
        open++;
        if (depth + open > DEEPEST) {
          throw malformed();
        }
      } else if (event == XMLStreamConstants.END_ELEMENT) {
        open--;
      }
    }
  }
}
