package dev.cloudjar.servicequotas;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Quota;
import dev.cloudjar.cloud.Work;
import dev.cloudjar.servicequotas.Increase.Status;
import dev.cloudjar.servicequotas.Pages.Page;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.servicequotas.model.AppliedLevelEnum;
import software.amazon.awssdk.services.servicequotas.model.GetRequestedServiceQuotaChangeRequest;
import software.amazon.awssdk.services.servicequotas.model.GetRequestedServiceQuotaChangeResponse;
import software.amazon.awssdk.services.servicequotas.model.ListRequestedServiceQuotaChangeHistoryByQuotaRequest;
import software.amazon.awssdk.services.servicequotas.model.ListRequestedServiceQuotaChangeHistoryByQuotaResponse;
import software.amazon.awssdk.services.servicequotas.model.ListRequestedServiceQuotaChangeHistoryRequest;
import software.amazon.awssdk.services.servicequotas.model.ListRequestedServiceQuotaChangeHistoryResponse;
import software.amazon.awssdk.services.servicequotas.model.RequestServiceQuotaIncreaseRequest;
import software.amazon.awssdk.services.servicequotas.model.RequestServiceQuotaIncreaseResponse;
import software.amazon.awssdk.services.servicequotas.model.RequestStatus;
import software.amazon.awssdk.services.servicequotas.model.RequestedServiceQuotaChange;

/** Takes requests to raise quotas, approves them, and tells what became of them. */
final class IncreaseOperations {
  static final String KIND = "servicequotas:approve";

  /** How long a request is pending. AWS does not tell how long its reviews take. */
  static final Duration REVIEW = Duration.ofMinutes(15);

  private static final int ID_LENGTH = 40;
  private static final String ID_LETTERS =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  private static final RecordCodec<Review> REVIEWS = RecordCodec.of(Review.class);

  private final Cloud cloud;
  private final KnownQuotas known;

  IncreaseOperations(Cloud cloud, KnownQuotas known) {
    this.cloud = cloud;
    this.known = known;
  }

  private record Review(String accountId, String region, String id) {}

  RequestServiceQuotaIncreaseResponse request(
      Call call, RequestServiceQuotaIncreaseRequest request) {
    Quota quota = known.require(request.serviceCode(), request.quotaCode(), call.region());
    QuotaOperations.requireNoContext(request.contextId());
    String id = cloud.ids().text(ID_LENGTH, ID_LETTERS);
    Instant now = call.time().truncatedTo(ChronoUnit.MILLIS);
    String requester =
        "{\"accountId\":\"%s\",\"callerArn\":\"%s\"}"
            .formatted(call.accountId(), call.principal().arn());
    Increase made =
        cloud
            .store()
            .transact(
                transaction -> {
                  Increase last =
                      IncreaseStore.last(transaction, call.accountId(), call.region(), quota);
                  if (last != null && last.status() == Status.PENDING) {
                    throw ServiceQuotasFaults.alreadyOpen();
                  }
                  if (request.desiredValue()
                      <= cloud.quotas().value(quota, call.accountId(), call.region())) {
                    throw ServiceQuotasFaults.notGreater();
                  }
                  Increase.Key key =
                      new Increase.Key(
                          call.accountId(),
                          call.region(),
                          quota.service(),
                          quota.code(),
                          last == null ? 1 : last.key().number() + 1);
                  Increase increase =
                      new Increase(
                          key, id, request.desiredValue(), Status.PENDING, requester, now, now);
                  IncreaseStore.put(transaction, increase);
                  byte[] review = REVIEWS.write(new Review(call.accountId(), call.region(), id));
                  cloud.work().schedule(transaction, KIND, id, now.plus(REVIEW), review);
                  return increase;
                });
    return RequestServiceQuotaIncreaseResponse.builder().requestedQuota(shown(made)).build();
  }

  /** Approves a request, so that the quota is what it asks for. */
  void approve(Work.Item item) {
    Review review = REVIEWS.read(item.payload());
    cloud
        .store()
        .transact(
            transaction -> {
              Increase increase =
                  IncreaseStore.find(transaction, review.accountId(), review.region(), review.id());
              if (increase != null && increase.status() == Status.PENDING) {
                IncreaseStore.put(transaction, increase.approved(item.due()));
                Quota quota =
                    known.require(increase.key().service(), increase.key().code(), review.region());
                cloud
                    .quotas()
                    .apply(
                        transaction,
                        quota,
                        review.accountId(),
                        review.region(),
                        increase.desired());
              }
              return true;
            });
  }

