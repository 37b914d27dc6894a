package dev.cloudjar.s3;

import dev.cloudjar.cloud.Body;
import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Clock;
import dev.cloudjar.cloud.checksum.ChecksumAlgorithm;
import dev.cloudjar.s3.CopyContent.Copy;
import dev.cloudjar.s3.CopyContent.Demand;
import dev.cloudjar.s3.CopyContent.Source;
import dev.cloudjar.s3.CopyContent.TransactionStep;
import dev.cloudjar.s3.Version.Stored;
import dev.cloudjar.s3.content.ContentDigest;
import dev.cloudjar.s3.content.ContentStore;
import dev.cloudjar.s3.content.ReceivedContent;
import dev.cloudjar.s3.content.StoredContent;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectResult;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Request;

/** Writes objects: from a body, from another object, or only their tags. */
final class ObjectWriteOperations {
  private static final ChecksumAlgorithm DEFAULT_CHECKSUM = ChecksumAlgorithm.CRC64NVME;

  private final KeyValueStore store;
  private final Clock clock;
  private final BucketDirectory directory;
  private final ObjectStore objects;
  private final ContentStore contents;
  private final BodyReceiver receiver;
  private final CopyContent copies;
  private final AccessLists lists;
  private final ObjectLocks locks;
  private final ObjectKeys keys;
  private final ObjectNews news;
  private final Lifecycles lifecycles;

  ObjectWriteOperations(
      KeyValueStore store,
      Clock clock,
      BucketDirectory directory,
      ObjectStore objects,
      ContentStore contents,
      BodyReceiver receiver,
      CopyContent copies,
      AccessLists lists,
      ObjectLocks locks,
      ObjectKeys keys,
      ObjectNews news,
      Lifecycles lifecycles) {
    this.store = store;
    this.clock = clock;
    this.directory = directory;
    this.objects = objects;
    this.contents = contents;
    this.receiver = receiver;
    this.copies = copies;
    this.lists = lists;
    this.locks = locks;
    this.keys = keys;
    this.news = news;
    this.lifecycles = lifecycles;
  }

  PutObjectResponse put(Call call, PutObjectRequest request, Body body) {
    AttributeReader.checkKey(request.key());
    ObjectLock lock = ObjectLocks.requested(request, call.time());
    if (lock.mode() != null
        && request.contentMD5() == null
        && BodyReceiver.announced(call, request).algorithm() == null) {
      throw LockFaults.digestNeeded();
    }
    if (!lock.equals(ObjectLock.NONE)) {
      store.read(snapshot -> checkLock(snapshot, call, request, lock));
    }
    if (request.writeOffsetBytes() != null) {
      throw S3Faults.notImplemented("x-amz-write-offset-bytes");
    }
    WriteCondition condition = WriteCondition.of(request.ifMatch(), request.ifNoneMatch());
    ObjectKeys.Sealing sealing = keys.ofNew(call, request, request.bucket(), request.key());
    ObjectAttributes attributes = AttributeReader.read(call, request, sealing.encryption());
    if (AccessListReader.asks(request)) {
      store.read(
          snapshot ->
              withAccess(snapshot, call, target(snapshot, call, request), request, attributes));
    }
    ReceivedContent received =
        receiver.receive(
            body,
            sealing.key(),
            attributes.spread(),
            BodyReceiver.announced(call, request),
            request.contentMD5(),
            DEFAULT_CHECKSUM,
            false);
    ContentDigest.Result digest = received.digest();
    StoredChecksum checksum =
        new StoredChecksum(digest.algorithm().name(), true, digest.checksum());
    String etag = keys.etag(sealing.encryption(), digest.md5());
    return contents.keep(
        store,
        received,
        transaction -> {
          Bucket bucket = target(transaction, call, request);
          condition(transaction, bucket, request.key(), condition);
          Stored stored =
              write(
                  transaction,
                  bucket,
                  request.key(),
                  etag,
                  checksum,
                  received.content(),
                  withAccess(transaction, call, bucket, request, attributes));
          locks.lock(transaction, bucket, request.key(), stored.versionId(), lock, call.time());
          tell(transaction, call, bucket, request.key(), ObjectEvent.ofPut(call), stored);
          PutObjectResponse.Builder response =
              PutObjectResponse.builder()
                  .eTag(stored.quotedEtag())
                  .expiration(lifecycles.expirationHeader(bucket, request.key(), stored));
          sealing.encryption().tell(response, request);
          ChecksumFields.set(response, checksum);
          if (bucket.versioning() == Versioning.ENABLED) {
            response.versionId(stored.versionId());
          }
          return response.build();
        });
  }

  private Bucket checkLock(
      Snapshot snapshot, Call call, PutObjectRequest request, ObjectLock lock) {
    Bucket bucket = target(snapshot, call, request);
    ObjectLocks.check(bucket, lock);
    return bucket;
  }

