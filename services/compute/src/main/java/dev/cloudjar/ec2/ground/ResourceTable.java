package dev.cloudjar.ec2.ground;

import dev.cloudjar.store.KeyRange;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The resources of a kind, by account, Region and id, with what they refer to.
 *
 * @param <R> the rows
 */
public final class ResourceTable<R extends Ec2Resource> {
  private static final String PREFIX = "ec2.";

  private final ResourceKind kind;
  private final Table<ResourceKey, R> table;
  private final boolean isResource;

  public ResourceTable(ResourceKind kind, Class<R> type) {
    this.kind = kind;
    this.table = new Table<>(PREFIX + kind.type(), ResourceKey.CODEC, RecordCodec.of(type));
    this.isResource = true;
  }

  /**
   * Of what resources may have beside their rows. It refers to nothing, and has no tags of its own.
   *
   * @param aspect what it is, such as {@code lock}
   */
  public ResourceTable(ResourceKind kind, String aspect, Class<R> type) {
    this.kind = kind;
    this.table =
        new Table<>(PREFIX + kind.type() + "-" + aspect, ResourceKey.CODEC, RecordCodec.of(type));
    this.isResource = false;
  }

  private record Anything() {}

  /** Whether there is a resource, of whatever kind. */
  static boolean exists(Snapshot snapshot, Place place, ResourceKind kind, String id) {
    return new Table<>(PREFIX + kind.type(), ResourceKey.CODEC, RecordCodec.of(Anything.class))
        .contains(snapshot, new ResourceKey(place, id));
  }

  public ResourceKind kind() {
    return kind;
  }

  public @Nullable R find(Snapshot snapshot, Place place, String id) {
    return table.get(snapshot, new ResourceKey(place, id));
  }

  /**
   * The resource of an id.
   *
   * @throws dev.cloudjar.cloud.Fault where there is none
   */
  public R require(Snapshot snapshot, Place place, String id) {
    R found = find(snapshot, place, id);
    if (found == null) {
      throw Ec2Faults.notFound(kind, id);
    }
    return found;
  }

  /** Makes a resource, or puts it in the place of the one with its id. */
  public void put(Transaction transaction, Place place, R resource) {
    R before = find(transaction, place, resource.id());
    References.change(
        transaction,
        place,
        resource.id(),
        before == null ? Set.of() : before.references(),
        resource.references());
    table.put(transaction, new ResourceKey(place, resource.id()), resource);
  }

  /** Deletes a resource and its tags. */
  public void delete(Transaction transaction, Place place, R resource) {
    References.change(transaction, place, resource.id(), resource.references(), Set.of());
    table.delete(transaction, new ResourceKey(place, resource.id()));
    if (isResource) {
      ResourceTags.deleteAll(transaction, place, resource.id());
    }
  }

  /** Those that refer to a resource, in the order of their ids. */
  public List<R> referring(Snapshot snapshot, Place place, String target) {
    List<R> found = new ArrayList<>();
    for (String id : References.to(snapshot, place, target, kind)) {
      found.add(require(snapshot, place, id));
    }
    return found;
  }

  /** All of a place, in the order of their ids. */
  public Rows<ResourceKey, R> all(Snapshot snapshot, Place place) {
    return table.scan(snapshot, range(place));
  }

  /** All of all places. */
  public Rows<ResourceKey, R> everywhere(Snapshot snapshot) {
    return table.scan(snapshot, table.all());
  }

  /** Those of a place whose ids come after another. */
  Rows<ResourceKey, R> after(Snapshot snapshot, Place place, String id) {
    // The next key after an id is the id with a zero byte more.
    return table.scan(snapshot, range(place).from(table.encode(new ResourceKey(place, id + "\0"))));
  }

  private KeyRange range(Place place) {
    return table.startingWith(out -> ResourceKey.Keys.write(place, out));
  }
}
