package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.s3.ObjectListings.Start;
import dev.cloudjar.s3.Version.DeleteMarker;
import dev.cloudjar.s3.Version.Stored;
import dev.cloudjar.store.KeyValueStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.Owner;
import software.amazon.awssdk.services.s3.model.RestoreStatus;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Lists objects and their versions. */
final class ListOperations {
  static final int MAX_KEYS = 1000;
  private static final String RESTORE_STATUS = "RestoreStatus";

  private final KeyValueStore store;
  private final BucketDirectory directory;
  private final ObjectListings listings;
  private final AccessLists lists;

  ListOperations(
      KeyValueStore store, BucketDirectory directory, ObjectListings listings, AccessLists lists) {
    this.store = store;
    this.directory = directory;
    this.listings = listings;
    this.lists = lists;
  }

  private record Listed<E>(Owners owners, Page<E> page) {}

  /** What is told of objects only where it is asked for. */
  private record Told(boolean restores, Instant now) {
    static Told of(Call call, List<String> attributes) {
      for (String each : attributes) {
        if (!each.equals(RESTORE_STATUS)) {
          throw S3Faults.invalidArgument(
              "Invalid attribute name specified", "x-amz-optional-object-attributes", each);
        }
      }
      return new Told(!attributes.isEmpty(), call.time());
    }

    @Nullable RestoreStatus restoreStatus(Stored object) {
      Archive.Status status = restores ? Archive.status(object, now) : null;
      return status == null
          ? null
          : RestoreStatus.builder()
              .isRestoreInProgress(status.isOngoing())
              .restoreExpiryDate(status.expires())
              .build();
    }
  }

  ListObjectsResponse objects(Call call, ListObjectsRequest request) {
    KeyEncoding encoding = KeyEncoding.of(request.encodingTypeAsString());
    int max = max("max-keys", request.maxKeys());
    Listing listing = listing(request.prefix(), request.delimiter(), max);
    String marker = request.marker() == null ? "" : request.marker();
    Listed<ListedObject> listed =
        store.read(
            snapshot -> {
              Bucket bucket =
                  directory.require(
                      snapshot, call, request.bucket(), request.expectedBucketOwner());
              return new Listed<>(
                  new Owners(bucket, lists.ownership(snapshot, bucket)),
                  listings.objects(
                      snapshot, bucket, listing, ObjectListings.after(listing, marker)));
            });
    Page<ListedObject> page = listed.page();
    Owners owners = listed.owners();
    Told told = Told.of(call, request.optionalObjectAttributesAsStrings());
    ListObjectsResponse.Builder response =
        ListObjectsResponse.builder()
            .name(request.bucket())
            .prefix(encoding.encode(listing.prefix()))
            .marker(encoding.encode(marker))
            .maxKeys(max)
            .delimiter(encoding.optional(listing.delimiter()))
            .encodingType(request.encodingTypeAsString())
            .isTruncated(page.isTruncated())
            .contents(
                page.entries().stream().map(each -> object(each, encoding, owners, told)).toList())
            .commonPrefixes(commonPrefixes(page.commonPrefixes(), encoding));
    Page.Last<ListedObject> last = page.last();
    if (last != null && listing.delimiter() != null) {
      response.nextMarker(encoding.encode(last.key()));
    }
    return response.build();
  }

