package dev.cloudjar.policy;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The documentation once more, written down as plainly as can be: no index, no compiled patterns,
 * nothing shared with the evaluator but the text of the policies.
 */
final class ReferenceEvaluator {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)}");

  private final AccessRequest request;
  private final PolicySet set;

  private ReferenceEvaluator(PolicySet set, AccessRequest request) {
    this.set = set;
    this.request = request;
  }

  /** "allowed", "explicit" with the source of a policy that denies, or "implicit" with a type. */
  static String decide(PolicySet set, AccessRequest request) {
    return new ReferenceEvaluator(set, request).decide();
  }

  private String decide() {
    boolean root = is(PrincipalFacts.Kind.ROOT);
    var everything = new ArrayList<NamedPolicy>();
    set.resourceControl().forEach(everything::addAll);
    set.serviceControl().forEach(everything::addAll);
    everything.addAll(set.endpoint());
    set.resource().ifPresent(everything::add);
    if (!root) {
      everything.addAll(set.identity());
      set.boundary().ifPresent(everything::add);
    }
    everything.addAll(set.session());
    for (NamedPolicy policy : everything) {
      if (strongest(policy, "Deny") > 0) {
        return "explicit " + policy.source();
      }
    }
    for (List<NamedPolicy> level : set.resourceControl()) {
      if (!anyAllows(level)) {
        return "implicit RESOURCE_CONTROL";
      }
    }
    for (List<NamedPolicy> level : set.serviceControl()) {
      if (!anyAllows(level)) {
        return "implicit SERVICE_CONTROL";
      }
    }
    if (!set.endpoint().isEmpty() && !anyAllows(set.endpoint())) {
      return "implicit VPC_ENDPOINT";
    }
    int named = set.resource().map(it -> strongest(it, "Allow")).orElse(0);
    boolean granted = set.grantedBy().get().isPresent();
    boolean identity =
        root
            || is(PrincipalFacts.Kind.USER)
            || is(PrincipalFacts.Kind.ROLE_SESSION)
            || is(PrincipalFacts.Kind.FEDERATED_USER);
    if (!identity) {
      return named > 0 || granted ? "allowed" : "implicit RESOURCE_BASED";
    }
    boolean same = request.principal().accountId().equals(Optional.of(request.resourceAccountId()));
    if (same) {
      if (named == 3 || granted) {
        return "allowed";
      }
      if (set.policyDecides() && named == 0) {
        return "implicit RESOURCE_BASED";
      }
      return ofPrincipal(named == 2);
    }
    return named > 0 || granted ? ofPrincipal(false) : "implicit RESOURCE_BASED";
  }

  private String ofPrincipal(boolean already) {
    if (is(PrincipalFacts.Kind.ROOT)) {
      return "allowed";
    }
    if (!already && !anyAllows(set.identity())) {
      return "implicit IDENTITY_BASED";
    }
    if (set.boundary().isPresent() && !anyAllows(List.of(set.boundary().get()))) {
      return "implicit PERMISSIONS_BOUNDARY";
    }
    if (set.session().isEmpty()) {
      return is(PrincipalFacts.Kind.FEDERATED_USER) ? "implicit SESSION" : "allowed";
    }
    return anyAllows(set.session()) ? "allowed" : "implicit SESSION";
  }

  private boolean is(PrincipalFacts.Kind kind) {
    return request.principal().kind() == kind;
  }

  private boolean anyAllows(List<NamedPolicy> policies) {
    return policies.stream().anyMatch(it -> strongest(it, "Allow") > 0);
  }

  /** 0 for nothing, 1 by the account, 2 by role or user behind a session, 3 for the principal. */
  private int strongest(NamedPolicy policy, String effect) {
    JsonNode document = MAPPER.readTree(policy.document().text());
    boolean variables = document.path("Version").asString("").equals("2012-10-17");
    int strongest = 0;
    for (JsonNode statement : list(document.get("Statement"))) {
      if (statement.get("Effect").asString().equals(effect)) {
        strongest = Math.max(strongest, strength(statement, variables));
      }
    }
    return strongest;
  }

  private int strength(JsonNode statement, boolean variables) {
    int who = 3;
    if (statement.has("Principal")) {
      who = named(statement.get("Principal"));
    } else if (statement.has("NotPrincipal")) {
      int named = named(statement.get("NotPrincipal"));
      boolean deny = statement.get("Effect").asString().equals("Deny");
      boolean excepted = deny ? named == 3 && set.boundary().isEmpty() : named > 0;
      who = excepted ? 0 : 3;
    }
    return actionMatches(statement)
            && resourceMatches(statement, variables)
            && conditionsHold(statement, variables)
        ? who
        : 0;
  }

  private int named(JsonNode principal) {
    if (principal.isString()) {
      return 3;
    }
    PrincipalFacts facts = request.principal();
    int best = 0;
    for (Map.Entry<String, JsonNode> type : principal.properties()) {
      for (JsonNode each : list(type.getValue())) {
        String name = each.asString();
        best =
            Math.max(
                best,
                switch (type.getKey()) {
                  case "AWS" -> namedByAws(name, facts);
                  case "Service" -> facts.serviceName().equals(Optional.of(name)) ? 3 : 0;
                  case "Federated" -> facts.federatedProvider().equals(Optional.of(name)) ? 3 : 0;
                  default -> 0;
                });
      }
    }
    return best;
  }

  private int namedByAws(String name, PrincipalFacts facts) {
    if (name.equals("*")) {
      return facts.federatedProvider().isPresent() ? 0 : 3;
    }
    String account =
        name.endsWith(":root") ? name.split(":", 6)[4] : name.startsWith("arn:") ? "" : name;
    if (facts.accountId().equals(Optional.of(account))) {
      return is(PrincipalFacts.Kind.ROOT) ? 3 : 1;
    }
    if (facts.arn().equals(Optional.of(name))) {
      return 3;
    }
    return facts.issuerArn().equals(Optional.of(name)) ? 2 : 0;
  }

  private boolean actionMatches(JsonNode statement) {
    boolean not = statement.has("NotAction");
    for (JsonNode each : list(statement.get(not ? "NotAction" : "Action"))) {
      if (regex(each.asString(), ".*", ".", Pattern.CASE_INSENSITIVE)
          .matcher(request.action())
          .matches()) {
        return !not;
      }
    }
    return not;
  }

  private boolean resourceMatches(JsonNode statement, boolean variables) {
    boolean not = statement.has("NotResource");
    if (!not && !statement.has("Resource")) {
      return true;
    }
    for (JsonNode each : list(statement.get(not ? "NotResource" : "Resource"))) {
      Optional<String> regex = arnRegex(each.asString(), variables);
      if (regex.isEmpty()) {
        if (not) {
          return false;
        }
      } else if (Pattern.compile(regex.get(), Pattern.DOTALL)
          .matcher(request.resourceArn())
          .matches()) {
        return !not;
      }
    }
    return not;
  }

  /** Segment by segment: in the first five, only a star at the end goes beyond the colon. */
  private Optional<String> arnRegex(String pattern, boolean variables) {
    String[] segments = pattern.split(":", 6);
    var regex = new StringBuilder();
    for (int i = 0; i < Math.min(5, segments.length); i++) {
      String segment = segments[i];
      boolean open = segment.endsWith("*");
      String inner = open ? segment.substring(0, segment.length() - 1) : segment;
      regex.append(i > 0 ? ":" : "").append(regex(inner, "[^:]*", "[^:]", 0).pattern());
      regex.append(open ? ".*" : "");
    }
    if (segments.length < 6) {
      return Optional.of(regex.toString());
    }
    return substituted(segments[5], variables, it -> regex(it, ".*", ".", 0).pattern())
        .map(it -> regex + ":" + it);
  }

  private boolean conditionsHold(JsonNode statement, boolean variables) {
    for (Map.Entry<String, JsonNode> operator : statement.path("Condition").properties()) {
      for (Map.Entry<String, JsonNode> key : operator.getValue().properties()) {
        List<String> asked = request.context().values(key.getKey().toLowerCase(Locale.ROOT));
        var wanted = new ArrayList<String>();
        list(key.getValue()).forEach(it -> wanted.add(it.asString()));
        if (!holds(operator.getKey(), wanted, asked, variables)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean holds(String name, List<String> wanted, List<String> asked, boolean variables) {
    String operator = name.replaceFirst("^For(All|Any)Values?:", "");
    boolean ifExists = operator.endsWith("IfExists");
    operator = operator.replaceFirst("IfExists$", "");
    boolean all = name.startsWith("ForAllValues:");
    boolean any = name.startsWith("ForAnyValue:");
    if (operator.equals("Null")) {
      return wanted.contains(String.valueOf(asked.isEmpty()));
    }
    boolean negated = operator.contains("Not");
    String base = operator.replace("Not", "");
    if (asked.isEmpty()) {
      return ifExists || all || (!any && negated);
    }
    var unknown = new boolean[1];
    BiPredicate<String, String> compare =
        (value, limit) -> {
          Optional<Boolean> outcome = compare(base, value, limit, variables);
          unknown[0] |= outcome.isEmpty();
          return outcome.orElse(false);
        };
    Predicate<String> good =
        value ->
            negated
                ? wanted.stream().filter(it -> compare.test(value, it)).toList().isEmpty()
                    && !unknown[0]
                : wanted.stream().anyMatch(it -> compare.test(value, it));
    List<String> filled = asked.stream().filter(it -> !it.isEmpty()).toList();
    if (all) {
      return filled.stream().allMatch(good);
    }
    if (any) {
      return filled.stream().anyMatch(good);
    }
    return negated ? asked.stream().allMatch(good) : asked.stream().anyMatch(good);
  }

  private Optional<Boolean> compare(String base, String value, String limit, boolean variables) {
    return switch (base) {
      case "StringEquals" ->
          substituted(limit, variables, Pattern::quote).map(it -> value.matches(it));
      case "StringEqualsIgnoreCase" ->
          substituted(limit, variables, Pattern::quote).map(it -> value.matches("(?i)" + it));
      case "StringLike" ->
          substituted(limit, variables, it -> regex(it, ".*", ".", 0).pattern())
              .map(it -> value.matches("(?s)" + it));
      case "ArnEquals", "ArnLike" -> arnLike(value, limit, variables);
      case "Bool" -> Optional.of(value.equalsIgnoreCase(limit));
      case "IpAddress" -> Optional.of(inRange(value, limit));
      default -> Optional.of(ordered(base, value, limit));
    };
  }

  private Optional<Boolean> arnLike(String value, String limit, boolean variables) {
    if (substituted(limit, variables, Pattern::quote).isEmpty()) {
      return Optional.empty();
    }
    String[] values = value.split(":", 6);
    String[] limits = limit.split(":", 6);
    if (values.length < 6 || limits.length < 6) {
      return Optional.of(false);
    }
    boolean same = true;
    for (int i = 0; i < 6; i++) {
      Optional<String> regex =
          substituted(limits[i], variables, it -> regex(it, ".*", ".", 0).pattern());
      same &= values[i].matches(regex.orElseThrow());
    }
    return Optional.of(same);
  }

  private static boolean ordered(String base, String value, String limit) {
    int sign;
    try {
      sign =
          base.startsWith("Date")
              ? instant(value).compareTo(instant(limit))
              : Double.compare(Double.parseDouble(value), Double.parseDouble(limit));
    } catch (RuntimeException e) {
      return false;
    }
    return switch (base.replaceFirst("Date|Numeric", "")) {
      case "LessThan" -> sign < 0;
      case "LessThanEquals" -> sign <= 0;
      case "GreaterThan" -> sign > 0;
      case "GreaterThanEquals" -> sign >= 0;
      default -> sign == 0;
    };
  }

  private static Instant instant(String text) {
    return text.contains("T")
        ? Instant.parse(text)
        : text.contains("-")
            ? Instant.parse(text + "T00:00:00Z")
            : Instant.ofEpochSecond(Long.parseLong(text));
  }

  private static boolean inRange(String value, String range) {
    String[] parts = range.split("/", 2);
    try {
      byte[] base = InetAddress.getByName(parts[0]).getAddress();
      byte[] address = InetAddress.getByName(value).getAddress();
      int bits = parts.length > 1 ? Integer.parseInt(parts[1]) : base.length * 8;
      int drop = base.length * 8 - bits;
      return base.length == address.length
          && new BigInteger(1, base)
              .shiftRight(drop)
              .equals(new BigInteger(1, address).shiftRight(drop));
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** The text with variables put in, as a regular expression; empty if one has no value. */
  private Optional<String> substituted(
      String text, boolean variables, java.util.function.UnaryOperator<String> rest) {
    if (!variables) {
      return Optional.of(rest.apply(text));
    }
    Matcher matcher = VARIABLE.matcher(text);
    var regex = new StringBuilder();
    int from = 0;
    while (matcher.find()) {
      regex.append(rest.apply(text.substring(from, matcher.start())));
      from = matcher.end();
      String inside = matcher.group(1);
      if (inside.matches("[*?$]")) {
        regex.append(Pattern.quote(inside));
        continue;
      }
      String[] parts = inside.split(", *", 2);
      List<String> values = request.context().values(parts[0].toLowerCase(Locale.ROOT));
      if (values.size() == 1) {
        regex.append(Pattern.quote(values.getFirst()));
      } else if (parts.length == 2) {
        regex.append(Pattern.quote(parts[1].substring(1, parts[1].length() - 1)));
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(regex.append(rest.apply(text.substring(from))).toString());
  }

  private static Pattern regex(String wild, String star, String mark, int flags) {
    var regex = new StringBuilder();
    for (int i = 0; i < wild.length(); i++) {
      char c = wild.charAt(i);
      regex.append(
          switch (c) {
            case '*' -> star;
            case '?' -> mark;
            default -> Pattern.quote(String.valueOf(c));
          });
    }
    return Pattern.compile(regex.toString(), flags);
  }

  private static Iterable<JsonNode> list(JsonNode node) {
    return node.isArray() ? node : List.of(node);
  }
}
