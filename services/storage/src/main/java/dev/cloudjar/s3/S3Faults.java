package dev.cloudjar.s3;

import dev.cloudjar.cloud.Fault;

/**
 * Every error that S3 answers, named as AWS names it.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html">Error
 *     responses</a>
 */
final class S3Faults {
  private S3Faults() {}

  // Buckets

  static Fault noSuchBucket(String bucket) {
    return Fault.of(404, "NoSuchBucket", "The specified bucket does not exist")
        .with("BucketName", bucket);
  }

  static Fault bucketAlreadyExists(String bucket) {
    return Fault.of(
            409,
            "BucketAlreadyExists",
            "The requested bucket name is not available. The bucket namespace is shared by all"
                + " users of the system. Please select a different name and try again.")
        .with("BucketName", bucket);
  }

  static Fault bucketAlreadyOwnedByYou(String bucket) {
    return Fault.of(
            409,
            "BucketAlreadyOwnedByYou",
            "Your previous request to create the named bucket succeeded and you already own it.")
        .with("BucketName", bucket);
  }

  static Fault bucketNotEmpty(Bucket bucket) {
    String message = "The bucket you tried to delete is not empty";
    return Fault.of(
            409,
            "BucketNotEmpty",
            bucket.versioning() == Versioning.UNVERSIONED
                ? message
                : message + ". You must delete all versions in the bucket.")
        .with("BucketName", bucket.name());
  }

  static Fault tooManyBuckets() {
    return Fault.of(
        400, "TooManyBuckets", "You have attempted to create more buckets than allowed");
  }

  static Fault invalidBucketName(String bucket) {
    return Fault.of(400, "InvalidBucketName", "The specified bucket is not valid.")
        .with("BucketName", bucket);
  }

  static Fault invalidLocationConstraint(String location) {
    return Fault.of(
            400, "InvalidLocationConstraint", "The specified location-constraint is not valid")
        .with("LocationConstraint", location);
  }

  static Fault illegalLocationConstraint(String location) {
    return Fault.of(
        400,
        "IllegalLocationConstraintException",
        "The "
            + location
            + " location constraint is incompatible for the region specific endpoint this request"
            + " was sent to.");
  }

  static Fault permanentRedirect(Bucket bucket, String endpoint) {
    return Fault.of(
            301,
            "PermanentRedirect",
            "The bucket you are attempting to access must be addressed using the specified"
                + " endpoint. Please send all future requests to this endpoint.")
        .with("Bucket", bucket.name())
        .with("Endpoint", endpoint)
        .withHeader(BUCKET_REGION_HEADER, bucket.region());
  }

  static Fault authorizationHeaderMalformed(Bucket bucket, String region) {
    return Fault.of(
            400,
            "AuthorizationHeaderMalformed",
            "The authorization header is malformed; the region '"
                + region
                + "' is wrong; expecting '"
                + bucket.region()
                + "'")
        .with("Region", bucket.region())
        .withHeader(BUCKET_REGION_HEADER, bucket.region());
  }

  static Fault accessDenied() {
    return Fault.of(403, "AccessDenied", "Access Denied");
  }

  static Fault invalidBucketState(String message) {
    return Fault.of(409, "InvalidBucketState", message);
  }

  static Fault illegalVersioningConfiguration(String message) {
    return Fault.of(400, "IllegalVersioningConfigurationException", message);
  }

  /** One of the many configurations that a bucket does not have, each with a code of its own. */
  static Fault noConfiguration(String code, String message, Bucket bucket) {
    return Fault.of(404, code, message).with("BucketName", bucket.name());
  }

  static Fault noSuchConfiguration() {
    return Fault.of(404, "NoSuchConfiguration", "The specified configuration does not exist.");
  }

  static Fault malformedPolicy(String message) {
    return Fault.of(400, "MalformedPolicy", message);
  }

  static Fault slowDown() {
    return Fault.of(503, "SlowDown", "Please reduce your request rate.");
  }

