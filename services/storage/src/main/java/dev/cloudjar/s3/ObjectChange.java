package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Ids;
import dev.cloudjar.cloud.Principal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/**
 * A change of an object.
 *
 * @param cause why it changed
 * @param key the object's
 * @param version what was written or changed, or is gone; its etag and size are told
 * @param details what AWS tells beside it of some events, by the names of its record: such as
 *     {@code destinationStorageClass} of a transition, or {@code lifecycleRestorationExpiryTime}
 *     and {@code lifecycleRestoreStorageClass} of a restore
 */
record ObjectChange(
    Cause cause,
    Bucket bucket,
    String key,
    ObjectEvent event,
    Version version,
    Map<String, String> details) {

  /**
   * Why an object changes.
   *
   * @param accountId whose call it was
   * @param principalId as records of events name who did it
   * @param sourceAddress where the request came from
   */
  record Cause(
      String accountId, String principalId, String sourceAddress, String requestId, Instant time) {
    private static final String S3 = "s3.amazonaws.com";

    static Cause of(Call call) {
      return new Cause(
          call.accountId(),
          principalId(call.principal()),
          call.http().sourceAddress().map(InetAddress::getHostAddress).orElse(S3),
          call.requestId(),
          call.time());
    }

    private static String principalId(Principal principal) {
      return switch (principal) {
        case Principal.Root root -> customerId(root.accountId());
        case Principal.Anonymous _ -> "Anonymous";
        case Principal.Service service -> service.name();
        default -> "AWS:" + principal.userId();
      };
    }

    /** How records of events know accounts. */
    static String customerId(String accountId) {
      return "A"
          + new BigInteger(CanonicalUser.id(accountId), 16)
              .toString(Character.MAX_RADIX)
              .substring(0, 13)
              .toUpperCase(Locale.ROOT);
    }

    /** S3 itself, as when an object's life ends by a rule. */
    static Cause ofS3(Bucket bucket, Ids ids, Instant now) {
      String requestId = HexFormat.of().formatHex(ids.bytes(8)).toUpperCase(Locale.ROOT);
      return new Cause(bucket.accountId(), S3, S3, requestId, now);
    }
  }

  /** A change that a call has made. */
  static ObjectChange of(Call call, Bucket bucket, String key, ObjectEvent event, Version version) {
    return new ObjectChange(Cause.of(call), bucket, key, event, version, Map.of());
  }
}
