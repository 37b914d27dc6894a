package dev.cloudjar.iam;

import dev.cloudjar.cloud.Actions;
import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Gate.Need;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.iam.OrganizationReport.Use;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.AccessDetail;
import software.amazon.awssdk.services.iam.model.GenerateOrganizationsAccessReportRequest;
import software.amazon.awssdk.services.iam.model.GenerateOrganizationsAccessReportResponse;
import software.amazon.awssdk.services.iam.model.GetOrganizationsAccessReportRequest;
import software.amazon.awssdk.services.iam.model.GetOrganizationsAccessReportResponse;
import software.amazon.awssdk.services.iam.model.JobStatusType;
import software.amazon.awssdk.services.iam.model.SortKeyType;

/** What the accounts of an organization last accessed, of what its policies let them. */
final class OrganizationReportOperations {
  private final IamStore store;
  private final Actions actions;
  private final OrganizationReports reports;

  OrganizationReportOperations(IamStore store, Actions actions, OrganizationReports reports) {
    this.store = store;
    this.actions = actions;
    this.reports = reports;
  }

  void register(Operations ops) {
    ops.on(
            GenerateOrganizationsAccessReportRequest.class,
            GenerateOrganizationsAccessReportResponse.class,
            this::generate)
        .authorises((call, it) -> List.of(need(call, it)));
    ops.on(
            GetOrganizationsAccessReportRequest.class,
            GetOrganizationsAccessReportResponse.class,
            this::get)
        .authorises("iam:GetOrganizationsAccessReport", (call, it) -> Resource.any(call));
  }

  private static Need need(Call call, GenerateOrganizationsAccessReportRequest request) {
    String arn = "arn:aws:iam::" + call.accountId() + ":access-report/" + request.entityPath();
    return new Need("iam:GenerateOrganizationsAccessReport", new Resource(arn, call.accountId()))
        .with("iam:OrganizationsPolicyId", request.organizationsPolicyId());
  }

  private GenerateOrganizationsAccessReportResponse generate(
      Call call, GenerateOrganizationsAccessReportRequest request) {
    OrganizationSubjectOperations subject =
        OrganizationSubjectOperations.of(call, request.entityPath());
    String policyId = request.organizationsPolicyId();
    Map<String, String> accounts = subject.accounts(policyId);
    Function<String, Boolean> reach = subject.reach(policyId);
    List<String> services =
        actions.services().stream().map(Actions.Service::namespace).filter(reach::apply).toList();
    OrganizationReport begun = OrganizationReport.begun(accounts, services, IamStore.time(call));
    String jobId = store.note(transaction -> reports.begin(transaction, call.accountId(), begun));
    return GenerateOrganizationsAccessReportResponse.builder().jobId(jobId).build();
  }

  private GetOrganizationsAccessReportResponse get(
      Call call, GetOrganizationsAccessReportRequest request) {
    OrganizationReport report =
        store
            .read(snapshot -> OrganizationReports.find(snapshot, call.accountId(), request.jobId()))
            .orElseThrow(() -> AccountFaults.noJob(request.jobId()));
    var response =
        GetOrganizationsAccessReportResponse.builder()
            .jobCreationDate(report.created())
            .jobCompletionDate(report.completed().orElse(null));
    if (report.completed().isEmpty()) {
      return response.jobStatus(JobStatusType.IN_PROGRESS).isTruncated(false).build();
    }
    List<String> sorted =
        report.services().stream().sorted(order(report, request.sortKey())).toList();
    var page = new Paging(request.marker(), request.maxItems()).of(sorted);
    return response
        .jobStatus(JobStatusType.COMPLETED)
        .numberOfServicesAccessible(report.services().size())
        .numberOfServicesNotAccessed(report.services().size() - report.uses().size())
        .accessDetails(page.map(it -> shown(report, it)).items())
        .isTruncated(page.isTruncated())
        .marker(page.marker())
        .build();
  }

  private static Comparator<String> order(OrganizationReport report, @Nullable SortKeyType key) {
    Comparator<String> names = Comparator.naturalOrder();
    Comparator<String> times =
        Comparator.comparing(
                (String it) ->
                    Optional.ofNullable(report.uses().get(it)).map(Use::time).orElse(Instant.MIN))
            .thenComparing(names);
    return switch (key) {
      case SERVICE_NAMESPACE_DESCENDING -> names.reversed();
      case LAST_AUTHENTICATED_TIME_ASCENDING -> times;
      case LAST_AUTHENTICATED_TIME_DESCENDING -> times.reversed();
      case null, default -> names;
    };
  }

  private AccessDetail shown(OrganizationReport report, String namespace) {
    AccessDetail.Builder detail =
        AccessDetail.builder()
            .serviceNamespace(namespace)
            .serviceName(actions.service(namespace).map(Actions.Service::title).orElse(namespace))
            .totalAuthenticatedEntities(0);
    Optional.ofNullable(report.uses().get(namespace))
        .ifPresent(
            use ->
                detail
                    .entityPath(use.path())
                    .lastAuthenticatedTime(use.time())
                    .region(use.region())
                    .totalAuthenticatedEntities(use.accounts()));
    return detail.build();
  }
}
