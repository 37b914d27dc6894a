package dev.cloudjar.s3;

import dev.cloudjar.s3.Document.Structure;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is copied where.
 *
 * @param latest whether it is written in the later of the two schemas, by a filter
 * @param prefix of keys; empty for all
 * @param tags that an object must have
 * @param deleteMarkers whether delete markers are copied, too
 * @param destination the name of a bucket
 * @param account who has to own the destination; null for anybody
 * @param ownerOverride whether replicas are its owner's
 * @param storageClass of replicas; null for the originals'
 * @param timed whether replicas have to be there within 15 minutes
 * @param measured whether there are metrics of it
 * @param replicaModifications whether changes of replicas' metadata are passed on
 * @param keyServiceToo whether what is sealed under keys of KMS is copied, too
 * @param keyId under which copies of that are sealed; null where none was said
 */
record ReplicationRule(
    String id,
    boolean enabled,
    long priority,
    boolean latest,
    String prefix,
    Map<String, String> tags,
    boolean deleteMarkers,
    String destination,
    @Nullable String account,
    boolean ownerOverride,
    @Nullable String storageClass,
    boolean timed,
    boolean measured,
    boolean replicaModifications,
    boolean keyServiceToo,
    @Nullable String keyId) {
  private static final String BUCKET_ARN = ":s3:::";

  static ReplicationRule of(Structure rule) {
    Structure filter = part(rule, "Filter");
    Structure and = part(filter, "And");
    boolean latest = rule.member("Filter") != null;
    String prefix = latest ? filter.text("Prefix") : rule.text("Prefix");
    Map<String, String> tags = new HashMap<>();
    and.structures("Tags").forEach(tag -> addTag(tags, tag));
    if (filter.member("Tag") instanceof Structure tag) {
      addTag(tags, tag);
    }
    Structure destination = part(rule, "Destination");
    String bucket = Objects.requireNonNullElse(destination.text("Bucket"), "");
    boolean timed = isEnabled(part(destination, "ReplicationTime"));
    return new ReplicationRule(
        Objects.requireNonNullElse(rule.text("ID"), ""),
        isEnabled(rule),
        rule.member("Priority") instanceof Document.Whole(long priority) ? priority : 0,
        latest,
        Objects.requireNonNullElse(prefix == null ? and.text("Prefix") : prefix, ""),
        Map.copyOf(tags),
        latest ? isEnabled(part(rule, "DeleteMarkerReplication")) : true,
        bucket.substring(bucket.indexOf(BUCKET_ARN) + BUCKET_ARN.length()),
        destination.text("Account"),
        destination.member("AccessControlTranslation") != null,
        destination.text("StorageClass"),
        timed,
        timed || isEnabled(part(destination, "Metrics")),
        isEnabled(part(part(rule, "SourceSelectionCriteria"), "ReplicaModifications")),
        isEnabled(part(part(rule, "SourceSelectionCriteria"), "SseKmsEncryptedObjects")),
        part(destination, "EncryptionConfiguration").text("ReplicaKmsKeyID"));
  }

  private static void addTag(Map<String, String> tags, Structure tag) {
    tags.put(
        Objects.requireNonNullElse(tag.text("Key"), ""),
        Objects.requireNonNullElse(tag.text("Value"), ""));
  }

  static Structure part(Structure whole, String member) {
    return whole.member(member) instanceof Structure part ? part : Structure.EMPTY;
  }

  static boolean isEnabled(Structure part) {
    return "Enabled".equals(part.text("Status"));
  }

  /** The storage class of an object's copy. */
  String storageClassOf(Version.Stored original) {
    return storageClass == null ? original.attributes().storageClass() : storageClass;
  }

  /** Whether a new object is copied. */
  boolean takes(String key, ObjectAttributes attributes) {
    return covers(key, attributes.tags())
        && (keyServiceToo || !(attributes.encryption() instanceof Encryption.KeyService));
  }

  boolean covers(String key) {
    return enabled && key.startsWith(prefix);
  }

  boolean covers(String key, Map<String, String> objectTags) {
    return covers(key) && objectTags.entrySet().containsAll(tags.entrySet());
  }
}
