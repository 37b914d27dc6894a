package dev.cloudjar.store;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** How {@link RecordCodec} writes and reads the values of one type. */
abstract class Shape {

  abstract void write(JsonGenerator out, Object value);

  /** Reads the value that begins at the current token. */
  abstract Object read(JsonParser in);

  /** What a member is read as that the row does not have. Such values are not written. */
  @Nullable Object missing() {
    return null;
  }

  /** What a stored null is read as. */
  @Nullable Object whenNull() {
    return null;
  }

  void writeNullable(JsonGenerator out, @Nullable Object value) {
    if (value == null) {
      out.writeNull();
    } else {
      write(out, value);
    }
  }

  final @Nullable Object readNullable(JsonParser in) {
    return in.currentToken() == JsonToken.VALUE_NULL ? whenNull() : read(in);
  }
}
