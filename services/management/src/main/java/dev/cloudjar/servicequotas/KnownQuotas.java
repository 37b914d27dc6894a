package dev.cloudjar.servicequotas;

import dev.cloudjar.cloud.Quota;
import dev.cloudjar.cloud.Quotas;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The quotas that there are, by the services that have any. */
final class KnownQuotas {
  /** Names of services by their codes. */
  private static final Map<String, String> SERVICES =
      new TreeMap<>(
          Map.of(
              "kms", "AWS Key Management Service (AWS KMS)",
              "s3", "Amazon Simple Storage Service (Amazon S3)"));

  private final Quotas quotas;

  KnownQuotas(Quotas quotas) {
    this.quotas = quotas;
  }

  /** Codes of services, in order. */
  static List<String> services() {
    return List.copyOf(SERVICES.keySet());
  }

  /**
   * What a service is called.
   *
   * @throws dev.cloudjar.cloud.Fault for one that is not there
   */
  static String name(String service) {
    String name = SERVICES.get(service);
    if (name == null) {
      throw ServiceQuotasFaults.noSuchService();
    }
    return name;
  }

  /** The quotas of a service that a Region shows, in the order of their codes. */
  List<Quota> of(String service, String region) {
    name(service);
    return quotas.of(service).stream()
        .filter(it -> !it.code().isEmpty() && (!it.global() || isFirst(region)))
        .sorted(Comparator.comparing(Quota::code))
        .toList();
  }

  /**
   * The quota of a code.
   *
   * @throws dev.cloudjar.cloud.Fault where a Region shows none
   */
  Quota require(String service, String code, String region) {
    return of(service, region).stream()
        .filter(it -> it.code().equals(code))
        .findFirst()
        .orElseThrow(ServiceQuotasFaults::noSuchQuota);
  }

  /** Whether a Region is the one that shows what is the same in all Regions of its partition. */
  private static boolean isFirst(String region) {
    return region.equals("us-east-1")
        || region.equals("cn-north-1")
        || region.equals("us-gov-west-1");
  }

  static String arn(Quota quota, String accountId, String region) {
    return arn(quota.service(), quota.code(), accountId, region);
  }

  static String arn(String service, String code, String accountId, String region) {
    return "arn:%s:servicequotas:%s:%s:%s/%s"
        .formatted(partition(region), region, accountId, service, code);
  }

  private static String partition(String region) {
    if (region.startsWith("cn-")) {
      return "aws-cn";
    }
    return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
  }
}
