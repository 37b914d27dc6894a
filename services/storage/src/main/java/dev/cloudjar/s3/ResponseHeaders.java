package dev.cloudjar.s3;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;

/** The headers that the members of a response are, where no codec writes it. */
final class ResponseHeaders {
  private static final String LENGTH = "Content-Length";

  private ResponseHeaders() {}

  static List<Map.Entry<String, String>> of(SdkPojo response) {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    for (SdkField<?> field : response.sdkFields()) {
      Object value = field.getValueOrDefault(response);
      boolean isHeader =
          field.location() == MarshallLocation.HEADER && !field.locationName().equals(LENGTH);
      if (isHeader && value != null) {
        add(headers, field.locationName(), value);
      }
    }
    return headers;
  }

  private static void add(
      List<Map.Entry<String, String>> headers, String name, @Nullable Object value) {
    switch (value) {
      case Map<?, ?> metadata ->
          metadata.forEach((key, text) -> headers.add(Map.entry(name + key, String.valueOf(text))));
      case Instant time -> headers.add(Map.entry(name, HttpDate.format(time)));
      case null -> {}
      default -> headers.add(Map.entry(name, value.toString()));
    }
  }
}
