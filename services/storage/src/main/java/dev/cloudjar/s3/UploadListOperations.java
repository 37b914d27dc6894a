package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.s3.Upload.UploadChecksum;
import dev.cloudjar.s3.UploadStore.Listed;
import dev.cloudjar.s3.UploadStore.UploadKey;
import dev.cloudjar.s3.lifecycle.LifecycleRules.End;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Snapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.Initiator;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Owner;

/** Lists multipart uploads and their parts. */
final class UploadListOperations {
  private final KeyValueStore store;
  private final BucketDirectory directory;
  private final UploadStore uploads;
  private final AccessLists lists;
  private final Lifecycles lifecycles;

  UploadListOperations(
      KeyValueStore store,
      BucketDirectory directory,
      UploadStore uploads,
      AccessLists lists,
      Lifecycles lifecycles) {
    this.store = store;
    this.directory = directory;
    this.uploads = uploads;
    this.lists = lists;
    this.lifecycles = lifecycles;
  }

  private record PartsPage(Owners owners, Upload upload, List<Part> parts, @Nullable End end) {}

  ListPartsResponse parts(Call call, ListPartsRequest request) {
    int max = ListOperations.max("max-parts", request.maxParts());
    int marker = request.partNumberMarker() == null ? 0 : request.partNumberMarker();
    PartsPage page =
        store.read(
            snapshot -> {
              Bucket bucket =
                  directory.require(
                      snapshot, call, request.bucket(), request.expectedBucketOwner());
              UploadKey place =
                  MultipartOperations.place(bucket, request.key(), request.uploadId());
              Upload upload = uploads.find(snapshot, place);
              if (upload == null) {
                throw S3Faults.noSuchUpload(request.uploadId());
              }
              return new PartsPage(
                  owners(snapshot, bucket),
                  upload,
                  uploads.parts(snapshot, place, marker, max + 1),
                  lifecycles.abortion(bucket, request.key(), upload.initiated()));
            });
    boolean truncated = max > 0 && page.parts().size() > max;
    List<Part> parts = page.parts().subList(0, Math.min(max, page.parts().size()));
    ListPartsResponse.Builder response =
        ListPartsResponse.builder()
            .bucket(request.bucket())
            .key(request.key())
            .uploadId(request.uploadId())
            .partNumberMarker(marker)
            .nextPartNumberMarker(parts.isEmpty() ? 0 : parts.getLast().number())
            .maxParts(max)
            .isTruncated(truncated)
            .parts(parts.stream().map(part -> part(page.upload(), part)).toList())
            .initiator(initiator(page.upload()))
            .owner(owner(page.owners(), page.upload()))
            .storageClass(page.upload().attributes().storageClass());
    End end = page.end();
    if (end != null) {
      response.abortDate(end.due()).abortRuleId(end.ruleId());
    }
    UploadChecksum checksum = page.upload().checksum();
    if (checksum != null) {
      response.checksumAlgorithm(checksum.algorithm().name()).checksumType(type(checksum));
    }
    return response.build();
  }

  private static software.amazon.awssdk.services.s3.model.Part part(Upload upload, Part part) {
    var builder =
        software.amazon.awssdk.services.s3.model.Part.builder()
            .partNumber(part.number())
            .lastModified(part.lastModified())
            .eTag('"' + part.etag() + '"')
            .size(part.sizeBytes());
    if (upload.checksum() != null) {
      ChecksumFields.set(builder, part.checksum());
    }
    return builder.build();
  }

  private record UploadsPage(Owners owners, Page<Listed> page) {}

  ListMultipartUploadsResponse uploads(Call call, ListMultipartUploadsRequest request) {
    KeyEncoding encoding = KeyEncoding.of(request.encodingTypeAsString());
    int max = ListOperations.max("max-uploads", request.maxUploads());
    Listing listing = ListOperations.listing(request.prefix(), request.delimiter(), max);
    String keyMarker = request.keyMarker() == null ? "" : request.keyMarker();
    UploadId idMarker = keyMarker.isEmpty() ? null : idMarker(request.uploadIdMarker());
    UploadsPage listed =
        store.read(
            snapshot -> {
              Bucket bucket =
                  directory.require(
                      snapshot, call, request.bucket(), request.expectedBucketOwner());
              return new UploadsPage(
                  owners(snapshot, bucket),
                  uploads.list(snapshot, bucket, listing, keyMarker, idMarker));
            });
    Page<Listed> page = listed.page();
    Owners owners = listed.owners();
    ListMultipartUploadsResponse.Builder response =
        ListMultipartUploadsResponse.builder()
            .bucket(request.bucket())
            .keyMarker(encoding.encode(keyMarker))
            .uploadIdMarker(idMarker == null ? "" : request.uploadIdMarker())
            .prefix(encoding.encode(listing.prefix()))
            .delimiter(encoding.optional(listing.delimiter()))
            .encodingType(request.encodingTypeAsString())
            .maxUploads(max)
            .isTruncated(page.isTruncated())
            .uploads(page.entries().stream().map(each -> upload(each, encoding, owners)).toList())
            .commonPrefixes(ListOperations.commonPrefixes(page.commonPrefixes(), encoding));
    Page.Last<Listed> last = page.last();
    if (last != null) {
      response.nextKeyMarker(encoding.encode(last.key()));
      Listed entry = last.entry();
      if (entry != null) {
        response.nextUploadIdMarker(entry.place().id().text());
      }
    }
    return response.build();
  }

  private Owners owners(Snapshot snapshot, Bucket bucket) {
    return new Owners(bucket, lists.ownership(snapshot, bucket));
  }

  private static Owner owner(Owners owners, Upload upload) {
    return AccessListOperations.owner(owners.of(upload.attributes()));
  }

  private static @Nullable UploadId idMarker(@Nullable String marker) {
    if (marker == null || marker.isEmpty()) {
      return null;
    }
    UploadId id = UploadId.parse(marker);
    if (id == null) {
      throw S3Faults.invalidArgument("Invalid uploadId marker", "upload-id-marker", marker);
    }
    return id;
  }

  private static MultipartUpload upload(Listed listed, KeyEncoding encoding, Owners owners) {
    Upload upload = listed.upload();
    MultipartUpload.Builder builder =
        MultipartUpload.builder()
            .key(encoding.encode(listed.place().key()))
            .uploadId(listed.place().id().text())
            .initiated(upload.initiated())
            .storageClass(upload.attributes().storageClass())
            .owner(owner(owners, upload))
            .initiator(initiator(upload));
    UploadChecksum checksum = upload.checksum();
    if (checksum != null) {
      builder.checksumAlgorithm(checksum.algorithm().name()).checksumType(type(checksum));
    }
    return builder.build();
  }

  private static Initiator initiator(Upload upload) {
    return Initiator.builder().id(upload.initiator()).build();
  }

  /** How listings name who began an upload: accounts by their canonical id, others by ARN. */
  static String initiator(Principal principal) {
    return principal instanceof Principal.Root root
        ? CanonicalUser.id(root.accountId())
        : principal.arn();
  }

  private static String type(UploadChecksum checksum) {
    return checksum.fullObject() ? "FULL_OBJECT" : "COMPOSITE";
  }
}
