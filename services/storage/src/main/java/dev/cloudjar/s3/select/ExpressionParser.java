package dev.cloudjar.s3.select;

import dev.cloudjar.s3.select.Expression.Comparator;
import dev.cloudjar.s3.select.Expression.Path;
import dev.cloudjar.s3.select.Expression.Step;
import dev.cloudjar.s3.select.Token.Kind;
import dev.cloudjar.s3.select.Value.Name;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what stands in the clauses of a query. */
final class ExpressionParser {
  private static final int MAX_DEPTH = 100;
  private static final int MAX_NODES = 2_000;
  private static final Set<String> RESERVED =
      Set.of(
          "SELECT", "FROM", "WHERE", "LIMIT", "AND", "OR", "NOT", "IN", "IS", "BETWEEN", "LIKE",
          "ESCAPE", "AS", "CASE", "WHEN", "THEN", "ELSE", "END", "NULL", "MISSING", "TRUE", "FALSE",
          "CAST");

  private final TokenReader tokens;
  private final @Nullable Name alias;
  private final CallParser calls;
  private int depth;
  private int nodes;

  ExpressionParser(TokenReader tokens, @Nullable Name alias) {
    this.tokens = tokens;
    this.alias = alias;
    this.calls = new CallParser(tokens, this);
  }

  static boolean isReserved(Token token) {
    return RESERVED.contains(token.upper());
  }

  /** What was found that is made of all records together. */
  List<Expression.Aggregate> aggregates() {
    return calls.aggregates();
  }

  Expression expression() {
    if (++depth > MAX_DEPTH) {
      throw new SelectException("UnsupportedSyntax", "The SQL expression is nested too deeply.");
    }
    Expression found = logical(false);
    depth--;
    return found;
  }

  private void count() {
    if (++nodes > MAX_NODES) {
      throw new SelectException("UnsupportedSyntax", "The SQL expression has too many operators.");
    }
  }

  private Expression logical(boolean all) {
    Expression first = all ? negated() : logical(true);
    List<Expression> parts = new ArrayList<>();
    parts.add(first);
    while (tokens.take(all ? "AND" : "OR")) {
      count();
      parts.add(all ? negated() : logical(true));
    }
    return parts.size() == 1 ? first : new Expression.Logical(all, parts);
  }

  private Expression negated() {
    int times = 0;
    while (tokens.take("NOT")) {
      count();
      times++;
    }
    Expression inner = comparison();
    return times % 2 == 0 ? inner : new Expression.Not(inner);
  }

  private Expression comparison() {
    Expression left = concatenation();
    while (true) {
      Token token = tokens.peek();
      Comparator comparator = token.kind() == Kind.SYMBOL ? Comparator.of(token.text()) : null;
      if (comparator != null) {
        count();
        tokens.next();
        left = new Expression.Comparison(comparator, left, concatenation());
      } else if (token.is("IS")) {
        tokens.next();
        left = is(left);
      } else if (token.is("NOT") && isPredicate(tokens.peek(1))) {
        tokens.next();
        left = new Expression.Not(predicate(left));
      } else if (isPredicate(token)) {
        left = predicate(left);
      } else {
        return left;
      }
      count();
    }
  }

  private static boolean isPredicate(Token token) {
    return token.is("IN") || token.is("BETWEEN") || token.is("LIKE");
  }

  private Expression is(Expression value) {
    boolean not = tokens.take("NOT");
    boolean missing = tokens.take("MISSING");
    if (!missing && !tokens.take("NULL")) {
      throw tokens.unexpected();
    }
    Expression is = new Expression.Is(value, missing);
    return not ? new Expression.Not(is) : is;
  }

  private Expression predicate(Expression value) {
    if (tokens.take("BETWEEN")) {
      Expression low = concatenation();
      if (!tokens.take("AND")) {
        throw tokens.expected("ParseExpectedKeyword", "AND");
      }
      return new Expression.Between(value, low, concatenation());
    }
    if (tokens.take("LIKE")) {
      Expression pattern = concatenation();
      return new Expression.Matches(value, pattern, tokens.take("ESCAPE") ? concatenation() : null);
    }
    tokens.next();
    tokens.need("(", "ParseExpectedLeftParenValueConstructor");
    List<Expression> list = new ArrayList<>();
    do {
      count();
      list.add(expression());
    } while (tokens.takeSymbol(","));
    tokens.need(")", "ParseUnexpectedToken");
    return new Expression.In(value, list);
  }

  private Expression concatenation() {
    Expression left = sum();
    while (tokens.takeSymbol("||")) {
      count();
      left = new Expression.Concatenation(left, sum());
    }
    return left;
  }

