package dev.cloudjar.catalog;

import org.jspecify.annotations.Nullable;

/**
 * How a member travels in the Query protocol.
 *
 * @param name its name in the form or its element in the response, such as {@code
 *     MessageAttribute}; of a flattened list or map, the name of each entry
 * @param flattened whether entries follow the name directly, as in {@code Attribute.1.Name}
 * @param element the name of a list's elements where it is not flattened; null for {@code member}
 * @param key the name of a map entry's key; null for {@code key}
 * @param value the name of a map entry's value; null for {@code value}
 */
public record QueryName(
    String name,
    boolean flattened,
    @Nullable String element,
    @Nullable String key,
    @Nullable String value) {}
