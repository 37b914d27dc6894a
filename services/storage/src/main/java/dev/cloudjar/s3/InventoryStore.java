package dev.cloudjar.s3;

import dev.cloudjar.s3.inventory.InventoryManifest.DataFile;
import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of reports that are being made. */
final class InventoryStore {
  private final Table<Place, Run> runs =
      new Table<>("s3.inventory-run", Place.CODEC, RecordCodec.of(Run.class));

  /** Which configuration of which bucket. */
  record Place(long bucket, String id) {
    private static final KeyCodec<Place> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(Place place, KeyWriter out) {
            out.number(place.bucket).text(place.id);
          }

          @Override
          public Place read(KeyReader in) {
            return new Place(in.number(), in.text());
          }
        };
  }

  /**
   * How far a report has come.
   *
   * @param name unique, which the names of its files begin with
   * @param began when it fell due
   * @param afterKey the last key that is in a file; null before the first
   * @param afterVersionId the last version of it that is, in a report of all versions
   * @param complete whether all files are there
   */
  record Run(
      String name,
      Instant began,
      @Nullable String afterKey,
      @Nullable String afterVersionId,
      boolean complete,
      List<DataFile> files) {

    static Run begin(String name, Instant began) {
      return new Run(name, began, null, null, false, List.of());
    }

    Run with(@Nullable DataFile file, @Nullable ListedVersion last, boolean done) {
      List<DataFile> all = new ArrayList<>(files);
      if (file != null) {
        all.add(file);
      }
      return new Run(
          name,
          began,
          last == null ? afterKey : last.key(),
          last == null ? afterVersionId : last.version().versionId(),
          done,
          List.copyOf(all));
    }
  }

  @Nullable Run find(Snapshot snapshot, Place place) {
    return runs.get(snapshot, place);
  }

  void put(Transaction transaction, Place place, Run run) {
    runs.put(transaction, place, run);
  }

  void delete(Transaction transaction, Place place) {
    runs.delete(transaction, place);
  }
}
