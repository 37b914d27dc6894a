package dev.cloudjar.iam;

import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.iam.OrganizationReport.Use;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Writes the reports of what organizations accessed. */
final class OrganizationReports {
  private static final Table<Key, OrganizationReport> REPORTS =
      Key.table("organization-report", 2, OrganizationReport.class);

  private final ReportJobs<OrganizationReport> jobs;

  OrganizationReports(Cloud cloud, LastUses uses) {
    this.jobs = new ReportJobs<>(cloud, uses, REPORTS, "organization-report");
  }

  void open() {
    jobs.open((snapshot, key, begun, now) -> begun.completed(uses(snapshot, begun, now), now));
  }

  static Optional<OrganizationReport> find(Snapshot snapshot, String accountId, String jobId) {
    return Optional.ofNullable(REPORTS.get(snapshot, Key.of(accountId, jobId)));
  }

  String begin(Transaction transaction, String accountId, OrganizationReport report) {
    return jobs.begin(transaction, report, report.created(), accountId);
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
