package dev.cloudjar.s3.select;

import java.util.Locale;

/** A word of a query. */
record Token(Kind kind, String text, int position) {
  enum Kind {
    NAME,
    QUOTED_NAME,
    TEXT,
    NUMBER,
    ION,
    SYMBOL,
    END
  }

  /** Whether it is a word of the language, in any case. */
  boolean is(String keyword) {
    return kind == Kind.NAME && text.equalsIgnoreCase(keyword);
  }

  boolean isSymbol(String symbol) {
    return kind == Kind.SYMBOL && text.equals(symbol);
  }

  String upper() {
    return text.toUpperCase(Locale.ROOT);
  }

  /** As messages name it. */
  String shown() {
    return kind == Kind.END ? "the end" : "'" + text + "' at column " + (position + 1);
  }
}
