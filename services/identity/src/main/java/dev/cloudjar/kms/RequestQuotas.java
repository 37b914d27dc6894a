package dev.cloudjar.kms;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Quota;
import dev.cloudjar.cloud.Quotas;
import dev.cloudjar.kms.crypto.KeySpec;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How many cryptographic operations an account may ask for in a Region in each second, by the kind
 * of key. They count for whoever asks, and for services that ask in somebody's name.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/kms/latest/developerguide/requests-per-second.html">Request
 *     quotas</a>
 */
final class RequestQuotas {
  static final Quota SYMMETRIC =
      new Quota(
          "kms",
          "L-6E3AF000",
          "Cryptographic operations (symmetric) request rate",
          Map.of(
              "us-east-2", 20_000d,
              "ap-southeast-1", 20_000d,
              "ap-southeast-2", 20_000d,
              "ap-northeast-1", 20_000d,
              "eu-central-1", 20_000d,
              "eu-west-2", 20_000d,
              "us-east-1", 100_000d,
              "us-west-2", 100_000d,
              "eu-west-1", 100_000d),
          10_000);
  static final Quota RSA =
      new Quota("kms", "L-2AC98190", "Cryptographic operations (RSA) request rate", 1_000);
  static final Quota LATTICE =
      new Quota("kms", "", "Cryptographic operations (ML-DSA) request rate", 1_000);
  static final Quota ELLIPTIC =
      new Quota("kms", "L-DC14942D", "Cryptographic operations (ECC and SM2) request rate", 1_000);

  /** Pairs of data keys have quotas of their own. A re-encryption is one request. */
  private static final Set<String> COUNTED =
      Set.of(
          "Decrypt",
          "DeriveSharedSecret",
          "Encrypt",
          "GenerateDataKey",
          "GenerateDataKeyWithoutPlaintext",
          "GenerateMac",
          "GenerateRandom",
          "ReEncryptFrom",
          "Sign",
          "Verify",
          "VerifyMac");

  private final Quotas quotas;

  RequestQuotas(Quotas quotas) {
    this.quotas = quotas;
  }

  void declare() {
    quotas.declare(List.of(SYMMETRIC, RSA, LATTICE, ELLIPTIC));
  }

  /**
   * Counts a call that uses a key.
   *
   * @throws dev.cloudjar.cloud.Fault where there have been too many
   */
  void count(Call call, String action, KeySpec spec) {
    if (COUNTED.contains(action)
        && !quotas.allowsRequest(
            quota(spec), call.principal().accountId(), call.region(), call.time())) {
      throw KmsFaults.throttled();
    }
  }

  private static Quota quota(KeySpec spec) {
    return switch (spec.family()) {
      case SYMMETRIC, HMAC -> SYMMETRIC;
      case RSA -> RSA;
      case ELLIPTIC, KOBLITZ, EDWARDS -> ELLIPTIC;
      case LATTICE -> LATTICE;
    };
  }
}
