package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The keys that objects of a bucket share, in memory for a short while, so that KMS is asked once
 * for many objects. Each requester has keys of their own: KMS has allowed them to each.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html">Amazon S3
 *     Bucket Keys</a>
 */
final class BucketKeys {
  /** AWS says but that it is limited. */
  static final Duration LIFETIME = Duration.ofMinutes(5);

  private static final int MOST = 10_000;

  private final Map<Object, Kept> kept =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Kept> eldest) {
          return size() > MOST;
        }
      };

  /**
   * A key.
   *
   * @param secret opened
   * @param encryption what objects under it say
   */
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  record BucketKey(byte[] secret, Encryption.KeyService encryption) {}

  private record Kept(BucketKey key, Instant until) {}

  /** Whom KMS allowed a key: a user, or a role under the same policies of the session. */
  private record Requester(String arn, List<String> policies) {
    static Requester of(Call call) {
      return new Requester(
          call.principal() instanceof Principal.AssumedRole role
              ? role.roleArn()
              : call.principal().arn(),
          call.session().map(Session::policies).orElse(List.of()));
    }
  }

  private record ForNew(
      Requester requester, long bucket, @Nullable String keyId, Map<String, String> context) {}

  private record OfObject(Requester requester, Encryption.KeyService encryption) {}

  /** The key for a new object of a bucket. */
  BucketKey forNew(
      Call call,
      Bucket bucket,
      @Nullable String keyId,
      Map<String, String> context,
      Supplier<BucketKey> make) {
    Requester requester = Requester.of(call);
    ForNew place = new ForNew(requester, bucket.number(), keyId, context);
    BucketKey known = find(place, call.time());
    if (known != null) {
      return known;
    }
    BucketKey made = make.get();
    keep(place, made, call.time());
    keep(new OfObject(requester, made.encryption()), made, call.time());
    return made;
  }

  /** The key of an object that has one. */
  byte[] ofObject(Call call, Encryption.KeyService encryption, Supplier<byte[]> open) {
    OfObject place = new OfObject(Requester.of(call), encryption);
    BucketKey known = find(place, call.time());
    if (known != null) {
      return known.secret();
    }
    byte[] secret = open.get();
    keep(place, new BucketKey(secret, encryption), call.time());
    return secret;
  }

  private synchronized @Nullable BucketKey find(Object place, Instant now) {
    Kept found = kept.get(place);
    return found == null || !now.isBefore(found.until()) ? null : found.key();
  }

  private synchronized void keep(Object place, BucketKey key, Instant now) {
    kept.remove(place);
    kept.put(place, new Kept(key, now.plus(LIFETIME)));
  }
}
