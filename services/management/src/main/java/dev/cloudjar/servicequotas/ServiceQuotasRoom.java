package dev.cloudjar.servicequotas;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Gate.Need;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.cloud.Room;
import java.util.List;
import software.amazon.awssdk.services.servicequotas.model.AssociateServiceQuotaTemplateRequest;
import software.amazon.awssdk.services.servicequotas.model.CreateSupportCaseRequest;
import software.amazon.awssdk.services.servicequotas.model.DeleteServiceQuotaIncreaseRequestFromTemplateRequest;
import software.amazon.awssdk.services.servicequotas.model.DisassociateServiceQuotaTemplateRequest;
import software.amazon.awssdk.services.servicequotas.model.GetAssociationForServiceQuotaTemplateRequest;
import software.amazon.awssdk.services.servicequotas.model.GetAutoManagementConfigurationRequest;
import software.amazon.awssdk.services.servicequotas.model.GetAwsDefaultServiceQuotaRequest;
import software.amazon.awssdk.services.servicequotas.model.GetAwsDefaultServiceQuotaResponse;
import software.amazon.awssdk.services.servicequotas.model.GetRequestedServiceQuotaChangeRequest;
import software.amazon.awssdk.services.servicequotas.model.GetRequestedServiceQuotaChangeResponse;
import software.amazon.awssdk.services.servicequotas.model.GetServiceQuotaIncreaseRequestFromTemplateRequest;
import software.amazon.awssdk.services.servicequotas.model.GetServiceQuotaRequest;
import software.amazon.awssdk.services.servicequotas.model.GetServiceQuotaResponse;
import software.amazon.awssdk.services.servicequotas.model.ListAwsDefaultServiceQuotasRequest;
import software.amazon.awssdk.services.servicequotas.model.ListAwsDefaultServiceQuotasResponse;
import software.amazon.awssdk.services.servicequotas.model.ListRequestedServiceQuotaChangeHistoryByQuotaRequest;
import software.amazon.awssdk.services.servicequotas.model.ListRequestedServiceQuotaChangeHistoryByQuotaResponse;
import software.amazon.awssdk.services.servicequotas.model.ListRequestedServiceQuotaChangeHistoryRequest;
import software.amazon.awssdk.services.servicequotas.model.ListRequestedServiceQuotaChangeHistoryResponse;
import software.amazon.awssdk.services.servicequotas.model.ListServiceQuotaIncreaseRequestsInTemplateRequest;
import software.amazon.awssdk.services.servicequotas.model.ListServiceQuotasRequest;
import software.amazon.awssdk.services.servicequotas.model.ListServiceQuotasResponse;
import software.amazon.awssdk.services.servicequotas.model.ListServicesRequest;
import software.amazon.awssdk.services.servicequotas.model.ListServicesResponse;
import software.amazon.awssdk.services.servicequotas.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.servicequotas.model.PutServiceQuotaIncreaseRequestIntoTemplateRequest;
import software.amazon.awssdk.services.servicequotas.model.RequestServiceQuotaIncreaseRequest;
import software.amazon.awssdk.services.servicequotas.model.RequestServiceQuotaIncreaseResponse;
import software.amazon.awssdk.services.servicequotas.model.StartAutoManagementRequest;
import software.amazon.awssdk.services.servicequotas.model.StopAutoManagementRequest;
import software.amazon.awssdk.services.servicequotas.model.TagResourceRequest;
import software.amazon.awssdk.services.servicequotas.model.UntagResourceRequest;
import software.amazon.awssdk.services.servicequotas.model.UpdateAutoManagementRequest;

/** Service Quotas. */
public final class ServiceQuotasRoom implements Room {
  private static final String NO_TEMPLATES = "there are no templates for organizations";
  private static final String NOT_BY_ITSELF = "quotas are raised by requests only";
  private static final String NO_TAGS = "quotas have no tags yet";

  @Override
  public void open(Operations ops, Cloud cloud) {
    var known = new KnownQuotas(cloud.quotas());
    var increases = new IncreaseOperations(cloud, known);
    cloud.work().handle(IncreaseOperations.KIND, increases::approve);
    quotas(ops, new QuotaOperations(known, cloud.quotas()));
    increases(ops, increases);
    unsupported(ops);
  }

