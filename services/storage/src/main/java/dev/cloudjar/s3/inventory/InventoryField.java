package dev.cloudjar.s3.inventory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A column of a report, in the order in which they stand. */
public enum InventoryField {
  BUCKET("Bucket", "bucket", Type.TEXT),
  KEY("Key", "key", Type.TEXT),
  VERSION_ID("VersionId", "version_id", Type.TEXT),
  IS_LATEST("IsLatest", "is_latest", Type.FLAG),
  IS_DELETE_MARKER("IsDeleteMarker", "is_delete_marker", Type.FLAG),
  SIZE("Size", "size", Type.WHOLE),
  LAST_MODIFIED("LastModifiedDate", "last_modified_date", Type.TIME),
  ETAG("ETag", "e_tag", Type.TEXT),
  STORAGE_CLASS("StorageClass", "storage_class", Type.TEXT),
  MULTIPART("IsMultipartUploaded", "is_multipart_uploaded", Type.FLAG),
  REPLICATION("ReplicationStatus", "replication_status", Type.TEXT),
  ENCRYPTION("EncryptionStatus", "encryption_status", Type.TEXT),
  RETAIN_UNTIL("ObjectLockRetainUntilDate", "object_lock_retain_until_date", Type.TIME),
  LOCK_MODE("ObjectLockMode", "object_lock_mode", Type.TEXT),
  LEGAL_HOLD("ObjectLockLegalHoldStatus", "object_lock_legal_hold_status", Type.TEXT),
  TIER("IntelligentTieringAccessTier", "intelligent_tiering_access_tier", Type.TEXT),
  BUCKET_KEY("BucketKeyStatus", "bucket_key_status", Type.TEXT),
  CHECKSUM("ChecksumAlgorithm", "checksum_algorithm", Type.TEXT),
  ACL("ObjectAccessControlList", "object_access_control_list", Type.TEXT),
  OWNER("ObjectOwner", "object_owner", Type.TEXT),
  EXPIRATION("LifecycleExpirationDate", "lifecycle_expiration_date", Type.TIME);

  /** What values of a column are. */
  enum Type {
    TEXT("binary", " (UTF8)"),
    FLAG("boolean", ""),
    WHOLE("int64", ""),
    TIME("int64", " (TIMESTAMP_MILLIS)");

    private final String physical;
    private final String logical;

    Type(String physical, String logical) {
      this.physical = physical;
      this.logical = logical;
    }
  }

  private static final Set<InventoryField> OF_VERSIONS =
      Set.of(VERSION_ID, IS_LATEST, IS_DELETE_MARKER);

  private final String title;
  private final String column;
  private final Type type;

  InventoryField(String title, String column, Type type) {
    this.title = title;
    this.column = column;
    this.type = type;
  }

  /**
   * The columns of a report.
   *
   * @param versions whether it has all versions
   * @param optional the names of those that were asked for besides
   */
  public static List<InventoryField> of(boolean versions, List<String> optional) {
    List<InventoryField> fields = new ArrayList<>();
    for (InventoryField each : values()) {
      if (each.isRequired()
          || (versions && OF_VERSIONS.contains(each))
          || optional.contains(each.title)) {
        fields.add(each);
      }
    }
    return fields;
  }

  /** Whether every row has it. */
  boolean isRequired() {
    return this == BUCKET || this == KEY;
  }

  String title() {
    return title;
  }

  String column() {
    return column;
  }

  Type type() {
    return type;
  }

  /** The column as a schema has it. */
  String definition() {
    return (isRequired() ? "required " : "optional ") + type.physical + " " + column + type.logical;
  }

  /** Text, a flag or a number of a row, times as milliseconds; null for none. */
  @Nullable Object of(InventoryRow row) {
    Object found =
        switch (this) {
          case BUCKET -> row.bucket();
          case KEY -> row.key();
          case VERSION_ID -> row.versionId();
          case IS_LATEST -> row.latest();
          case IS_DELETE_MARKER -> row.deleteMarker();
          case SIZE -> row.sizeBytes();
          case LAST_MODIFIED -> row.lastModified();
          case ETAG -> row.etag();
          case STORAGE_CLASS -> row.storageClass();
          case MULTIPART -> row.multipart();
          case REPLICATION -> row.replicationStatus();
          case ENCRYPTION -> row.encryptionStatus();
          case RETAIN_UNTIL -> row.retainUntil();
          case LOCK_MODE -> row.lockMode();
          case LEGAL_HOLD -> row.legalHold();
          case TIER -> row.tier();
          case BUCKET_KEY -> row.bucketKey();
          case CHECKSUM -> row.checksumAlgorithm();
          case ACL -> row.acl();
          case OWNER -> row.owner();
          case EXPIRATION -> row.expires();
        };
    return found instanceof Instant time ? (Object) time.toEpochMilli() : found;
  }
}
