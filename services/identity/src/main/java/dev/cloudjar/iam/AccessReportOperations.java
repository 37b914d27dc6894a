package dev.cloudjar.iam;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.Resource;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.AccessAdvisorUsageGranularityType;
import software.amazon.awssdk.services.iam.model.EntityDetails;
import software.amazon.awssdk.services.iam.model.ErrorDetails;
import software.amazon.awssdk.services.iam.model.GenerateServiceLastAccessedDetailsRequest;
import software.amazon.awssdk.services.iam.model.GenerateServiceLastAccessedDetailsResponse;
import software.amazon.awssdk.services.iam.model.GetServiceLastAccessedDetailsRequest;
import software.amazon.awssdk.services.iam.model.GetServiceLastAccessedDetailsResponse;
import software.amazon.awssdk.services.iam.model.GetServiceLastAccessedDetailsWithEntitiesRequest;
import software.amazon.awssdk.services.iam.model.GetServiceLastAccessedDetailsWithEntitiesResponse;
import software.amazon.awssdk.services.iam.model.JobStatusType;
import software.amazon.awssdk.services.iam.model.PolicyOwnerEntityType;
import software.amazon.awssdk.services.iam.model.ServiceLastAccessed;
import software.amazon.awssdk.services.iam.model.TrackedActionLastAccessed;

/** When somebody last tried to access services. */
final class AccessReportOperations {
  private final IamStore store;
  private final IamResources resources;
  private final AccessReports reports;

  AccessReportOperations(IamStore store, IamResources resources, AccessReports reports) {
    this.store = store;
    this.resources = resources;
    this.reports = reports;
  }

  void register(Operations ops) {
    ops.on(
            GenerateServiceLastAccessedDetailsRequest.class,
            GenerateServiceLastAccessedDetailsResponse.class,
            this::generate)
        .authorises(
            "iam:GenerateServiceLastAccessedDetails",
            (call, it) -> resources.ofArn(call, it.arn()));
    ops.on(
            GetServiceLastAccessedDetailsRequest.class,
            GetServiceLastAccessedDetailsResponse.class,
            this::get)
        .authorises("iam:GetServiceLastAccessedDetails", (call, it) -> Resource.any(call));
    ops.on(
            GetServiceLastAccessedDetailsWithEntitiesRequest.class,
            GetServiceLastAccessedDetailsWithEntitiesResponse.class,
            this::getWithEntities)
        .authorises(
            "iam:GetServiceLastAccessedDetailsWithEntities", (call, it) -> Resource.any(call));
  }

  private GenerateServiceLastAccessedDetailsResponse generate(
      Call call, GenerateServiceLastAccessedDetailsRequest request) {
    String arn = request.arn();
    if (!AccessSubject.isSubject(arn, call.accountId())) {
      throw IamFaults.invalidArn(arn);
    }
    boolean ofActions = request.granularity() == AccessAdvisorUsageGranularityType.ACTION_LEVEL;
    String jobId =
        store.note(
            transaction -> {
              if (AccessSubject.find(transaction, call.accountId(), arn).isEmpty()) {
                throw IamFaults.noEntity(arn);
              }
              return reports.begin(
                  transaction,
                  call.accountId(),
                  asker(call.principal()),
                  AccessReport.begun(arn, ofActions, IamStore.time(call)));
            });
    return GenerateServiceLastAccessedDetailsResponse.builder().jobId(jobId).build();
  }

  private GetServiceLastAccessedDetailsResponse get(
      Call call, GetServiceLastAccessedDetailsRequest request) {
    AccessReport report = require(call, request.jobId());
    var page = new Paging(request.marker(), request.maxItems()).of(report.services());
    return GetServiceLastAccessedDetailsResponse.builder()
        .jobStatus(status(report))
        .jobType(
            report.ofActions()
                ? AccessAdvisorUsageGranularityType.ACTION_LEVEL
                : AccessAdvisorUsageGranularityType.SERVICE_LEVEL)
        .jobCreationDate(report.created())
        .jobCompletionDate(report.completed().orElse(null))
        .servicesLastAccessed(page.map(it -> shown(report, it)).items())
        .isTruncated(page.isTruncated())
        .marker(page.marker())
        .error(error(report))
        .build();
  }