  GetRequestedServiceQuotaChangeResponse get(
      Call call, GetRequestedServiceQuotaChangeRequest request) {
    Increase found = cloud.store().read(snapshot -> require(snapshot, call, request.requestId()));
    return GetRequestedServiceQuotaChangeResponse.builder().requestedQuota(shown(found)).build();
  }

  private static Increase require(Snapshot snapshot, Call call, String id) {
    Increase found = IncreaseStore.find(snapshot, call.accountId(), call.region(), id);
    if (found == null) {
      throw ServiceQuotasFaults.noSuchRequest();
    }
    return found;
  }

  ListRequestedServiceQuotaChangeHistoryResponse history(
      Call call, ListRequestedServiceQuotaChangeHistoryRequest request) {
    if (request.serviceCode() != null) {
      KnownQuotas.name(request.serviceCode());
    }
    Page<Increase> page =
        page(
            call,
            request.serviceCode(),
            null,
            new Asked(
                request.status(),
                request.quotaRequestedAtLevel(),
                request.nextToken(),
                request.maxResults()));
    return ListRequestedServiceQuotaChangeHistoryResponse.builder()
        .requestedQuotas(page.items().stream().map(this::shown).toList())
        .nextToken(page.nextToken())
        .build();
  }

  ListRequestedServiceQuotaChangeHistoryByQuotaResponse historyOfQuota(
      Call call, ListRequestedServiceQuotaChangeHistoryByQuotaRequest request) {
    Quota quota = known.require(request.serviceCode(), request.quotaCode(), call.region());
    Page<Increase> page =
        page(
            call,
            quota.service(),
            quota.code(),
            new Asked(
                request.status(),
                request.quotaRequestedAtLevel(),
                request.nextToken(),
                request.maxResults()));
    return ListRequestedServiceQuotaChangeHistoryByQuotaResponse.builder()
        .requestedQuotas(page.items().stream().map(this::shown).toList())
        .nextToken(page.nextToken())
        .build();
  }

  private record Asked(
      @Nullable RequestStatus status,
      @Nullable AppliedLevelEnum level,
      @Nullable String token,
      @Nullable Integer maxResults) {}

  private Page<Increase> page(
      Call call, @Nullable String service, @Nullable String code, Asked asked) {
    Status status = null;
    if (asked.status() == RequestStatus.PENDING) {
      status = Status.PENDING;
    } else if (asked.status() == RequestStatus.APPROVED) {
      status = Status.APPROVED;
    }
    boolean none = asked.status() != null && status == null;
    if (none || asked.level() == AppliedLevelEnum.RESOURCE) {
      return new Page<>(List.of(), null);
    }
    Status wanted = status;
    int size = Pages.size(asked.maxResults());
    return cloud
        .store()
        .read(
            snapshot -> {
              Increase after = asked.token() == null ? null : after(snapshot, call, asked.token());
              List<Increase> found =
                  IncreaseStore.list(
                      snapshot,
                      call.accountId(),
                      call.region(),
                      service,
                      code,
                      wanted,
                      after,
                      size + 1);
              return Pages.cut(found, Increase::id, size);
            });
  }

  private static Increase after(Snapshot snapshot, Call call, String token) {
    String id = Pages.decode(token);
    Increase found = IncreaseStore.find(snapshot, call.accountId(), call.region(), id);
    if (found == null) {
      throw ServiceQuotasFaults.invalidToken();
    }
    return found;
  }

  private RequestedServiceQuotaChange shown(Increase increase) {
    Increase.Key key = increase.key();
    Quota quota = known.require(key.service(), key.code(), key.region());
    return RequestedServiceQuotaChange.builder()
        .id(increase.id())
        .serviceCode(key.service())
        .serviceName(KnownQuotas.name(key.service()))
        .quotaCode(key.code())
        .quotaName(quota.name())
        .desiredValue(increase.desired())
        .status(increase.status().name())
        .created(increase.created())
        .lastUpdated(increase.changed())
        .requester(increase.requester())
        .quotaArn(KnownQuotas.arn(quota, key.accountId(), key.region()))
        .globalQuota(quota.global())
        .unit("None")
        .quotaRequestedAtLevel(AppliedLevelEnum.ACCOUNT)
        .build();
  }
}
