package dev.cloudjar.s3.select;

import dev.cloudjar.s3.select.Expression.Branch;
import dev.cloudjar.s3.select.Expression.FunctionName;
import dev.cloudjar.s3.select.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Reads calls of functions, and what is written with words of its own like them. */
final class CallParser {
  private final TokenReader tokens;
  private final ExpressionParser expressions;
  private final List<Expression.Aggregate> aggregates = new ArrayList<>();
  private boolean withinAggregate;

  CallParser(TokenReader tokens, ExpressionParser expressions) {
    this.tokens = tokens;
    this.expressions = expressions;
  }

  List<Expression.Aggregate> aggregates() {
    return aggregates;
  }

  Expression call() {
    Token name = tokens.next();
    tokens.need("(", "ParseExpectedLeftParenBuiltinFunctionCall");
    Aggregation.Kind aggregate = Aggregation.Kind.named(name.upper());
    if (aggregate != null) {
      return aggregate(aggregate);
    }
    FunctionName function = FunctionName.named(name.upper());
    if (function == null) {
      throw new SelectException(
          "UnsupportedFunction", "Encountered an unsupported SQL function: " + name.text());
    }
    return switch (function) {
      case EXTRACT -> {
        Timestamp.Part part = part(true);
        if (!tokens.take("FROM")) {
          throw tokens.expected("ParseExpectedKeyword", "FROM");
        }
        yield new Expression.OfTime(
            function, part, ended(function, List.of(expressions.expression())));
      }
      case DATE_ADD, DATE_DIFF -> {
        Timestamp.Part part = part(false);
        tokens.need(",", "ParseExpectedArgumentDelimiter");
        yield new Expression.OfTime(function, part, ended(function, arguments()));
      }
      case TRIM -> trim();
      case SUBSTRING -> substring();
      default -> new Expression.Function(function, ended(function, arguments()));
    };
  }

  private List<Expression> arguments() {
    List<Expression> arguments = new ArrayList<>();
    if (tokens.peek().isSymbol(")")) {
      return arguments;
    }
    do {
      arguments.add(expressions.expression());
    } while (tokens.takeSymbol(","));
    return arguments;
  }

  private List<Expression> ended(FunctionName function, List<Expression> arguments) {
    tokens.need(")", "ParseExpectedRightParenBuiltinFunctionCall");
    if (!function.takes(arguments.size())) {
      throw SelectException.invalidArguments(function.name());
    }
    return arguments;
  }

  private Timestamp.Part part(boolean zones) {
    Token token = tokens.next();
    Timestamp.Part part = token.kind() == Kind.NAME ? Timestamp.Part.named(token.text()) : null;
    if (part == null || (part.isZone() && !zones)) {
      throw new SelectException(
          "ParseExpectedDatePart",
          "Did not find the expected date part in the SQL expression: " + token.shown());
    }
    return part;
  }

  private Expression aggregate(Aggregation.Kind kind) {
    if (withinAggregate) {
      throw new SelectException(
          "UnsupportedSqlStructure",
          "Encountered an unsupported SQL structure: nested aggregates.");
    }
    Expression argument = null;
    if (tokens.takeSymbol("*")) {
      if (kind != Aggregation.Kind.COUNT) {
        throw new SelectException(
            "ParseUnsupportedCallWithStar", "Only COUNT with (*) as a parameter is supported.");
      }
    } else {
      withinAggregate = true;
      argument = expressions.expression();
      withinAggregate = false;
    }
    if (tokens.peek().isSymbol(",")) {
      throw new SelectException(
          "ParseNonUnaryAgregateFunctionCall", "Only one argument is supported for aggregates.");
    }
    tokens.need(")", "ParseExpectedRightParenBuiltinFunctionCall");
    Expression.Aggregate found = new Expression.Aggregate(kind, argument, aggregates.size());
    aggregates.add(found);
    return found;
  }

  private Expression trim() {
    FunctionName name = FunctionName.TRIM;
    for (FunctionName side :
        List.of(FunctionName.TRIM_LEADING, FunctionName.TRIM_TRAILING, FunctionName.TRIM_BOTH)) {
      if (tokens.take(side.name().substring("TRIM_".length()))) {
        name = side;
      }
    }
    if (name != FunctionName.TRIM && tokens.take("FROM")) {
      return new Expression.Function(name, ended(name, List.of(expressions.expression())));
    }
    Expression first = expressions.expression();
    if (!tokens.take("FROM")) {
      return new Expression.Function(name, ended(name, List.of(first)));
    }
    FunctionName side = name == FunctionName.TRIM ? FunctionName.TRIM_BOTH : name;
    return new Expression.Function(side, ended(side, List.of(expressions.expression(), first)));
  }

  private Expression substring() {
    List<Expression> arguments = new ArrayList<>();
    arguments.add(expressions.expression());
    if (tokens.take("FROM")) {
      arguments.add(expressions.expression());
      if (tokens.take("FOR")) {
        arguments.add(expressions.expression());
      }
    } else {
      while (tokens.takeSymbol(",")) {
        arguments.add(expressions.expression());
      }
    }
    return new Expression.Function(
        FunctionName.SUBSTRING, ended(FunctionName.SUBSTRING, arguments));
  }

  Expression cases() {
    Expression subject = tokens.peek().is("WHEN") ? null : expressions.expression();
    List<Branch> branches = new ArrayList<>();
    while (tokens.take("WHEN")) {
      Expression condition = expressions.expression();
      if (!tokens.take("THEN")) {
        throw tokens.expected("ParseExpectedKeyword", "THEN");
      }
      branches.add(new Branch(condition, expressions.expression()));
    }
    if (branches.isEmpty()) {
      throw tokens.expected("ParseExpectedWhenClause", "WHEN");
    }
    Expression otherwise = tokens.take("ELSE") ? expressions.expression() : null;
    if (!tokens.take("END")) {
      throw tokens.expected("ParseExpectedKeyword", "END");
    }
    return new Expression.Case(subject, branches, otherwise);
  }

  Expression cast() {
    tokens.need("(", "ParseExpectedLeftParenAfterCast");
    Expression value = expressions.expression();
    if (!tokens.take("AS")) {
      throw tokens.expected("ParseExpectedKeyword", "AS");
    }
    Token name = tokens.next();
    Expression.Type type = name.kind() == Kind.NAME ? Expression.Type.named(name.upper()) : null;
    if (type == null) {
      throw new SelectException(
          "ParseExpectedTypeName",
          "Did not find the expected type name in the SQL expression: " + name.shown());
    }
    if (tokens.takeSymbol("(")) {
      skipParameters();
    }
    tokens.need(")", "ParseUnexpectedToken");
    return new Expression.Cast(value, type);
  }

  /** How exact a type is to be; decimals are as exact as what is cast. */
  private void skipParameters() {
    do {
      if (tokens.next().kind() != Kind.NUMBER) {
        throw new SelectException(
            "ParseInvalidTypeParam",
            "The SQL expression contains a type parameter that is not valid.");
      }
    } while (tokens.takeSymbol(","));
    tokens.need(")", "ParseInvalidTypeParam");
  }
}
