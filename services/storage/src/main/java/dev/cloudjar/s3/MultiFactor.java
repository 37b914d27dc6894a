package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Identities;
import dev.cloudjar.cloud.Principal;
import org.jspecify.annotations.Nullable;

/**
 * The code of a device that callers bring where a bucket has MFA Delete.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiFactorAuthenticationDelete.html">Configuring
 *     MFA delete</a>
 */
final class MultiFactor {
  private final Identities identities;

  MultiFactor(Identities identities) {
    this.identities = identities;
  }

  /**
   * Refuses a call that has no valid code of the root's device. Codes count once: ask outside of
   * transactions.
   *
   * @param header the serial number and the code with a space between; null where there is none
   */
  void require(Call call, Bucket bucket, @Nullable String header) {
    if (!(call.principal() instanceof Principal.Root)
        || !call.accountId().equals(bucket.accountId())) {
      throw MultiFactorFaults.ownerNeeded();
    }
    if (header == null) {
      throw MultiFactorFaults.codeNeeded();
    }
    if (!call.http().secure() && call.http().sourceAddress().isPresent()) {
      throw MultiFactorFaults.insecure();
    }
    int space = header.lastIndexOf(' ');
    boolean accepted =
        space > 0
            && identities
                .source()
                .map(
                    source ->
                        source.acceptsCode(
                            call.principal(),
                            header.substring(0, space).strip(),
                            header.substring(space + 1).strip()))
                .orElse(false);
    if (!accepted) {
      throw MultiFactorFaults.codeNeeded();
    }
  }
}
