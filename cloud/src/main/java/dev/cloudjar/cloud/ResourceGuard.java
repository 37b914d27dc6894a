package dev.cloudjar.cloud;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a resource itself says of who may use it. Asked only where a decision depends on it, at most
 * once each.
 */
public interface ResourceGuard {

  /** A resource that says nothing: policies of the caller's own account decide. */
  ResourceGuard NONE = new ResourceGuard() {};

  /** The resource's policy as JSON; empty where it has none. */
  default Optional<String> policy() {
    return Optional.empty();
  }

  /** The resource's tags. */
  default Map<String, String> tags() {
    return Map.of();
  }

  /**
   * The values of a condition key that the resource or the request for it brings; empty where the
   * key is absent. For keys that cost something to find; others come with the {@link Gate.Need}.
   *
   * @param lowerCaseKey such as {@code s3:existingobjecttag/state}
   */
  default List<String> values(String lowerCaseKey) {
    return List.of();
  }

  /**
   * What lets a caller use an action besides any policy, such as an access control list or a grant,
   * by the name that explanations give it; empty where nothing does. It counts as a resource-based
   * policy would.
   */
  default Optional<String> grant(Call call, String action) {
    return Optional.empty();
  }

  /**
   * Whether policies of callers count only where the resource's own policy gives their account the
   * right, as for KMS keys and for the trust of roles.
   */
  default boolean policyDecides() {
    return false;
  }

  /** Whether AWS manages the resource in the account's name, as it does some keys of KMS. */
  default boolean isManagedByAws() {
    return false;
  }

  /**
   * The value of a tag as condition keys ask for it: the keys of tags differ by case, those of
   * conditions do not. Empty where there is none.
   */
  static List<String> tag(Map<String, String> tags, String lowerCaseName) {
    for (Map.Entry<String, String> tag : tags.entrySet()) {
      if (tag.getKey().toLowerCase(Locale.ROOT).equals(lowerCaseName)) {
        return List.of(tag.getValue());
      }
    }
    return List.of();
  }
}
