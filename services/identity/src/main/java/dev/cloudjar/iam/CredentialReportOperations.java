package dev.cloudjar.iam;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Resource;
import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.iam.model.GenerateCredentialReportRequest;
import software.amazon.awssdk.services.iam.model.GenerateCredentialReportResponse;
import software.amazon.awssdk.services.iam.model.GetCredentialReportRequest;
import software.amazon.awssdk.services.iam.model.GetCredentialReportResponse;
import software.amazon.awssdk.services.iam.model.ReportFormatType;
import software.amazon.awssdk.services.iam.model.ReportStateType;

/** The report of an account's credentials. */
final class CredentialReportOperations {
  private static final String FIRST = "No report exists. Starting a new report generation task";

  private final IamStore store;
  private final CredentialReports reports;

  CredentialReportOperations(IamStore store, CredentialReports reports) {
    this.store = store;
    this.reports = reports;
  }

  void register(Operations ops) {
    ops.on(
            GenerateCredentialReportRequest.class,
            GenerateCredentialReportResponse.class,
            this::generate)
        .authorises("iam:GenerateCredentialReport", (call, it) -> Resource.any(call));
    ops.on(GetCredentialReportRequest.class, GetCredentialReportResponse.class, this::get)
        .authorises("iam:GetCredentialReport", (call, it) -> Resource.any(call));
  }

  private GenerateCredentialReportResponse generate(
      Call call, GenerateCredentialReportRequest request) {
    return store.note(
        transaction -> {
          Optional<CredentialReport> last = CredentialReports.find(transaction, call.accountId());
          var answer = GenerateCredentialReportResponse.builder();
          if (last.filter(CredentialReport::isBeingWritten).isPresent()) {
            return answer.state(ReportStateType.INPROGRESS).build();
          }
          if (last.filter(it -> !it.isExpired(call.time())).isPresent()) {
            return answer.state(ReportStateType.COMPLETE).build();
          }
          reports.begin(transaction, call.accountId(), call.time());
          return answer
              .state(ReportStateType.STARTED)
              .description(last.isEmpty() ? FIRST : null)
              .build();
        });
  }

  private GetCredentialReportResponse get(Call call, GetCredentialReportRequest request) {
    CredentialReport report =
        store
            .read(snapshot -> CredentialReports.find(snapshot, call.accountId()))
            .orElseThrow(AccountFaults::reportNotPresent);
    if (report.isBeingWritten()) {
      throw AccountFaults.reportInProgress();
    }
    if (report.isExpired(call.time())) {
      throw AccountFaults.reportExpired();
    }
    return GetCredentialReportResponse.builder()
        .content(SdkBytes.fromUtf8String(report.content()))
        .reportFormat(ReportFormatType.TEXT_CSV)
        .generatedTime(report.generated().orElse(null))
        .build();
  }
}
