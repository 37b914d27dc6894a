package dev.cloudjar.ec2.ground;

import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Who refers to whom: kept with each row, so that nothing has to be searched for. */
public final class References {
  private static final Table<Reference, Marker> REFERENCES =
      new Table<>("ec2.reference", Reference.CODEC, RecordCodec.of(Marker.class));
  private static final Marker MARKER = new Marker();

  private References() {}

  private record Marker() {}

  private record Reference(Place place, String target, String source) {
    static final KeyCodec<Reference> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(Reference key, KeyWriter out) {
            ResourceKey.Keys.write(key.place(), out).text(key.target()).text(key.source());
          }

          @Override
          public Reference read(KeyReader in) {
            return new Reference(ResourceKey.Keys.readPlace(in), in.text(), in.text());
          }
        };
  }

  static void change(
      Transaction transaction, Place place, String source, Set<String> before, Set<String> after) {
    for (String target : before) {
      if (!after.contains(target)) {
        REFERENCES.delete(transaction, new Reference(place, target, source));
      }
    }
    for (String target : after) {
      if (!before.contains(target)) {
        REFERENCES.put(transaction, new Reference(place, target, source), MARKER);
      }
    }
  }

  /** The ids of all resources of a kind that refer to a resource, in order. */
  public static List<String> to(Snapshot snapshot, Place place, String target, ResourceKind kind) {
    List<String> sources = new ArrayList<>();
    try (Rows<Reference, Marker> rows =
        REFERENCES.scan(
            snapshot,
            REFERENCES.startingWith(
                out ->
                    ResourceKey.Keys.write(place, out)
                        .text(target)
                        .textPrefix(kind.prefix() + "-")))) {
      while (rows.next()) {
        sources.add(rows.key().source());
      }
    }
    return sources;
  }

  /** Whether any resource of a kind refers to a resource. */
  public static boolean exist(Snapshot snapshot, Place place, String target, ResourceKind kind) {
    return !to(snapshot, place, target, kind).isEmpty();
  }
}