  CopyObjectResponse copy(Call call, CopyObjectRequest request) {
    AttributeReader.checkKey(request.destinationKey());
    ObjectLock lock = ObjectLocks.requested(request, call.time());
    CopySource from = CopySource.of(request);
    WriteCondition condition = WriteCondition.of(request.ifMatch(), request.ifNoneMatch());
    boolean replacesMetadata =
        CopyRules.isReplace(
            request.metadataDirectiveAsString(), "metadata", "x-amz-metadata-directive");
    boolean replacesTags =
        CopyRules.isReplace(
            request.taggingDirectiveAsString(), "tagging", "x-amz-tagging-directive");
    ObjectKeys.Sealing sealing =
        keys.ofNew(call, request, request.destinationBucket(), request.destinationKey());
    ObjectAttributes sent = AttributeReader.read(call, request, sealing.encryption());
    ChecksumAlgorithm algorithm = CopyRules.algorithm(Members.text(request, "ChecksumAlgorithm"));
    TransactionStep<CopyObjectResponse> keep =
        (transaction, source, copy) -> {
          Bucket bucket = target(transaction, call, request);
          ObjectAttributes attributes =
              CopyRules.attributes(
                  source.object().attributes(),
                  withAccess(transaction, call, bucket, request, sent),
                  replacesMetadata,
                  replacesTags);
          Stored stored =
              write(transaction, bucket, request.destinationKey(), source, copy, attributes);
          locks.lock(
              transaction, bucket, request.destinationKey(), stored.versionId(), lock, call.time());
          tell(
              transaction,
              call,
              bucket,
              request.destinationKey(),
              ObjectEvent.CREATED_COPY,
              stored);
          CopyObjectResponse.Builder response =
              copied(bucket, source, stored)
                  .expiration(
                      lifecycles.expirationHeader(bucket, request.destinationKey(), stored));
          sealing.encryption().tell(response, request);
          return response.build();
        };
    return keys.opening(
        call,
        opened ->
            copies.copy(
                snapshot -> {
                  Bucket bucket = target(snapshot, call, request);
                  withAccess(snapshot, call, bucket, request, sent);
                  ObjectLocks.check(bucket, lock);
                  condition(snapshot, bucket, request.destinationKey(), condition);
                  Source source = source(snapshot, call, request, from);
                  if (!replacesMetadata && changesNothing(request, bucket, source, sealing)) {
                    throw CopyRules.illegalCopyToItself();
                  }
                  return source;
                },
                source ->
                    new Demand(
                        null,
                        algorithm,
                        keys.ofSource(
                            call, request, source.object().attributes().encryption(), opened),
                        sealing.key(),
                        sent.spread(),
                        false),
                keep));
  }

  private Source source(Snapshot snapshot, Call call, CopyObjectRequest request, CopySource from) {
    Source source = copies.source(snapshot, call, from, request.expectedSourceBucketOwner());
    CopyRules.check(
        call,
        source,
        new ReadCondition(
            request.copySourceIfMatch(),
            request.copySourceIfNoneMatch(),
            request.copySourceIfModifiedSince(),
            request.copySourceIfUnmodifiedSince()));
    return source;
  }

  /** Whether an object would be copied to itself, and be what it was. */
  private static boolean changesNothing(
      CopyObjectRequest request, Bucket bucket, Source source, ObjectKeys.Sealing sealing) {
    CopySource from = CopySource.of(request);
    return source.bucket().number() == bucket.number()
        && from.key().equals(request.destinationKey())
        && from.versionId() == null
        && !changesInPlace(request)
        && source.object().attributes().encryption().equals(sealing.encryption());
  }

  private void tell(
      Transaction transaction,
      Call call,
      Bucket bucket,
      String key,
      ObjectEvent event,
      Stored stored) {
    news.tell(transaction, ObjectChange.of(call, bucket, key, event, stored));
  }

  private static boolean changesInPlace(CopyObjectRequest request) {
    return request.storageClassAsString() != null
        || request.serverSideEncryptionAsString() != null
        || request.websiteRedirectLocation() != null;
  }

  private Stored write(
      Transaction transaction,
      Bucket bucket,
      String key,
      Source source,
      Copy copy,
      ObjectAttributes attributes) {
    ContentDigest.Result digest = copy.digest();
    return write(
        transaction,
        bucket,
        key,
        digest == null ? source.object().etag() : keys.etag(attributes.encryption(), digest.md5()),
        digest == null
            ? source.object().checksum()
            : new StoredChecksum(digest.algorithm().name(), true, digest.checksum()),
        copy.content(),
        attributes);
  }

  private Stored write(
      Transaction transaction,
      Bucket bucket,
      String key,
      String etag,
      @Nullable StoredChecksum checksum,
      StoredContent content,
      ObjectAttributes attributes) {
    return objects.put(
        transaction,
        bucket,
        key,
        new Stored(
            0,
            VersionId.NULL,
            clock.now().truncatedTo(ChronoUnit.SECONDS),
            etag,
            checksum,
            0,
            content,
            attributes));
  }

  private static CopyObjectResponse.Builder copied(Bucket bucket, Source source, Stored stored) {
    CopyObjectResult.Builder result =
        CopyObjectResult.builder().eTag(stored.quotedEtag()).lastModified(stored.lastModified());
    ChecksumFields.set(result, stored.checksum());
    return CopyObjectResponse.builder()
        .copyObjectResult(result.build())
        .copySourceVersionId(ObjectFinder.toldVersionId(source.bucket(), source.object()))
        .versionId(bucket.versioning() == Versioning.ENABLED ? stored.versionId() : null);
  }

  private Bucket target(Snapshot snapshot, Call call, S3Request request) {
    return directory.require(
        snapshot,
        call,
        request instanceof CopyObjectRequest copy
            ? copy.destinationBucket()
            : String.valueOf(Members.text(request, "Bucket")),
        Members.text(request, "ExpectedBucketOwner"));
  }

  private ObjectAttributes withAccess(
      Snapshot snapshot, Call call, Bucket bucket, S3Request request, ObjectAttributes attributes) {
    String key =
        request instanceof CopyObjectRequest copy
            ? copy.destinationKey()
            : String.valueOf(Members.text(request, "Key"));
    return attributes.withAccess(lists.ofNewObject(snapshot, call, bucket, key, request));
  }

  private void condition(Snapshot snapshot, Bucket bucket, String key, WriteCondition condition) {
    if (!(condition instanceof WriteCondition.Nothing)) {
      condition.check(key, objects.current(snapshot, bucket, key));
    }
  }
}
