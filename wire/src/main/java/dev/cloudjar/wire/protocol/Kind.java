package dev.cloudjar.wire.protocol;

import software.amazon.awssdk.core.protocol.MarshallingType;

/** The scalar types of the SDK's model classes. */
enum Kind {
  STRING,
  BOOLEAN,
  BYTE,
  SHORT,
  INTEGER,
  LONG,
  FLOAT,
  DOUBLE,
  BIG_DECIMAL,
  INSTANT,
  BYTES,
  DOCUMENT;

  static Kind of(MarshallingType<?> type) {
    if (type.equals(MarshallingType.STRING)) {
      return STRING;
    } else if (type.equals(MarshallingType.BOOLEAN)) {
      return BOOLEAN;
    } else if (type.equals(MarshallingType.INTEGER)) {
      return INTEGER;
    } else if (type.equals(MarshallingType.LONG)) {
      return LONG;
    } else if (type.equals(MarshallingType.DOUBLE)) {
      return DOUBLE;
    } else if (type.equals(MarshallingType.FLOAT)) {
      return FLOAT;
    } else if (type.equals(MarshallingType.INSTANT)) {
      return INSTANT;
    } else if (type.equals(MarshallingType.SDK_BYTES)) {
      return BYTES;
    } else if (type.equals(MarshallingType.DOCUMENT)) {
      return DOCUMENT;
    } else if (type.equals(MarshallingType.BIG_DECIMAL)) {
      return BIG_DECIMAL;
    } else if (type.equals(MarshallingType.SHORT)) {
      return SHORT;
    } else if (type.equals(MarshallingType.BYTE)) {
      return BYTE;
    }
    throw new IllegalArgumentException("No scalar of the SDK: " + type);
  }
}