  private static void quotas(Operations ops, QuotaOperations quotas) {
    ops.on(ListServicesRequest.class, ListServicesResponse.class, quotas::services)
        .authorises("servicequotas:ListServices", (call, it) -> Resource.any(call));
    ops.on(ListServiceQuotasRequest.class, ListServiceQuotasResponse.class, quotas::list)
        .authorises("servicequotas:ListServiceQuotas", (call, it) -> Resource.any(call));
    ops.on(GetServiceQuotaRequest.class, GetServiceQuotaResponse.class, quotas::get)
        .authorises("servicequotas:GetServiceQuota", (call, it) -> Resource.any(call));
    ops.on(
            ListAwsDefaultServiceQuotasRequest.class,
            ListAwsDefaultServiceQuotasResponse.class,
            quotas::defaults)
        .authorises("servicequotas:ListAWSDefaultServiceQuotas", (call, it) -> Resource.any(call));
    ops.on(
            GetAwsDefaultServiceQuotaRequest.class,
            GetAwsDefaultServiceQuotaResponse.class,
            quotas::ofAws)
        .authorises("servicequotas:GetAWSDefaultServiceQuota", (call, it) -> Resource.any(call));
  }

  private static void increases(Operations ops, IncreaseOperations increases) {
    ops.on(
            RequestServiceQuotaIncreaseRequest.class,
            RequestServiceQuotaIncreaseResponse.class,
            increases::request)
        .authorises(ServiceQuotasRoom::needsOfIncrease)
        .recordedMember("SupportCaseAllowed", "no cases are opened: every increase is approved");
    ops.on(
            GetRequestedServiceQuotaChangeRequest.class,
            GetRequestedServiceQuotaChangeResponse.class,
            increases::get)
        .authorises(
            "servicequotas:GetRequestedServiceQuotaChange", (call, it) -> Resource.any(call));
    ops.on(
            ListRequestedServiceQuotaChangeHistoryRequest.class,
            ListRequestedServiceQuotaChangeHistoryResponse.class,
            increases::history)
        .authorises(
            "servicequotas:ListRequestedServiceQuotaChangeHistory",
            (call, it) -> Resource.any(call));
    ops.on(
            ListRequestedServiceQuotaChangeHistoryByQuotaRequest.class,
            ListRequestedServiceQuotaChangeHistoryByQuotaResponse.class,
            increases::historyOfQuota)
        .authorises(
            "servicequotas:ListRequestedServiceQuotaChangeHistoryByQuota",
            (call, it) -> Resource.any(call));
  }

  private static List<Need> needsOfIncrease(Call call, RequestServiceQuotaIncreaseRequest it) {
    String arn = KnownQuotas.arn(it.serviceCode(), it.quotaCode(), call.accountId(), call.region());
    return List.of(
        new Need("servicequotas:RequestServiceQuotaIncrease", new Resource(arn, call.accountId()))
            .with("servicequotas:service", it.serviceCode()));
  }

  private static void unsupported(Operations ops) {
    ops.unsupported(AssociateServiceQuotaTemplateRequest.class, NO_TEMPLATES);
    ops.unsupported(DeleteServiceQuotaIncreaseRequestFromTemplateRequest.class, NO_TEMPLATES);
    ops.unsupported(DisassociateServiceQuotaTemplateRequest.class, NO_TEMPLATES);
    ops.unsupported(GetAssociationForServiceQuotaTemplateRequest.class, NO_TEMPLATES);
    ops.unsupported(GetServiceQuotaIncreaseRequestFromTemplateRequest.class, NO_TEMPLATES);
    ops.unsupported(ListServiceQuotaIncreaseRequestsInTemplateRequest.class, NO_TEMPLATES);
    ops.unsupported(PutServiceQuotaIncreaseRequestIntoTemplateRequest.class, NO_TEMPLATES);
    ops.unsupported(CreateSupportCaseRequest.class, "nobody answers support cases");
    ops.unsupported(GetAutoManagementConfigurationRequest.class, NOT_BY_ITSELF);
    ops.unsupported(StartAutoManagementRequest.class, NOT_BY_ITSELF);
    ops.unsupported(StopAutoManagementRequest.class, NOT_BY_ITSELF);
    ops.unsupported(UpdateAutoManagementRequest.class, NOT_BY_ITSELF);
    ops.unsupported(ListTagsForResourceRequest.class, NO_TAGS);
    ops.unsupported(TagResourceRequest.class, NO_TAGS);
    ops.unsupported(UntagResourceRequest.class, NO_TAGS);
  }
}
