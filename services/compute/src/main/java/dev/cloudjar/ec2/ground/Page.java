package dev.cloudjar.ec2.ground;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Some of many.
 *
 * @param nextToken where to go on; null where these are the last
 */
public record Page<R>(List<R> items, @Nullable String nextToken) {

  public <T> Page<T> map(Function<R, T> function) {
    return new Page<>(items.stream().map(function).toList(), nextToken);
  }
}
