package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.checksum.ChecksumAlgorithm;
import dev.cloudjar.s3.UploadStore.UploadKey;
import dev.cloudjar.s3.Version.Stored;
import dev.cloudjar.s3.content.ContentStore;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Snapshot;
import java.util.BitSet;
import java.util.List;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** Completes multipart uploads. */
final class UploadCompletionOperations {
  private final KeyValueStore store;
  private final BucketDirectory directory;
  private final ObjectStore objects;
  private final UploadStore uploads;
  private final ContentStore contents;
  private final ObjectLocks locks;
  private final ObjectNews news;
  private final ObjectKeys keys;
  private final Lifecycles lifecycles;

  UploadCompletionOperations(
      KeyValueStore store,
      BucketDirectory directory,
      ObjectStore objects,
      UploadStore uploads,
      ContentStore contents,
      ObjectLocks locks,
      ObjectNews news,
      ObjectKeys keys,
      Lifecycles lifecycles) {
    this.store = store;
    this.directory = directory;
    this.objects = objects;
    this.uploads = uploads;
    this.contents = contents;
    this.locks = locks;
    this.news = news;
    this.keys = keys;
    this.lifecycles = lifecycles;
  }

  CompleteMultipartUploadResponse complete(Call call, CompleteMultipartUploadRequest request) {
    WriteCondition condition = WriteCondition.of(request.ifMatch(), request.ifNoneMatch());
    List<MultipartRules.Listed> listed = listed(request);
    Encryption encryption = store.read(snapshot -> encryption(snapshot, call, request));
    keys.checkCompletion(call, encryption);
    return store.transact(
        transaction -> {
          Bucket bucket =
              directory.require(transaction, call, request.bucket(), request.expectedBucketOwner());
          UploadKey place = MultipartOperations.place(bucket, request.key(), request.uploadId());
          Upload upload = MultipartOperations.require(uploads, transaction, place);
          if (!(condition instanceof WriteCondition.Nothing)) {
            condition.check(request.key(), objects.current(transaction, bucket, request.key()));
          }
          MultipartRules.Whole whole =
              MultipartRules.complete(
                  request.uploadId(),
                  upload.checksum(),
                  listed,
                  number -> uploads.part(transaction, place, number));
          checkWhole(request, whole);
          BitSet kept = new BitSet();
          listed.forEach(part -> kept.set(part.number()));
          uploads.end(transaction, place, kept);
          Stored stored =
              objects.put(
                  transaction,
                  bucket,
                  request.key(),
                  new Stored(
                      0,
                      VersionId.NULL,
                      upload.initiated(),
                      whole.etag(),
                      whole.checksum(),
                      whole.pieces().size(),
                      contents.join(transaction, whole.pieces()),
                      upload.attributes()));
          locks.lock(
              transaction,
              bucket,
              request.key(),
              stored.versionId(),
              locks.ended(transaction, bucket, request.key(), request.uploadId()),
              call.time());
          news.tell(
              transaction,
              ObjectChange.of(
                  call,
                  bucket,
                  request.key(),
                  ObjectEvent.CREATED_COMPLETE_MULTIPART_UPLOAD,
                  stored));
          return completed(call, request, bucket, stored);
        });
  }

  private Encryption encryption(
      Snapshot snapshot, Call call, CompleteMultipartUploadRequest request) {
    Bucket bucket =
        directory.require(snapshot, call, request.bucket(), request.expectedBucketOwner());
    UploadKey place = MultipartOperations.place(bucket, request.key(), request.uploadId());
    return MultipartOperations.require(uploads, snapshot, place).attributes().encryption();
  }

  private static List<MultipartRules.Listed> listed(CompleteMultipartUploadRequest request) {
    if (request.multipartUpload() == null) {
      return List.of();
    }
    return request.multipartUpload().parts().stream()
        .map(UploadCompletionOperations::listed)
        .toList();
  }

  private static MultipartRules.Listed listed(CompletedPart part) {
    if (part.partNumber() == null || part.eTag() == null) {
      throw S3Faults.malformedXml();
    }
    StoredChecksum checksum = null;
    for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
      String value = ChecksumFields.get(part, algorithm);
      if (value != null) {
        checksum = new StoredChecksum(algorithm.name(), true, value);
      }
    }
    return new MultipartRules.Listed(
        part.partNumber(), ReadCondition.unquoted(part.eTag()), checksum);
  }

  private static void checkWhole(
      CompleteMultipartUploadRequest request, MultipartRules.Whole whole) {
    Long announced = request.mpuObjectSize();
    if (announced != null && announced != whole.sizeBytes()) {
      throw S3Faults.invalidRequest(
          "The provided 'x-amz-mp-object-size' header value "
              + announced
              + " does not match what was computed: "
              + whole.sizeBytes());
    }
    String type = request.checksumTypeAsString();
    if (type != null && type.equals("FULL_OBJECT") != whole.checksum().fullObject()) {
      throw S3Faults.invalidRequest(
          "The upload was created using the "
              + (whole.checksum().fullObject() ? "FULL_OBJECT" : "COMPOSITE")
              + " checksum mode. The complete request must use the same checksum mode.");
    }
    for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
      String value = ChecksumFields.get(request, algorithm);
      if (value != null
          && algorithm.name().equals(whole.checksum().algorithm())
          && !value.equals(whole.checksum().value())) {
        throw S3Faults.badChecksum(algorithm.name());
      }
    }
  }

  private CompleteMultipartUploadResponse completed(
      Call call, CompleteMultipartUploadRequest request, Bucket bucket, Stored stored) {
    CompleteMultipartUploadResponse.Builder response =
        CompleteMultipartUploadResponse.builder()
            .location(location(call, request))
            .bucket(request.bucket())
            .key(request.key())
            .eTag(stored.quotedEtag())
            .expiration(lifecycles.expirationHeader(bucket, request.key(), stored))
            .versionId(bucket.versioning() == Versioning.ENABLED ? stored.versionId() : null);
    stored.attributes().encryption().tell(response, request);
    ChecksumFields.set(response, stored.checksum());
    return response.build();
  }

  private static String location(Call call, CompleteMultipartUploadRequest request) {
    String key = KeyEncoding.URL.encode(request.key());
    return call.http().host().startsWith(request.bucket() + ".")
        ? call.http().origin() + "/" + key
        : call.http().origin() + "/" + request.bucket() + "/" + key;
  }
}