  ListObjectsV2Response objectsV2(Call call, ListObjectsV2Request request) {
    KeyEncoding encoding = KeyEncoding.of(request.encodingTypeAsString());
    int max = max("max-keys", request.maxKeys());
    Listing listing = listing(request.prefix(), request.delimiter(), max);
    Start start = start(request);
    Listed<ListedObject> listed =
        store.read(
            snapshot -> {
              Bucket bucket =
                  directory.require(
                      snapshot, call, request.bucket(), request.expectedBucketOwner());
              return new Listed<>(
                  new Owners(bucket, lists.ownership(snapshot, bucket)),
                  listings.objects(snapshot, bucket, listing, start));
            });
    Page<ListedObject> page = listed.page();
    Owners owners = Boolean.TRUE.equals(request.fetchOwner()) ? listed.owners() : null;
    Told told = Told.of(call, request.optionalObjectAttributesAsStrings());
    ListObjectsV2Response.Builder response =
        ListObjectsV2Response.builder()
            .name(request.bucket())
            .prefix(encoding.encode(listing.prefix()))
            .startAfter(encoding.optional(request.startAfter()))
            .continuationToken(request.continuationToken())
            .maxKeys(max)
            .keyCount(page.entries().size() + page.commonPrefixes().size())
            .delimiter(encoding.optional(listing.delimiter()))
            .encodingType(request.encodingTypeAsString())
            .isTruncated(page.isTruncated())
            .contents(
                page.entries().stream().map(each -> object(each, encoding, owners, told)).toList())
            .commonPrefixes(commonPrefixes(page.commonPrefixes(), encoding));
    Page.Last<ListedObject> last = page.last();
    if (last != null) {
      response.nextContinuationToken(token(last));
    }
    return response.build();
  }

  private static Start start(ListObjectsV2Request request) {
    String token = request.continuationToken();
    if (token != null) {
      byte[] bytes = SafeText.decode(token);
      if (bytes == null || bytes.length < 2 || (bytes[0] != 'k' && bytes[0] != 'p')) {
        throw S3Faults.invalidArgument(
            "The continuation token provided is incorrect", "continuation-token", token);
      }
      String text = new String(bytes, 1, bytes.length - 1, StandardCharsets.UTF_8);
      return bytes[0] == 'k' ? new Start.AfterKey(text) : new Start.AfterPrefix(text);
    }
    String after = request.startAfter();
    return after == null || after.isEmpty() ? ObjectListings.BEGINNING : new Start.AfterKey(after);
  }

  private static String token(Page.Last<?> last) {
    String text = (last.entry() == null ? "p" : "k") + last.key();
    return SafeText.encode(text.getBytes(StandardCharsets.UTF_8));
  }

  ListObjectVersionsResponse versions(Call call, ListObjectVersionsRequest request) {
    KeyEncoding encoding = KeyEncoding.of(request.encodingTypeAsString());
    int max = max("max-keys", request.maxKeys());
    Listing listing = listing(request.prefix(), request.delimiter(), max);
    String keyMarker = request.keyMarker() == null ? "" : request.keyMarker();
    String versionMarker = request.versionIdMarker();
    if (versionMarker != null) {
      checkVersionMarker(keyMarker, versionMarker);
    }
    Listed<ListedVersion> listed =
        store.read(
            snapshot -> {
              Bucket bucket =
                  directory.require(
                      snapshot, call, request.bucket(), request.expectedBucketOwner());
              boolean amidKey =
                  versionMarker != null
                      && !versionMarker.isEmpty()
                      && listing.commonPrefix(keyMarker) == null;
              return new Listed<>(
                  new Owners(bucket, lists.ownership(snapshot, bucket)),
                  amidKey
                      ? listings.versionsAfter(snapshot, bucket, listing, keyMarker, versionMarker)
                      : listings.versions(
                          snapshot, bucket, listing, ObjectListings.after(listing, keyMarker)));
            });
    Page<ListedVersion> page = listed.page();
    ListObjectVersionsResponse.Builder response =
        ListObjectVersionsResponse.builder()
            .name(request.bucket())
            .prefix(encoding.encode(listing.prefix()))
            .keyMarker(encoding.encode(keyMarker))
            .versionIdMarker(versionMarker == null ? "" : versionMarker)
            .maxKeys(max)
            .delimiter(encoding.optional(listing.delimiter()))
            .encodingType(request.encodingTypeAsString())
            .isTruncated(page.isTruncated())
            .commonPrefixes(commonPrefixes(page.commonPrefixes(), encoding));
    Told told = Told.of(call, request.optionalObjectAttributesAsStrings());
    add(response, page.entries(), encoding, listed.owners(), told);
    Page.Last<ListedVersion> last = page.last();
    if (last != null) {
      response.nextKeyMarker(encoding.encode(last.key()));
      ListedVersion entry = last.entry();
      if (entry != null) {
        response.nextVersionIdMarker(entry.version().versionId());
      }
    }
    return response.build();
  }

