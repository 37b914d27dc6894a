package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.s3.Version.Stored;
import dev.cloudjar.store.KeyValueStore;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.DeleteObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.PutObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.PutObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.Tagging;

/** Tags objects. */
final class ObjectTagOperations {
  private final KeyValueStore store;
  private final BucketDirectory directory;
  private final ObjectStore objects;
  private final ObjectFinder finder;
  private final ObjectNews news;

  ObjectTagOperations(
      KeyValueStore store,
      BucketDirectory directory,
      ObjectStore objects,
      ObjectFinder finder,
      ObjectNews news) {
    this.store = store;
    this.directory = directory;
    this.objects = objects;
    this.finder = finder;
    this.news = news;
  }

  PutObjectTaggingResponse put(Call call, PutObjectTaggingRequest request) {
    Tagging tagging = request.tagging();
    if (tagging == null) {
      throw S3Faults.malformedXml();
    }
    Map<String, String> tags =
        Tags.ofObject(
            tagging.tagSet().stream().map(tag -> new Tags.Sent(tag.key(), tag.value())).toList());
    return PutObjectTaggingResponse.builder()
        .versionId(
            retag(
                call,
                request.bucket(),
                request.expectedBucketOwner(),
                request.key(),
                request.versionId(),
                tags,
                "PUT"))
        .build();
  }

  DeleteObjectTaggingResponse delete(Call call, DeleteObjectTaggingRequest request) {
    return DeleteObjectTaggingResponse.builder()
        .versionId(
            retag(
                call,
                request.bucket(),
                request.expectedBucketOwner(),
                request.key(),
                request.versionId(),
                Map.of(),
                "DELETE"))
        .build();
  }

  /** Answers the version id that is told; null without versioning. */
  private @Nullable String retag(
      Call call,
      String bucketName,
      @Nullable String expectedOwner,
      String key,
      @Nullable String versionId,
      Map<String, String> tags,
      String method) {
    Retagged outcome =
        store.transact(
            transaction -> {
              Bucket bucket = directory.require(transaction, call, bucketName, expectedOwner);
              Stored object = finder.require(transaction, bucket, key, versionId, method);
              Stored retagged = object.with(object.attributes().withTags(tags));
              objects.replace(transaction, bucket, key, retagged);
              ObjectEvent event =
                  method.equals("PUT") ? ObjectEvent.TAGGING_PUT : ObjectEvent.TAGGING_DELETE;
              news.tell(transaction, ObjectChange.of(call, bucket, key, event, retagged));
              return new Retagged(ObjectFinder.toldVersionId(bucket, object));
            });
    return outcome.versionId();
  }

  private record Retagged(@Nullable String versionId) {}
}
