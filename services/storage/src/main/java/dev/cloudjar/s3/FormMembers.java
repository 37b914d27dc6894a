package dev.cloudjar.s3;

import dev.cloudjar.s3.form.FormFields;
import java.io.StringReader;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingType;

/** Sets in a request for an object what a form says of it. */
final class FormMembers {
  private static final String METADATA = "x-amz-meta-";

  /** The fields that are headers of another name, or that begin like those that are headers. */
  private static final Set<String> PLAIN =
      Set.of(
          "cache-control",
          "content-type",
          "content-disposition",
          "content-encoding",
          "expires",
          "x-amz-storage-class",
          "x-amz-website-redirect-location",
          "x-amz-checksum-crc32",
          "x-amz-checksum-crc32c",
          "x-amz-checksum-crc64nvme",
          "x-amz-checksum-sha1",
          "x-amz-checksum-sha256");

  private FormMembers() {}

  static void set(SdkPojo builder, FormFields fields) {
    Map<String, String> metadata = new HashMap<>();
    fields
        .values()
        .forEach(
            (name, value) -> {
              if (name.startsWith(METADATA)) {
                metadata.put(name.substring(METADATA.length()), value);
              }
            });
    for (SdkField<?> field : builder.sdkFields()) {
      if (field.memberName().equals("Metadata")) {
        field.set(builder, metadata);
      } else if (field.location() == MarshallLocation.HEADER) {
        String sent = sent(fields, field.locationName().toLowerCase(Locale.ROOT));
        Object value = sent == null ? null : value(field, sent);
        if (value != null) {
          field.set(builder, value);
        }
      }
    }
  }

  private static @Nullable String sent(FormFields fields, String header) {
    if (header.equals("x-amz-acl")) {
      return fields.get("acl");
    }
    if (header.equals("x-amz-tagging")) {
      String tagging = fields.get("tagging");
      return tagging == null ? null : tagging(tagging);
    }
    boolean isField =
        PLAIN.contains(header)
            || header.startsWith("x-amz-server-side-encryption")
            || header.startsWith("x-amz-object-lock-");
    return isField ? fields.get(header) : null;
  }

  private static @Nullable Object value(SdkField<?> field, String sent) {
    if (field.marshallingType().equals(MarshallingType.STRING)) {
      return sent;
    }
    if (field.marshallingType().equals(MarshallingType.BOOLEAN)) {
      return Boolean.valueOf(sent);
    }
    if (!field.marshallingType().equals(MarshallingType.INSTANT)) {
      return null;
    }
    try {
      return HttpDate.parse(sent).orElseGet(() -> Instant.parse(sent));
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  /** The tags of a document, written as in a header. */
  private static String tagging(String xml) {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    StringBuilder tags = new StringBuilder();
    try {
      XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(xml));
      while (reader.hasNext()) {
        if (reader.next() == XMLStreamReader.START_ELEMENT) {
          String name = reader.getLocalName();
          if (name.equals("Key")) {
            tags.append(tags.isEmpty() ? "" : "&").append(encoded(reader.getElementText()));
          } else if (name.equals("Value")) {
            tags.append('=').append(encoded(reader.getElementText()));
          }
        }
      }
      return tags.toString();
    } catch (XMLStreamException e) {
      throw S3Faults.malformedXml();
    }
  }

  private static String encoded(String text) {
    return KeyEncoding.URL.encode(text);
  }
}
