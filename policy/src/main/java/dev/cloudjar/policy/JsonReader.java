package dev.cloudjar.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/** Reads JSON that nobody vouches for: bounded in size and depth, no key twice in one object. */
final class JsonReader {
  /** More than any policy of AWS's own has, and far more than services take from others. */
  static final int MOST_CHARACTERS = 262_144;

  private static final int MOST_DEPTH = 16;
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MOST_DEPTH)
                  .maxNumberLength(1_000)
                  .build())
          .build();

  private final JsonParser parser;

  private JsonReader(JsonParser parser) {
    this.parser = parser;
  }

  static Json read(String text) {
    if (text.length() > MOST_CHARACTERS) {
      throw new MalformedPolicyException(
          MalformedPolicyException.Reason.TOO_LARGE,
          "Syntax errors in policy.",
          "The document has more than " + MOST_CHARACTERS + " characters.");
    }
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      var reader = new JsonReader(parser);
      Json json = reader.value(parser.nextToken());
      if (parser.nextToken() != null) {
        throw MalformedPolicyException.syntax("Something follows the document.");
      }
      return json;
    } catch (JacksonException e) {
      throw MalformedPolicyException.syntax("Not JSON: " + e.getOriginalMessage());
    }
  }

  private Json value(JsonToken token) {
    if (token == null) {
      throw MalformedPolicyException.syntax("The document is empty.");
    }
    TokenStreamLocation start = parser.currentTokenLocation();
    return switch (token) {
      case START_OBJECT -> {
        Map<String, Json> members = members();
        TokenStreamLocation end = parser.currentLocation();
        yield new Json.Members(
            members, span(start), (int) start.getCharOffset(), (int) end.getCharOffset());
      }
      case START_ARRAY -> {
        List<Json> items = items();
        yield new Json.Items(items, span(start));
      }
      case VALUE_STRING -> scalar(Json.Type.STRING, start);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> scalar(Json.Type.NUMBER, start);
      case VALUE_TRUE, VALUE_FALSE -> scalar(Json.Type.BOOLEAN, start);
      case VALUE_NULL -> new Json.Nothing(span(start));
      default -> throw MalformedPolicyException.syntax("A value is missing.");
    };
  }

  private Json scalar(Json.Type type, TokenStreamLocation start) {
    String text = parser.getString();
    return new Json.Scalar(text, type, span(start));
  }

  private Map<String, Json> members() {
    var members = new LinkedHashMap<String, Json>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      members.put(name, value(parser.nextToken()));
    }
    return members;
  }

  private List<Json> items() {
    var items = new ArrayList<Json>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      items.add(value(token));
    }
    return items;
  }

  private TextSpan span(TokenStreamLocation start) {
    TokenStreamLocation end = parser.currentLocation();
    return new TextSpan(start.getLineNr(), start.getColumnNr(), end.getLineNr(), end.getColumnNr());
  }
}