  private Expression sum() {
    Expression left = product();
    while (tokens.peek().isSymbol("+") || tokens.peek().isSymbol("-")) {
      count();
      char operator = tokens.next().text().charAt(0);
      left = new Expression.Arithmetic(operator, left, product());
    }
    return left;
  }

  private Expression product() {
    Expression left = signed();
    while (tokens.peek().isSymbol("*")
        || tokens.peek().isSymbol("/")
        || tokens.peek().isSymbol("%")) {
      count();
      char operator = tokens.next().text().charAt(0);
      left = new Expression.Arithmetic(operator, left, signed());
    }
    return left;
  }

  private Expression signed() {
    boolean negative = false;
    while (tokens.peek().isSymbol("-") || tokens.peek().isSymbol("+")) {
      count();
      negative ^= tokens.next().isSymbol("-");
    }
    Expression inner = primary();
    return negative ? new Expression.Negative(inner) : inner;
  }

  private Expression primary() {
    Token token = tokens.peek();
    return switch (token.kind()) {
      case TEXT -> literal(Value.text(tokens.next().text()));
      case NUMBER -> number();
      case ION -> ion();
      case QUOTED_NAME -> path();
      case NAME -> named(token);
      case SYMBOL -> {
        if (!tokens.takeSymbol("(")) {
          throw tokens.unexpected();
        }
        Expression inner = expression();
        tokens.need(")", "ParseUnexpectedToken");
        yield inner;
      }
      case END ->
          throw new SelectException(
              "ParseUnexpectedTerm", "The SQL expression ends where more was expected.");
    };
  }

  private Expression number() {
    Value number = Value.parseNumber(tokens.next().text());
    return literal(number == null ? Value.Absent.NULL : number);
  }

  private Expression ion() {
    Token token = tokens.next();
    Timestamp time = Timestamp.parse(token.text());
    Value number = Value.parseNumber(token.text());
    if (time == null && number == null) {
      throw new SelectException(
          "LexerInvalidIONLiteral",
          "The SQL expression contains an Ion literal that is not valid: " + token.text());
    }
    return literal(
        time != null ? new Value.Time(time) : number != null ? number : Value.Absent.NULL);
  }

  private static Expression literal(Value value) {
    return new Expression.Literal(value);
  }

  private Expression named(Token token) {
    if (token.is("NULL") || token.is("MISSING")) {
      tokens.next();
      return literal(token.is("NULL") ? Value.Absent.NULL : Value.Absent.MISSING);
    }
    if (token.is("TRUE") || token.is("FALSE")) {
      tokens.next();
      return literal(Value.flag(token.is("TRUE")));
    }
    if (token.is("CASE") || token.is("CAST")) {
      tokens.next();
      return token.is("CASE") ? calls.cases() : calls.cast();
    }
    if (isReserved(token)) {
      throw tokens.unexpected();
    }
    return tokens.peek(1).isSymbol("(") ? calls.call() : path();
  }

  /** A column, or what lies within one. */
  private Expression path() {
    List<Step> steps = new ArrayList<>();
    Name first = name(tokens);
    boolean table = alias == null ? first.matches("S3Object") : first.matches(alias.text());
    if (!table) {
      steps.add(new Step.Member(first));
    }
    while (true) {
      if (tokens.peek().isSymbol(".") && !tokens.peek(1).isSymbol("*")) {
        tokens.next();
        steps.add(new Step.Member(name(tokens)));
      } else if (tokens.takeSymbol("[")) {
        steps.add(bracketed(tokens));
      } else {
        return new Path(steps);
      }
    }
  }

  static Name name(TokenReader tokens) {
    Token token = tokens.next();
    if (token.kind() == Kind.QUOTED_NAME || (token.kind() == Kind.NAME && !isReserved(token))) {
      return new Name(token.text(), token.kind() == Kind.QUOTED_NAME);
    }
    throw token.kind() == Kind.END
        ? new SelectException("ParseExpectedMember", "The SQL expression ends within a path.")
        : tokens.unexpected(token);
  }

  /** What stands in brackets, whose first has been read. */
  static Step bracketed(TokenReader tokens) {
    Token token = tokens.next();
    tokens.need("]", "ParseUnexpectedToken");
    if (token.isSymbol("*")) {
      return new Step.Each();
    }
    if (token.kind() == Kind.TEXT || token.kind() == Kind.QUOTED_NAME) {
      return new Step.Member(new Name(token.text(), true));
    }
    if (token.kind() == Kind.NUMBER
        && Value.parseNumber(token.text()) instanceof Value.Whole(long index)
        && index <= Integer.MAX_VALUE) {
      return new Step.Element((int) index);
    }
    throw new SelectException("InvalidKeyPath", "Key path in the SQL expression is not valid.");
  }
}
