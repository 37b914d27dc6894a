package dev.cloudjar.s3.cors;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A rule of a bucket.
 *
 * @param origins scheme, host and port of each, or a star for all or within one
 * @param methods such as {@code GET}
 * @param headers that requests may have, by names in any case, with a star in each at most
 * @param exposed the headers of answers that pages may read
 * @param maxAgeSeconds how long a browser need not ask again; null where it is not said
 */
public record CorsRule(
    List<String> origins,
    List<String> methods,
    List<String> headers,
    List<String> exposed,
    @Nullable Long maxAgeSeconds) {

  /** What the rule allows a page; null where it is about another origin, method or header. */
  @Nullable Allowance allowance(String origin, String method, List<String> requestedHeaders) {
    String allowed = allowedOrigin(origin);
    return allowed != null
            && methods.contains(method)
            && requestedHeaders.stream().allMatch(this::allowsHeader)
        ? new Allowance(this, allowed, requestedHeaders)
        : null;
  }

  /** Everybody as a star, anybody else by name; null for nobody. */
  private @Nullable String allowedOrigin(String origin) {
    for (String each : origins) {
      if (new Pattern(each).matches(origin)) {
        return each.equals("*") ? each : origin;
      }
    }
    return null;
  }

  private boolean allowsHeader(String name) {
    return headers.stream()
        .anyMatch(
            each ->
                new Pattern(each.toLowerCase(Locale.ROOT)).matches(name.toLowerCase(Locale.ROOT)));
  }
}
