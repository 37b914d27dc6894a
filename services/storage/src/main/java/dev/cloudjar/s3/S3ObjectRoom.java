package dev.cloudjar.s3;

import dev.cloudjar.cloud.Operations;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.PutObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.SelectObjectContentRequest;
import software.amazon.awssdk.services.s3.model.SelectObjectContentResponse;

/** The operations that read and write objects, uploads in parts aside. */
final class S3ObjectRoom {

  private S3ObjectRoom() {}

  static ObjectReadOperations reads(Operations operations, S3Parts parts) {
    var reads =
        new ObjectReadOperations(
            parts.store,
            parts.directory,
            parts.finder,
            parts.contents,
            parts.reader,
            parts.lockStore,
            parts.keys,
            parts.states,
            parts.lifecycles,
            new ObjectAccesses(parts.store, parts.clock, parts.objects));
    reads(
        operations,
        parts.needs,
        reads,
        new ObjectAttributesOperations(
            parts.store, parts.directory, parts.finder, parts.contents, parts.keys));
    operations
        .onEvents(
            SelectObjectContentRequest.class,
            SelectObjectContentResponse.class,
            new SelectOperations(parts.clock, reads)::select)
        .authorises(
            (call, it) -> parts.needs.ofVersion(call, it, "s3:GetObject", "s3:GetObjectVersion"));
    return reads;
  }

  static ObjectWriteOperations writes(Operations operations, S3Parts parts, ObjectNews news) {
    var writes =
        new ObjectWriteOperations(
            parts.store,
            parts.clock,
            parts.directory,
            parts.objects,
            parts.contents,
            parts.receiver,
            parts.copies,
            parts.lists,
            parts.locks,
            parts.keys,
            news,
            parts.lifecycles);
    writes(
        operations,
        parts.needs,
        writes,
        new ObjectTagOperations(parts.store, parts.directory, parts.objects, parts.finder, news),
        new DeleteOperations(
            parts.store,
            parts.clock,
            parts.directory,
            parts.objects,
            parts.lockStore,
            parts.multiFactor,
            news));
    return writes;
  }

  private static void reads(
      Operations ops,
      RequestNeeds needs,
      ObjectReadOperations reads,
      ObjectAttributesOperations attributes) {
    ops.onDownload(GetObjectRequest.class, GetObjectResponse.class, reads::get)
        .authorises((call, it) -> needs.ofVersion(call, it, "s3:GetObject", "s3:GetObjectVersion"));
    ops.on(HeadObjectRequest.class, HeadObjectResponse.class, reads::head)
        .authorises((call, it) -> needs.ofVersion(call, it, "s3:GetObject", "s3:GetObjectVersion"));
    ops.on(GetObjectTaggingRequest.class, GetObjectTaggingResponse.class, reads::tagging)
        .authorises(
            (call, it) ->
                needs.ofVersion(call, it, "s3:GetObjectTagging", "s3:GetObjectVersionTagging"));
    ops.on(GetObjectAttributesRequest.class, GetObjectAttributesResponse.class, attributes::get)
        .authorises((call, it) -> needs.ofVersion(call, it, "s3:GetObject", "s3:GetObjectVersion"))
        .authorises(
            (call, it) ->
                needs.ofVersion(
                    call, it, "s3:GetObjectAttributes", "s3:GetObjectVersionAttributes"));
  }

  private static void writes(
      Operations ops,
      RequestNeeds needs,
      ObjectWriteOperations writes,
      ObjectTagOperations tags,
      DeleteOperations deletes) {
    ops.onUpload(PutObjectRequest.class, PutObjectResponse.class, writes::put)
        .authorises((call, it) -> needs.ofWrite(call, it, it.bucket(), it.key()));
    ops.on(CopyObjectRequest.class, CopyObjectResponse.class, writes::copy)
        .authorises(
            (call, it) -> needs.ofWrite(call, it, it.destinationBucket(), it.destinationKey()))
        .authorises((call, it) -> needs.ofSource(call, it, CopySource.of(it)));
    ops.on(PutObjectTaggingRequest.class, PutObjectTaggingResponse.class, tags::put)
        .authorises(
            (call, it) ->
                needs.ofVersion(call, it, "s3:PutObjectTagging", "s3:PutObjectVersionTagging"));
    ops.on(DeleteObjectTaggingRequest.class, DeleteObjectTaggingResponse.class, tags::delete)
        .authorises(
            (call, it) ->
                needs.ofVersion(
                    call, it, "s3:DeleteObjectTagging", "s3:DeleteObjectVersionTagging"));
    ops.on(DeleteObjectRequest.class, DeleteObjectResponse.class, deletes::delete)
        .authorises(needs::ofDelete);
    ops.on(DeleteObjectsRequest.class, DeleteObjectsResponse.class, deletes::deleteAll)
        .authorisesWithin();
  }
}
