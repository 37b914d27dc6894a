package dev.cloudjar.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code Principal} and {@code NotPrincipal}. */
final class PrincipalReader {
  private PrincipalReader() {}

  /** Whom a statement names. */
  record Principals(boolean negated, List<PrincipalElement.Name> names) {}

  static @Nullable Principals read(Json.Members statement) {
    Json plain = statement.all().get("Principal");
    Json negated = statement.all().get("NotPrincipal");
    if (plain != null && negated != null) {
      throw MalformedPolicyException.syntax("A statement has Principal or NotPrincipal, not both.");
    }
    if (plain != null) {
      return new Principals(false, names(plain, "Principal"));
    }
    return negated == null ? null : new Principals(true, names(negated, "NotPrincipal"));
  }

  private static List<PrincipalElement.Name> names(Json json, String element) {
    if (json instanceof Json.Scalar scalar && scalar.isString()) {
      if (!scalar.text().equals("*")) {
        throw MalformedPolicyException.syntax(element + " is a star or an object.");
      }
      return List.of(PrincipalElement.Name.of(PrincipalElement.Type.EVERYBODY, "*"));
    }
    if (!(json instanceof Json.Members types)) {
      throw MalformedPolicyException.syntax(element + " is a star or an object.");
    }
    var names = new ArrayList<PrincipalElement.Name>();
    for (Map.Entry<String, Json> entry : types.all().entrySet()) {
      PrincipalElement.Type type = PrincipalElement.Type.named(entry.getKey());
      if (type == null) {
        throw MalformedPolicyException.syntax("There is no principal type " + entry.getKey() + ".");
      }
      for (String value : PolicyReader.strings(entry.getValue(), entry.getKey())) {
        names.add(PrincipalElement.Name.of(type, value));
      }
    }
    return names;
  }
}
