package dev.cloudjar.s3.website;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a bucket is a website.
 *
 * @param indexSuffix what a folder shows; null where all requests lead elsewhere
 * @param errorKey what is shown instead of errors; null for pages of AWS's
 * @param redirectAll where all requests lead; null for nowhere
 * @param rules in their order
 */
public record Website(
    @Nullable String indexSuffix,
    @Nullable String errorKey,
    @Nullable Redirect redirectAll,
    List<RoutingRule> rules) {

  /** The key that is shown for another one: folders show their index. */
  public String shown(String key) {
    return key.isEmpty() || key.endsWith("/") ? key + indexSuffix : key;
  }

  /** The rule for a key before anything is looked up; null for none. */
  public @Nullable RoutingRule before(String key) {
    return rules.stream().filter(rule -> rule.appliesBefore(key)).findFirst().orElse(null);
  }

  /** The rule for a key that came to an error; null for none. */
  public @Nullable RoutingRule after(String key, int status) {
    return rules.stream().filter(rule -> rule.appliesAfter(key, status)).findFirst().orElse(null);
  }
}
