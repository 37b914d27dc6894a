package dev.cloudjar.ec2.ground;

import dev.cloudjar.ec2.ground.Selection.Criterion;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Snapshot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the resources of a kind that a caller wants to be told of: by ids, by filters, page by
 * page. All kinds know the filters {@code tag:KEY} and {@code tag-key}.
 *
 * @param <R> the resources
 */
public final class Listing<R extends Ec2Resource> {
  private static final int MOST_FILTER_VALUES = 200;

  private final ResourceTable<R> table;
  private final Map<String, Values<R>> filters = new HashMap<>();
  private final TreeSet<String> references = new TreeSet<>();
  private int least = 5;
  private int most = 1_000;

  /** What a filter looks at. */
  @FunctionalInterface
  public interface Values<R> {
    List<String> of(Snapshot snapshot, Place place, R resource);
  }

  public Listing(ResourceTable<R> table) {
    this.table = table;
  }

  /** How large a page may be. */
  public Listing<R> pages(int leastAtOnce, int mostAtOnce) {
    least = leastAtOnce;
    most = mostAtOnce;
    return this;
  }

  /** A filter on a text, a number or a boolean. */
  public Listing<R> by(String name, Function<R, @Nullable Object> value) {
    return byEach(
        name,
        resource -> {
          Object found = value.apply(resource);
          return found == null ? List.of() : List.of(found.toString());
        });
  }

  /** A filter on several texts, any of which may do. */
  public Listing<R> byEach(String name, Function<R, List<String>> values) {
    return byLooking(name, (snapshot, place, resource) -> values.apply(resource));
  }

  /** A filter on what the resource refers to, by which it is found without looking at others. */
  public Listing<R> byReference(String name, Function<R, @Nullable Object> value) {
    references.add(name);
    return by(name, value);
  }

  /** A filter on what other rows say. */
  public Listing<R> byLooking(String name, Values<R> values) {
    filters.put(name, values);
    return this;
  }

  /**
   * A page of those that are wanted.
   *
   * @throws dev.cloudjar.cloud.Fault for ids that are not there and filters that nobody knows
   */
  public Page<R> page(Snapshot snapshot, Place place, Selection selection) {
    check(selection);
    int limit = selection.maxResults() == null ? most : selection.maxResults();
    String after = decode(selection.nextToken());
    if (!selection.ids().isEmpty()) {
      List<String> ids = new ArrayList<>(selection.ids());
      ids.forEach(id -> table.require(snapshot, place, id));
      return page(snapshot, place, selection, ids.stream().distinct().sorted().toList(), limit);
    }
    for (Criterion criterion : selection.criteria()) {
      if (references.contains(criterion.name())
          && criterion.values().stream().noneMatch(Wildcards::areIn)) {
        TreeSet<String> ids = new TreeSet<>();
        criterion
            .values()
            .forEach(target -> ids.addAll(References.to(snapshot, place, target, table.kind())));
        return page(snapshot, place, selection, List.copyOf(ids), limit);
      }
    }
    try (Rows<ResourceKey, R> rows =
        after.isEmpty() ? table.all(snapshot, place) : table.after(snapshot, place, after)) {
      List<R> found = new ArrayList<>();
      while (rows.next()) {
        R each = rows.value();
        if (meets(snapshot, place, each, selection)) {
          if (found.size() == limit) {
            return new Page<>(found, encode(found.getLast().id()));
          }
          found.add(each);
        }
      }
      return new Page<>(found, null);
    }
  }

  /** Whether a resource, perhaps another account's, is one of those that are wanted. */
  public boolean isWanted(Snapshot snapshot, Place place, R resource, Selection selection) {
    check(selection);
    return (selection.ids().isEmpty() || selection.ids().contains(resource.id()))
        && meets(snapshot, place, resource, selection);
  }

  private Page<R> page(
      Snapshot snapshot, Place place, Selection selection, List<String> sortedIds, int limit) {
    String after = decode(selection.nextToken());
    List<R> found = new ArrayList<>();
    for (String id : sortedIds) {
      R each = id.compareTo(after) > 0 ? table.find(snapshot, place, id) : null;
      if (each != null && meets(snapshot, place, each, selection)) {
        if (found.size() == limit) {
          return new Page<>(found, encode(found.getLast().id()));
        }
        found.add(each);
      }
    }
    return new Page<>(found, null);
  }

  private void check(Selection selection) {
    Integer wanted = selection.maxResults();
    if (wanted != null && (wanted < least || wanted > most)) {
      throw Ec2Faults.invalidMaxResults(wanted, least, most);
    }
    int values = 0;
    for (Criterion criterion : selection.criteria()) {
      String name = criterion.name();
      if (!name.startsWith("tag:") && !name.equals("tag-key") && !filters.containsKey(name)) {
        throw Ec2Faults.invalidFilter(name);
      }
      values += criterion.values().size();
    }
    if (values > MOST_FILTER_VALUES) {
      throw Ec2Faults.filterLimitExceeded(MOST_FILTER_VALUES);
    }
  }

  private boolean meets(Snapshot snapshot, Place place, R resource, Selection selection) {
    for (Criterion criterion : selection.criteria()) {
      if (!criterion.isMetBy(values(snapshot, place, resource, criterion.name()))) {
        return false;
      }
    }
    return true;
  }

  private List<String> values(Snapshot snapshot, Place place, R resource, String filter) {
    if (filter.startsWith("tag:")) {
      String value =
          ResourceTags.of(snapshot, place, resource.id()).get(filter.substring("tag:".length()));
      return value == null ? List.of() : List.of(value);
    }
    Values<R> values = filters.get(filter);
    return values == null
        ? List.copyOf(ResourceTags.of(snapshot, place, resource.id()).keySet())
        : Objects.requireNonNull(values).of(snapshot, place, resource);
  }

  static String encode(String position) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(position.getBytes(StandardCharsets.UTF_8));
  }

  /** Where a page begins; an empty text for the first one. */
  static String decode(@Nullable String token) {
    if (token == null) {
      return "";
    }
    try {
      return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Ec2Faults.invalidNextToken();
    }
  }
}
