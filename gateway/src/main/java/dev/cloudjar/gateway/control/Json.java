package dev.cloudjar.gateway.control;

import dev.cloudjar.gateway.exchange.Incoming;
import dev.cloudjar.gateway.exchange.Outgoing;
import java.io.IOException;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Pages in JSON. */
final class Json {
  private static final int MOST_BYTES = 64 * 1024;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(20).build())
                  .build())
          .build();

  private Json() {}

  static Outgoing page(Object value) {
    return page(200, value);
  }

  static Outgoing error(int status, String message) {
    return page(status, Map.of("error", message));
  }

  private static Outgoing page(int status, Object value) {
    return Outgoing.text(
        status,
        "application/json",
        MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n");
  }

  /** JSON that the cloud has made, as a part of a page. */
  static JsonNode tree(String json) {
    return MAPPER.readTree(json);
  }

  /** The body of a request; an empty object where there is none. */
  static JsonNode read(Incoming incoming) throws IOException {
    byte[] bytes = incoming.body().asInputStream().readNBytes(MOST_BYTES);
    if (bytes.length == 0) {
      return MAPPER.createObjectNode();
    }
    try {
      return MAPPER.readTree(bytes);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not JSON", e);
    }
  }
}
