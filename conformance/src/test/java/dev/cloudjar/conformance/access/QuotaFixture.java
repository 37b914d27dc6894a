package dev.cloudjar.conformance.access;

import dev.cloudjar.junit.TestCloud;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.servicequotas.ServiceQuotasClient;

/** Two quotas of KMS, one of which somebody has asked to raise. */
final class QuotaFixture {
  private static final String SYMMETRIC = "L-6E3AF000";
  private static final String RSA = "L-2AC98190";

  private QuotaFixture() {}

  static Map<String, Object> make(TestCloud cloud) {
    String id =
        cloud
            .client(ServiceQuotasClient.class)
            .requestServiceQuotaIncrease(
                it -> it.serviceCode("kms").quotaCode(SYMMETRIC).desiredValue(200_000d))
            .requestedQuota()
            .id();
    Map<String, Object> known = new HashMap<>();
    known.put("ServiceCode", "kms");
    known.put("QuotaCode", RSA);
    known.put("DesiredValue", 2_000d);
    known.put("RequestId", id);
    return known;
  }
}
