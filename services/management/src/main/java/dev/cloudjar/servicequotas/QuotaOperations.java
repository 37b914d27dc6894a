package dev.cloudjar.servicequotas;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Quota;
import dev.cloudjar.cloud.Quotas;
import dev.cloudjar.servicequotas.Pages.Page;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.servicequotas.model.AppliedLevelEnum;
import software.amazon.awssdk.services.servicequotas.model.GetAwsDefaultServiceQuotaRequest;
import software.amazon.awssdk.services.servicequotas.model.GetAwsDefaultServiceQuotaResponse;
import software.amazon.awssdk.services.servicequotas.model.GetServiceQuotaRequest;
import software.amazon.awssdk.services.servicequotas.model.GetServiceQuotaResponse;
import software.amazon.awssdk.services.servicequotas.model.ListAwsDefaultServiceQuotasRequest;
import software.amazon.awssdk.services.servicequotas.model.ListAwsDefaultServiceQuotasResponse;
import software.amazon.awssdk.services.servicequotas.model.ListServiceQuotasRequest;
import software.amazon.awssdk.services.servicequotas.model.ListServiceQuotasResponse;
import software.amazon.awssdk.services.servicequotas.model.ListServicesRequest;
import software.amazon.awssdk.services.servicequotas.model.ListServicesResponse;
import software.amazon.awssdk.services.servicequotas.model.ServiceInfo;
import software.amazon.awssdk.services.servicequotas.model.ServiceQuota;

/** Tells of quotas. */
final class QuotaOperations {
  private final KnownQuotas known;
  private final Quotas quotas;

  QuotaOperations(KnownQuotas known, Quotas quotas) {
    this.known = known;
    this.quotas = quotas;
  }

  ListServicesResponse services(Call call, ListServicesRequest request) {
    Page<String> page =
        Pages.of(KnownQuotas.services(), it -> it, request.nextToken(), request.maxResults());
    return ListServicesResponse.builder()
        .services(
            page.items().stream()
                .map(
                    it ->
                        ServiceInfo.builder()
                            .serviceCode(it)
                            .serviceName(KnownQuotas.name(it))
                            .build())
                .toList())
        .nextToken(page.nextToken())
        .build();
  }

  ListServiceQuotasResponse list(Call call, ListServiceQuotasRequest request) {
    List<Quota> found = known.of(request.serviceCode(), call.region());
    String code = request.quotaCode();
    if (code != null) {
      found = List.of(known.require(request.serviceCode(), code, call.region()));
    }
    if (request.quotaAppliedAtLevel() == AppliedLevelEnum.RESOURCE) {
      found = List.of();
    }
    Page<Quota> page = Pages.of(found, Quota::code, request.nextToken(), request.maxResults());
    return ListServiceQuotasResponse.builder()
        .quotas(page.items().stream().map(it -> applied(call, it)).toList())
        .nextToken(page.nextToken())
        .build();
  }

  GetServiceQuotaResponse get(Call call, GetServiceQuotaRequest request) {
    Quota quota = known.require(request.serviceCode(), request.quotaCode(), call.region());
    requireNoContext(request.contextId());
    return GetServiceQuotaResponse.builder().quota(applied(call, quota)).build();
  }

  static void requireNoContext(@Nullable String contextId) {
    if (contextId != null) {
      throw ServiceQuotasFaults.noSuchContext();
    }
  }

  ListAwsDefaultServiceQuotasResponse defaults(
      Call call, ListAwsDefaultServiceQuotasRequest request) {
    Page<Quota> page =
        Pages.of(
            known.of(request.serviceCode(), call.region()),
            Quota::code,
            request.nextToken(),
            request.maxResults());
    return ListAwsDefaultServiceQuotasResponse.builder()
        .quotas(page.items().stream().map(it -> standard(call, it)).toList())
        .nextToken(page.nextToken())
        .build();
  }

  GetAwsDefaultServiceQuotaResponse ofAws(Call call, GetAwsDefaultServiceQuotaRequest request) {
    Quota quota = known.require(request.serviceCode(), request.quotaCode(), call.region());
    return GetAwsDefaultServiceQuotaResponse.builder().quota(standard(call, quota)).build();
  }

  private ServiceQuota applied(Call call, Quota quota) {
    return shown(quota, quotas.value(quota, call.accountId(), call.region()))
        .quotaArn(KnownQuotas.arn(quota, call.accountId(), call.region()))
        .quotaAppliedAtLevel(AppliedLevelEnum.ACCOUNT)
        .build();
  }

  /** What AWS gives everybody names no account. */
  private static ServiceQuota standard(Call call, Quota quota) {
    return shown(quota, quota.standard(call.region()))
        .quotaArn(KnownQuotas.arn(quota, "", call.region()))
        .build();
  }

  private static ServiceQuota.Builder shown(Quota quota, double value) {
    return ServiceQuota.builder()
        .serviceCode(quota.service())
        .serviceName(KnownQuotas.name(quota.service()))
        .quotaCode(quota.code())
        .quotaName(quota.name())
        .value(value)
        .unit("None")
        .adjustable(true)
        .globalQuota(quota.global());
  }
}
