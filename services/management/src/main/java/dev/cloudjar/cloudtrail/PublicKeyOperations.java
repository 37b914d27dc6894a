package dev.cloudjar.cloudtrail;

import dev.cloudjar.cloud.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.cloudtrail.model.ListPublicKeysRequest;
import software.amazon.awssdk.services.cloudtrail.model.ListPublicKeysResponse;
import software.amazon.awssdk.services.cloudtrail.model.PublicKey;

/** Gives out the keys by which digests are proven. */
final class PublicKeyOperations {
  private static final Duration USUAL = Duration.ofDays(1);

  private final SigningKeys keys;

  PublicKeyOperations(SigningKeys keys) {
    this.keys = keys;
  }

  ListPublicKeysResponse list(Call call, ListPublicKeysRequest request) {
    Instant end = Objects.requireNonNullElse(request.endTime(), call.time());
    Instant start = Objects.requireNonNullElse(request.startTime(), end.minus(USUAL));
    if (start.isAfter(end)) {
      throw CloudTrailFaults.invalidTimeRange();
    }
    return ListPublicKeysResponse.builder()
        .publicKeyList(
            keys.between(call.region(), start, end).stream()
                .map(
                    key ->
                        PublicKey.builder()
                            .fingerprint(key.fingerprint())
                            .value(SdkBytes.fromByteArray(key.publicKey()))
                            .validityStartTime(key.from())
                            .validityEndTime(key.until())
                            .build())
                .toList())
        .build();
  }
}
