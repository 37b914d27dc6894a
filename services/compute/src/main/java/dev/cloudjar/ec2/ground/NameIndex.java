package dev.cloudjar.ec2.ground;

import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.util.Optional;

/** The ids of resources of one kind whose names are unique in an account and Region. */
public final class NameIndex {
  private final Table<Name, Id> ids;

  /**
   * @param table the name of the table that keeps it
   */
  public NameIndex(String table) {
    this.ids = new Table<>(table, Name.CODEC, RecordCodec.of(Id.class));
  }

  private record Id(String id) {}

  private record Name(Place place, String name) {
    static final KeyCodec<Name> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(Name key, KeyWriter out) {
            ResourceKey.Keys.write(key.place(), out).text(key.name());
          }

          @Override
          public Name read(KeyReader in) {
            return new Name(ResourceKey.Keys.readPlace(in), in.text());
          }
        };
  }

  /** The id of what has a name. */
  public Optional<String> id(Snapshot snapshot, Place place, String name) {
    return Optional.ofNullable(ids.get(snapshot, new Name(place, name))).map(Id::id);
  }

  /** Gives a name, which must be free. */
  public void put(Transaction transaction, Place place, String name, String id) {
    ids.put(transaction, new Name(place, name), new Id(id));
  }

  /** Frees a name. */
  public void delete(Transaction transaction, Place place, String name) {
    ids.delete(transaction, new Name(place, name));
  }
}
