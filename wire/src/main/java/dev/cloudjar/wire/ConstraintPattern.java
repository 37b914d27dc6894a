package dev.cloudjar.wire;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of the models, matched against what strangers send. Some of the patterns take
 * exponential time on texts that nearly match, and some recurse once for each character, so that
 * the steps are counted and a text that takes too many is left to the service itself.
 */
final class ConstraintPattern {
  private static final int STEPS = 200_000;
  private static final int STEPS_PER_CHARACTER = 100;

  private final String regex;
  private final @Nullable Pattern pattern;

  ConstraintPattern(String regex) {
    this.regex = regex;
    this.pattern = compiled(regex);
  }

  String regex() {
    return regex;
  }

  /** Whether Java understands the pattern; one that it does not matches everything. */
  boolean isUnderstood() {
    return pattern != null;
  }

  /** False if the text surely does not match as a whole. */
  boolean matches(String text) {
    if (pattern == null) {
      return true;
    }
    try {
      return pattern.matcher(new Counted(text)).matches();
    } catch (TooManySteps | StackOverflowError e) {
      return true;
    }
  }

  private static @Nullable Pattern compiled(String regex) {
    try {
      return Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      return null;
    }
  }

  private static final class TooManySteps extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManySteps() {
      super(null, null, false, false);
    }
  }

  /** A text that may be looked at only so often. */
  private static final class Counted implements CharSequence {
    private final String text;
    private long steps;

    Counted(String text) {
      this.text = text;
      this.steps = STEPS + (long) STEPS_PER_CHARACTER * text.length();
    }

    @Override
    public char charAt(int index) {
      if (--steps < 0) {
        throw new TooManySteps();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
