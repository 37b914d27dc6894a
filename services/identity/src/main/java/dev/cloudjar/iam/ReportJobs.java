package dev.cloudjar.iam;

import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Work;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Reports that are written some time after somebody has asked for them, and kept for a week. */
final class ReportJobs<R> {
  private static final Duration TAKES = Duration.ofSeconds(1);
  private static final Duration KEPT = Duration.ofDays(7);
  private static final String SEPARATOR = "\n";

  private final Cloud cloud;
  private final LastUses uses;
  private final Table<Key, R> reports;
  private final String write;
  private final String forget;

  /** Writes a report, of what was begun. */
  interface Writer<R> {
    R write(Snapshot snapshot, Key key, R begun, Instant now);
  }

  /**
   * @param noun what its works are called by
   */
  ReportJobs(Cloud cloud, LastUses uses, Table<Key, R> reports, String noun) {
    this.cloud = cloud;
    this.uses = uses;
    this.reports = reports;
    this.write = "iam:write-" + noun;
    this.forget = "iam:forget-" + noun;
  }

  void open(Writer<R> writer) {
    cloud.work().handle(write, item -> write(item, writer));
    cloud.work().handle(forget, this::forget);
  }

  /**
   * Begins a report.
   *
   * @param first what its key begins with; the rest is the id of the job, which is answered
   */
  String begin(Transaction transaction, R report, Instant created, String... first) {
    String jobId = cloud.ids().uuid();
    List<String> parts = new ArrayList<>(List.of(first));
    parts.add(jobId);
    Key key = new Key(parts);
    reports.put(transaction, key, report);
    byte[] payload = String.join(SEPARATOR, key.parts()).getBytes(StandardCharsets.UTF_8);
    Instant due = created.plus(TAKES);
    cloud.work().schedule(transaction, write, jobId, due, payload);
    cloud.work().schedule(transaction, forget, jobId, due.plus(KEPT), payload);
    return jobId;
  }

  private static Key key(Work.Item item) {
    return Key.of(new String(item.payload(), StandardCharsets.UTF_8).split(SEPARATOR, -1));
  }

  private void forget(Work.Item item) {
    cloud
        .store()
        .transact(
            transaction -> {
              reports.delete(transaction, key(item));
              return item;
            });
  }

  private void write(Work.Item item, Writer<R> writer) {
    Key key = key(item);
    Instant now = cloud.clock().now().truncatedTo(ChronoUnit.SECONDS);
    uses.settle();
    cloud
        .store()
        .transact(
            transaction -> {
              R begun = reports.get(transaction, key);
              if (begun != null) {
                reports.put(transaction, key, writer.write(transaction, key, begun, now));
              }
              return key;
            });
  }
}
