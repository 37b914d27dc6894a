package dev.cloudjar.kms;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Leave for somebody to use a key, beside its policy.
 *
 * @param id 64 hexadecimal digits
 * @param operations such as {@code GenerateDataKey} or {@code ReEncryptFrom}
 * @param issuer the ARN of the root of the account that made it
 */
record Grant(
    String id,
    Optional<String> name,
    String grantee,
    Optional<String> retiring,
    List<String> operations,
    Constraints constraints,
    Instant created,
    String issuer) {

  /**
   * What the encryption context of a request must be like.
   *
   * @param equal the context must be this; empty for no such constraint
   * @param subset the context must have these pairs; empty for no such constraint
   */
  record Constraints(Optional<Map<String, String>> equal, Optional<Map<String, String>> subset) {
    static final Constraints NONE = new Constraints(Optional.empty(), Optional.empty());

    boolean allow(Map<String, String> context) {
      return equal.map(context::equals).orElse(true)
          && subset.map(it -> context.entrySet().containsAll(it.entrySet())).orElse(true);
    }

    /** Whether everything that {@code other} allows is allowed here, too. */
    boolean cover(Constraints other) {
      boolean sameEqual = equal.isEmpty() || equal.equals(other.equal());
      boolean withinSubset =
          subset.isEmpty()
              || other
                  .equal()
                  .or(other::subset)
                  .map(it -> it.entrySet().containsAll(subset.get().entrySet()))
                  .orElse(false);
      return sameEqual && withinSubset;
    }
  }

  /** What somebody wants to do by a grant. */
  record Wish(String operation, Map<String, String> context, Optional<Child> child) {}

  /** A grant that somebody wants to make by another one. */
  record Child(List<String> operations, Constraints constraints) {}

  /** Whether the grant gives leave, given that the caller is its grantee. */
  boolean allows(Wish wish) {
    if (!operations.contains(wish.operation())) {
      return false;
    }
    return switch (wish.operation()) {
      case "DescribeKey", "RetireGrant", "GetPublicKey" -> true;
      case "CreateGrant" ->
          wish.child()
              .map(
                  it ->
                      operations.containsAll(it.operations())
                          && constraints.cover(it.constraints()))
              .orElse(false);
      default -> constraints.allow(wish.context());
    };
  }

  /** Whether a request for a grant of that name asks for what this one is. */
  boolean isLike(Grant other) {
    return name.equals(other.name())
        && grantee.equals(other.grantee())
        && retiring.equals(other.retiring())
        && operations.equals(other.operations())
        && constraints.equals(other.constraints());
  }
}
