package dev.cloudjar.s3.select;

import dev.cloudjar.s3.select.Token.Kind;
import java.util.List;

/** Goes through the words of a query. */
final class TokenReader {
  private final List<Token> tokens;
  private int at;

  TokenReader(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token peek() {
    return peek(0);
  }

  Token peek(int ahead) {
    return tokens.get(Math.min(at + ahead, tokens.size() - 1));
  }

  Token next() {
    Token token = peek();
    at = Math.min(at + 1, tokens.size() - 1);
    return token;
  }

  int position() {
    return at;
  }

  void goTo(int position) {
    at = position;
  }

  boolean take(String keyword) {
    boolean found = peek().is(keyword);
    if (found) {
      next();
    }
    return found;
  }

  boolean takeSymbol(String symbol) {
    boolean found = peek().isSymbol(symbol);
    if (found) {
      next();
    }
    return found;
  }

  void need(String symbol, String code) {
    if (!takeSymbol(symbol)) {
      throw expected(code, symbol);
    }
  }

  SelectException expected(String code, String what) {
    return new SelectException(
        code,
        "Did not find what was expected in the SQL expression: "
            + what
            + ", but "
            + peek().shown());
  }

  SelectException unexpected() {
    return unexpected(peek());
  }

  SelectException unexpected(Token token) {
    boolean keyword = token.kind() == Kind.NAME && ExpressionParser.isReserved(token);
    return new SelectException(
        keyword ? "ParseUnexpectedKeyword" : "ParseUnexpectedToken",
        "The SQL expression contains an unexpected "
            + (keyword ? "keyword: " : "token: ")
            + token.shown());
  }
}
