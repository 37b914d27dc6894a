package dev.cloudjar.store;

import dev.cloudjar.store.ZoneRows.Copies;
import dev.cloudjar.store.ZoneRows.Copy;
import dev.cloudjar.store.ZonedWriter.Target;
import dev.cloudjar.store.ZonedWriter.Written;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a copy of each blob in each of several zones, or in one where no more is asked for. Every
 * block has a checksum: a copy that is gone or damaged is passed over when the blob is read, and
 * made anew from a good one. What was written before there were zones stays where it is.
 *
 * <p>Rows are in no zone: they tell what there is, as the index of a Region does.
 */
final class ZonedBlobs implements Blobs {
  private static final String MARK = "zoned-";

  private final Blobs home;
  private final List<Zone> zones;
  private final ZoneRows rows;
  private final ZoneRepairs repairs;
  private final BlobNames names = new BlobNames();
  private final Map<BlobId, Unadopted> unadopted = new ConcurrentHashMap<>();

  /** A blob that was written and that nobody has adopted. */
  private record Unadopted(Copies copies, List<Written> written) {}

  private ZonedBlobs(Blobs home, List<Zone> zones, ZoneRows rows) {
    this.home = home;
    this.zones = List.copyOf(zones);
    this.rows = rows;
    this.repairs = new ZoneRepairs(this.zones, rows);
    if (this.zones.stream().anyMatch(Zone::begunAnew)) {
      repairs.scrubSoon();
    }
  }

  /**
   * Opens the zones.
   *
   * @param home where blobs are from the time before
   */
  static ZonedBlobs open(
      Blobs home, ZoneDirectories directories, KeyValueStore store, Durability durability)
      throws IOException {
    List<Zone> zones = new ArrayList<>();
    try {
      for (int number = 0; number < directories.directories().size(); number++) {
        zones.add(new Zone(number, directories, store, durability));
      }
    } catch (IOException | RuntimeException e) {
      zones.forEach(Zone::close);
      throw e;
    }
    return new ZonedBlobs(home, zones, new ZoneRows(store));
  }

  @Override
  public boolean zoned() {
    return true;
  }

  @Override
  public BlobWriter create() throws IOException {
    return create(Long.MAX_VALUE);
  }

  @Override
  public BlobWriter create(long sizeBytes) throws IOException {
    return create(sizeBytes, Spread.EVERY_ZONE);
  }

  @Override
  public BlobWriter create(long sizeBytes, Spread spread) throws IOException {
    BlobId id = new BlobId(MARK + names.next().value());
    int wanted = spread == Spread.EVERY_ZONE ? zones.size() : 1;
    List<Target> targets = new ArrayList<>();
    for (Zone zone : preferred(id)) {
      if (targets.size() < wanted) {
        Target target = begin(zone, sizeBytes);
        if (target != null) {
          targets.add(target);
        }
      }
    }
    int least = spread == Spread.EVERY_ZONE ? zones.size() / 2 + 1 : 1;
    return new ZonedWriter(
        id,
        targets,
        least,
        (written, copies) ->
            unadopted.put(
                id,
                new Unadopted(
                    new Copies(spread, written, copies.stream().map(Written::copy).toList()),
                    copies)));
  }

  private @Nullable Target begin(Zone zone, long sizeBytes) {
    try {
      if (zone.restore()) {
        repairs.scrubSoon();
      }
      FileBlobs blobs = zone.blobs();
      return new Target(zone.number(), blobs, blobs.create(sizeBytes));
    } catch (IOException e) {
      return null;
    }
  }

  /** The zones, in an order that is another for other blobs. */
  private List<Zone> preferred(BlobId id) {
    int first = Math.floorMod(id.value().hashCode(), zones.size());
    List<Zone> order = new ArrayList<>(zones.subList(first, zones.size()));
    order.addAll(zones.subList(0, first));
    return order;
  }

