package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.PlainHead;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Snapshot;
import java.util.List;
import java.util.Map;

/**
 * Buckets whose callers pay: strangers have to say that they know.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/ObjectsinRequesterPaysBuckets.html">Downloading
 *     objects from Requester Pays buckets</a>
 */
final class RequesterPays {
  private static final String HEADER = "x-amz-request-payer";
  private static final String CHARGED = "x-amz-request-charged";
  private static final String REQUESTER = "requester";

  private RequesterPays() {}

  /** Refuses a stranger's call that does not offer to pay where that is asked. */
  static void check(
      ConfigurationStore configurations, Snapshot snapshot, Call call, Bucket bucket) {
    boolean nobody = call.principal() instanceof Principal.Anonymous;
    boolean own = !nobody && call.accountId().equals(bucket.accountId());
    if (own
        || call.principal() instanceof Principal.Service
        || !isOn(configurations, snapshot, bucket)) {
      return;
    }
    boolean offered =
        call.http().headers().first(HEADER).map(REQUESTER::equalsIgnoreCase).orElse(false)
            || offersIn(call.http().query());
    if (nobody || !offered) {
      throw S3Faults.accessDenied();
    }
  }

  /** The headers that tell whoever offered to pay that they do. */
  static List<Map.Entry<String, String>> headers(
      KeyValueStore store, BucketStore buckets, ConfigurationStore configurations, PlainHead head) {
    if (head.headers().first(HEADER).isEmpty() && !offersIn(head.query())) {
      return List.of();
    }
    HostedBucket place = HostedBucket.of(head);
    boolean charged =
        store.read(
            snapshot -> {
              Bucket bucket = buckets.find(snapshot, place.partition(), place.bucket());
              return bucket != null && isOn(configurations, snapshot, bucket);
            });
    return charged ? List.of(Map.entry(CHARGED, REQUESTER)) : List.of();
  }

  private static boolean offersIn(String query) {
    return ("&" + query + "&").contains("&" + HEADER + "=" + REQUESTER + "&");
  }

  static boolean isOn(ConfigurationStore configurations, Snapshot snapshot, Bucket bucket) {
    ConfigurationStore.Entry entry =
        configurations.find(
            snapshot, bucket, ConfigurationKind.REQUEST_PAYMENT.name(), ConfigurationStore.ONLY);
    return entry != null
        && entry.document() != null
        && "Requester".equals(entry.document().text("Payer"));
  }
}
