package dev.cloudjar.s3;

import dev.cloudjar.s3.ConfigurationStore.Entry;
import dev.cloudjar.s3.Version.Stored;
import dev.cloudjar.s3.lifecycle.LifecycleRules;
import dev.cloudjar.s3.lifecycle.LifecycleRules.End;
import dev.cloudjar.s3.lifecycle.Subject;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The lifecycle rules of buckets, and what answers tell of them. */
final class Lifecycles {
  /** More than one Intelligent-Tiering configuration of a bucket may have. */
  private static final int MAX_TIERINGS = 1001;

  private final KeyValueStore store;
  private final ConfigurationStore configurations;

  /** Rules by the number of their bucket, since every read of an object asks for them. */
  private final ConcurrentMap<Long, LifecycleRules> read = new ConcurrentHashMap<>();

  Lifecycles(KeyValueStore store, ConfigurationStore configurations) {
    this.store = store;
    this.configurations = configurations;
  }

  LifecycleRules of(Bucket bucket) {
    if (!bucket.hearers().aging()) {
      return LifecycleRules.NONE;
    }
    return read.computeIfAbsent(
        bucket.number(), number -> store.read(snapshot -> find(snapshot, bucket)));
  }

  private LifecycleRules find(Snapshot snapshot, Bucket bucket) {
    Entry entry =
        configurations.find(
            snapshot, bucket, ConfigurationKind.LIFECYCLE.name(), ConfigurationStore.ONLY);
    Document.Structure lifecycle = entry == null ? null : entry.document();
    return LifecycleDocuments.read(
        lifecycle == null ? Document.Structure.EMPTY : lifecycle,
        configurations.list(
            snapshot, bucket, ConfigurationKind.INTELLIGENT_TIERING.name(), "", MAX_TIERINGS));
  }

  /** Whether a bucket has anything by which its objects change in time. */
  boolean areThere(Snapshot snapshot, Bucket bucket) {
    LifecycleRules found = find(snapshot, bucket);
    return !found.rules().isEmpty() || !found.tierings().isEmpty();
  }

  void forget(Transaction transaction, Bucket bucket) {
    transaction.afterCommit(() -> read.remove(bucket.number()));
  }

  /** The header that tells when the current object of a key ends; null where it does not. */
  @Nullable String expirationHeader(Bucket bucket, String key, Stored object) {
    LifecycleRules rules = of(bucket);
    if (rules.rules().isEmpty()) {
      return null;
    }
    End end = rules.expiration(subject(bucket, key, object));
    return end == null
        ? null
        : "expiry-date=\"%s\", rule-id=\"%s\""
            .formatted(
                HttpDate.format(end.due()),
                URLEncoder.encode(end.ruleId(), StandardCharsets.UTF_8).replace("+", "%20"));
  }

  /** When an upload ends that nobody completes; null for never. */
  @Nullable End abortion(Bucket bucket, String key, Instant initiated) {
    return of(bucket).abortion(key, initiated);
  }

  /** A current object. */
  static Subject subject(Bucket bucket, String key, Stored object) {
    return new Subject(
        key,
        object.sizeBytes(),
        object.attributes().tags(),
        object.attributes().storageClass(),
        object.lastModified(),
        null,
        0,
        false,
        bucket.versioning() != Versioning.UNVERSIONED,
        Tiering.tiered(object));
  }
}
