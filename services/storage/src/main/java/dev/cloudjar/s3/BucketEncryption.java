package dev.cloudjar.s3;

import dev.cloudjar.s3.Document.Sequence;
import dev.cloudjar.s3.Document.Structure;
import dev.cloudjar.s3.Document.Text;
import dev.cloudjar.store.Snapshot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads what a bucket says of the encryption of its objects, in its one rule. */
final class BucketEncryption {
  static final String BLOCKED = "BlockedEncryptionTypes";
  static final String TYPE = "EncryptionType";
  static final String CUSTOMER_KEYS = "SSE-C";

  /** What buckets begin with since April 2026. */
  static final Structure INITIALLY_BLOCKED =
      Structure.of(TYPE, new Sequence(List.of(new Text(CUSTOMER_KEYS))));

  private BucketEncryption() {}

  /** Whether nothing may be written under customers' own keys. */
  static boolean blocksCustomerKeys(
      ConfigurationStore configurations, Snapshot snapshot, Bucket bucket) {
    ConfigurationKind kind = ConfigurationKind.ENCRYPTION;
    ConfigurationStore.Entry entry =
        configurations.find(snapshot, bucket, kind.name(), ConfigurationStore.ONLY);
    return blocked(entry == null ? null : entry.document()).texts(TYPE).contains(CUSTOMER_KEYS);
  }

  /**
   * How objects are encrypted whose writers don't say.
   *
   * @param algorithm as in requests
   * @param keyId by which KMS knows the key; null for the one that S3 has in each account
   * @param bucketKey whether objects under keys of KMS share one, unless their writers say
   */
  record ByDefault(String algorithm, @Nullable String keyId, boolean bucketKey) {}

  static ByDefault byDefault(ConfigurationStore configurations, Snapshot snapshot, Bucket bucket) {
    ConfigurationStore.Entry entry =
        configurations.find(
            snapshot, bucket, ConfigurationKind.ENCRYPTION.name(), ConfigurationStore.ONLY);
    Structure configuration = entry == null ? null : entry.document();
    if (configuration == null) {
      return new ByDefault(Encryption.AES256, null, false);
    }
    Structure rule = configuration.structures("Rules").getFirst();
    Structure byDefault =
        rule.member("ApplyServerSideEncryptionByDefault") instanceof Structure it
            ? it
            : Structure.EMPTY;
    return new ByDefault(
        Objects.requireNonNullElse(byDefault.text("SSEAlgorithm"), Encryption.AES256),
        byDefault.text("KMSMasterKeyID"),
        rule.member("BucketKeyEnabled") instanceof Document.Flag(boolean enabled) && enabled);
  }

  /** A configuration with what was blocked before, unless it says itself what is. */
  static Structure keepingBlocked(Structure configuration, @Nullable Structure before) {
    Structure rule = configuration.structures("Rules").getFirst();
    if (rule.member(BLOCKED) != null) {
      return configuration;
    }
    Map<String, Document> members = new LinkedHashMap<>(rule.members());
    members.put(BLOCKED, blocked(before));
    return Structure.of("Rules", new Sequence(List.of(new Structure(members))));
  }

  private static Structure blocked(@Nullable Structure configuration) {
    return configuration != null
            && configuration.structures("Rules").getFirst().member(BLOCKED)
                instanceof Structure blocked
        ? blocked
        : INITIALLY_BLOCKED;
  }
}
