package dev.cloudjar.s3;

import dev.cloudjar.store.Snapshot;
import org.jspecify.annotations.Nullable;

/** Which kinds of public access are blocked; all of them unless somebody says otherwise. */
record PublicAccess(
    boolean blockPublicAcls,
    boolean ignorePublicAcls,
    boolean blockPublicPolicy,
    boolean restrictPublicBuckets) {

  /** What holds for a bucket: the stricter of what it says itself and what its account says. */
  static PublicAccess of(ConfigurationStore configurations, Snapshot snapshot, Bucket bucket) {
    ConfigurationKind kind = ConfigurationKind.PUBLIC_ACCESS_BLOCK;
    ConfigurationStore.Entry entry =
        configurations.find(snapshot, bucket, kind.name(), ConfigurationStore.ONLY);
    return of(entry == null ? kind.initial() : entry.document())
        .stricter(ofAccount(configurations, snapshot, bucket.accountId()));
  }

  /** What an account says of all its buckets, which is nothing to begin with. */
  static PublicAccess ofAccount(
      ConfigurationStore configurations, Snapshot snapshot, String accountId) {
    ConfigurationStore.Entry entry =
        configurations.findOfAccount(
            snapshot, accountId, ConfigurationKind.PUBLIC_ACCESS_BLOCK.name());
    return of(entry == null ? null : entry.document());
  }

  static PublicAccess of(Document.@Nullable Structure flags) {
    return new PublicAccess(
        isOn(flags, "BlockPublicAcls"),
        isOn(flags, "IgnorePublicAcls"),
        isOn(flags, "BlockPublicPolicy"),
        isOn(flags, "RestrictPublicBuckets"));
  }

  PublicAccess stricter(PublicAccess other) {
    return new PublicAccess(
        blockPublicAcls || other.blockPublicAcls,
        ignorePublicAcls || other.ignorePublicAcls,
        blockPublicPolicy || other.blockPublicPolicy,
        restrictPublicBuckets || other.restrictPublicBuckets);
  }

  private static boolean isOn(Document.@Nullable Structure flags, String name) {
    return flags != null && flags.member(name) instanceof Document.Flag(boolean value) && value;
  }
}
