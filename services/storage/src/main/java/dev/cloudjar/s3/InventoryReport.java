package dev.cloudjar.s3;

import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Work;
import dev.cloudjar.s3.BucketInventory.Subject;
import dev.cloudjar.s3.InventoryStore.Place;
import dev.cloudjar.s3.InventoryStore.Run;
import dev.cloudjar.s3.inventory.InventoryManifest;
import dev.cloudjar.s3.inventory.InventoryManifest.DataFile;
import dev.cloudjar.s3.inventory.ReportFile;
import dev.cloudjar.store.Snapshot;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes inventories: file by file, each no larger than memory easily holds, and what comes after a
 * crash goes on behind the last one. Where the destination takes no file, there is no report until
 * the next one is due.
 */
final class InventoryReport {
  private static final System.Logger LOG = System.getLogger(InventoryReport.class.getName());
  private static final int ROWS_AT_A_TIME = 1_000;
  private static final int ROWS_OF_FILE = 100_000;
  private static final long BYTES_OF_FILE = 8L << 20;

  private final Cloud cloud;
  private final BucketStore buckets;
  private final ConfigurationStore configurations;
  private final InventoryStore runs;
  private final ObjectListings listings;
  private final InventoryRows rows;
  private final DeliveryOperations operations;

  InventoryReport(
      Cloud cloud,
      BucketStore buckets,
      ConfigurationStore configurations,
      ObjectListings listings,
      InventoryRows rows,
      DeliveryOperations operations) {
    this.cloud = cloud;
    this.buckets = buckets;
    this.configurations = configurations;
    this.runs = new InventoryStore();
    this.listings = listings;
    this.rows = rows;
    this.operations = operations;
  }

  /** What a report is made of and for. */
  private record Order(Bucket bucket, InventoryPlan plan) {}

  void run(Work.Item item) {
    Subject subject = BucketInventory.PAYLOAD.read(item.payload());
    Place place = new Place(subject.number(), subject.id());
    Order order =
        cloud.store().read(snapshot -> Optional.ofNullable(order(snapshot, subject))).orElse(null);
    if (order == null) {
      forget(place);
      return;
    }
    try {
      write(order, place, begun(place, item));
    } catch (Fault e) {
      LOG.log(
          System.Logger.Level.INFO,
          "The inventory {0} of {1} finds no place: {2}",
          subject.id(),
          subject.bucket(),
          e.code());
    }
    cloud
        .store()
        .transact(
            transaction -> {
              runs.delete(transaction, place);
              cloud
                  .work()
                  .schedule(
                      transaction,
                      BucketInventory.KIND,
                      subject.name(),
                      order.plan().next(cloud.clock().now()),
                      item.payload());
              return place;
            });
  }

  /** Null where nothing is to be reported any more. */
  private @Nullable Order order(Snapshot snapshot, Subject subject) {
    Bucket bucket = buckets.find(snapshot, subject.partition(), subject.bucket());
    if (bucket == null || bucket.number() != subject.number()) {
      return null;
    }
    ConfigurationStore.Entry entry =
        configurations.find(snapshot, bucket, ConfigurationKind.INVENTORY.name(), subject.id());
    if (entry == null || entry.document() == null) {
      return null;
    }
    InventoryPlan plan = InventoryPlan.of(entry.document());
    return plan.enabled() ? new Order(bucket, plan) : null;
  }

  private void forget(Place place) {
    cloud
        .store()
        .transact(
            transaction -> {
              runs.delete(transaction, place);
              return place;
            });
  }

  /** The report that a crash broke off, or a new one. */
  private Run begun(Place place, Work.Item item) {
    return cloud
        .store()
        .transact(
            transaction -> {
              Run known = runs.find(transaction, place);
              if (known != null) {
                return known;
              }
              Run run = Run.begin(cloud.ids().uuid(), item.due());
              runs.put(transaction, place, run);
              return run;
            });
  }

  private void write(Order order, Place place, Run begun) {
    Run run = begun;
    while (!run.complete()) {
      Run next = writeFile(order, run);
      cloud
          .store()
          .transact(
              transaction -> {
                runs.put(transaction, place, next);
                return place;
              });
      run = next;
    }
    writeManifest(order, run);
  }

  private Run writeFile(Order order, Run run) {
    InventoryPlan plan = order.plan();
    ReportFile file = plan.form().begin(plan.fields());
    Run reached = run;
    int count = 0;
    boolean more = true;
    while (more && count < ROWS_OF_FILE && file.sizeBytes() < BYTES_OF_FILE) {
      Run from = reached;
      Page<ListedVersion> page = cloud.store().read(snapshot -> page(snapshot, order, from, file));
      count += page.entries().size();
      more = page.last() != null;
      reached =
          page.entries().isEmpty() ? reached : reached.with(null, page.entries().getLast(), false);
    }
    if (count == 0) {
      return reached.with(null, null, true);
    }
    byte[] content = file.finish();
    String key = plan.dataKey(order.bucket(), run.name(), run.files().size());
    operations.putReport(order.bucket(), plan, key, content);
    return reached.with(new DataFile(key, content.length, md5(content)), null, !more);
  }

  /** The versions that follow, added to a file. */
  private Page<ListedVersion> page(Snapshot snapshot, Order order, Run from, ReportFile file) {
    Page<ListedVersion> page = list(snapshot, order, from);
    for (ListedVersion each : page.entries()) {
      file.add(rows.of(snapshot, order.bucket(), each));
    }
    return page;
  }

  private Page<ListedVersion> list(Snapshot snapshot, Order order, Run from) {
    Bucket bucket = order.bucket();
    Listing listing = new Listing(order.plan().prefix(), null, ROWS_AT_A_TIME);
    String key = from.afterKey();
    String version = from.afterVersionId();
    ObjectListings.Start start =
        key == null ? ObjectListings.BEGINNING : new ObjectListings.Start.AfterKey(key);
    if (order.plan().versions()) {
      return key == null || version == null
          ? listings.versions(snapshot, bucket, listing, start)
          : listings.versionsAfter(snapshot, bucket, listing, key, version);
    }
    Page<ListedObject> page = listings.objects(snapshot, bucket, listing, start);
    List<ListedVersion> entries =
        page.entries().stream().map(it -> new ListedVersion(it.key(), it.object(), true)).toList();
    return new Page<>(
        entries,
        List.of(),
        page.last() == null ? null : new Page.Last<>(entries.getLast().key(), entries.getLast()));
  }

  private void writeManifest(Order order, Run run) {
    InventoryPlan plan = order.plan();
    Bucket bucket = order.bucket();
    byte[] manifest =
        new InventoryManifest(
                bucket.name(),
                "arn:" + Partition.of(bucket.region()) + ":s3:::" + plan.destination(),
                run.began(),
                plan.form(),
                plan.fields(),
                run.files())
            .json();
    String links =
        run.files().stream()
            .map(file -> "s3://" + plan.destination() + "/" + file.key())
            .collect(Collectors.joining("\n"));
    put(order, plan.symlinkKey(bucket, run.began()), links.getBytes(StandardCharsets.UTF_8));
    put(order, plan.manifestKey(bucket, run.began(), "manifest.json"), manifest);
    put(
        order,
        plan.manifestKey(bucket, run.began(), "manifest.checksum"),
        md5(manifest).getBytes(StandardCharsets.UTF_8));
  }

  private void put(Order order, String key, byte[] content) {
    operations.putReport(order.bucket(), order.plan(), key, content);
  }

  private static String md5(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
