package dev.cloudjar.s3;

import dev.cloudjar.store.Snapshot;
import org.jspecify.annotations.Nullable;

/** Which kinds of public access a bucket blocks; all of them unless it says otherwise. */
record PublicAccess(
    boolean blockPublicAcls,
    boolean ignorePublicAcls,
    boolean blockPublicPolicy,
    boolean restrictPublicBuckets) {

  static PublicAccess of(ConfigurationStore configurations, Snapshot snapshot, Bucket bucket) {
    ConfigurationKind kind = ConfigurationKind.PUBLIC_ACCESS_BLOCK;
    ConfigurationStore.Entry entry =
        configurations.find(snapshot, bucket, kind.name(), ConfigurationStore.ONLY);
    Document.@Nullable Structure flags = entry == null ? kind.initial() : entry.document();
    return new PublicAccess(
        isOn(flags, "BlockPublicAcls"),
        isOn(flags, "IgnorePublicAcls"),
        isOn(flags, "BlockPublicPolicy"),
        isOn(flags, "RestrictPublicBuckets"));
  }

  private static boolean isOn(Document.@Nullable Structure flags, String name) {
    return flags != null && flags.member(name) instanceof Document.Flag(boolean value) && value;
  }
}
