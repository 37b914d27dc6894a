package dev.cloudjar.s3.select;

import dev.cloudjar.s3.select.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Cuts a query into its words. */
final class Lexer {
  private static final List<String> LONG_SYMBOLS = List.of("<>", "<=", ">=", "!=", "||");
  private static final String SYMBOLS = "()[],.*+-/%=<>;:";

  private final String query;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private Lexer(String query) {
    this.query = query;
  }

  static List<Token> tokens(String query) {
    Lexer lexer = new Lexer(query);
    while (lexer.skipped() < query.length()) {
      lexer.read();
    }
    lexer.tokens.add(new Token(Kind.END, "", query.length()));
    return lexer.tokens;
  }

  /** Where the next word begins, behind blanks and comments. */
  private int skipped() {
    while (at < query.length()) {
      if (Character.isWhitespace(query.charAt(at))) {
        at++;
      } else if (query.startsWith("--", at)) {
        int end = query.indexOf('\n', at);
        at = end < 0 ? query.length() : end;
      } else {
        break;
      }
    }
    return at;
  }

  private void read() {
    char c = query.charAt(at);
    switch (c) {
      case '\'' -> quoted(Kind.TEXT, c);
      case '"' -> quoted(Kind.QUOTED_NAME, c);
      case '`' -> quoted(Kind.ION, c);
      default -> {
        if (isDigit(c) || (c == '.' && at + 1 < query.length() && isDigit(query.charAt(at + 1)))) {
          number();
        } else if (Character.isLetter(c) || c == '_' || c == '$') {
          name();
        } else {
          symbol();
        }
      }
    }
  }

  private void quoted(Kind kind, char quote) {
    int begin = at++;
    StringBuilder text = new StringBuilder();
    while (at < query.length()) {
      char c = query.charAt(at++);
      if (c != quote) {
        text.append(c);
      } else if (at < query.length() && query.charAt(at) == quote) {
        text.append(quote);
        at++;
      } else {
        tokens.add(new Token(kind, text.toString(), begin));
        return;
      }
    }
    throw new SelectException(
        "LexerInvalidLiteral", "The SQL expression contains an operator that is not valid.");
  }

  private void number() {
    int begin = at;
    boolean exponent = false;
    while (at < query.length()) {
      char c = query.charAt(at);
      boolean sign = exponent && (c == '+' || c == '-') && isExponent(query.charAt(at - 1));
      if (isExponent(c) && !exponent) {
        exponent = true;
      } else if (!isDigit(c) && c != '.' && !sign) {
        break;
      }
      at++;
    }
    String text = query.substring(begin, at);
    if (Value.parseNumber(text.endsWith(".") ? text + "0" : text) == null) {
      throw new SelectException(
          "LexerInvalidLiteral", "The SQL expression contains a number that is not valid: " + text);
    }
    tokens.add(new Token(Kind.NUMBER, text.endsWith(".") ? text + "0" : text, begin));
  }

  private static boolean isExponent(char c) {
    return c == 'e' || c == 'E';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private void name() {
    int begin = at;
    while (at < query.length()
        && (Character.isLetterOrDigit(query.charAt(at))
            || query.charAt(at) == '_'
            || query.charAt(at) == '$')) {
      at++;
    }
    tokens.add(new Token(Kind.NAME, query.substring(begin, at), begin));
  }

  private void symbol() {
    for (String symbol : LONG_SYMBOLS) {
      if (query.startsWith(symbol, at)) {
        tokens.add(new Token(Kind.SYMBOL, symbol, at));
        at += symbol.length();
        return;
      }
    }
    char c = query.charAt(at);
    if (SYMBOLS.indexOf(c) < 0) {
      throw c == '!' || c == '|' || c == '^' || c == '&'
          ? new SelectException(
              "LexerInvalidOperator", "The SQL expression contains an operator that is not valid.")
          : new SelectException(
              "LexerInvalidChar",
              "The SQL expression contains a character that is not valid: " + c);
    }
    tokens.add(new Token(Kind.SYMBOL, String.valueOf(c), at++));
  }
}
