package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Clock;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Gate.Need;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.s3.Version.DeleteMarker;
import dev.cloudjar.s3.Version.Stored;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Transaction;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Request;

/** Deletes objects and versions, one or many. */
final class DeleteOperations {
  private static final int MAX_KEYS = 1000;

  /** So many in one transaction, since each may have thousands of pieces. */
  private static final int KEYS_AT_ONCE = 100;

  private final KeyValueStore store;
  private final Clock clock;
  private final BucketDirectory directory;
  private final ObjectStore objects;
  private final LockStore locks;
  private final MultiFactor multiFactor;
  private final ObjectNews news;

  DeleteOperations(
      KeyValueStore store,
      Clock clock,
      BucketDirectory directory,
      ObjectStore objects,
      LockStore locks,
      MultiFactor multiFactor,
      ObjectNews news) {
    this.store = store;
    this.clock = clock;
    this.directory = directory;
    this.objects = objects;
    this.locks = locks;
    this.multiFactor = multiFactor;
    this.news = news;
  }

  /**
   * What was deleted.
   *
   * @param versionId the version that is gone for good, or the marker that was made; null for none
   * @param marker whether that is a delete marker
   */
  private record Deleted(@Nullable String versionId, boolean marker) {
    static final Deleted NOTHING = new Deleted(null, false);
  }

  DeleteObjectResponse delete(Call call, DeleteObjectRequest request) {
    boolean coded = hasCode(call, request, request.versionId() != null, request.mfa());
    if (request.ifMatchLastModifiedTime() != null || request.ifMatchSize() != null) {
      throw S3Faults.notImplemented("x-amz-if-match-last-modified-time,x-amz-if-match-size");
    }
    AttributeReader.checkKey(request.key());
    Deleted deleted =
        store.transact(
            transaction -> {
              Bucket bucket =
                  directory.require(
                      transaction, call, request.bucket(), request.expectedBucketOwner());
              Permit permit = permit(bucket, request.bypassGovernanceRetention(), coded);
              return delete(
                  transaction,
                  call,
                  bucket,
                  request.key(),
                  request.versionId(),
                  request.ifMatch(),
                  permit);
            });
    return DeleteObjectResponse.builder()
        .versionId(deleted.versionId())
        .deleteMarker(deleted.marker() ? true : null)
        .build();
  }

  DeleteObjectsResponse deleteAll(Call call, DeleteObjectsRequest request) {
    Delete asked = request.delete();
    if (asked == null || asked.objects().isEmpty() || asked.objects().size() > MAX_KEYS) {
      throw S3Faults.malformedXml();
    }
    boolean forGood = asked.objects().stream().anyMatch(each -> each.versionId() != null);
    boolean coded = hasCode(call, request, forGood, request.mfa());
    List<DeletedObject> deleted = new ArrayList<>();
    List<S3Error> errors = new ArrayList<>();
    for (int first = 0; first < asked.objects().size(); first += KEYS_AT_ONCE) {
      int end = Math.min(first + KEYS_AT_ONCE, asked.objects().size());
      Outcome outcome = deleteSome(call, request, asked.objects().subList(first, end), coded);
      deleted.addAll(outcome.deleted());
      errors.addAll(outcome.errors());
    }
    DeleteObjectsResponse.Builder response = DeleteObjectsResponse.builder().errors(errors);
    if (!Boolean.TRUE.equals(asked.quiet())) {
      response.deleted(deleted);
    }
    return response.build();
  }

  private record Outcome(List<DeletedObject> deleted, List<S3Error> errors) {}

  private Outcome deleteSome(
      Call call, DeleteObjectsRequest request, List<ObjectIdentifier> identifiers, boolean coded) {
    return store.transact(
        transaction -> {
          Bucket bucket =
              directory.require(transaction, call, request.bucket(), request.expectedBucketOwner());
          Permit permit = permit(bucket, request.bypassGovernanceRetention(), coded);
          Outcome outcome = new Outcome(new ArrayList<>(), new ArrayList<>());
          for (ObjectIdentifier each : identifiers) {
            try {
              if (!mayDelete(call, request, each)) {
                throw S3Faults.accessDenied();
              }
              outcome.deleted().add(delete(transaction, call, bucket, each, permit));
            } catch (Fault e) {
              outcome.errors().add(error(each, e));
            }
          }
          return outcome;
        });
  }

  /** The keys of a request are judged one by one, and those that are refused do not stop others. */
  private boolean mayDelete(Call call, DeleteObjectsRequest request, ObjectIdentifier each) {
    String key = Objects.requireNonNullElse(each.key(), "");
    Resource place = directory.place(call, request, request.bucket(), key);
    String action = each.versionId() == null ? "s3:DeleteObject" : "s3:DeleteObjectVersion";
    return AccessPointGuard.allows(call, new Need(action, place))
        && (!Boolean.TRUE.equals(request.bypassGovernanceRetention())
            || AccessPointGuard.allows(call, new Need("s3:BypassGovernanceRetention", place)));
  }

