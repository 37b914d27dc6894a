package dev.cloudjar.ec2.ground;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which resources a caller wants to be told of.
 *
 * @param ids those alone; empty for all
 * @param criteria what all of them meet
 * @param maxResults at most so many at once; null for the usual
 * @param nextToken where the last page ended; null for the first page
 */
public record Selection(
    List<String> ids,
    List<Criterion> criteria,
    @Nullable Integer maxResults,
    @Nullable String nextToken) {

  /**
   * A filter of a request.
   *
   * @param values any of them, with {@code *} and {@code ?} for what is left open
   */
  public record Criterion(String name, List<String> values) {
    /** Whether one of the values is met. */
    public boolean isMetBy(List<String> actual) {
      return values.stream()
          .map(Wildcards::new)
          .anyMatch(pattern -> actual.stream().anyMatch(pattern::matches));
    }
  }
}
