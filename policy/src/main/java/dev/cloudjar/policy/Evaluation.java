package dev.cloudjar.policy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request while it is decided, and what has been learned of its condition keys. */
final class Evaluation {
  private final AccessRequest request;
  private final String action;
  private final boolean bounded;
  private final Map<String, List<String>> known = new HashMap<>();

  /**
   * @param bounded whether the principal has a permissions boundary, which {@code NotPrincipal}
   *     cares for
   */
  Evaluation(AccessRequest request, boolean bounded) {
    this.request = request;
    this.action = Template.fold(request.action());
    this.bounded = bounded;
  }

  AccessRequest request() {
    return request;
  }

  PrincipalFacts principal() {
    return request.principal();
  }

  /** In small letters. */
  String action() {
    return action;
  }

  String resource() {
    return request.resourceArn();
  }

  boolean bounded() {
    return bounded;
  }

  /** The values of a key, whose name is in small letters. */
  List<String> values(String key) {
    List<String> values = known.get(key);
    if (values == null) {
      values = request.context().values(key);
      known.put(key, values);
    }
    return values;
  }

  /** The value of a key for a variable: keys with several values cannot be variables. */
  @Nullable String single(String key) {
    List<String> values = values(key);
    return values.size() == 1 ? values.getFirst() : null;
  }
}