  @Override
  public void adopt(Transaction transaction, BlobId id) {
    if (!isZoned(id)) {
      home.adopt(transaction, id);
      return;
    }
    Unadopted found = unadopted.get(id);
    if (found == null || rows.find(transaction, id) != null) {
      throw new IllegalStateException("there is no blob " + id.value() + " to be adopted");
    }
    found.written().forEach(each -> each.blobs().adopt(transaction, each.copy().id()));
    rows.put(transaction, id, found.copies());
    transaction.afterCommit(
        () -> {
          unadopted.remove(id);
          if (found.copies().spread() == Spread.EVERY_ZONE
              && found.written().size() < zones.size()) {
            repairs.add(id);
          }
        });
  }

  @Override
  public void release(Transaction transaction, BlobId id) {
    if (!isZoned(id)) {
      home.release(transaction, id);
      return;
    }
    Copies copies = adopted(transaction, id);
    copies.copies().forEach(copy -> release(transaction, copy));
    rows.delete(transaction, id);
  }

  @Override
  public void spread(Transaction transaction, BlobId id, Spread spread) {
    if (!isZoned(id)) {
      return;
    }
    Copies copies = adopted(transaction, id);
    if (copies.spread() == spread) {
      return;
    }
    List<Copy> kept = copies.copies();
    if (spread == Spread.ONE_ZONE) {
      Copy only =
          preferred(id).stream()
              .map(zone -> copies.in(zone.number()))
              .filter(Objects::nonNull)
              .findFirst()
              .orElseThrow();
      kept = List.of(only);
      copies.copies().stream()
          .filter(copy -> !copy.equals(only))
          .forEach(copy -> release(transaction, copy));
    }
    rows.put(transaction, id, new Copies(spread, copies.sizeBytes(), kept));
    transaction.afterCommit(() -> repairs.add(id));
  }

  private Copies adopted(Transaction transaction, BlobId id) {
    Copies copies = rows.find(transaction, id);
    if (copies == null) {
      throw new IllegalStateException("blob " + id.value() + " is not adopted");
    }
    return copies;
  }

  private void release(Transaction transaction, Copy copy) {
    zones.get(copy.zone()).blobs().release(transaction, copy.id());
  }

  @Override
  public void discard(BlobId id) {
    if (!isZoned(id)) {
      home.discard(id);
    } else if (rows.find(id) == null) {
      Unadopted unwanted = unadopted.remove(id);
      if (unwanted != null) {
        unwanted.written().forEach(each -> each.blobs().discard(each.copy().id()));
      }
    }
  }

  @Override
  public Blob open(BlobId id) throws IOException {
    if (!isZoned(id)) {
      return home.open(id);
    }
    Copies copies = find(id);
    List<Copy> order =
        preferred(id).stream()
            .map(zone -> copies.in(zone.number()))
            .filter(Objects::nonNull)
            .toList();
    ZonedBlob blob =
        new ZonedBlob(
            id,
            copies.sizeBytes(),
            order,
            copy -> zones.get(copy.zone()).blobs().open(copy.id()),
            () -> repairs.add(id));
    try {
      blob.check();
      return blob;
    } catch (LostBlobException e) {
      find(id);
      throw e;
    }
  }

  /**
   * @throws NoSuchFileException where there is no such blob, or none any more
   */
  private Copies find(BlobId id) throws NoSuchFileException {
    Copies copies = rows.find(id);
    if (copies == null) {
      Unadopted written = unadopted.get(id);
      copies = written == null ? rows.find(id) : written.copies();
    }
    if (copies == null) {
      throw new NoSuchFileException(id.value());
    }
    return copies;
  }

  /** Reads every copy of every blob, and makes those anew that are gone or damaged. */
  Scrub scrub() {
    return repairs.scrub();
  }

  /** The zones that there are. */
  List<Zone> zones() {
    return zones;
  }

  private static boolean isZoned(BlobId id) {
    return id.value().startsWith(MARK);
  }

  @Override
  public void close() {
    repairs.close();
    try {
      zones.forEach(Zone::close);
    } finally {
      home.close();
    }
  }
}
