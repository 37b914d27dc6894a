package dev.cloudjar.servicequotas;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.kms.KmsRoom;
import dev.cloudjar.s3.S3Room;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.servicequotas.ServiceQuotasClient;
import software.amazon.awssdk.services.servicequotas.model.RequestStatus;
import software.amazon.awssdk.services.servicequotas.model.RequestedServiceQuotaChange;
import software.amazon.awssdk.services.servicequotas.model.ServiceInfo;
import software.amazon.awssdk.services.servicequotas.model.ServiceQuota;

/** Quotas, how they are raised, and that rooms keep to them. */
@CloudjarTest(
    rooms = {ServiceQuotasRoom.class, S3Room.class, KmsRoom.class},
    shared = false)
class ServiceQuotasTest {
  private static final String BUCKETS = "L-DC2B2D3D";
  private static final String RSA = "L-2AC98190";

  private final ServiceQuotasClient quotas;
  private final TestCloud cloud;

  ServiceQuotasTest(ServiceQuotasClient quotas, TestCloud cloud) {
    this.quotas = quotas;
    this.cloud = cloud;
    cloud.clock().freeze();
  }

  private ServiceQuota quota(String service, String code) {
    return quotas.getServiceQuota(it -> it.serviceCode(service).quotaCode(code)).quota();
  }

  private RequestedServiceQuotaChange raise(String service, String code, double value) {
    return quotas
        .requestServiceQuotaIncrease(
            it -> it.serviceCode(service).quotaCode(code).desiredValue(value))
        .requestedQuota();
  }

  @Test
  @Behaviour("S3-PERF-04")
  void quotasAreToldByServiceAndByCode() {
    assertThat(quotas.listServices(it -> it.maxResults(100)).services())
        .extracting(ServiceInfo::serviceCode)
        .containsExactly("kms", "s3");
    assertThat(quotas.listServices(it -> it.maxResults(1)).nextToken()).isNotNull();
    assertThat(quotas.listServicesPaginator(it -> it.maxResults(1)).services()).hasSize(2);
    assertThat(quotas.listServiceQuotas(it -> it.serviceCode("kms")).quotas())
        .extracting(ServiceQuota::quotaCode)
        .containsExactly(RSA, "L-6E3AF000", "L-DC14942D");
    assertThat(
            quotas.listServiceQuotasPaginator(it -> it.serviceCode("kms").maxResults(2)).quotas())
        .hasSize(3);
    ServiceQuota symmetric = quota("kms", "L-6E3AF000");
    assertThat(symmetric.value()).isEqualTo(100_000);
    assertThat(symmetric.quotaName())
        .isEqualTo("Cryptographic operations (symmetric) request rate");
    assertThat(symmetric.adjustable()).isTrue();
    assertThat(symmetric.globalQuota()).isFalse();
    assertThat(symmetric.quotaArn())
        .isEqualTo("arn:aws:servicequotas:us-east-1:" + cloud.accountId() + ":kms/L-6E3AF000");
    assertThat(quotas.listAWSDefaultServiceQuotas(it -> it.serviceCode("s3")).quotas())
        .singleElement()
        .satisfies(it -> assertThat(it.value()).isEqualTo(10_000));
    assertThat(quota("s3", BUCKETS).globalQuota()).isTrue();
  }

  @Test
  @Behaviour("S3-PERF-04")
  void aRaisedQuotaIsPendingAndThenActsInItsRegion() {
    RequestedServiceQuotaChange asked = raise("kms", RSA, 1_200);
    assertThat(asked.status()).isEqualTo(RequestStatus.PENDING);
    assertThat(asked.requester()).contains(cloud.accountId());
    assertThat(quota("kms", RSA).value()).isEqualTo(1_000);
    refused(() -> raise("kms", RSA, 1_300))
        .withCode("ResourceAlreadyExistsException")
        .saying("Only one open service quota increase request is allowed per quota.");

    cloud.clock().advance(IncreaseOperations.REVIEW);
    assertThat(quota("kms", RSA).value()).isEqualTo(1_200);
    assertThat(
            quotas
                .getAWSDefaultServiceQuota(it -> it.serviceCode("kms").quotaCode(RSA))
                .quota()
                .value())
        .isEqualTo(1_000);
    assertThat(
            quotas.getRequestedServiceQuotaChange(it -> it.requestId(asked.id())).requestedQuota())
        .satisfies(
            it -> {
              assertThat(it.status()).isEqualTo(RequestStatus.APPROVED);
              assertThat(Duration.between(it.created(), it.lastUpdated()))
                  .isEqualTo(IncreaseOperations.REVIEW);
            });

    KmsClient kms = cloud.client(KmsClient.class);
    String rsa =
        kms.createKey(it -> it.keySpec("RSA_2048").keyUsage("ENCRYPT_DECRYPT")).keyMetadata().arn();
    IntStream.range(0, 1_200).forEach(i -> encrypt(kms, rsa));
    refused(() -> encrypt(kms, rsa)).withCode("ThrottlingException");
  }

