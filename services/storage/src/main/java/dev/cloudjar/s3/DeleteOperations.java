package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Clock;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Gate.Need;
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

/** Deletes objects and versions, one or many. */
final class DeleteOperations {
  private static final int MAX_KEYS = 1000;

  /** So many in one transaction, since each may have thousands of pieces. */
  private static final int KEYS_AT_ONCE = 100;

  private final KeyValueStore store;
  private final Clock clock;
  private final BucketDirectory directory;
  private final ObjectStore objects;

  DeleteOperations(
      KeyValueStore store, Clock clock, BucketDirectory directory, ObjectStore objects) {
    this.store = store;
    this.clock = clock;
    this.directory = directory;
    this.objects = objects;
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
    refuseBypass(request.bypassGovernanceRetention());
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
              return delete(
                  transaction, bucket, request.key(), request.versionId(), request.ifMatch());
            });
    return DeleteObjectResponse.builder()
        .versionId(deleted.versionId())
        .deleteMarker(deleted.marker() ? true : null)
        .build();
  }

  DeleteObjectsResponse deleteAll(Call call, DeleteObjectsRequest request) {
    refuseBypass(request.bypassGovernanceRetention());
    Delete asked = request.delete();
    if (asked == null || asked.objects().isEmpty() || asked.objects().size() > MAX_KEYS) {
      throw S3Faults.malformedXml();
    }
    List<DeletedObject> deleted = new ArrayList<>();
    List<S3Error> errors = new ArrayList<>();
    for (int first = 0; first < asked.objects().size(); first += KEYS_AT_ONCE) {
      int end = Math.min(first + KEYS_AT_ONCE, asked.objects().size());
      Outcome outcome = deleteSome(call, request, asked.objects().subList(first, end));
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
      Call call, DeleteObjectsRequest request, List<ObjectIdentifier> identifiers) {
    return store.transact(
        transaction -> {
          Bucket bucket =
              directory.require(transaction, call, request.bucket(), request.expectedBucketOwner());
          Outcome outcome = new Outcome(new ArrayList<>(), new ArrayList<>());
          for (ObjectIdentifier each : identifiers) {
            try {
              if (!mayDelete(call, request, each)) {
                throw S3Faults.accessDenied();
              }
              outcome.deleted().add(delete(transaction, bucket, each));
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
    return call.allows(
        new Need(
            each.versionId() == null ? "s3:DeleteObject" : "s3:DeleteObjectVersion",
            directory.place(call, request, request.bucket(), key)));
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
      Transaction transaction, Bucket bucket, ObjectIdentifier identifier) {
    String key = identifier.key();
    if (key == null || key.isEmpty()) {
      throw Fault.of(400, "UserKeyMustBeSpecified", "The key must be specified.");
    }
    if (identifier.lastModifiedTime() != null || identifier.size() != null) {
      throw S3Faults.notImplemented("LastModifiedTime,Size");
    }
    AttributeReader.checkKey(key);
    Deleted deleted = delete(transaction, bucket, key, identifier.versionId(), identifier.eTag());
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
      Bucket bucket,
      String key,
      @Nullable String versionId,
      @Nullable String ifMatch) {
    if (ifMatch != null) {
      check(transaction, bucket, key, ifMatch);
    }
    if (versionId == null) {
      DeleteMarker marker = objects.delete(transaction, bucket, key, now());
      return marker == null ? Deleted.NOTHING : new Deleted(marker.versionId(), true);
    }
    Version version = objects.find(transaction, bucket, key, versionId);
    if (version == null) {
      if (!ObjectFinder.isVersionId(versionId)) {
        throw S3Faults.invalidVersionId(versionId);
      }
      return new Deleted(versionId, false);
    }
    objects.deleteVersion(transaction, bucket, key, version);
    return new Deleted(versionId, version instanceof DeleteMarker);
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

  private static void refuseBypass(@Nullable Boolean bypass) {
    if (bypass != null) {
      throw S3Faults.invalidArgument(
          "x-amz-bypass-governance-retention is only applicable to Object Lock enabled buckets.",
          "x-amz-bypass-governance-retention",
          bypass.toString());
    }
  }

  private Instant now() {
    return clock.now().truncatedTo(ChronoUnit.SECONDS);
  }
}
