package dev.cloudjar.s3;

import dev.cloudjar.cloud.Body;
import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Clock;
import dev.cloudjar.cloud.Ids;
import dev.cloudjar.cloud.checksum.ChecksumAlgorithm;
import dev.cloudjar.s3.CopyContent.Demand;
import dev.cloudjar.s3.CopyContent.Source;
import dev.cloudjar.s3.Upload.UploadChecksum;
import dev.cloudjar.s3.UploadStore.UploadKey;
import dev.cloudjar.s3.content.ByteRange;
import dev.cloudjar.s3.content.ContentDigest;
import dev.cloudjar.s3.content.ContentKey;
import dev.cloudjar.s3.content.ContentStore;
import dev.cloudjar.s3.content.ReceivedContent;
import dev.cloudjar.s3.content.StoredContent;
import dev.cloudjar.s3.lifecycle.LifecycleRules.End;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** Begins, feeds and aborts multipart uploads. */
final class MultipartOperations {
  private final KeyValueStore store;
  private final Clock clock;
  private final Ids ids;
  private final BucketDirectory directory;
  private final UploadStore uploads;
  private final ContentStore contents;
  private final BodyReceiver receiver;
  private final CopyContent copies;
  private final AccessLists lists;
  private final ObjectLocks locks;
  private final ObjectKeys keys;
  private final Lifecycles lifecycles;

  MultipartOperations(
      KeyValueStore store,
      Clock clock,
      Ids ids,
      BucketDirectory directory,
      UploadStore uploads,
      ContentStore contents,
      BodyReceiver receiver,
      CopyContent copies,
      AccessLists lists,
      ObjectLocks locks,
      ObjectKeys keys,
      Lifecycles lifecycles) {
    this.store = store;
    this.clock = clock;
    this.ids = ids;
    this.directory = directory;
    this.uploads = uploads;
    this.contents = contents;
    this.receiver = receiver;
    this.copies = copies;
    this.lists = lists;
    this.locks = locks;
    this.keys = keys;
    this.lifecycles = lifecycles;
  }

  CreateMultipartUploadResponse create(Call call, CreateMultipartUploadRequest request) {
    AttributeReader.checkKey(request.key());
    ObjectLock lock = ObjectLocks.requested(request, call.time());
    UploadChecksum checksum =
        MultipartRules.checksum(
            CopyRules.algorithm(request.checksumAlgorithmAsString()),
            request.checksumTypeAsString());
    ObjectKeys.Sealing sealing = keys.ofNew(call, request, request.bucket(), request.key());
    Instant now = clock.now();
    Upload upload =
        new Upload(
            now.truncatedTo(ChronoUnit.SECONDS),
            UploadListOperations.initiator(call.principal()),
            checksum,
            AttributeReader.read(call, request, sealing.encryption()));
    UploadId id = UploadId.create(ids, now);
    Bucket place =
        store.transact(
            transaction -> {
              Bucket bucket =
                  directory.require(
                      transaction, call, request.bucket(), request.expectedBucketOwner());
              ObjectAccess access =
                  lists.ofNewObject(transaction, call, bucket, request.key(), request);
              uploads.create(
                  transaction,
                  new UploadKey(bucket.number(), request.key(), id),
                  upload.with(access));
              locks.lockLater(transaction, bucket, request.key(), id.text(), lock);
              return bucket;
            });
    CreateMultipartUploadResponse.Builder response =
        CreateMultipartUploadResponse.builder()
            .bucket(request.bucket())
            .key(request.key())
            .uploadId(id.text());
    End end = lifecycles.abortion(place, request.key(), upload.initiated());
    if (end != null) {
      response.abortDate(end.due()).abortRuleId(end.ruleId());
    }
    sealing.encryption().tell(response, request);
    if (checksum != null) {
      response
          .checksumAlgorithm(checksum.algorithm().name())
          .checksumType(checksum.fullObject() ? "FULL_OBJECT" : "COMPOSITE");
    }
    return response.build();
  }

  UploadPartResponse uploadPart(Call call, UploadPartRequest request, Body body) {
    MultipartRules.checkPartNumber(request.partNumber());
    Upload upload = store.read(snapshot -> require(snapshot, call, request));
    Encryption encryption = upload.attributes().encryption();
    UploadChecksum checksum = upload.checksum();
    BodyReceiver.Announced announced = BodyReceiver.announced(call, request);
    MultipartRules.checkPartChecksum(checksum, announced.algorithm());
    ReceivedContent received =
        receiver.receive(
            body,
            keys.ofPart(call, request, encryption),
            upload.attributes().spread(),
            announced,
            request.contentMD5(),
            checksum == null ? ChecksumAlgorithm.CRC64NVME : checksum.algorithm(),
            checksum == null);
    Part part = part(request.partNumber(), encryption, received.digest(), received.content());
    contents.keep(
        store,
        received,
        transaction -> {
          Bucket bucket =
              directory.require(transaction, call, request.bucket(), request.expectedBucketOwner());
          UploadKey place = place(bucket, request.key(), request.uploadId());
          require(transaction, place);
          uploads.putPart(transaction, place, part);
          return part;
        });
    UploadPartResponse.Builder response =
        UploadPartResponse.builder().eTag('"' + part.etag() + '"');
    encryption.tell(response, request);
    ChecksumFields.set(response, part.checksum());
    return response.build();
  }

