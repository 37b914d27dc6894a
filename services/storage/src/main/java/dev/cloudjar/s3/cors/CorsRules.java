package dev.cloudjar.s3.cors;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules of a bucket, of which the first that applies counts. */
public record CorsRules(List<CorsRule> rules) {

  /**
   * What a page is allowed; null for nothing.
   *
   * @param method that the page uses or wants to use
   * @param requestedHeaders that the page wants to send, by name
   */
  public @Nullable Allowance allowance(
      String origin, String method, List<String> requestedHeaders) {
    for (CorsRule rule : rules) {
      Allowance found = rule.allowance(origin, method, requestedHeaders);
      if (found != null) {
        return found;
      }
    }
    return null;
  }
}
