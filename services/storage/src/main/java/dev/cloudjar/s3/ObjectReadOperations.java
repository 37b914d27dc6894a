package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Content;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Gate;
import dev.cloudjar.cloud.Operations.Download;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.s3.Version.Stored;
import dev.cloudjar.s3.content.ByteRange;
import dev.cloudjar.s3.content.ContentKey;
import dev.cloudjar.s3.content.ContentReader;
import dev.cloudjar.s3.content.ContentStore;
import dev.cloudjar.s3.content.Piece;
import dev.cloudjar.s3.content.StoredContent;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.Tag;

/** Reads objects: whole, by range, by part, or what is known of them. */
final class ObjectReadOperations {
  /** How often a read begins anew because its content was given up between row and blob. */
  private static final int MAX_TRIES = 20;

  private static final SdkHttpResponse PARTIAL = SdkHttpResponse.builder().statusCode(206).build();

  private final KeyValueStore store;
  private final BucketDirectory directory;
  private final ObjectFinder finder;
  private final ContentStore contents;
  private final ContentReader reader;
  private final LockStore locks;
  private final ObjectKeys keys;
  private final ReplicationStates replication;
  private final Lifecycles lifecycles;
  private final ObjectAccesses accesses;

  ObjectReadOperations(
      KeyValueStore store,
      BucketDirectory directory,
      ObjectFinder finder,
      ContentStore contents,
      ContentReader reader,
      LockStore locks,
      ObjectKeys keys,
      ReplicationStates replication,
      Lifecycles lifecycles,
      ObjectAccesses accesses) {
    this.store = store;
    this.directory = directory;
    this.finder = finder;
    this.contents = contents;
    this.reader = reader;
    this.locks = locks;
    this.keys = keys;
    this.replication = replication;
    this.lifecycles = lifecycles;
    this.accesses = accesses;
  }

  Download<GetObjectResponse> get(Call call, GetObjectRequest request) {
    refuseOverridesOfAnonymous(call, request);
    return keys.opening(call, opened -> get(call, request, opened));
  }

  private Download<GetObjectResponse> get(Call call, GetObjectRequest request, OpenedKeys opened) {
    for (int tries = 1; ; tries++) {
      try {
        return store.read(snapshot -> get(snapshot, call, request, opened));
      } catch (UncheckedIOException e) {
        if (!(e.getCause() instanceof NoSuchFileException) || tries == MAX_TRIES) {
          throw e;
        }
      }
    }
  }