  private GetServiceLastAccessedDetailsWithEntitiesResponse getWithEntities(
      Call call, GetServiceLastAccessedDetailsWithEntitiesRequest request) {
    AccessReport report = require(call, request.jobId());
    Map<String, Instant> times =
        report.services().stream()
            .filter(it -> it.namespace().equalsIgnoreCase(request.serviceNamespace()))
            .flatMap(it -> it.uses().stream())
            .collect(Collectors.toMap(AccessReport.Use::entity, AccessReport.Use::time));
    boolean accessible =
        report.services().stream()
            .anyMatch(it -> it.namespace().equalsIgnoreCase(request.serviceNamespace()));
    if (report.completed().isPresent() && report.error().isEmpty() && !accessible) {
      throw IamFaults.invalidInput(
          "Service " + request.serviceNamespace() + " is not in the report.");
    }
    List<AccessReport.Entity> latestFirst =
        report.entities().stream()
            .sorted(
                Comparator.comparing(
                        (AccessReport.Entity it) -> times.getOrDefault(it.arn(), Instant.MIN))
                    .reversed())
            .toList();
    var page = new Paging(request.marker(), request.maxItems()).of(latestFirst);
    return GetServiceLastAccessedDetailsWithEntitiesResponse.builder()
        .jobStatus(status(report))
        .jobCreationDate(report.created())
        .jobCompletionDate(report.completed().orElse(null))
        .entityDetailsList(
            page.map(
                    it ->
                        EntityDetails.builder()
                            .entityInfo(
                                info ->
                                    info.arn(it.arn())
                                        .name(it.name())
                                        .id(it.id())
                                        .path(it.path())
                                        .type(PolicyOwnerEntityType.valueOf(it.kind().name())))
                            .lastAuthenticated(times.get(it.arn()))
                            .build())
                .items())
        .isTruncated(page.isTruncated())
        .marker(page.marker())
        .error(error(report))
        .build();
  }

  private AccessReport require(Call call, String jobId) {
    return store
        .read(
            snapshot ->
                AccessReports.find(snapshot, call.accountId(), asker(call.principal()), jobId))
        .orElseThrow(() -> AccountFaults.noJob(jobId));
  }

  /** Sessions of a role see each other's reports. */
  private static String asker(Principal principal) {
    return principal instanceof Principal.AssumedRole session
        ? session.roleId()
        : principal.userId();
  }

  private static JobStatusType status(AccessReport report) {
    if (report.completed().isEmpty()) {
      return JobStatusType.IN_PROGRESS;
    }
    return report.error().isPresent() ? JobStatusType.FAILED : JobStatusType.COMPLETED;
  }

  private static @Nullable ErrorDetails error(AccessReport report) {
    return report
        .error()
        .map(it -> ErrorDetails.builder().code("NoSuchEntity").message(it).build())
        .orElse(null);
  }

  private static ServiceLastAccessed shown(AccessReport report, AccessReport.Service service) {
    Optional<AccessReport.Use> last = service.last();
    var shown =
        ServiceLastAccessed.builder()
            .serviceName(service.title())
            .serviceNamespace(service.namespace())
            .lastAuthenticated(last.map(AccessReport.Use::time).orElse(null))
            .lastAuthenticatedEntity(last.map(AccessReport.Use::entity).orElse(null))
            .lastAuthenticatedRegion(last.map(AccessReport.Use::region).orElse(null))
            .totalAuthenticatedEntities(service.uses().size());
    return report.ofActions()
        ? shown
            .trackedActionsLastAccessed(
                service.actions().stream().map(AccessReportOperations::shown).toList())
            .build()
        : shown.build();
  }

  private static TrackedActionLastAccessed shown(AccessReport.Action action) {
    return TrackedActionLastAccessed.builder()
        .actionName(action.name())
        .lastAccessedEntity(action.last().map(AccessReport.Use::entity).orElse(null))
        .lastAccessedTime(action.last().map(AccessReport.Use::time).orElse(null))
        .lastAccessedRegion(action.last().map(AccessReport.Use::region).orElse(null))
        .build();
  }
}
