package dev.cloudjar.catalog;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The constraints of a structure.
 *
 * @param name the simple name of the SDK's class
 * @param members by their name in the model, such as {@code QueueName}; those without any
 *     constraint, their own or further down, are left out
 */
public record ShapeModel(String name, Map<String, Member> members) {

  /**
   * The constraints of a member.
   *
   * @param required whether it must be there
   * @param value the constraints of its value
   */
  public record Member(boolean required, Value value) {}

  /**
   * The constraints of a value.
   *
   * @param min the least length, size or number; null for none
   * @param max the greatest length, size or number; null for none
   * @param pattern the regular expression that the whole text must match; null for none
   * @param oneOf the texts that are allowed; empty for all
   * @param sensitive whether it must not be repeated in a message
   * @param shape the structure that it is, if that constrains anything; null where it is none
   * @param element the constraints of a list's elements or a map's values; null for none
   * @param key the constraints of a map's keys; null for none
   */
  public record Value(
      @Nullable BigDecimal min,
      @Nullable BigDecimal max,
      @Nullable String pattern,
      List<String> oneOf,
      boolean sensitive,
      @Nullable String shape,
      @Nullable Value element,
      @Nullable Value key) {}
}
