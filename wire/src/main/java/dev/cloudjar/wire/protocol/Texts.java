package dev.cloudjar.wire.protocol;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;

/** Scalars as text: in XML, forms, headers, paths and queries. */
final class Texts {
  private static final int LONGEST_NUMBER = 400;

  private final Refusal refusal;
  private final TimestampFormatTrait.Format timestamps;
  private final boolean alwaysMillis;

  /**
   * A reader and writer.
   *
   * @param refusal how it refuses what it cannot read
   * @param timestamps the format of instants that name none
   * @param alwaysMillis whether ISO timestamps have three decimals even where those are zero
   */
  Texts(Refusal refusal, TimestampFormatTrait.Format timestamps, boolean alwaysMillis) {
    this.refusal = refusal;
    this.timestamps = timestamps;
    this.alwaysMillis = alwaysMillis;
  }

  Refusal refusal() {
    return refusal;
  }

  /** The value that a text stands for. */
  Object read(Shape.Scalar shape, String name, String text) {
    try {
      return switch (shape.kind()) {
        case STRING -> text;
        case BOOLEAN -> truth(text);
        case BYTE -> Byte.valueOf(text.strip());
        case SHORT -> Short.valueOf(text.strip());
        case INTEGER -> Integer.valueOf(text.strip());
        case LONG -> Long.valueOf(text.strip());
        case FLOAT -> Float.valueOf(number(text.strip()));
        case DOUBLE -> Double.valueOf(number(text.strip()));
        case BIG_DECIMAL -> new BigDecimal(number(text.strip()));
        case INSTANT -> Timestamps.read(text.strip(), format(shape));
        case BYTES -> SdkBytes.fromByteArrayUnsafe(bytes(text));
        case DOCUMENT -> throw new IllegalArgumentException("A document has no text");
      };
    } catch (IllegalArgumentException | DateTimeException unreadable) {
      throw refusal.because(
          "Value (" + shortened(text) + ") for parameter " + shortened(name) + " is invalid.");
    }
  }

  /** The text of a value. */
  String write(Shape.Scalar shape, Object value) {
    return switch (value) {
      case String text -> text;
      case Instant instant -> {
        TimestampFormatTrait.Format format = format(shape);
        yield format == TimestampFormatTrait.Format.ISO_8601
            ? Timestamps.iso(instant, alwaysMillis)
            : Timestamps.write(instant, format);
      }
      case SdkBytes bytes -> Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe());
      case BigDecimal number -> number.toPlainString();
      default -> value.toString();
    };
  }

  private TimestampFormatTrait.Format format(Shape.Scalar shape) {
    TimestampFormatTrait.Format own = shape.timestampFormat();
    return own == null ? timestamps : own;
  }

  private static Boolean truth(String text) {
    String stripped = text.strip();
    if ("true".equalsIgnoreCase(stripped)) {
      return Boolean.TRUE;
    } else if ("false".equalsIgnoreCase(stripped)) {
      return Boolean.FALSE;
    }
    throw new IllegalArgumentException("Neither true nor false");
  }

  /** The text of a number as AWS writes them; Java would also take hexadecimal and suffixes. */
  private static String number(String text) {
    if (text.equals("NaN") || text.equals("Infinity") || text.equals("-Infinity")) {
      return text;
    }
    if (text.isEmpty() || text.length() > LONGEST_NUMBER) {
      throw new IllegalArgumentException("Not a number");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
        throw new IllegalArgumentException("Not a number");
      }
    }
    return text;
  }

  private static byte[] bytes(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException broken) {
      // Long values come folded into lines.
      String unfolded = text.replaceAll("\\s", "");
      if (unfolded.length() == text.length()) {
        throw broken;
      }
      return Base64.getDecoder().decode(unfolded);
    }
  }

  static String shortened(String text) {
    return text.length() <= 100 ? text : text.substring(0, 100) + "...";
  }
}
