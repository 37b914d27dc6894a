package dev.cloudjar.iam;

import dev.cloudjar.cloud.Actions;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.policy.Reach;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes the reports of who accessed what. */
final class AccessReports {
  /** For how long AWS remembers that something was tried. */
  static final Duration REMEMBERED = Duration.ofDays(400);

  private static final Table<Key, AccessReport> REPORTS =
      Key.table("access-report", 3, AccessReport.class);

  private final Cloud cloud;
  private final ReportJobs<AccessReport> jobs;

  AccessReports(Cloud cloud, LastUses uses) {
    this.cloud = cloud;
    this.jobs = new ReportJobs<>(cloud, uses, REPORTS, "access-report");
  }

  void open() {
    jobs.open((snapshot, key, begun, now) -> written(snapshot, key.part(0), begun, now));
  }

  /**
   * A report, which only who has asked for it is shown.
   *
   * @param asker the id of the user or the role
   */
  static Optional<AccessReport> find(
      Snapshot snapshot, String accountId, String asker, String jobId) {
    return Optional.ofNullable(REPORTS.get(snapshot, Key.of(accountId, asker, jobId)));
  }

  String begin(Transaction transaction, String accountId, String asker, AccessReport report) {
    return jobs.begin(transaction, report, report.created(), accountId, asker);
  }

  private AccessReport written(
      Snapshot snapshot, String accountId, AccessReport begun, Instant now) {
    Optional<AccessSubject> subject = AccessSubject.find(snapshot, accountId, begun.arn());
    if (subject.isEmpty()) {
      return begun.failed("The entity with ARN " + begun.arn() + " is gone.", now);
    }
    Reach reach = Reach.of(subject.get().documents());
    List<AccessReport.Entity> entities = subject.get().entities();
    Map<String, List<AccessReport.Use>> byService = new HashMap<>();
    for (AccessReport.Entity entity : entities) {
      for (LastUses.Use use : LastUses.ofHolder(snapshot, accountId, entity.id())) {
        if (use.time().isAfter(now.minus(REMEMBERED))) {
          byService
              .computeIfAbsent(use.service(), it -> new ArrayList<>())
              .add(new AccessReport.Use(entity.arn(), use.time(), use.region()));
        }
      }
    }
    List<AccessReport.Service> services = new ArrayList<>();
    for (Actions.Service service : cloud.actions().services()) {
      if (reach.includesSomeOf(service.namespace())) {
        services.add(
            new AccessReport.Service(
                service.namespace(),
                service.title(),
                byService.getOrDefault(service.namespace(), List.of()),
                begun.ofActions()
                    ? actions(snapshot, accountId, entities, reach, service.namespace(), now)
                    : List.of()));
      }
    }
    return begun.completed(entities, services, now);
  }

  private List<AccessReport.Action> actions(
      Snapshot snapshot,
      String accountId,
      List<AccessReport.Entity> entities,
      Reach reach,
      String namespace,
      Instant now) {
    Map<String, AccessReport.Use> last = new HashMap<>();
    for (AccessReport.Entity entity : entities) {
      LastUses.ofActions(snapshot, accountId, entity.id(), namespace)
          .forEach(
              (action, use) -> {
                if (use.time().isAfter(now.minus(REMEMBERED))) {
                  last.merge(
                      action,
                      new AccessReport.Use(entity.arn(), use.time(), use.region()),
                      (one, other) -> one.time().isBefore(other.time()) ? other : one);
                }
              });
    }
    return cloud.actions().of(namespace).stream()
        .filter(action -> reach.includes(namespace + ":" + action))
        .sorted(Comparator.naturalOrder())
        .map(action -> new AccessReport.Action(action, Optional.ofNullable(last.get(action))))
        .toList();
  }
}
