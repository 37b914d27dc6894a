package dev.cloudjar.s3.inventory;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a report says of one version of an object; what it does not have is null.
 *
 * @param acl the access control list, base64 of JSON
 */
public record InventoryRow(
    String bucket,
    String key,
    @Nullable String versionId,
    boolean latest,
    boolean deleteMarker,
    @Nullable Long sizeBytes,
    Instant lastModified,
    @Nullable String etag,
    @Nullable String storageClass,
    @Nullable Boolean multipart,
    @Nullable String replicationStatus,
    @Nullable String encryptionStatus,
    @Nullable Instant retainUntil,
    @Nullable String lockMode,
    @Nullable String legalHold,
    @Nullable String tier,
    @Nullable String bucketKey,
    @Nullable String checksumAlgorithm,
    @Nullable String acl,
    @Nullable String owner,
    @Nullable Instant expires) {}
