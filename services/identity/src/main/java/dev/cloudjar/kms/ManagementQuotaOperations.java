package dev.cloudjar.kms;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.CheckedOperations;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Quota;
import dev.cloudjar.cloud.Quotas;
import dev.cloudjar.cloud.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyPairRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyPairWithoutPlaintextRequest;
import software.amazon.awssdk.services.kms.model.ReplicateKeyRequest;
import software.amazon.awssdk.services.kms.model.UpdatePrimaryRegionRequest;

/**
 * Counts calls of operations, and refuses what exceeds the quotas on the management of keys, and on
 * pairs of data keys. AWS allows but a few of most in a second, so they count only where that is
 * wanted.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/kms/latest/developerguide/requests-per-second.html">Request
 *     quotas</a>
 */
record ManagementQuotaOperations(Quotas quotas) {
  private static final String SETTING = "kms-request-rates";
  private static final String ON = "true";

  private static final Map<String, Quota> BY_OPERATION =
      quotas(
          it -> it + " request rate",
          Map.of(
              1,
              List.of("GetParametersForImport"),
              5,
              List.of(
                  "CancelKeyDeletion",
                  "CreateAlias",
                  "CreateKey",
                  "DisableKey",
                  "DisableKeyRotation",
                  "EnableKey",
                  "ReplicateKey",
                  "RotateKeyOnDemand",
                  "UntagResource",
                  "UpdateAlias",
                  "UpdateKeyDescription",
                  "UpdatePrimaryRegion"),
              10,
              List.of("TagResource"),
              15,
              List.of(
                  "DeleteAlias",
                  "DeleteImportedKeyMaterial",
                  "EnableKeyRotation",
                  "ImportKeyMaterial",
                  "PutKeyPolicy",
                  "ScheduleKeyDeletion"),
              50,
              List.of("CreateGrant", "RetireGrant", "RevokeGrant"),
              100,
              List.of("ListGrants", "ListKeyPolicies", "ListKeyRotations", "ListRetirableGrants"),
              500,
              List.of("ListAliases", "ListKeys"),
              1_000,
              List.of("GetKeyPolicy", "GetKeyRotationStatus"),
              2_000,
              List.of("DescribeKey", "GetPublicKey", "ListResourceTags")));

  private static final Map<String, Quota> OF_PAIRS =
      quotas(
          it -> "GenerateDataKeyPair (" + it + ") request rate",
          Map.of(
              1,
              List.of("RSA_4096"),
              4,
              List.of("RSA_3072"),
              20,
              List.of("RSA_2048"),
              100,
              List.of(
                  "ECC_NIST_P256",
                  "ECC_NIST_P384",
                  "ECC_NIST_P521",
                  "ECC_SECG_P256K1",
                  "ECC_NIST_EDWARDS25519")));

  private static Map<String, Quota> quotas(
      UnaryOperator<String> title, Map<Integer, List<String>> byRate) {
    Map<String, Quota> quotas = new HashMap<>();
    byRate.forEach(
        (rate, names) ->
            names.forEach(name -> quotas.put(name, new Quota("kms", "", title.apply(name), rate))));
    return Map.copyOf(quotas);
  }

  /** Operations that keep to the quotas, where that is wanted. */
  static Operations over(Operations operations, Cloud cloud) {
    if (!wanted(cloud.settings())) {
      return operations;
    }
    cloud.quotas().declare(List.copyOf(BY_OPERATION.values()));
    cloud.quotas().declare(List.copyOf(OF_PAIRS.values()));
    return new CheckedOperations(operations, new ManagementQuotaOperations(cloud.quotas())::count);
  }

  private static boolean wanted(Settings settings) {
    return settings.find(SETTING).filter(ON::equals).isPresent();
  }

  private void count(Call call, AwsRequest request) {
    String region = call.region();
    switch (request) {
      case GenerateDataKeyPairRequest it -> pair(call, it.keyPairSpecAsString());
      case GenerateDataKeyPairWithoutPlaintextRequest it -> pair(call, it.keyPairSpecAsString());
      case ReplicateKeyRequest it -> {
        count(call, "ReplicateKey", region);
        // One of them tries whether the other will do.
        count(call, "CreateKey", it.replicaRegion());
        count(call, "CreateKey", it.replicaRegion());
      }
      case UpdatePrimaryRegionRequest it -> {
        count(call, "UpdatePrimaryRegion", region);
        count(call, "UpdatePrimaryRegion", it.primaryRegion());
      }
      default -> count(call, call.operation(), region);
    }
  }

  private void pair(Call call, String spec) {
    Quota quota = OF_PAIRS.get(spec);
    if (quota != null) {
      count(call, quota, call.region());
    }
  }

  private void count(Call call, String operation, String region) {
    Quota quota = BY_OPERATION.get(operation);
    if (quota != null) {
      count(call, quota, region);
    }
  }

  private void count(Call call, Quota quota, String region) {
    if (!quotas.allowsRequest(quota, call.principal().accountId(), region, call.time())) {
      throw KmsFaults.throttled();
    }
  }
}
