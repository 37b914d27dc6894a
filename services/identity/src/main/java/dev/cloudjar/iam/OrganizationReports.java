package dev.cloudjar.iam;

import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Work;
import dev.cloudjar.iam.OrganizationReport.Use;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Writes the reports of what organizations accessed, and throws them away a week later. */
final class OrganizationReports {
  private static final String WRITE = "iam:write-organization-report";
  private static final String FORGET = "iam:forget-organization-report";
  private static final String SEPARATOR = "/";

  private static final Table<Key, OrganizationReport> REPORTS =
      Key.table("organization-report", 2, OrganizationReport.class);

  private final Cloud cloud;
  private final LastUses uses;

  OrganizationReports(Cloud cloud, LastUses uses) {
    this.cloud = cloud;
    this.uses = uses;
  }

  void open() {
    cloud.work().handle(WRITE, this::write);
    cloud.work().handle(FORGET, this::forget);
  }

  static Optional<OrganizationReport> find(Snapshot snapshot, String accountId, String jobId) {
    return Optional.ofNullable(REPORTS.get(snapshot, Key.of(accountId, jobId)));
  }

  String begin(Transaction transaction, String accountId, OrganizationReport report) {
    String jobId = cloud.ids().uuid();
    REPORTS.put(transaction, Key.of(accountId, jobId), report);
    byte[] payload = String.join(SEPARATOR, accountId, jobId).getBytes(StandardCharsets.UTF_8);
    Instant due = report.created().plus(AccessReports.TAKES);
    cloud.work().schedule(transaction, WRITE, jobId, due, payload);
    cloud.work().schedule(transaction, FORGET, jobId, due.plus(AccessReports.KEPT), payload);
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
              REPORTS.delete(transaction, key(item));
              return item;
            });
  }

  private void write(Work.Item item) {
    Key key = key(item);
    Instant now = cloud.clock().now().truncatedTo(ChronoUnit.SECONDS);
    uses.settle();
    cloud
        .store()
        .transact(
            transaction -> {
              OrganizationReport begun = REPORTS.get(transaction, key);
              if (begun != null) {
                REPORTS.put(transaction, key, begun.completed(uses(transaction, begun, now), now));
              }
              return key;
            });
  }

  private static Map<String, Use> uses(Snapshot snapshot, OrganizationReport report, Instant now) {
    Map<String, Use> last = new HashMap<>();
    report
        .accounts()
        .forEach(
            (account, path) ->
                LastUses.ofAccount(snapshot, account)
                    .forEach(
                        (namespace, use) -> {
                          if (use.time().isAfter(now.minus(AccessReports.REMEMBERED))
                              && report.services().contains(namespace)) {
                            last.merge(
                                namespace,
                                new Use(path, use.time(), use.region(), 1),
                                OrganizationReports::both);
                          }
                        }));
    return last;
  }

  private static Use both(Use one, Use other) {
    Use later = one.time().isBefore(other.time()) ? other : one;
    return new Use(later.path(), later.time(), later.region(), one.accounts() + other.accounts());
  }
}
