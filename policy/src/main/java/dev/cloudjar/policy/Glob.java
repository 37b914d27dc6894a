package dev.cloudjar.policy;

import java.util.Arrays;

/**
 * A pattern with wildcards, ready to be matched. Matching takes at most the length of the pattern
 * times the length of the text, whatever they are.
 */
final class Glob {
  /** What a place of the pattern stands for. */
  static final byte LITERAL = 0;

  /** Any one character. */
  static final byte ONE = 1;

  /** Any characters. */
  static final byte ANY = 2;

  /** Any one character but a colon. */
  static final byte ONE_INSIDE = 3;

  /** Any characters but colons. */
  static final byte ANY_INSIDE = 4;

  private enum Shape {
    EVERYTHING,
    EXACT,
    PREFIX,
    GENERAL,
    SEGMENTED
  }

  private final String chars;
  private final byte[] kinds;
  private final Shape shape;
  private final String literal;

  private Glob(String chars, byte[] kinds, Shape shape, String literal) {
    this.chars = chars;
    this.kinds = kinds;
    this.shape = shape;
    this.literal = literal;
  }

  /** A pattern in which {@code *} and {@code ?} are wild. */
  static Glob of(String pattern) {
    return new Builder().wild(pattern).build();
  }

  boolean isExact() {
    return shape == Shape.EXACT;
  }

  /** The text that an exact pattern matches. */
  String exact() {
    return literal;
  }

  boolean matches(String text) {
    return switch (shape) {
      case EVERYTHING -> true;
      case EXACT -> literal.equals(text);
      case PREFIX -> text.startsWith(literal);
      case GENERAL -> matchesGreedily(text);
      case SEGMENTED -> matchesInSegments(text);
    };
  }

  /** Where only the last star has to be taken back, since an earlier one could do no better. */
  private boolean matchesGreedily(String text) {
    int place = 0;
    int at = 0;
    int star = -1;
    int resume = 0;
    while (at < text.length()) {
      if (place < kinds.length && kinds[place] == ANY) {
        star = place++;
        resume = at;
      } else if (place < kinds.length
          && (kinds[place] == ONE || chars.charAt(place) == text.charAt(at))) {
        place++;
        at++;
      } else if (star >= 0) {
        place = star + 1;
        at = ++resume;
      } else {
        return false;
      }
    }
    while (place < kinds.length && kinds[place] == ANY) {
      place++;
    }
    return place == kinds.length;
  }

  /** All places at once, character by character, since stars of two kinds can undo each other. */
  private boolean matchesInSegments(String text) {
    var now = new boolean[kinds.length + 1];
    now[0] = true;
    skipStars(now);
    var next = new boolean[kinds.length + 1];
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      Arrays.fill(next, false);
      for (int place = 0; place < kinds.length; place++) {
        if (!now[place]) {
          continue;
        }
        switch (kinds[place]) {
          case ANY -> next[place] = true;
          case ANY_INSIDE -> next[place] |= c != ':';
          case ONE -> next[place + 1] = true;
          case ONE_INSIDE -> next[place + 1] |= c != ':';
          default -> next[place + 1] |= c == chars.charAt(place);
        }
      }
      skipStars(next);
      boolean[] spare = now;
      now = next;
      next = spare;
    }
    return now[kinds.length];
  }

  private void skipStars(boolean[] places) {
    for (int place = 0; place < kinds.length; place++) {
      if (places[place] && (kinds[place] == ANY || kinds[place] == ANY_INSIDE)) {
        places[place + 1] = true;
      }
    }
  }

  /** Puts a pattern together from what is wild and what is not. */
  static final class Builder {
    private final StringBuilder chars = new StringBuilder();
    private byte[] kinds = new byte[32];

    Builder literal(String text) {
      for (int i = 0; i < text.length(); i++) {
        add(text.charAt(i), LITERAL);
      }
      return this;
    }

    Builder wild(String text) {
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        add(c, c == '*' ? ANY : c == '?' ? ONE : LITERAL);
      }
      return this;
    }

    void add(char c, byte kind) {
      int length = chars.length();
      if (kind == ANY && length > 0 && kinds[length - 1] == ANY) {
        return;
      }
      if (length == kinds.length) {
        kinds = Arrays.copyOf(kinds, length * 2);
      }
      kinds[length] = kind;
      chars.append(c);
    }

    int length() {
      return chars.length();
    }

    boolean isColon(int place) {
      return kinds[place] == LITERAL && chars.charAt(place) == ':';
    }

    /** The places from {@code start} to before {@code end} as a pattern of their own. */
    Glob build(int start, int end) {
      var part = new Builder();
      for (int i = start; i < end; i++) {
        part.add(chars.charAt(i), kinds[i]);
      }
      return part.build();
    }

    Glob build() {
      String text = chars.toString();
      byte[] all = Arrays.copyOf(kinds, text.length());
      int wild = 0;
      boolean segmented = false;
      for (byte kind : all) {
        wild += kind == LITERAL ? 0 : 1;
        segmented |= kind == ONE_INSIDE || kind == ANY_INSIDE;
      }
      if (wild == 0) {
        return new Glob(text, all, Shape.EXACT, text);
      }
      if (segmented) {
        return new Glob(text, all, Shape.SEGMENTED, "");
      }
      if (wild == 1 && all[all.length - 1] == ANY) {
        String prefix = text.substring(0, text.length() - 1);
        return new Glob(text, all, prefix.isEmpty() ? Shape.EVERYTHING : Shape.PREFIX, prefix);
      }
      return new Glob(text, all, Shape.GENERAL, "");
    }
  }
}
