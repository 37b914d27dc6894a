package dev.cloudjar.policy;

import java.util.List;
import java.util.Map;

/** A piece of a document, and where it stands. */
sealed interface Json {
  TextSpan span();

  /** Members in the order of the text; none twice. */
  record Members(Map<String, Json> all, TextSpan span, int start, int end) implements Json {}

  /** A list. */
  record Items(List<Json> all, TextSpan span) implements Json {}

  /** A string, number or truth value, as it is written. */
  record Scalar(String text, Type type, TextSpan span) implements Json {
    boolean isString() {
      return type == Type.STRING;
    }
  }

  /** What a scalar was written as. */
  enum Type {
    STRING,
    NUMBER,
    BOOLEAN
  }

  /** Nothing. */
  record Nothing(TextSpan span) implements Json {}
}
