package dev.cloudjar.organizations;

import dev.cloudjar.organizations.OrganizationStore.Page;
import dev.cloudjar.organizations.OrganizationStore.Row;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list somebody asks for.
 *
 * @param token where the part before it ended; null for the first one
 * @param maxResults null for as many as there are on a page
 */
record Listing(@Nullable String token, @Nullable Integer maxResults) {
  /** As many as AWS gives at a time. */
  private static final int MOST_PER_PAGE = 20;

  private int limit() {
    return maxResults == null ? MOST_PER_PAGE : Math.min(maxResults, MOST_PER_PAGE);
  }

  /** All that hangs on something, as {@code shown}. */
  <V, T> Page<T> of(
      Snapshot snapshot,
      Table<OrganizationKey, V> table,
      String organizationId,
      String holder,
      Function<Row<V>, T> shown) {
    return rows(snapshot, table, organizationId, holder, "").map(shown);
  }

  /** The rows of what hangs on something and has an id that begins with {@code prefix}. */
  <V> Page<Row<V>> rows(
      Snapshot snapshot,
      Table<OrganizationKey, V> table,
      String organizationId,
      String holder,
      String prefix) {
    return OrganizationStore.page(snapshot, table, organizationId, holder, prefix, token, limit());
  }
}