  private static void checkVersionMarker(String keyMarker, String versionMarker) {
    if (keyMarker.isEmpty()) {
      throw S3Faults.invalidArgument(
          "A version-id marker cannot be specified without a key marker.",
          "version-id-marker",
          versionMarker);
    }
    if (!versionMarker.isEmpty() && !ObjectFinder.isVersionId(versionMarker)) {
      throw S3Faults.invalidArgument(
          "Invalid version id specified", "version-id-marker", versionMarker);
    }
  }

  private static void add(
      ListObjectVersionsResponse.Builder response,
      List<ListedVersion> entries,
      KeyEncoding encoding,
      Owners owners,
      Told told) {
    List<ObjectVersion> versions = new ArrayList<>();
    List<DeleteMarkerEntry> markers = new ArrayList<>();
    for (ListedVersion each : entries) {
      switch (each.version()) {
        case Stored stored -> {
          ObjectVersion.Builder version =
              ObjectVersion.builder()
                  .key(encoding.encode(each.key()))
                  .versionId(stored.versionId())
                  .isLatest(each.isLatest())
                  .lastModified(stored.lastModified())
                  .eTag(stored.quotedEtag())
                  .size(stored.sizeBytes())
                  .storageClass(stored.attributes().storageClass())
                  .owner(owner(owners, stored))
                  .restoreStatus(told.restoreStatus(stored));
          StoredChecksum checksum = stored.checksum();
          if (checksum != null) {
            version.checksumAlgorithmWithStrings(checksum.algorithm()).checksumType(type(checksum));
          }
          versions.add(version.build());
        }
        case DeleteMarker marker ->
            markers.add(
                DeleteMarkerEntry.builder()
                    .key(encoding.encode(each.key()))
                    .versionId(marker.versionId())
                    .isLatest(each.isLatest())
                    .lastModified(marker.lastModified())
                    .owner(AccessListOperations.owner(owners.bucket().accountId()))
                    .build());
      }
    }
    response.versions(versions).deleteMarkers(markers);
  }

  private static Owner owner(Owners owners, Stored stored) {
    return AccessListOperations.owner(owners.of(stored.attributes()));
  }

  private static S3Object object(
      ListedObject listed, KeyEncoding encoding, @Nullable Owners owners, Told told) {
    Stored stored = listed.object();
    S3Object.Builder object =
        S3Object.builder()
            .key(encoding.encode(listed.key()))
            .lastModified(stored.lastModified())
            .eTag(stored.quotedEtag())
            .size(stored.sizeBytes())
            .storageClass(stored.attributes().storageClass())
            .owner(owners == null ? null : owner(owners, stored))
            .restoreStatus(told.restoreStatus(stored));
    StoredChecksum checksum = stored.checksum();
    if (checksum != null) {
      object.checksumAlgorithmWithStrings(checksum.algorithm()).checksumType(type(checksum));
    }
    return object.build();
  }

  private static String type(StoredChecksum checksum) {
    return checksum.fullObject() ? "FULL_OBJECT" : "COMPOSITE";
  }

  static List<CommonPrefix> commonPrefixes(List<String> prefixes, KeyEncoding encoding) {
    return prefixes.stream()
        .map(each -> CommonPrefix.builder().prefix(encoding.encode(each)).build())
        .toList();
  }

  static Listing listing(@Nullable String prefix, @Nullable String delimiter, int max) {
    return new Listing(
        prefix == null ? "" : prefix,
        delimiter == null || delimiter.isEmpty() ? null : delimiter,
        max);
  }

  /** How many things a page may have: as many as asked for, and never more than AWS's limit. */
  static int max(String parameter, @Nullable Integer asked) {
    if (asked != null && asked < 0) {
      throw S3Faults.invalidArgument(
          "Argument " + parameter + " must be an integer between 0 and 2147483647",
          parameter,
          asked.toString());
    }
    return asked == null ? MAX_KEYS : Math.min(asked, MAX_KEYS);
  }
}