  private static S3Error error(ObjectIdentifier identifier, Fault fault) {
    return S3Error.builder()
        .key(identifier.key())
        .versionId(identifier.versionId())
        .code(fault.code())
        .message(fault.getMessage())
        .build();
  }

  private DeletedObject delete(
      Transaction transaction,
      Call call,
      Bucket bucket,
      ObjectIdentifier identifier,
      Permit permit) {
    String key = identifier.key();
    if (key == null || key.isEmpty()) {
      throw Fault.of(400, "UserKeyMustBeSpecified", "The key must be specified.");
    }
    if (identifier.lastModifiedTime() != null || identifier.size() != null) {
      throw S3Faults.notImplemented("LastModifiedTime,Size");
    }
    AttributeReader.checkKey(key);
    Deleted deleted =
        delete(transaction, call, bucket, key, identifier.versionId(), identifier.eTag(), permit);
    DeletedObject.Builder result =
        DeletedObject.builder().key(key).versionId(identifier.versionId());
    if (deleted.marker()) {
      result.deleteMarker(true).deleteMarkerVersionId(deleted.versionId());
    }
    return result.build();
  }

  /** Deletes all or nothing: what is refused is refused before anything is changed. */
  private Deleted delete(
      Transaction transaction,
      Call call,
      Bucket bucket,
      String key,
      @Nullable String versionId,
      @Nullable String ifMatch,
      Permit permit) {
    if (ifMatch != null) {
      check(transaction, bucket, key, ifMatch);
    }
    if (versionId == null) {
      Stored gone =
          news.isHeard(bucket) && bucket.versioning() == Versioning.UNVERSIONED
              ? objects.current(transaction, bucket, key)
              : null;
      DeleteMarker marker = objects.delete(transaction, bucket, key, now());
      if (marker != null) {
        tell(transaction, call, bucket, key, ObjectEvent.REMOVED_DELETE_MARKER_CREATED, marker);
      } else if (gone != null) {
        tell(transaction, call, bucket, key, ObjectEvent.REMOVED_DELETE, gone);
      }
      return marker == null ? Deleted.NOTHING : new Deleted(marker.versionId(), true);
    }
    Version version = objects.find(transaction, bucket, key, versionId);
    if (version == null) {
      if (!ObjectFinder.isVersionId(versionId)) {
        throw S3Faults.invalidVersionId(versionId);
      }
      return new Deleted(versionId, false);
    }
    if (bucket.mfaDelete() && !permit.coded()) {
      throw MultiFactorFaults.codeNeeded();
    }
    if (locks
        .find(transaction, bucket, key, version.versionId())
        .forbidsDeletion(clock.now(), permit.bypass())) {
      throw LockFaults.locked();
    }
    locks.delete(transaction, bucket, key, version.versionId());
    objects.deleteVersion(transaction, bucket, key, version);
    tell(transaction, call, bucket, key, ObjectEvent.REMOVED_DELETE, version);
    return new Deleted(versionId, version instanceof DeleteMarker);
  }

  private void tell(
      Transaction transaction,
      Call call,
      Bucket bucket,
      String key,
      ObjectEvent event,
      Version version) {
    news.tell(transaction, ObjectChange.of(call, bucket, key, event, version));
  }

  private void check(Transaction transaction, Bucket bucket, String key, String ifMatch) {
    Version latest = objects.latest(transaction, bucket, key);
    if (latest == null) {
      throw S3Faults.noSuchKey(key);
    }
    String asked = ReadCondition.unquoted(ifMatch);
    if (!(latest instanceof Stored stored) || !(asked.equals("*") || asked.equals(stored.etag()))) {
      throw S3Faults.preconditionFailed("If-Match");
    }
  }

  /**
   * What the caller may besides.
   *
   * @param bypass to pass governance by
   * @param coded to delete for good where that takes a code
   */
  private record Permit(boolean bypass, boolean coded) {}

  private static Permit permit(Bucket bucket, @Nullable Boolean bypass, boolean coded) {
    if (bypass != null && !bucket.locked()) {
      throw LockFaults.bypassElsewhere(bypass);
    }
    return new Permit(Boolean.TRUE.equals(bypass), coded);
  }

  /** Whether the caller brought the code that deleting for good takes here; refused if not. */
  private boolean hasCode(Call call, S3Request request, boolean forGood, @Nullable String header) {
    if (!forGood) {
      return false;
    }
    Bucket bucket =
        store.read(
            snapshot ->
                directory.require(
                    snapshot,
                    call,
                    String.valueOf(Members.text(request, "Bucket")),
                    Members.text(request, "ExpectedBucketOwner")));
    if (bucket.mfaDelete()) {
      multiFactor.require(call, bucket, header);
    }
    return bucket.mfaDelete();
  }

  private Instant now() {
    return clock.now().truncatedTo(ChronoUnit.SECONDS);
  }
}