  private Part part(
      int number, Encryption encryption, ContentDigest.Result digest, StoredContent content) {
    return new Part(
        number,
        clock.now().truncatedTo(ChronoUnit.SECONDS),
        keys.etag(encryption, digest.md5()),
        new StoredChecksum(digest.algorithm().name(), true, digest.checksum()),
        digest.crc64Nvme(),
        content);
  }

  UploadPartCopyResponse uploadPartCopy(Call call, UploadPartCopyRequest request) {
    MultipartRules.checkPartNumber(request.partNumber());
    CopySource from = CopySource.of(request);
    ReadCondition condition =
        new ReadCondition(
            request.copySourceIfMatch(),
            request.copySourceIfNoneMatch(),
            request.copySourceIfModifiedSince(),
            request.copySourceIfUnmodifiedSince());
    Upload upload = store.read(snapshot -> require(snapshot, place(snapshot, call, request)));
    Encryption encryption = upload.attributes().encryption();
    ContentKey key = keys.ofPart(call, request, encryption);
    UploadChecksum checksum = upload.checksum();
    ChecksumAlgorithm algorithm =
        checksum == null ? ChecksumAlgorithm.CRC64NVME : checksum.algorithm();
    return keys.opening(
        call,
        opened ->
            copies.copy(
                snapshot -> {
                  require(snapshot, place(snapshot, call, request));
                  Source source =
                      copies.source(snapshot, call, from, request.expectedSourceBucketOwner());
                  CopyRules.checkSource(call, source, condition);
                  return source;
                },
                source ->
                    new Demand(
                        range(request, source),
                        algorithm,
                        keys.ofSource(
                            call, request, source.object().attributes().encryption(), opened),
                        key,
                        upload.attributes().spread(),
                        true),
                (transaction, source, copy) ->
                    partCopied(transaction, call, request, upload, source, copy)));
  }

  private UploadPartCopyResponse partCopied(
      Transaction transaction,
      Call call,
      UploadPartCopyRequest request,
      Upload upload,
      Source source,
      CopyContent.Copy copy) {
    Encryption encryption = upload.attributes().encryption();
    Part part =
        part(
            request.partNumber(),
            encryption,
            Objects.requireNonNull(copy.digest()),
            copy.content());
    uploads.putPart(transaction, place(transaction, call, request), part);
    CopyPartResult.Builder result =
        CopyPartResult.builder().eTag('"' + part.etag() + '"').lastModified(part.lastModified());
    if (upload.checksum() != null) {
      ChecksumFields.set(result, part.checksum());
    }
    UploadPartCopyResponse.Builder response =
        UploadPartCopyResponse.builder()
            .copyPartResult(result.build())
            .copySourceVersionId(ObjectFinder.toldVersionId(source.bucket(), source.object()));
    encryption.tell(response, request);
    return response.build();
  }

  private static @Nullable ByteRange range(UploadPartCopyRequest request, Source source) {
    ByteRange range = CopyRules.range(request.copySourceRange(), source.object().sizeBytes());
    long sizeBytes = range == null ? source.object().sizeBytes() : range.sizeBytes();
    if (sizeBytes > BodyReceiver.MAX_BYTES) {
      throw S3Faults.invalidRequest(
          "The specified copy source is larger than the maximum allowable size for a copy source: "
              + BodyReceiver.MAX_BYTES);
    }
    return range;
  }

  AbortMultipartUploadResponse abort(Call call, AbortMultipartUploadRequest request) {
    return store.transact(
        transaction -> {
          Bucket bucket =
              directory.require(transaction, call, request.bucket(), request.expectedBucketOwner());
          UploadKey place = place(bucket, request.key(), request.uploadId());
          require(transaction, place);
          uploads.end(transaction, place, new BitSet());
          locks.ended(transaction, bucket, request.key(), request.uploadId());
          return AbortMultipartUploadResponse.builder().build();
        });
  }

  private Upload require(Snapshot snapshot, Call call, SdkPojo request) {
    Bucket bucket =
        directory.require(
            snapshot,
            call,
            String.valueOf(Members.text(request, "Bucket")),
            Members.text(request, "ExpectedBucketOwner"));
    return require(
        snapshot,
        place(
            bucket,
            String.valueOf(Members.text(request, "Key")),
            Members.text(request, "UploadId")));
  }

  private Upload require(Snapshot snapshot, UploadKey place) {
    return require(uploads, snapshot, place);
  }

  static Upload require(UploadStore uploads, Snapshot snapshot, UploadKey place) {
    Upload upload = uploads.find(snapshot, place);
    if (upload == null) {
      throw S3Faults.noSuchUpload(place.id().text());
    }
    return upload;
  }

  private UploadKey place(Snapshot snapshot, Call call, UploadPartCopyRequest request) {
    Bucket bucket =
        directory.require(
            snapshot, call, request.destinationBucket(), request.expectedBucketOwner());
    return place(bucket, request.destinationKey(), request.uploadId());
  }

  static UploadKey place(Bucket bucket, String key, @Nullable String uploadId) {
    UploadId id = uploadId == null ? null : UploadId.parse(uploadId);
    if (id == null) {
      throw S3Faults.noSuchUpload(String.valueOf(uploadId));
    }
    return new UploadKey(bucket.number(), key, id);
  }
}
