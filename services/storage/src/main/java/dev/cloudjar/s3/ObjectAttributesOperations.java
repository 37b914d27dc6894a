package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.s3.Version.Stored;
import dev.cloudjar.s3.content.ContentStore;
import dev.cloudjar.s3.content.Piece;
import dev.cloudjar.s3.content.StoredContent;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Snapshot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.Checksum;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesParts;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.ObjectPart;

/** Tells those attributes of an object that are asked for, its parts among them. */
final class ObjectAttributesOperations {
  private final KeyValueStore store;
  private final BucketDirectory directory;
  private final ObjectFinder finder;
  private final ContentStore contents;
  private final ObjectKeys keys;

  ObjectAttributesOperations(
      KeyValueStore store,
      BucketDirectory directory,
      ObjectFinder finder,
      ContentStore contents,
      ObjectKeys keys) {
    this.store = store;
    this.directory = directory;
    this.finder = finder;
    this.contents = contents;
    this.keys = keys;
  }

  GetObjectAttributesResponse get(Call call, GetObjectAttributesRequest request) {
    List<ObjectAttributes> asked = request.objectAttributes();
    if (asked.isEmpty() || asked.contains(ObjectAttributes.UNKNOWN_TO_SDK_VERSION)) {
      throw S3Faults.invalidArgument(
          "Invalid attribute name specified.",
          "x-amz-object-attributes",
          String.join(",", request.objectAttributesAsStrings()));
    }
    int max = ListOperations.max("x-amz-max-parts", request.maxParts());
    int marker = request.partNumberMarker() == null ? 0 : request.partNumberMarker();
    return keys.opening(
        call, opened -> store.read(snapshot -> get(snapshot, call, request, marker, max, opened)));
  }

  private GetObjectAttributesResponse get(
      Snapshot snapshot,
      Call call,
      GetObjectAttributesRequest request,
      int marker,
      int max,
      OpenedKeys opened) {
    List<ObjectAttributes> asked = request.objectAttributes();
    Bucket bucket =
        directory.require(snapshot, call, request.bucket(), request.expectedBucketOwner());
    Stored object = finder.require(snapshot, bucket, request.key(), request.versionId(), "GET");
    Encryption encryption = object.attributes().encryption();
    if (asked.contains(ObjectAttributes.CHECKSUM)) {
      keys.ofRead(call, request, encryption, opened);
    } else {
      keys.check(call, request, encryption);
    }
    GetObjectAttributesResponse.Builder response =
        GetObjectAttributesResponse.builder()
            .lastModified(object.lastModified())
            .versionId(ObjectFinder.toldVersionId(bucket, object));
    if (asked.contains(ObjectAttributes.E_TAG)) {
      response.eTag(object.etag());
    }
    if (asked.contains(ObjectAttributes.OBJECT_SIZE)) {
      response.objectSize(object.sizeBytes());
    }
    if (asked.contains(ObjectAttributes.STORAGE_CLASS)) {
      response.storageClass(object.attributes().storageClass());
    }
    if (asked.contains(ObjectAttributes.CHECKSUM) && object.checksum() != null) {
      response.checksum(checksum(object.checksum()));
    }
    if (asked.contains(ObjectAttributes.OBJECT_PARTS) && object.parts() > 0) {
      response.objectParts(parts(snapshot, object, marker, max));
    }
    return response.build();
  }

  /** Without the number of parts, which stands elsewhere in this answer. */
  private static Checksum checksum(StoredChecksum stored) {
    Checksum.Builder checksum = Checksum.builder();
    int hyphen = stored.value().indexOf('-');
    ChecksumFields.set(
        checksum,
        new StoredChecksum(
            stored.algorithm(),
            stored.fullObject(),
            hyphen < 0 ? stored.value() : stored.value().substring(0, hyphen)));
    return checksum.build();
  }

  private GetObjectAttributesParts parts(Snapshot snapshot, Stored object, int marker, int max) {
    GetObjectAttributesParts.Builder answer =
        GetObjectAttributesParts.builder().totalPartsCount(object.parts());
    List<ObjectPart> parts = partsWithChecksums(snapshot, object, marker, max);
    if (parts == null) {
      return answer.build();
    }
    int last = parts.isEmpty() ? 0 : parts.getLast().partNumber();
    return answer
        .partNumberMarker(marker)
        .nextPartNumberMarker(last)
        .maxParts(max)
        .isTruncated(last != 0 && last < object.parts())
        .parts(parts)
        .build();
  }

  /** The parts behind a number; null where the object was uploaded without checksums. */
  private @Nullable List<ObjectPart> partsWithChecksums(
      Snapshot snapshot, Stored object, int marker, int max) {
    StoredChecksum checksum = object.checksum();
    if (checksum == null || !(object.content() instanceof StoredContent.Pieces pieces)) {
      return null;
    }
    List<ObjectPart> parts = new ArrayList<>();
    for (int number = Math.max(0, marker) + 1;
        number <= object.parts() && parts.size() < max;
        number++) {
      Piece piece = contents.piece(snapshot, pieces, number);
      if (piece.checksum() == null) {
        return null;
      }
      ObjectPart.Builder part = ObjectPart.builder().partNumber(number).size(piece.sizeBytes());
      ChecksumFields.setValue(part, checksum.algorithm(), piece.checksum());
      parts.add(part.build());
    }
    return parts;
  }
}