  // Objects

  static Fault noSuchKey(String key) {
    return Fault.of(404, "NoSuchKey", "The specified key does not exist.").with("Key", key);
  }

  static Fault noSuchVersion(String key, String versionId) {
    return Fault.of(404, "NoSuchVersion", "The specified version does not exist.")
        .with("Key", key)
        .with("VersionId", versionId);
  }

  static Fault invalidVersionId(String versionId) {
    return invalidArgument("Invalid version id specified", "versionId", versionId);
  }

  /** For the method on a delete marker that was asked for by its version id. */
  static Fault methodNotAllowed(String method, Version.DeleteMarker marker) {
    return Fault.of(
            405, "MethodNotAllowed", "The specified method is not allowed against this resource.")
        .with("Method", method)
        .with("ResourceType", "DeleteMarker")
        .withHeader("Allow", "DELETE")
        .withHeader("x-amz-delete-marker", "true")
        .withHeader("x-amz-version-id", marker.versionId())
        .withHeader("Last-Modified", HttpDate.format(marker.lastModified()));
  }

  static Fault keyTooLong(int sizeBytes) {
    return Fault.of(400, "KeyTooLongError", "Your key is too long")
        .with("MaxSizeAllowed", Integer.toString(ObjectKey.MAX_BYTES))
        .with("Size", Integer.toString(sizeBytes));
  }

