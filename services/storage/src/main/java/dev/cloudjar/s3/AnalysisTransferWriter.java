package dev.cloudjar.s3;

import dev.cloudjar.s3.AnalysedBuckets.Analysed;
import dev.cloudjar.s3.AnalysisStore.Part;
import dev.cloudjar.s3.AnalysisStore.Transfer;
import dev.cloudjar.s3.BucketInventory.Subject;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Snapshot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes down what was transferred, many at a time. */
final class AnalysisTransferWriter {
  private final KeyValueStore store;
  private final BucketStore buckets;
  private final ObjectStore objects;
  private final AnalysedBuckets analysed;
  private final AnalysisStore analyses;

  AnalysisTransferWriter(
      KeyValueStore store,
      BucketStore buckets,
      ObjectStore objects,
      AnalysedBuckets analysed,
      AnalysisStore analyses) {
    this.store = store;
    this.buckets = buckets;
    this.objects = objects;
    this.analysed = analysed;
    this.analyses = analyses;
  }

  /** A request for an object that one configuration may be about: its tags decide. */
  record Seen(Analysed analysed, String key, long epochDay, Part part, Transfer transfer) {}

  private record Target(Analysed analysed, long epochDay, Part part) {}

  void write(List<Seen> batch) {
    store.transact(
        transaction -> {
          Map<Target, Transfer> sums = new LinkedHashMap<>();
          for (Seen seen : batch) {
            if (hasTags(transaction, seen)) {
              sums.merge(
                  new Target(seen.analysed(), seen.epochDay(), seen.part()),
                  seen.transfer(),
                  Transfer::plus);
            }
          }
          sums.forEach(
              (target, sum) -> {
                Subject subject = target.analysed().subject();
                if (target.analysed().equals(analysed.find(transaction, subject))) {
                  analyses.add(transaction, subject, target.epochDay(), target.part(), sum);
                }
              });
          return true;
        });
  }

  private boolean hasTags(Snapshot snapshot, Seen seen) {
    Map<String, String> tags = seen.analysed().tags();
    if (tags.isEmpty()) {
      return true;
    }
    Subject subject = seen.analysed().subject();
    Bucket bucket = buckets.find(snapshot, subject.partition(), subject.bucket());
    if (bucket == null || bucket.number() != subject.number()) {
      return false;
    }
    Version.Stored object = objects.current(snapshot, bucket, seen.key());
    return object != null && object.attributes().tags().entrySet().containsAll(tags.entrySet());
  }
}
