package dev.cloudjar.s3;

import dev.cloudjar.cloud.Clock;
import dev.cloudjar.s3.AccessList.Grant;
import dev.cloudjar.s3.inventory.InventoryRow;
import dev.cloudjar.store.Snapshot;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Finds out what a report says of each version. */
final class InventoryRows {
  private static final JsonMapper JSON = new JsonMapper();

  private final ConfigurationStore configurations;
  private final LockStore locks;
  private final ReplicationStates states;
  private final Clock clock;

  InventoryRows(
      ConfigurationStore configurations, LockStore locks, ReplicationStates states, Clock clock) {
    this.configurations = configurations;
    this.locks = locks;
    this.states = states;
    this.clock = clock;
  }

  InventoryRow of(Snapshot snapshot, Bucket bucket, ListedVersion listed) {
    return switch (listed.version()) {
      case Version.DeleteMarker _ ->
          ofMarker(bucket, listed, replication(snapshot, bucket, listed));
      case Version.Stored stored -> ofStored(snapshot, bucket, listed, stored);
    };
  }

  private @Nullable String replication(Snapshot snapshot, Bucket bucket, ListedVersion listed) {
    return states.status(snapshot, bucket, listed.key(), listed.version().versionId());
  }

  private static InventoryRow ofMarker(
      Bucket bucket, ListedVersion listed, @Nullable String replication) {
    return new InventoryRow(
        bucket.name(),
        listed.key(),
        versionId(listed.version()),
        listed.isLatest(),
        true,
        null,
        listed.version().lastModified(),
        null,
        null,
        null,
        replication,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private InventoryRow ofStored(
      Snapshot snapshot, Bucket bucket, ListedVersion listed, Version.Stored stored) {
    ObjectLock lock = locks.find(snapshot, bucket, listed.key(), stored.versionId());
    Ownership ownership = Ownership.of(configurations, snapshot, bucket);
    StoredChecksum checksum = stored.checksum();
    ObjectAttributes attributes = stored.attributes();
    return new InventoryRow(
        bucket.name(),
        listed.key(),
        versionId(stored),
        listed.isLatest(),
        false,
        stored.sizeBytes(),
        stored.lastModified(),
        stored.etag(),
        attributes.storageClass(),
        stored.parts() > 0,
        replication(snapshot, bucket, listed),
        status(attributes.encryption()),
        lock.retainUntil(),
        lock.mode(),
        lock.legalHold(),
        Tiering.isTiered(stored) ? Tiering.tier(stored, clock.now()).name() : null,
        bucketKey(attributes.encryption()),
        checksum == null ? null : checksum.algorithm(),
        acl(ownership.list(bucket, attributes)),
        CanonicalUser.id(ownership.owner(bucket, attributes)),
        null);
  }

  private static String status(Encryption encryption) {
    return switch (encryption) {
      case Encryption.Managed _ -> "SSE-S3";
      case Encryption.Customer _ -> "SSE-C";
      case Encryption.KeyService keyed -> keyed.hasTwoLayers() ? "DSSE-KMS" : "SSE-KMS";
    };
  }

  private static @Nullable String bucketKey(Encryption encryption) {
    return encryption instanceof Encryption.KeyService keyed
        ? keyed.bucketKey() ? "ENABLED" : "DISABLED"
        : null;
  }

  /** What never had an id has none here either. */
  private static @Nullable String versionId(Version version) {
    return version.isNull() ? null : version.versionId();
  }

  private static String acl(AccessList list) {
    ObjectNode root = JSON.createObjectNode();
    root.put("version", "2022-11-10").put("status", "AVAILABLE");
    ArrayNode grants = root.putArray("grants");
    for (Grant grant : list.grants()) {
      grants
          .addObject()
          .put(grant.isToGroup() ? "uri" : "canonicalId", grant.grantee())
          .put("type", grant.isToGroup() ? "Group" : "CanonicalUser")
          .put("permission", grant.permission().name());
    }
    return Base64.getEncoder().encodeToString(root.toString().getBytes(StandardCharsets.UTF_8));
  }
}