  private static void encrypt(KmsClient kms, String key) {
    kms.encrypt(
        it ->
            it.keyId(key)
                .encryptionAlgorithm("RSAES_OAEP_SHA_256")
                .plaintext(SdkBytes.fromUtf8String("text")));
  }

  @Test
  @Behaviour("S3-PERF-04")
  void anAccountHasNoMoreBucketsThanItsQuota() {
    S3Client s3 = cloud.client(S3Client.class);
    String name = cloud.unique("many");
    IntStream.range(0, 10_000)
        .parallel()
        .forEach(i -> s3.createBucket(it -> it.bucket(name + "-" + i)));
    refused(() -> s3.createBucket(it -> it.bucket(name + "-more")))
        .withCode("TooManyBuckets")
        .saying("You have attempted to create more buckets than allowed");
    s3.createBucket(it -> it.bucket(name + "-0"));
    raise("s3", BUCKETS, 10_001);
    cloud.clock().advance(IncreaseOperations.REVIEW);
    s3.createBucket(it -> it.bucket(name + "-more"));
    refused(() -> s3.createBucket(it -> it.bucket(name + "-again"))).withCode("TooManyBuckets");
    s3.deleteBucket(it -> it.bucket(name + "-1"));
    s3.createBucket(it -> it.bucket(name + "-again"));
  }

  @Test
  void theHistoryOfRequestsIsToldByPages() {
    raise("kms", RSA, 2_000);
    raise("kms", "L-6E3AF000", 200_000);
    cloud.clock().advance(IncreaseOperations.REVIEW);
    raise("kms", RSA, 3_000);
    assertThat(
            quotas
                .listRequestedServiceQuotaChangeHistoryByQuota(
                    it -> it.serviceCode("kms").quotaCode(RSA))
                .requestedQuotas())
        .extracting(RequestedServiceQuotaChange::desiredValue)
        .containsExactly(2_000d, 3_000d);
    assertThat(
            quotas
                .listRequestedServiceQuotaChangeHistoryPaginator(it -> it.maxResults(1))
                .requestedQuotas())
        .hasSize(3);
    assertThat(
            quotas
                .listRequestedServiceQuotaChangeHistory(
                    it -> it.serviceCode("kms").status(RequestStatus.PENDING))
                .requestedQuotas())
        .extracting(RequestedServiceQuotaChange::desiredValue)
        .containsExactly(3_000d);
    assertThat(
            quotas
                .listRequestedServiceQuotaChangeHistory(it -> it.serviceCode("s3"))
                .requestedQuotas())
        .isEmpty();
  }

  @Test
  void whatIsNotThereOrNotMoreIsRefused() {
    refused(() -> quotas.listServiceQuotas(it -> it.serviceCode("EC2")))
        .withCode("NoSuchResourceException")
        .saying("The request failed because the specified service does not exist.");
    refused(() -> quota("kms", "L-00000000")).withCode("NoSuchResourceException");
    refused(
            () ->
                quotas.getServiceQuota(
                    it -> it.serviceCode("kms").quotaCode(RSA).contextId("arn:aws:x")))
        .withCode("NoSuchResourceException");
    refused(() -> quotas.getRequestedServiceQuotaChange(it -> it.requestId("none")))
        .withCode("NoSuchResourceException");
    refused(() -> raise("kms", RSA, 1_000))
        .withCode("IllegalArgumentException")
        .saying("You must provide a quota value greater than the current quota value");
    refused(() -> quotas.listServices(it -> it.nextToken("abc")))
        .withCode("InvalidPaginationTokenException");
    assertThat(
            quotas.listRequestedServiceQuotaChangeHistory(it -> it.maxResults(5)).requestedQuotas())
        .isEmpty();
  }
}
