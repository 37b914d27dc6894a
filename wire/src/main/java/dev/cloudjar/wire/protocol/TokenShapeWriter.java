package dev.cloudjar.wire.protocol;

import dev.cloudjar.wire.WireError;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.document.Document;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/** Writes structures as JSON or CBOR; what nobody set is left out. */
final class TokenShapeWriter {
  private final TokenFormat format;
  private final boolean modelNames;
  private final boolean mending;

  TokenShapeWriter(TokenFormat format, boolean modelNames) {
    this(format, modelNames, false);
  }

  private TokenShapeWriter(TokenFormat format, boolean modelNames, boolean mending) {
    this.format = format;
    this.modelNames = modelNames;
    this.mending = mending;
  }

  /** The document of a structure's members. */
  ByteBuffer write(SdkPojo pojo, Structure structure) {
    try {
      return document(out -> structure(out, pojo, structure));
    } catch (JacksonException halfPairs) {
      // Text that is not Unicode. It is rare enough that looking for it beforehand would be waste.
      TokenShapeWriter mender = new TokenShapeWriter(format, modelNames, true);
      return document(out -> mender.structure(out, pojo, structure));
    }
  }

  /**
   * The document of an error.
   *
   * @param type what it says of its type; null for nothing
   */
  ByteBuffer write(WireError error, @Nullable String type) {
    try {
      return document(out -> error(out, error, type));
    } catch (JacksonException halfPairs) {
      TokenShapeWriter mender = new TokenShapeWriter(format, modelNames, true);
      return document(out -> mender.error(out, error, type));
    }
  }

  private void error(JsonGenerator out, WireError error, @Nullable String type) {
    out.writeStartObject();
    if (type != null) {
      out.writeStringProperty("__type", type);
    }
    if (error.message() != null) {
      out.writeStringProperty("message", mended(error.message()));
    }
    error.members().forEach((name, text) -> out.writeStringProperty(name, mended(text)));
    if (error.shape() != null) {
      members(out, error.shape(), Structure.of(error.shape()));
    }
    out.writeEndObject();
  }

  /** The document of one value. */
  ByteBuffer writeValue(Shape shape, Object value) {
    return document(out -> value(out, shape, value));
  }

  ByteBuffer document(Consumer<JsonGenerator> content) {
    Bytes bytes = new Bytes();
    try (JsonGenerator out = format.factory.createGenerator(ObjectWriteContext.empty(), bytes)) {
      content.accept(out);
    }
    return bytes.asBuffer();
  }

  private void structure(JsonGenerator out, SdkPojo pojo, Structure structure) {
    out.writeStartObject();
    members(out, pojo, structure);
    out.writeEndObject();
  }

  private void members(JsonGenerator out, SdkPojo pojo, Structure structure) {
    List<Member> members = structure.body;
    for (int i = 0; i < members.size(); i++) {
      Member member = members.get(i);
      Object value = member.get(pojo);
      if (value != null) {
        out.writeName(modelNames ? member.jsonModelName : member.jsonName);
        value(out, member.shape, value);
      }
    }
  }

  private void value(JsonGenerator out, Shape shape, Object value) {
    switch (shape) {
      case Shape.Scalar scalar -> scalar(out, scalar, value);
      case Shape.Nested nested -> structure(out, (SdkPojo) value, nested.structure());
      case Shape.Listing list -> {
        out.writeStartArray();
        for (Object element : (List<?>) value) {
          if (element == null) {
            out.writeNull();
          } else {
            value(out, list.element(), element);
          }
        }
        out.writeEndArray();
      }
      case Shape.Mapping map -> {
        out.writeStartObject();
        for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
          if (entry.getValue() != null) {
            out.writeName(mended((String) entry.getKey()));
            value(out, map.value(), entry.getValue());
          }
        }
        out.writeEndObject();
      }
    }
  }

  private void scalar(JsonGenerator out, Shape.Scalar shape, Object value) {
    switch (value) {
      case String text -> out.writeString(mended(text));
      case Boolean truth -> out.writeBoolean(truth);
      case Integer number -> out.writeNumber((int) number);
      case Long number -> out.writeNumber((long) number);
      case Double number -> out.writeNumber((double) number);
      case Float number -> out.writeNumber((float) number);
      case Instant instant -> format.write(out, instant, shape.timestampFormat());
      case SdkBytes bytes -> format.write(out, bytes.asByteArrayUnsafe());
      case BigDecimal number -> out.writeNumber(number);
      case Short number -> out.writeNumber((short) number);
      case Byte number -> out.writeNumber((short) number);
      case Document document -> document(out, document);
      default -> throw new IllegalArgumentException("No scalar: " + value.getClass());
    }
  }

  private void document(JsonGenerator out, Document document) {
    if (document.isNull()) {
      out.writeNull();
    } else if (document.isString()) {
      out.writeString(mended(document.asString()));
    } else if (document.isBoolean()) {
      out.writeBoolean(document.asBoolean());
    } else if (document.isNumber()) {
      out.writeNumber(document.asNumber().stringValue());
    } else if (document.isList()) {
      out.writeStartArray();
      document.asList().forEach(element -> document(out, element));
      out.writeEndArray();
    } else {
      out.writeStartObject();
      document
          .asMap()
          .forEach(
              (key, value) -> {
                out.writeName(mended(key));
                document(out, value);
              });
      out.writeEndObject();
    }
  }

  private String mended(String text) {
    if (!mending) {
      return text;
    }
    StringBuilder whole = new StringBuilder(text.length());
    text.codePoints()
        .map(
            point ->
                point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE
                    ? 0xFFFD
                    : point)
        .forEach(whole::appendCodePoint);
    return whole.toString();
  }

  /** A byte array that is handed over instead of copied. */
  private static final class Bytes extends ByteArrayOutputStream {
    Bytes() {
      super(512);
    }

    ByteBuffer asBuffer() {
      return ByteBuffer.wrap(buf, 0, count);
    }
  }
}
