package dev.cloudjar.wire.protocol;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;

/** Writes the members that a REST response carries outside of its body. */
final class HttpResponseWriter {
  private final Texts texts;

  HttpResponseWriter(Texts texts) {
    this.texts = texts;
  }

  /** Adds headers; answers the status, which a member may decide. */
  int write(
      SdkPojo response,
      Structure structure,
      int successStatus,
      List<Map.Entry<String, String>> headers) {
    int status = successStatus;
    for (Member member : structure.members) {
      if (member.location == MarshallLocation.HEADER) {
        Object value = member.get(response);
        if (value != null) {
          header(member, value, headers);
        }
      } else if (member.location == MarshallLocation.STATUS_CODE
          && member.get(response) instanceof Integer own) {
        status = own;
      }
    }
    return status;
  }

  private void header(Member member, Object value, List<Map.Entry<String, String>> headers) {
    switch (member.shape) {
      case Shape.Scalar scalar -> {
        String text =
            scalar.jsonValue()
                ? Base64.getEncoder()
                    .encodeToString(value.toString().getBytes(StandardCharsets.UTF_8))
                : texts.write(scalar, value);
        // S3 has Expires twice, as a time and as the text that may be none: the text decides.
        headers.removeIf(earlier -> earlier.getKey().equalsIgnoreCase(member.name));
        headers.add(Map.entry(member.name, singleLine(text)));
      }
      case Shape.Listing list when list.element() instanceof Shape.Scalar element -> {
        List<String> elements = new ArrayList<>();
        for (Object each : (List<?>) value) {
          elements.add(texts.write(element, each));
        }
        if (!elements.isEmpty()) {
          headers.add(Map.entry(member.name, singleLine(HeaderLists.join(elements))));
        }
      }
      case Shape.Mapping map when map.value() instanceof Shape.Scalar element ->
          ((Map<?, ?>) value)
              .forEach(
                  (key, each) ->
                      headers.add(
                          Map.entry(
                              singleLine(member.name + key),
                              singleLine(texts.write(element, Objects.requireNonNull(each))))));
      default -> throw new IllegalStateException("No header: " + member.name);
    }
  }

  /** A header never breaks the line, whatever somebody stored. */
  private static String singleLine(String text) {
    return text.indexOf('\r') < 0 && text.indexOf('\n') < 0
        ? text
        : text.replace('\r', ' ').replace('\n', ' ');
  }
}
