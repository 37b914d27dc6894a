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
    if (type == MarshallingType.STRING) {
      return STRING;
    } else if (type == MarshallingType.BOOLEAN) {
      return BOOLEAN;
    } else if (type == MarshallingType.INTEGER) {
      return INTEGER;
    } else if (type == MarshallingType.LONG) {
      return LONG;
    } else if (type == MarshallingType.DOUBLE) {
      return DOUBLE;
    } else if (type == MarshallingType.FLOAT) {
      return FLOAT;
    } else if (type == MarshallingType.INSTANT) {
      return INSTANT;
    } else if (type == MarshallingType.SDK_BYTES) {
      return BYTES;
    } else if (type == MarshallingType.DOCUMENT) {
      return DOCUMENT;
    } else if (type == MarshallingType.BIG_DECIMAL) {
      return BIG_DECIMAL;
    } else if (type == MarshallingType.SHORT) {
      return SHORT;
    } else if (type == MarshallingType.BYTE) {
      return BYTE;
    }
    throw new IllegalArgumentException("No scalar of the SDK: " + type);
  }
}
