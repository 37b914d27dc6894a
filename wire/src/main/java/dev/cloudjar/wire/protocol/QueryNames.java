package dev.cloudjar.wire.protocol;

import dev.cloudjar.catalog.QueryName;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/** How members are called in the Query protocol where the SDK's metadata tells of another one. */
final class QueryNames {
  /** The SDK's metadata tells it all. */
  static final QueryNames NONE = new QueryNames(Map.of());

  private final Map<String, QueryName> table;
  private final Map<Member, Optional<QueryName>> found = new ConcurrentHashMap<>();

  /**
   * Names.
   *
   * @param table by the simple name of the SDK's class, a dot and the member
   */
  QueryNames(Map<String, QueryName> table) {
    this.table = table;
  }

  boolean isEmpty() {
    return table.isEmpty();
  }

  /** The name of a member of an object or a builder; null for the one of its metadata. */
  @Nullable QueryName of(SdkPojo pojo, Member member) {
    return table.isEmpty()
        ? null
        : found.computeIfAbsent(member, first -> find(pojo, first)).orElse(null);
  }

  private Optional<QueryName> find(SdkPojo pojo, Member member) {
    Class<?> owner = pojo.getClass().getEnclosingClass();
    String shape = (owner == null ? pojo.getClass() : owner).getSimpleName();
    return Optional.ofNullable(table.get(shape + '.' + member.modelName));
  }
}
