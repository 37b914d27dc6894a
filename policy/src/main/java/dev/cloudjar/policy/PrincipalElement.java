package dev.cloudjar.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code Principal} or {@code NotPrincipal}. */
final class PrincipalElement {
  private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");
  private static final Pattern ROOT = Pattern.compile("arn:[^:]+:iam::(\\d{12}):root");

  /** How closely a policy names a principal, from least to most. */
  enum Grade {
    /** Not at all. */
    NONE,
    /** By its account, which may then say itself who of it may. */
    ACCOUNT,
    /** By the role of a session, or by the user behind a federated one. */
    ISSUER,
    /** By its own name, or as one of all. */
    DIRECT
  }

  /** The types of names that there are. */
  enum Type {
    AWS("AWS"),
    SERVICE("Service"),
    FEDERATED("Federated"),
    CANONICAL_USER("CanonicalUser"),
    /** A star that stands alone. */
    EVERYBODY("STAR");

    private final String text;

    Type(String text) {
      this.text = text;
    }

    static @Nullable Type named(String name) {
      for (Type type : values()) {
        if (type != EVERYBODY && type.text.equals(name)) {
          return type;
        }
      }
      return null;
    }

    String text() {
      return text;
    }
  }

  /**
   * @param account what {@code value} names, where that is an account
   */
  record Name(Type type, String value, Optional<String> account) {
    static Name of(Type type, String value) {
      if (type != Type.AWS) {
        return new Name(type, value, Optional.empty());
      }
      if (ACCOUNT.matcher(value).matches()) {
        return new Name(type, value, Optional.of(value));
      }
      var root = ROOT.matcher(value);
      return new Name(type, value, root.matches() ? Optional.of(root.group(1)) : Optional.empty());
    }

    /** As AWS's messages write it. */
    String quoted() {
      return '"' + type.text() + "\":\"" + value + '"';
    }
  }

  private final boolean negated;
  private final Effect effect;
  private final List<Name> names;

  PrincipalElement(boolean negated, Effect effect, List<Name> names) {
    this.negated = negated;
    this.effect = effect;
    this.names = List.copyOf(names);
  }

  boolean negated() {
    return negated;
  }

  String elementName() {
    return negated ? "NotPrincipal" : "Principal";
  }

  List<Name> names() {
    return names;
  }

  List<String> values() {
    var values = new ArrayList<String>();
    names.forEach(it -> values.add(it.type() == Type.EVERYBODY ? it.value() : it.quoted()));
    return values;
  }

  Grade grade(Evaluation evaluation) {
    PrincipalFacts principal = evaluation.principal();
    Grade named = Grade.NONE;
    for (Name name : names) {
      Grade grade = grade(name, principal);
      if (grade.compareTo(named) > 0) {
        named = grade;
      }
    }
    if (!negated) {
      return named;
    }
    if (effect == Effect.ALLOW) {
      return named == Grade.NONE ? Grade.DIRECT : Grade.NONE;
    }
    // Whoever has a permissions boundary is never excepted from a denial, says the documentation.
    boolean excepted = named == Grade.DIRECT && !evaluation.bounded();
    return excepted ? Grade.NONE : Grade.DIRECT;
  }

  private static Grade grade(Name name, PrincipalFacts principal) {
    return switch (name.type()) {
      case EVERYBODY -> Grade.DIRECT;
      case AWS -> aws(name, principal);
      case SERVICE -> direct(is(name, principal.serviceName()));
      case FEDERATED ->
          direct(
              is(name, principal.federatedProvider())
                  || (name.value().equals("*") && principal.federatedProvider().isPresent()));
      case CANONICAL_USER -> is(name, principal.canonicalId()) ? ofAccount(principal) : Grade.NONE;
    };
  }

  private static Grade aws(Name name, PrincipalFacts principal) {
    if (name.value().equals("*")) {
      return direct(principal.federatedProvider().isEmpty());
    }
    if (name.account().isPresent()) {
      return name.account().equals(principal.accountId()) ? ofAccount(principal) : Grade.NONE;
    }
    if (is(name, principal.arn()) || is(name, principal.uniqueId())) {
      return Grade.DIRECT;
    }
    boolean issuer = is(name, principal.issuerArn()) || is(name, principal.issuerId());
    return issuer ? Grade.ISSUER : Grade.NONE;
  }

  /** The root of an account is meant itself when its account is named. */
  private static Grade ofAccount(PrincipalFacts principal) {
    boolean itself = principal.kind() == PrincipalFacts.Kind.ROOT || !principal.hasIdentity();
    return itself ? Grade.DIRECT : Grade.ACCOUNT;
  }

  private static boolean is(Name name, Optional<String> fact) {
    return fact.isPresent() && fact.get().equals(name.value());
  }

  private static Grade direct(boolean matches) {
    return matches ? Grade.DIRECT : Grade.NONE;
  }
}
