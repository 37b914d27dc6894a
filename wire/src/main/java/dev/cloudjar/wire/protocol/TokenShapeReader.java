package dev.cloudjar.wire.protocol;

import dev.cloudjar.wire.MalformedRequestException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.document.Document;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/**
 * Reads structures from JSON or CBOR. Of a member that is given twice the last one counts; null is
 * the same as nothing; unknown members are passed over.
 */
final class TokenShapeReader {
  private final TokenFormat format;
  private final boolean modelNames;
  private final Refusal refusal;

  /**
   * A reader.
   *
   * @param modelNames whether members are called as in the model, not as on the wire of their
   *     service's own protocol
   */
  TokenShapeReader(TokenFormat format, boolean modelNames, Refusal refusal) {
    this.format = format;
    this.modelNames = modelNames;
    this.refusal = refusal;
  }

  /** Reads a whole document into a builder; no document at all is an empty one. */
  void read(ByteBuffer document, SdkPojo builder, Structure structure) {
    if (!document.hasRemaining()) {
      return;
    }
    try (JsonParser in = parser(document)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw refusal.because("Unexpected token received from parser");
      }
      members(in, builder, structure);
      requireEnd(in);
    } catch (JacksonException | IllegalArgumentException | DateTimeException broken) {
      throw unreadable(broken);
    }
  }

  /** Reads a whole document that is one value. */
  @Nullable Object readValue(ByteBuffer document, Shape shape, String name) {
    try (JsonParser in = parser(document)) {
      in.nextToken();
      Object value = value(in, shape, name);
      requireEnd(in);
      return value;
    } catch (JacksonException | IllegalArgumentException | DateTimeException broken) {
      throw unreadable(broken);
    }
  }

  private MalformedRequestException unreadable(RuntimeException broken) {
    return refusal.because(
        broken instanceof JacksonException
            ? "Unexpected token received from parser"
            : "A value is not of its member's type");
  }

  private void requireEnd(JsonParser in) {
    if (in.nextToken() != null) {
      throw refusal.because("Unexpected token received from parser");
    }
  }

  private JsonParser parser(ByteBuffer document) {
    if (document.hasArray()) {
      return format.factory.createParser(
          ObjectReadContext.empty(),
          document.array(),
          document.arrayOffset() + document.position(),
          document.remaining());
    }
    byte[] bytes = new byte[document.remaining()];
    document.get(document.position(), bytes);
    return format.factory.createParser(ObjectReadContext.empty(), bytes, 0, bytes.length);
  }

  private void members(JsonParser in, SdkPojo builder, Structure structure) {
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      Member member = modelNames ? structure.byModelName(name) : structure.byName(name);
      in.nextToken();
      if (member == null) {
        in.skipChildren();
      } else {
        Object value = value(in, member.shape, name);
        if (value != null) {
          member.set(builder, value);
        }
      }
    }
    if (in.currentToken() != JsonToken.END_OBJECT) {
      throw refusal.because("Unexpected token received from parser");
    }
  }

  private @Nullable Object value(JsonParser in, Shape shape, String name) {
    JsonToken token = in.currentToken();
    if (token == JsonToken.VALUE_NULL) {
      return null;
    }
    return switch (shape) {
      case Shape.Scalar scalar -> scalar(in, token, scalar, name);
      case Shape.Nested nested -> {
        require(token, JsonToken.START_OBJECT, name);
        SdkPojo builder = nested.newBuilder();
        members(in, builder, nested.structure());
        yield Shape.build(builder);
      }
      case Shape.Listing list -> {
        require(token, JsonToken.START_ARRAY, name);
        List<Object> elements = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
          Object element = value(in, list.element(), name);
          if (element == null) {
            throw refusal.because("The list " + name + " holds a null");
          }
          elements.add(element);
        }
        yield elements;
      }
      case Shape.Mapping map -> {
        require(token, JsonToken.START_OBJECT, name);
        Map<String, Object> entries = new LinkedHashMap<>();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
          in.nextToken();
          Object value = value(in, map.value(), name);
          if (value != null) {
            entries.put(key, value);
          }
        }
        yield entries;
      }
    };
  }

  private void require(JsonToken token, JsonToken wanted, String name) {
    if (token != wanted) {
      throw mismatch(token, wanted == JsonToken.START_ARRAY ? "List" : "Structure", name);
    }
  }

  private MalformedRequestException mismatch(
      @Nullable JsonToken token, String wanted, String name) {
    String found =
        switch (token) {
          case START_OBJECT -> "Start of structure or map";
          case START_ARRAY -> "Start of list";
          case VALUE_STRING -> "STRING_VALUE";
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "NUMBER_VALUE";
          case VALUE_TRUE -> "TRUE_VALUE";
          case VALUE_FALSE -> "FALSE_VALUE";
          case null, default -> "Unexpected token";
        };
    return refusal.because(
        found + " can not be converted to " + wanted + " for " + Texts.shortened(name));
  }

  private Object scalar(JsonParser in, @Nullable JsonToken token, Shape.Scalar shape, String name) {
    return switch (shape.kind()) {
      case STRING -> {
        if (token != JsonToken.VALUE_STRING) {
          throw mismatch(token, "String", name);
        }
        yield in.getString();
      }
      case BOOLEAN -> {
        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
          throw mismatch(token, "Boolean", name);
        }
        yield token == JsonToken.VALUE_TRUE;
      }
      case BYTE -> (byte) integer(in, token, Byte.MIN_VALUE, Byte.MAX_VALUE, name);
      case SHORT -> (short) integer(in, token, Short.MIN_VALUE, Short.MAX_VALUE, name);
      case INTEGER -> (int) integer(in, token, Integer.MIN_VALUE, Integer.MAX_VALUE, name);
      case LONG -> integer(in, token, Long.MIN_VALUE, Long.MAX_VALUE, name);
      case FLOAT ->
          token == JsonToken.VALUE_STRING
              ? (float) spelled(in)
              : number(in, token, name).getFloatValue();
      case DOUBLE ->
          token == JsonToken.VALUE_STRING ? spelled(in) : number(in, token, name).getDoubleValue();
      case BIG_DECIMAL -> number(in, token, name).getDecimalValue();
      case INSTANT -> format.readInstant(in, shape.timestampFormat());
      case BYTES -> SdkBytes.fromByteArrayUnsafe(format.readBytes(in));
      case DOCUMENT -> document(in);
    };
  }

  private JsonParser number(JsonParser in, @Nullable JsonToken token, String name) {
    if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
      throw mismatch(token, "Double", name);
    }
    return in;
  }

  private long integer(
      JsonParser in, @Nullable JsonToken token, long least, long most, String name) {
    long value;
    if (token == JsonToken.VALUE_NUMBER_INT) {
      value = in.getLongValue();
    } else if (token == JsonToken.VALUE_NUMBER_FLOAT) {
      try {
        value = in.getDecimalValue().longValueExact();
      } catch (ArithmeticException fraction) {
        throw mismatch(token, "Integer", name);
      }
    } else {
      throw mismatch(token, "Integer", name);
    }
    if (value < least || value > most) {
      throw mismatch(token, "Integer", name);
    }
    return value;
  }

  /** The three numbers that JSON has only as text. */
  private static double spelled(JsonParser in) {
    return switch (in.getString()) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> throw new IllegalArgumentException("Text is no number");
    };
  }

  private static Document document(JsonParser in) {
    return switch (in.currentToken()) {
      case VALUE_STRING -> Document.fromString(in.getString());
      case VALUE_TRUE -> Document.fromBoolean(true);
      case VALUE_FALSE -> Document.fromBoolean(false);
      // From the text: a number may be longer than any type, and its value is never computed here.
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
          Document.fromNumber(new BigDecimal(in.getString()));
      case START_ARRAY -> {
        List<Document> elements = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
          elements.add(document(in));
        }
        yield Document.fromList(elements);
      }
      case START_OBJECT -> {
        Map<String, Document> entries = new LinkedHashMap<>();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
          in.nextToken();
          entries.put(key, document(in));
        }
        yield Document.fromMap(entries);
      }
      case VALUE_NULL -> Document.fromNull();
      case null, default -> throw new IllegalArgumentException("No document");
    };
  }
}
