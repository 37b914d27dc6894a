package dev.cloudjar.s3.select;

import dev.cloudjar.s3.select.Expression.Step;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads JSON: one value after the other, and within each what the steps of the query lead to, of
 * which nothing but a record at a time is kept.
 */
public final class JsonRecords implements Records {
  private static final int MAX_RECORD_BYTES = 1 << 20;
  private static final int MAX_DEPTH = 200;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(MAX_RECORD_BYTES)
                  .maxNameLength(MAX_RECORD_BYTES)
                  .build())
          .build();

  private final InputStream in;
  private final List<Step> steps;
  private final long lastStart;

  /**
   * @param lastStart where the last value may begin, counted from where the bytes begin
   */
  public JsonRecords(InputStream in, Query query, long lastStart) {
    this.in = in;
    List<Step> source = query.source();
    this.steps =
        !source.isEmpty() && source.getFirst() instanceof Step.Each
            ? source.subList(1, source.size())
            : source;
    this.lastStart = lastStart;
  }

  @Override
  public void read(Sink sink) throws IOException {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), in)) {
      while (parser.nextToken() != null
          && parser.currentTokenLocation().getByteOffset() <= lastStart) {
        if (!walk(parser, 0, sink)) {
          return;
        }
      }
    } catch (JacksonException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new SelectException(
          "JSONParsingError",
          "Encountered an error parsing the JSON file. Check the file and try again: "
              + e.getOriginalMessage());
    }
  }

  /** Goes through the value at hand; false where no more is wanted. */
  private boolean walk(JsonParser parser, int depth, Sink sink) throws IOException {
    if (depth == steps.size()) {
      long begin = parser.currentTokenLocation().getByteOffset();
      return sink.take(new ValueRow(value(parser, begin)));
    }
    Step step = steps.get(depth);
    JsonToken token = parser.currentToken();
    return switch (step) {
      case Step.Each _ when token == JsonToken.START_ARRAY -> each(parser, depth, -1, sink);
      case Step.Each _ -> walk(parser, depth + 1, sink);
      case Step.Element(int index) when token == JsonToken.START_ARRAY ->
          each(parser, depth, index, sink);
      case Step.Member(Value.Name name) when token == JsonToken.START_OBJECT ->
          member(parser, depth, name, sink);
      case Step.Element _, Step.Member _ -> {
        parser.skipChildren();
        yield true;
      }
    };
  }

  /** All elements of an array, or the one of a number. */
  private boolean each(JsonParser parser, int depth, int wanted, Sink sink) throws IOException {
    for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
      if (wanted >= 0 && wanted != i) {
        parser.skipChildren();
      } else if (!walk(parser, depth + 1, sink)) {
        return false;
      }
    }
    return true;
  }

  private boolean member(JsonParser parser, int depth, Value.Name name, Sink sink)
      throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      boolean found = name.matches(parser.currentName());
      parser.nextToken();
      if (!found) {
        parser.skipChildren();
      } else if (!walk(parser, depth + 1, sink)) {
        return false;
      }
    }
    return true;
  }

  private static Value value(JsonParser parser, long begin) {
    if (parser.currentTokenLocation().getByteOffset() - begin > MAX_RECORD_BYTES) {
      throw new SelectException(
          "OverMaxRecordSize",
          "The length of a record in the input or result is greater than the maxCharsPerRecord"
              + " limit of 1 MB.");
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, Value> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          members.put(name, value(parser, begin));
        }
        yield new Value.Structure(members);
      }
      case START_ARRAY -> {
        List<Value> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          values.add(value(parser, begin));
        }
        yield new Value.Sequence(values);
      }
      case VALUE_STRING -> Value.text(parser.getString());
      case VALUE_TRUE -> Value.flag(true);
      case VALUE_FALSE -> Value.flag(false);
      case VALUE_NUMBER_INT -> whole(parser.getBigIntegerValue());
      case VALUE_NUMBER_FLOAT -> fraction(parser);
      default -> Value.Absent.NULL;
    };
  }

  /** A number with an exponent is a float: as a decimal it might be of any length. */
  private static Value fraction(JsonParser parser) {
    String text = parser.getString();
    return text.indexOf('e') < 0 && text.indexOf('E') < 0
        ? new Value.Exact(new BigDecimal(text))
        : new Value.Real(Double.parseDouble(text));
  }

  private static Value whole(BigInteger number) {
    return number.bitLength() < Long.SIZE
        ? new Value.Whole(number.longValueExact())
        : new Value.Exact(new BigDecimal(number));
  }
}
