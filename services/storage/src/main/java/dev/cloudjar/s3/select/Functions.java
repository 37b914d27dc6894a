package dev.cloudjar.s3.select;

import dev.cloudjar.s3.select.Expression.FunctionName;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** The functions of a single record. */
final class Functions {
  /** What no record could hold anyway. */
  private static final int MAX_TEXT_LENGTH = 1 << 20;

  private final Instant now;

  Functions(Instant now) {
    this.now = now;
  }

  Value of(FunctionName name, List<Value> arguments) {
    return switch (name) {
      case COALESCE -> coalesce(arguments);
      case NULLIF -> nullIf(arguments.getFirst(), arguments.getLast());
      case UTCNOW -> new Value.Time(Timestamp.of(now));
      default ->
          arguments.stream().anyMatch(Value::isAbsent)
              ? Value.Absent.NULL
              : ofPresent(name, arguments);
    };
  }

  private static Value ofPresent(FunctionName name, List<Value> arguments) {
    Value first = arguments.getFirst();
    return switch (name) {
      case CHAR_LENGTH, CHARACTER_LENGTH -> {
        String text = string(first);
        yield new Value.Whole(text.codePointCount(0, text.length()));
      }
      case LOWER -> text(string(first).toLowerCase(Locale.ROOT));
      case UPPER -> text(string(first).toUpperCase(Locale.ROOT));
      case SUBSTRING -> substring(arguments);
      case TRIM -> text(string(first).strip());
      case TRIM_LEADING, TRIM_TRAILING, TRIM_BOTH -> trim(name, arguments);
      case TO_TIMESTAMP -> toTimestamp(first);
      case TO_STRING ->
          text(TimestampPattern.format(string(arguments.getLast()), time(first).time()));
      case SIZE -> {
        if (!(first instanceof Value.Sequence(List<Value> values))) {
          throw SelectException.invalidArguments("SIZE");
        }
        yield new Value.Whole(values.size());
      }
      default -> throw SelectException.invalidArguments(name.name());
    };
  }

  Value ofTime(FunctionName name, Timestamp.Part part, List<Value> arguments) {
    if (arguments.stream().anyMatch(Value::isAbsent)) {
      return Value.Absent.NULL;
    }
    Value first = arguments.getFirst();
    return switch (name) {
      case EXTRACT -> new Value.Whole(time(first).extract(part));
      case DATE_ADD -> new Value.Time(time(arguments.getLast()).plus(part, whole(first)));
      default -> new Value.Whole(time(first).until(time(arguments.getLast()), part));
    };
  }

  /** Text that is not longer than a record may be. */
  static Value text(String text) {
    if (text.length() > MAX_TEXT_LENGTH) {
      throw new SelectException(
          "OverMaxRecordSize",
          "The length of a record in the input or result is greater than the maxCharsPerRecord"
              + " limit of 1 MB.");
    }
    return Value.text(text);
  }

  private static Value coalesce(List<Value> arguments) {
    for (Value each : arguments) {
      if (!each.isAbsent()) {
        return each;
      }
    }
    return Value.Absent.NULL;
  }

  private static Value nullIf(Value left, Value right) {
    if (left.isAbsent() || right.isAbsent()) {
      return left;
    }
    return Integer.valueOf(0).equals(Value.compare(left, right)) ? Value.Absent.NULL : left;
  }

  private static Value substring(List<Value> arguments) {
    String text = string(arguments.getFirst());
    int length = text.codePointCount(0, text.length());
    long from = whole(arguments.get(1));
    long end = length + 1L;
    if (arguments.size() == 3) {
      long count = whole(arguments.get(2));
      if (count < 0) {
        throw SelectException.invalidArguments("SUBSTRING with a negative length");
      }
      end = count > length + Math.abs(from) + 1 ? end : Math.min(end, from + count);
    }
    long begin = Math.max(1, from);
    if (begin >= end) {
      return Value.text("");
    }
    return Value.text(
        text.substring(
            text.offsetByCodePoints(0, (int) begin - 1),
            text.offsetByCodePoints(0, (int) end - 1)));
  }

  private static Value trim(FunctionName side, List<Value> arguments) {
    String text = string(arguments.getFirst());
    String taken = arguments.size() == 1 ? " " : string(arguments.getLast());
    int begin = 0;
    int end = text.length();
    while (side != FunctionName.TRIM_TRAILING
        && begin < end
        && taken.indexOf(text.charAt(begin)) >= 0) {
      begin++;
    }
    while (side != FunctionName.TRIM_LEADING
        && end > begin
        && taken.indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    }
    return Value.text(text.substring(begin, end));
  }

  private static Value toTimestamp(Value value) {
    Timestamp time = Timestamp.parse(string(value).strip());
    if (time == null) {
      throw new SelectException(
          "ValueParseFailure", "Time stamp parse failure in the SQL expression.");
    }
    return new Value.Time(time);
  }

  private static Timestamp time(Value value) {
    if (value instanceof Value.Time(Timestamp time)) {
      return time;
    }
    throw argumentType("a timestamp");
  }

  private static String string(Value value) {
    if (value instanceof Value.Text(String text, _)) {
      return text;
    }
    throw argumentType("text");
  }

  private static long whole(Value value) {
    if (value.number() instanceof Value.Whole(long number)) {
      return number;
    }
    throw argumentType("an integer");
  }

  private static SelectException argumentType(String expected) {
    return new SelectException(
        "IncorrectSqlFunctionArgumentType",
        "Incorrect type of arguments in a function call in the SQL expression: "
            + expected
            + " is needed.");
  }
}