  static Fault entityTooLarge(long sizeBytes, long maxBytes) {
    return Fault.of(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size")
        .with("ProposedSize", Long.toString(sizeBytes))
        .with("MaxSizeAllowed", Long.toString(maxBytes));
  }

  static Fault metadataTooLarge(int sizeBytes, int maxBytes) {
    return Fault.of(
            400,
            "MetadataTooLarge",
            "Your metadata headers exceed the maximum allowed metadata size")
        .with("Size", Integer.toString(sizeBytes))
        .with("MaxSizeAllowed", Integer.toString(maxBytes));
  }

  static Fault missingContentLength() {
    return Fault.of(
        411, "MissingContentLength", "You must provide the Content-Length HTTP header.");
  }

  static Fault incompleteBody() {
    return Fault.of(
        400,
        "IncompleteBody",
        "You did not provide the number of bytes specified by the Content-Length HTTP header");
  }

  static Fault requestTimeout() {
    return Fault.of(
        400,
        "RequestTimeout",
        "Your socket connection to the server was not read from or written to within the timeout"
            + " period.");
  }

  static Fault invalidDigest(String contentMd5) {
    return Fault.of(400, "InvalidDigest", "The Content-MD5 you specified was invalid.")
        .with("Content-MD5", contentMd5);
  }

  static Fault badDigest(String expectedMd5, String calculatedMd5) {
    return Fault.of(
            400, "BadDigest", "The Content-MD5 you specified did not match what we received.")
        .with("ExpectedDigest", expectedMd5)
        .with("CalculatedDigest", calculatedMd5);
  }

  static Fault badChecksum(String algorithm) {
    return Fault.of(
        400,
        "BadDigest",
        "The " + algorithm + " you specified did not match the calculated checksum.");
  }

  static Fault malformedTrailer() {
    return Fault.of(
        400,
        "MalformedTrailerError",
        "The request contained trailing data that was not well-formed or did not conform to our"
            + " published schema.");
  }

  static Fault invalidRange(String range, long sizeBytes) {
    return Fault.of(416, "InvalidRange", "The requested range is not satisfiable")
        .with("RangeRequested", range)
        .with("ActualObjectSize", Long.toString(sizeBytes))
        .withHeader("Content-Range", "bytes */" + sizeBytes);
  }

  static Fault invalidPartNumber(int partNumber, int parts) {
    return Fault.of(416, "InvalidPartNumber", "The requested partnumber is not satisfiable")
        .with("PartNumberRequested", Integer.toString(partNumber))
        .with("ActualPartCount", Integer.toString(parts));
  }

  static Fault preconditionFailed(String condition) {
    return Fault.of(
            412,
            "PreconditionFailed",
            "At least one of the pre-conditions you specified did not hold")
        .with("Condition", condition);
  }

  static Fault notModified(Version.Stored object) {
    return Fault.ofStatus(304, "NotModified")
        .withHeader("ETag", object.quotedEtag())
        .withHeader("Last-Modified", HttpDate.format(object.lastModified()));
  }

  static Fault notImplementedHeader(String header, String value) {
    return notImplemented()
        .with("Header", header)
        .with(
            "additionalMessage",
            "We don't accept the provided value of " + value + " header for this API");
  }

  static Fault notImplementedHeaders(String headers) {
    return notImplemented()
        .with("Header", headers)
        .with("additionalMessage", "Multiple conditional request headers present in the request");
  }

  /** For a header that means something that is not built. */
  static Fault notImplemented(String header) {
    return notImplemented().with("Header", header);
  }

  private static Fault notImplemented() {
    return Fault.of(
        501,
        "NotImplemented",
        "A header you provided implies functionality that is not implemented");
  }

  static Fault invalidRedirectLocation() {
    return Fault.of(
        400,
        "InvalidRedirectLocation",
        "The website redirect location must have a prefix of 'http://' or 'https://' or '/'.");
  }

  static Fault invalidStorageClass(String storageClass) {
    return Fault.of(400, "InvalidStorageClass", "The storage class you specified is not valid")
        .with("StorageClassRequested", storageClass);
  }

  static Fault invalidTag(String message, String key) {
    return Fault.of(400, "InvalidTag", message).with("TagKey", key);
  }

  static Fault tooManyTags(String what, int limit) {
    return Fault.of(400, "BadRequest", what + " tags cannot be greater than " + limit);
  }

  // Multipart uploads

  static Fault noSuchUpload(String uploadId) {
    return Fault.of(
            404,
            "NoSuchUpload",
            "The specified upload does not exist. The upload ID may be invalid, or the upload may"
                + " have been aborted or completed.")
        .with("UploadId", uploadId);
  }

  static Fault invalidPart(String uploadId, int partNumber, String etag) {
    return Fault.of(
            400,
            "InvalidPart",
            "One or more of the specified parts could not be found.  The part may not have been"
                + " uploaded, or the specified entity tag may not match the part's entity tag.")
        .with("UploadId", uploadId)
        .with("PartNumber", Integer.toString(partNumber))
        .with("ETag", etag);
  }

  static Fault invalidPartOrder(String uploadId) {
    return Fault.of(
            400,
            "InvalidPartOrder",
            "The list of parts was not in ascending order. Parts must be ordered by part number.")
        .with("UploadId", uploadId);
  }

  static Fault entityTooSmall(String etag, int partNumber, long sizeBytes, long minBytes) {
    return Fault.of(
            400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size")
        .with("ETag", etag)
        .with("PartNumber", Integer.toString(partNumber))
        .with("ProposedSize", Long.toString(sizeBytes))
        .with("MinSizeAllowed", Long.toString(minBytes));
  }

  // Requests

  static Fault invalidArgument(String message, String name, String value) {
    return Fault.of(400, "InvalidArgument", message)
        .with("ArgumentName", name)
        .with("ArgumentValue", value);
  }

  static Fault invalidRequest(String message) {
    return Fault.of(400, "InvalidRequest", message);
  }

  static Fault malformedXml() {
    return Fault.of(
        400,
        "MalformedXML",
        "The XML you provided was not well-formed or did not validate against our published"
            + " schema");
  }

  static Fault unsupported(String message) {
    return Fault.of(501, "NotImplemented", message);
  }

  /** Tells the Region of a bucket. */
  static final String BUCKET_REGION_HEADER = "x-amz-bucket-region";
}
