package dev.cloudjar.policy;

import java.util.List;

/**
 * A list of actions or resources as a statement has it.
 *
 * @param name as the statement writes it, such as {@code NotAction}
 * @param negated whether what is listed is what the statement is not about
 */
public record Element(String name, boolean negated, List<String> values) {
  public Element {
    values = List.copyOf(values);
  }
}
