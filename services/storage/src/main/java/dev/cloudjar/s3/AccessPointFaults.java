package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Fault;

/** What S3's control plane refuses with. */
final class AccessPointFaults {
  private AccessPointFaults() {}

  /** Everybody manages their own account alone. */
  static void requireOwn(Call call, String accountId) {
    if (!accountId.equals(call.accountId())) {
      throw S3Faults.accessDenied();
    }
  }

  static Fault noSuchPublicAccessBlockConfiguration(String accountId) {
    return Fault.of(
            404,
            "NoSuchPublicAccessBlockConfiguration",
            "The public access block configuration was not found")
        .with("AccountId", accountId);
  }
}
