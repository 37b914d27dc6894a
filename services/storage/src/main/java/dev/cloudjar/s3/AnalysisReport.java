package dev.cloudjar.s3;

import dev.cloudjar.cloud.Backlog;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Work;
import dev.cloudjar.s3.AnalysisStore.Day;
import dev.cloudjar.s3.AnalysisStore.Line;
import dev.cloudjar.s3.AnalysisStore.Part;
import dev.cloudjar.s3.AnalysisStore.Transfer;
import dev.cloudjar.s3.BucketInventory.Subject;
import dev.cloudjar.store.Snapshot;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Analyses a day that is over and writes the file anew, with it. Where the destination does not
 * take the file, the day is in the next one.
 */
final class AnalysisReport {
  private static final System.Logger LOG = System.getLogger(AnalysisReport.class.getName());
  private static final int OBJECTS_AT_A_TIME = 1_000;

  private final Cloud cloud;
  private final BucketStore buckets;
  private final ConfigurationStore configurations;
  private final ObjectListings listings;
  private final AnalysedBuckets analysed;
  private final AnalysisStore analyses;
  private final DeliveryOperations operations;

  AnalysisReport(
      Cloud cloud,
      BucketStore buckets,
      ConfigurationStore configurations,
      ObjectListings listings,
      AnalysedBuckets analysed,
      AnalysisStore analyses,
      DeliveryOperations operations) {
    this.cloud = cloud;
    this.buckets = buckets;
    this.configurations = configurations;
    this.listings = listings;
    this.analysed = analysed;
    this.analyses = analyses;
    this.operations = operations;
  }

  /** What is analysed, and how. */
  private record Order(Subject subject, Bucket bucket, AnalysisPlan plan) {}

  /** What is stored of one age and class. */
  private record Stored(long objects, long bytes) {
    Stored plus(Stored other) {
      return new Stored(objects + other.objects, bytes + other.bytes);
    }
  }

  void run(Work.Item item, Backlog<?> transfers) {
    transfers.flush();
    Subject subject = BucketInventory.PAYLOAD.read(item.payload());
    Order order =
        cloud.store().read(snapshot -> Optional.ofNullable(order(snapshot, subject))).orElse(null);
    if (order == null) {
      forget(subject);
      return;
    }
    analyse(order, item.due());
    try {
      List<Day> days = cloud.store().read(snapshot -> analyses.days(snapshot, subject));
      operations.putAnalysis(order.bucket(), order.plan(), AnalysisFile.of(order.plan(), days));
    } catch (Fault e) {
      LOG.log(
          System.Logger.Level.INFO,
          "The analysis {0} of {1} finds no place: {2}",
          subject.id(),
          subject.bucket(),
          e.code());
    }
    Instant next = AnalysisPlan.next(cloud.clock().now());
    cloud
        .store()
        .transact(
            transaction -> {
              if (analysed.find(transaction, subject) != null) {
                cloud
                    .work()
                    .schedule(
                        transaction, BucketAnalysis.KIND, subject.name(), next, item.payload());
              }
              return subject;
            });
  }

  /** Null where nothing is to be analysed any more. */
  private @Nullable Order order(Snapshot snapshot, Subject subject) {
    Bucket bucket = buckets.find(snapshot, subject.partition(), subject.bucket());
    if (bucket == null || bucket.number() != subject.number()) {
      return null;
    }
    ConfigurationStore.Entry entry =
        configurations.find(snapshot, bucket, ConfigurationKind.ANALYTICS.name(), subject.id());
    return entry == null || entry.document() == null
        ? null
        : new Order(subject, bucket, AnalysisPlan.of(entry.document()));
  }

  private void forget(Subject subject) {
    cloud
        .store()
        .transact(
            transaction -> {
              analysed.remove(transaction, subject);
              analyses.delete(transaction, subject);
              return subject;
            });
  }

  /** Keeps what there is to say of the day that was over at {@code due}, unless it is kept. */
  private void analyse(Order order, Instant due) {
    Subject subject = order.subject();
    long day = LocalDate.ofInstant(due, ZoneOffset.UTC).toEpochDay();
    boolean known = cloud.store().read(snapshot -> analyses.find(snapshot, subject, day) != null);
    if (known) {
      return;
    }
    SortedMap<Part, Stored> stored = stored(order, due);
    cloud
        .store()
        .transact(
            transaction -> {
              List<Line> lines = lines(stored, analyses.transfers(transaction, subject, day - 1));
              List<Day> before = analyses.days(transaction, subject);
              analyses.put(transaction, subject, AnalysisAdvice.conclude(day, lines, before));
              return subject;
            });
  }

  private static List<Line> lines(
      SortedMap<Part, Stored> stored, SortedMap<Part, Transfer> transfers) {
    SortedSet<Part> parts = new TreeSet<>(stored.keySet());
    parts.addAll(transfers.keySet());
    List<Line> lines = new ArrayList<>();
    for (Part part : parts) {
      Stored there = stored.getOrDefault(part, new Stored(0, 0));
      lines.add(
          new Line(
              part.storageClass(),
              part.age(),
              there.objects(),
              there.bytes(),
              transfers.getOrDefault(part, Transfer.NONE)));
    }
    return List.copyOf(lines);
  }

  private SortedMap<Part, Stored> stored(Order order, Instant due) {
    SortedMap<Part, Stored> stored = new TreeMap<>();
    Listing listing = new Listing(order.plan().prefix(), null, OBJECTS_AT_A_TIME);
    ObjectListings.Start start = ObjectListings.BEGINNING;
    boolean more = true;
    while (more) {
      ObjectListings.Start from = start;
      Page<ListedObject> page =
          cloud.store().read(snapshot -> listings.objects(snapshot, order.bucket(), listing, from));
      for (ListedObject each : page.entries()) {
        count(stored, order.plan().tags(), each.object(), due);
      }
      more = page.last() != null;
      if (more) {
        start = new ObjectListings.Start.AfterKey(page.entries().getLast().key());
      }
    }
    return stored;
  }

  private static void count(
      SortedMap<Part, Stored> stored,
      Map<String, String> tags,
      Version.Stored object,
      Instant due) {
    if (object.lastModified().isBefore(due)
        && object.attributes().tags().entrySet().containsAll(tags.entrySet())) {
      int age = AnalysisAge.of(object.sizeBytes(), object.lastModified(), due);
      stored.merge(
          new Part(object.attributes().storageClass(), age),
          new Stored(1, object.sizeBytes()),
          Stored::plus);
    }
  }
}
