package dev.cloudjar.s3.select;

import dev.cloudjar.s3.select.Expression.Step;
import dev.cloudjar.s3.select.Query.Column;
import dev.cloudjar.s3.select.Token.Kind;
import dev.cloudjar.s3.select.Value.Name;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads queries; what stands within them is read by {@link ExpressionParser}. */
final class Parser {
  private static final Set<String> UNSUPPORTED =
      Set.of("GROUP", "ORDER", "HAVING", "UNION", "JOIN", "INNER", "LEFT", "RIGHT", "OFFSET");

  private final TokenReader tokens;

  Parser(List<Token> tokens) {
    this.tokens = new TokenReader(tokens);
  }

  Query query() {
    if (!tokens.take("SELECT")) {
      throw tokens.expected("ParseExpectedKeyword", "SELECT");
    }
    int list = tokens.position();
    skipList();
    if (!tokens.take("FROM")) {
      throw new SelectException(
          "ParseSelectMissingFrom", "The SQL expression has no FROM clause after its SELECT list.");
    }
    Source source = source();
    int rest = tokens.position();
    tokens.goTo(list);
    ExpressionParser expressions = new ExpressionParser(tokens, source.alias());
    List<Column> columns = columns(expressions);
    if (!tokens.peek().is("FROM")) {
      throw tokens.unexpected();
    }
    int aggregates = expressions.aggregates().size();
    tokens.goTo(rest);
    Expression where = tokens.take("WHERE") ? expressions.expression() : null;
    if (expressions.aggregates().size() > aggregates) {
      throw new SelectException(
          "UnsupportedSqlOperation",
          "Encountered an unsupported SQL operation: an aggregate in WHERE.");
    }
    long limit = tokens.take("LIMIT") ? limit() : -1;
    tokens.takeSymbol(";");
    if (tokens.peek().kind() != Kind.END) {
      throw UNSUPPORTED.contains(tokens.peek().upper())
          ? new SelectException(
              "UnsupportedSyntax", "Encountered invalid syntax: " + tokens.peek().shown())
          : tokens.unexpected();
    }
    if (!expressions.aggregates().isEmpty()) {
      columns.forEach(column -> AggregateCheck.check(column.expression()));
    }
    return new Query(columns, source.steps(), where, limit, expressions.aggregates());
  }

  /** Goes to FROM: what is selected can be understood only once its alias is known. */
  private void skipList() {
    if (tokens.peek().is("FROM")) {
      throw new SelectException(
          "ParseEmptySelect", "The SQL expression has an empty SELECT clause.");
    }
    int depth = 0;
    while (tokens.peek().kind() != Kind.END) {
      Token token = tokens.peek();
      if (token.isSymbol("(")) {
        depth++;
      } else if (token.isSymbol(")")) {
        depth--;
      } else if (token.is("FROM") && depth == 0) {
        return;
      }
      tokens.next();
    }
  }

  private record Source(List<Step> steps, @Nullable Name alias) {}

  private Source source() {
    Token table = tokens.next();
    if (table.kind() != Kind.NAME || !table.is("S3Object")) {
      throw table.kind() == Kind.NAME || table.kind() == Kind.QUOTED_NAME
          ? new SelectException(
              "InvalidDataSource", "The only table is S3Object, not " + table.shown())
          : tokens.unexpected(table);
    }
    List<Step> steps = new ArrayList<>();
    while (true) {
      Step step = step();
      if (step == null) {
        break;
      }
      steps.add(step);
    }
    boolean named = tokens.take("AS");
    Token next = tokens.peek();
    if (next.kind() == Kind.QUOTED_NAME
        || (next.kind() == Kind.NAME
            && !ExpressionParser.isReserved(next)
            && !UNSUPPORTED.contains(next.upper()))) {
      tokens.next();
      return new Source(steps, new Name(next.text(), next.kind() == Kind.QUOTED_NAME));
    }
    if (named) {
      throw tokens.expected("ParseExpectedIdentForAlias", "an alias");
    }
    return new Source(steps, null);
  }

  private @Nullable Step step() {
    if (tokens.takeSymbol(".")) {
      if (tokens.takeSymbol("*")) {
        return new Step.Each();
      }
      return new Step.Member(ExpressionParser.name(tokens));
    }
    return tokens.takeSymbol("[") ? ExpressionParser.bracketed(tokens) : null;
  }

  private long limit() {
    Token token = tokens.next();
    if (token.isSymbol("-")) {
      throw new SelectException("EvaluatorNegativeLimit", "LIMIT must not be negative.");
    }
    if (token.kind() != Kind.NUMBER
        || !(Value.parseNumber(token.text()) instanceof Value.Whole(long count))) {
      throw new SelectException(
          "ParseExpectedNumber", "Did not find the expected number in LIMIT: " + token.shown());
    }
    return count;
  }

  private List<Column> columns(ExpressionParser expressions) {
    List<Column> columns = new ArrayList<>();
    if (tokens.takeSymbol("*")) {
      if (tokens.peek().isSymbol(",")) {
        throw asteriskNotAlone();
      }
      return columns;
    }
    do {
      if (tokens.peek().isSymbol("*")) {
        throw asteriskNotAlone();
      }
      Expression expression = expressions.expression();
      if (tokens.peek().isSymbol(".") && tokens.peek(1).isSymbol("*")) {
        if (!columns.isEmpty() || !isWhole(expression)) {
          throw asteriskNotAlone();
        }
        tokens.next();
        tokens.next();
        return columns;
      }
      columns.add(new Column(expression, columnName(expression)));
    } while (tokens.takeSymbol(","));
    return columns;
  }

  private static boolean isWhole(Expression expression) {
    return expression instanceof Expression.Path path && path.steps().isEmpty();
  }

  private static SelectException asteriskNotAlone() {
    return new SelectException(
        "ParseAsteriskIsNotAloneInSelectList",
        "Other expressions are not allowed in the SELECT list when '*' is used without dot notation.");
  }

  private @Nullable String columnName(Expression expression) {
    boolean named = tokens.take("AS");
    Token next = tokens.peek();
    boolean word =
        next.kind() == Kind.QUOTED_NAME
            || (next.kind() == Kind.NAME && !ExpressionParser.isReserved(next));
    if (word) {
      return tokens.next().text();
    }
    if (named) {
      throw tokens.expected("ParseExpectedIdentForAlias", "an alias");
    }
    return expression instanceof Expression.Path path
            && !path.steps().isEmpty()
            && path.steps().getLast() instanceof Step.Member(Name name)
        ? name.text()
        : null;
  }
}
