package dev.cloudjar.s3;

import dev.cloudjar.cloud.Operations;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** The operations of multipart uploads. */
final class S3UploadRoom {
  private S3UploadRoom() {}

  static void register(
      Operations ops,
      BucketDirectory directory,
      RequestNeeds needs,
      MultipartOperations uploads,
      UploadCompletionOperations completions,
      UploadListOperations lists) {
    ops.on(CreateMultipartUploadRequest.class, CreateMultipartUploadResponse.class, uploads::create)
        .authorises((call, it) -> needs.ofWrite(call, it, it.bucket(), it.key()));
    ops.onUpload(UploadPartRequest.class, UploadPartResponse.class, uploads::uploadPart)
        .authorises("s3:PutObject", (call, it) -> directory.place(call, it, it.bucket(), it.key()));
    ops.on(UploadPartCopyRequest.class, UploadPartCopyResponse.class, uploads::uploadPartCopy)
        .authorises(
            "s3:PutObject",
            (call, it) -> directory.place(call, it, it.destinationBucket(), it.destinationKey()))
        .authorises((call, it) -> needs.ofSource(call, it, CopySource.of(it)));
    ops.on(
            CompleteMultipartUploadRequest.class,
            CompleteMultipartUploadResponse.class,
            completions::complete)
        .authorises("s3:PutObject", (call, it) -> directory.place(call, it, it.bucket(), it.key()));
    ops.on(AbortMultipartUploadRequest.class, AbortMultipartUploadResponse.class, uploads::abort)
        .authorises(
            "s3:AbortMultipartUpload",
            (call, it) -> directory.place(call, it, it.bucket(), it.key()));
    ops.on(ListPartsRequest.class, ListPartsResponse.class, lists::parts)
        .authorises(
            "s3:ListMultipartUploadParts",
            (call, it) -> directory.place(call, it, it.bucket(), it.key()));
    ops.on(ListMultipartUploadsRequest.class, ListMultipartUploadsResponse.class, lists::uploads)
        .authorises(
            "s3:ListBucketMultipartUploads",
            (call, it) -> directory.resource(call, it, it.bucket()));
  }
}