  private Download<GetObjectResponse> get(
      Snapshot snapshot, Call call, GetObjectRequest request, OpenedKeys opened) {
    Bucket bucket =
        directory.require(snapshot, call, request.bucket(), request.expectedBucketOwner());
    Stored object = require(snapshot, call, request, bucket, "GET");
    if (Archive.isArchived(object, call.time())) {
      throw ArchiveFaults.read(object);
    }
    ContentKey key = keys.ofRead(call, request, object.attributes().encryption(), opened);
    check(
        call,
        object,
        new ReadCondition(
            request.ifMatch(),
            request.ifNoneMatch(),
            request.ifModifiedSince(),
            request.ifUnmodifiedSince()));
    Span span = span(snapshot, object, request.range(), request.partNumber());
    GetObjectResponse.Builder response =
        describe(call, bucket, object, span, request.checksumMode());
    if (request.versionId() == null) {
      response.expiration(lifecycles.expirationHeader(bucket, request.key(), object));
    }
    override(response, request);
    object.attributes().encryption().tell(response, request);
    tellState(snapshot, call, request, bucket, object, response);
    accesses.read(bucket, request.key(), object);
    try {
      Content content =
          span.range() == null
              ? reader.open(snapshot, object.content(), key)
              : reader.open(snapshot, object.content(), key, span.range());
      return new Download<>(response.build(), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whoever may not list the bucket is not told that a key is missing. */
  private Stored require(
      Snapshot snapshot, Call call, SdkPojo request, Bucket bucket, String method) {
    try {
      return finder.require(
          snapshot,
          bucket,
          Objects.requireNonNullElse(Members.text(request, "Key"), ""),
          Members.text(request, "VersionId"),
          method);
    } catch (Fault missing) {
      if (missing.code().equals("NoSuchKey")
          && !call.allows(directory.listing(call, request, bucket))) {
        throw S3Faults.accessDenied();
      }
      throw missing;
    }
  }

  HeadObjectResponse head(Call call, HeadObjectRequest request) {
    return keys.opening(
        call, opened -> store.read(snapshot -> head(snapshot, call, request, opened)));
  }

  private HeadObjectResponse head(
      Snapshot snapshot, Call call, HeadObjectRequest request, OpenedKeys opened) {
    Bucket bucket =
        directory.require(snapshot, call, request.bucket(), request.expectedBucketOwner());
    Stored object = require(snapshot, call, request, bucket, "HEAD");
    Encryption encryption = object.attributes().encryption();
    boolean withChecksum = request.checksumMode() == ChecksumMode.ENABLED;
    if (withChecksum) {
      keys.ofRead(call, request, encryption, opened);
    } else {
      keys.check(call, request, encryption);
    }
    check(
        call,
        object,
        new ReadCondition(
            request.ifMatch(),
            request.ifNoneMatch(),
            request.ifModifiedSince(),
            request.ifUnmodifiedSince()));
    Span span = span(snapshot, object, request.range(), request.partNumber());
    GetObjectResponse.Builder described =
        describe(call, bucket, object, span, request.checksumMode());
    if (request.versionId() == null) {
      described.expiration(lifecycles.expirationHeader(bucket, request.key(), object));
    }
    encryption.tell(described, request);
    tellState(snapshot, call, request, bucket, object, described);
    return asHead(described.build(), Archive.tier(object, call.time()));
  }

  /** Tells how far it is replicated, and whoever may know what keeps it from being deleted. */
  private void tellState(
      Snapshot snapshot,
      Call call,
      SdkPojo request,
      Bucket bucket,
      Stored object,
      GetObjectResponse.Builder response) {
    String key = Objects.requireNonNullElse(Members.text(request, "Key"), "");
    response.replicationStatus(replication.status(snapshot, bucket, key, object.versionId()));
    ObjectLock lock = locks.find(snapshot, bucket, key, object.versionId());
    if (lock.mode() != null && mayKnow(call, request, "s3:GetObjectRetention", key)) {
      response.objectLockMode(lock.mode()).objectLockRetainUntilDate(lock.retainUntil());
    }
    if (lock.legalHold() != null && mayKnow(call, request, "s3:GetObjectLegalHold", key)) {
      response.objectLockLegalHoldStatus(lock.legalHold());
    }
  }

  private boolean mayKnow(Call call, SdkPojo request, String action, String key) {
    String bucket = Objects.requireNonNullElse(Members.text(request, "Bucket"), "");
    String versionId = Members.text(request, "VersionId");
    return call.allows(
        new Gate.Need(action, directory.object(call, request, bucket, key, versionId)));
  }

  /** The same members under the same names, but for those that only one of the two has. */
  private static HeadObjectResponse asHead(GetObjectResponse get, @Nullable String archive) {
    HeadObjectResponse.Builder head = HeadObjectResponse.builder().archiveStatus(archive);
    for (SdkField<?> field : get.sdkFields()) {
      Object value = field.getValueOrDefault(get);
      SdkField<?> same = Members.find(head, field.memberName());
      if (value != null && same != null) {
        same.set(head, value);
      }
    }
    if (get.sdkHttpResponse() != null) {
      head.sdkHttpResponse(get.sdkHttpResponse());
    }
    return head.build();
  }

  private static void check(Call call, Stored object, ReadCondition condition) {
    ReadCondition.Failure failure = condition.failure(object, call.time());
    if (failure != null) {
      throw failure.isNotModified()
          ? S3Faults.notModified(object)
          : S3Faults.preconditionFailed(failure.header());
    }
  }

  /**
   * What of an object is asked for.
   *
   * @param range null for all of it
   * @param piece the part that it is; null where none was asked for by its number
   * @param isPart whether a part was asked for by its number
   */
  private record Span(@Nullable ByteRange range, @Nullable Piece piece, boolean isPart) {
    static final Span WHOLE = new Span(null, null, false);
  }

  private Span span(
      Snapshot snapshot, Stored object, @Nullable String header, @Nullable Integer partNumber) {
    if (partNumber != null) {
      if (header != null) {
        throw S3Faults.invalidRequest(
            "Cannot specify both Range header and partNumber query parameter");
      }
      return part(snapshot, object, partNumber);
    }
    if (header == null) {
      return Span.WHOLE;
    }
    return switch (ByteRange.parse(header, object.sizeBytes())) {
      case ByteRange.Whole whole -> Span.WHOLE;
      case ByteRange.Part part -> new Span(part.range(), null, false);
      case ByteRange.Unsatisfiable unsatisfiable ->
          throw S3Faults.invalidRange(header, object.sizeBytes());
    };
  }

  private Span part(Snapshot snapshot, Stored object, int number) {
    if (number < 1 || number > Part.MAX_NUMBER) {
      throw S3Faults.invalidArgument(
          "Part number must be an integer between 1 and 10000, inclusive",
          "partNumber",
          Integer.toString(number));
    }
    int parts = Math.max(1, object.parts());
    if (number > parts) {
      throw S3Faults.invalidPartNumber(number, parts);
    }
    if (object.parts() > 0 && object.content() instanceof StoredContent.Pieces pieces) {
      Piece piece = contents.piece(snapshot, pieces, number);
      return piece.sizeBytes() == 0
          ? new Span(null, piece, true)
          : new Span(
              new ByteRange(piece.offset(), piece.offset() + piece.sizeBytes() - 1), piece, true);
    }
    return object.sizeBytes() == 0
        ? new Span(null, null, true)
        : new Span(new ByteRange(0, object.sizeBytes() - 1), null, true);
  }

  private static GetObjectResponse.Builder describe(
      Call call, Bucket bucket, Stored object, Span span, @Nullable ChecksumMode checksums) {
    ObjectAttributes attributes = object.attributes();
    GetObjectResponse.Builder response =
        GetObjectResponse.builder()
            .acceptRanges("bytes")
            .lastModified(object.lastModified())
            .contentLength(span.range() == null ? object.sizeBytes() : span.range().sizeBytes())
            .eTag(object.quotedEtag())
            .versionId(ObjectFinder.toldVersionId(bucket, object))
            .contentType(attributes.contentType())
            .cacheControl(attributes.cacheControl())
            .contentDisposition(attributes.contentDisposition())
            .contentEncoding(attributes.contentEncoding())
            .contentLanguage(attributes.contentLanguage())
            .expiresString(attributes.expires())
            .websiteRedirectLocation(attributes.websiteRedirectLocation())
            .metadata(attributes.metadata())
            .restore(Archive.restoreHeader(object, call.time()));
    if (!attributes.storageClass().equals(ObjectAttributes.STANDARD)) {
      response.storageClass(attributes.storageClass());
    }
    if (!attributes.tags().isEmpty()) {
      response.tagCount(attributes.tags().size());
    }
    ByteRange range = span.range();
    if (range != null) {
      response.contentRange(range.contentRange(object.sizeBytes())).sdkHttpResponse(PARTIAL);
    }
    if (span.isPart() && object.parts() > 0) {
      response.partsCount(object.parts());
    }
    if (checksums == ChecksumMode.ENABLED) {
      addChecksum(response, object, span);
    }
    return response;
  }

  /** A checksum is told of what it was made of, and never of another range. */
  private static void addChecksum(GetObjectResponse.Builder response, Stored object, Span span) {
    StoredChecksum checksum = object.checksum();
    Piece piece = span.piece();
    if (checksum == null) {
      return;
    }
    if (piece != null) {
      ChecksumFields.setValue(response, checksum.algorithm(), piece.checksum());
      response.checksumType(checksum.fullObject() ? "FULL_OBJECT" : "COMPOSITE");
    } else if (span.range() == null || span.range().sizeBytes() == object.sizeBytes()) {
      ChecksumFields.set(response, checksum);
    }
  }

  private static void override(GetObjectResponse.Builder response, GetObjectRequest request) {
    if (request.responseContentType() != null) {
      response.contentType(request.responseContentType());
    }
    if (request.responseCacheControl() != null) {
      response.cacheControl(request.responseCacheControl());
    }
    if (request.responseContentDisposition() != null) {
      response.contentDisposition(request.responseContentDisposition());
    }
    if (request.responseContentEncoding() != null) {
      response.contentEncoding(request.responseContentEncoding());
    }
    if (request.responseContentLanguage() != null) {
      response.contentLanguage(request.responseContentLanguage());
    }
    if (request.responseExpires() != null) {
      response.expiresString(HttpDate.format(request.responseExpires()));
    }
  }

  private static void refuseOverridesOfAnonymous(Call call, GetObjectRequest request) {
    if (call.principal() instanceof Principal.Anonymous
        && (request.responseContentType() != null
            || request.responseCacheControl() != null
            || request.responseContentDisposition() != null
            || request.responseContentEncoding() != null
            || request.responseContentLanguage() != null
            || request.responseExpires() != null)) {
      throw S3Faults.invalidRequest(
          "Request specific response headers cannot be used for anonymous GET requests.");
    }
  }

  GetObjectTaggingResponse tagging(Call call, GetObjectTaggingRequest request) {
    return store.read(
        snapshot -> {
          Bucket bucket =
              directory.require(snapshot, call, request.bucket(), request.expectedBucketOwner());
          Stored object = require(snapshot, call, request, bucket, "GET");
          return GetObjectTaggingResponse.builder()
              .versionId(ObjectFinder.toldVersionId(bucket, object))
              .tagSet(
                  object.attributes().tags().entrySet().stream()
                      .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                      .toList())
              .build();
        });
  }
}
