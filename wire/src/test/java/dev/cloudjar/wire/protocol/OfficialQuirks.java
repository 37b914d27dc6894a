package dev.cloudjar.wire.protocol;

import dev.cloudjar.catalog.ErrorModel;
import dev.cloudjar.catalog.OperationModel;
import dev.cloudjar.catalog.ServiceModel;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;

/** What the official clients and the transport do on their own, each with its reason. */
final class OfficialQuirks {
  /** Says that a member is left out. */
  static final Object NEVER = new Object();

  private OfficialQuirks() {}

  /** The value of a member that may not have any; {@link #NEVER} for none, null for any. */
  static Object forced(ServiceModel service, SdkPojo builder, SdkField<?> field, Random random) {
    String type = builder.getClass().getEnclosingClass().getSimpleName();
    String name = field.memberName();
    if (field.location() == MarshallLocation.STATUS_CODE) {
      // Others are errors, or say that there is no body.
      return random.nextBoolean() ? 200 : 202;
    }
    return switch (service.name()) {
      case "s3", "s3control" -> forS3(type, name, field, random);
      // An endpoint id makes the client sign with SigV4a, whose library isn't here.
      case "eventbridge" -> name.equals("EndpointId") ? NEVER : null;
      // The client takes it for signing the inner URL and never sends it.
      case "rds" -> name.equals("SourceRegion") ? NEVER : null;
      // The client signs an inner URL with them, as a Region and to it.
      case "ec2" ->
          type.equals("CopySnapshotRequest")
              ? switch (name) {
                case "SourceRegion", "DestinationRegion" -> "eu-west-1";
                case "PresignedUrl" -> "https://ec2.eu-west-1.amazonaws.com/";
                default -> null;
              }
              : null;
      // The client computes the tree hash of the bytes in the range, and sends its own.
      case "glacier" ->
          type.startsWith("Upload")
              ? switch (name) {
                case "ContentLength" -> (long) OfficialClient.STREAM.length();
                case "range" -> "bytes 0-7/*";
                case "checksum" -> type.endsWith("Request") ? NEVER : null;
                default -> null;
              }
              : null;
      default -> null;
    };
  }

  private static Object forS3(String type, String name, SdkField<?> field, Random random) {
    return switch (name) {
      // The client computes what this names, and knows no other names than its own.
      case "ChecksumAlgorithm", "ContentMD5" -> type.endsWith("Request") ? NEVER : null;
      // The client makes the copy source of these itself.
      case "SourceBucket", "SourceKey", "SourceVersionId" ->
          type.startsWith("CopyObject") || type.startsWith("UploadPartCopy") ? NEVER : null;
      // Streams here are of one length.
      case "ContentLength" ->
          type.endsWith("Request") ? NEVER : (Object) (long) OfficialClient.STREAM.length();
      // An attribute, which the client writes without escaping it.
      case "Type" -> type.equals("Grantee") ? "CanonicalUser" : null;
      // The client wraps the document in XML before it reads it, and loses what XML loses.
      case "Policy" -> type.equals("GetBucketPolicyResponse") ? "{\"Id\":\"\u00e4\"}" : null;
      // With it the client checks the checksums of what it receives.
      case "ChecksumMode" -> NEVER;
      // The same header as Expires, told apart only by whether it is a date.
      case "ExpiresString" -> NEVER;
      // They become a part of the host name, or are checked as one.
      case "RequestRoute" -> "route-1";
      case "Bucket" ->
          field.location() == MarshallLocation.PATH ? "bucket-" + random.nextInt(100) : null;
      case "OutpostId" -> type.endsWith("Request") ? NEVER : null;
      case "AccountId" -> type.endsWith("Request") ? "123456789012" : null;
      default -> null;
    };
  }

  /** Whether the client cuts the fractions of seconds off an operation's timestamps. */
  static boolean sendsWholeSeconds(OperationModel operation) {
    return operation.service().equals("ec2")
        && Set.of("RequestSpotFleet", "DescribeSpotFleetRequestHistory").contains(operation.name());
  }

  /** Whether the SDK has a class of an error's name, but no operation that knows its code. */
  static boolean neverThrown(ServiceModel service, ErrorModel error) {
    // The class is that of LimitExceededFault, whose code is another one.
    return service.name().equals("cloudwatch") && error.code().equals("LimitExceededException");
  }

  /** A response without what the body or another member brings with it, when nobody set it. */
  static Map<String, Object> withoutReceived(
      Map<String, Object> answered, Map<String, Object> received) {
    Map<String, Object> less = new TreeMap<>(received);
    Set.of(
            "contentType",
            "ContentType",
            "ContentLength",
            "ExpiresString",
            "ResponseStreamContentType")
        .stream()
        .filter(name -> !answered.containsKey(name))
        .forEach(less::remove);
    return less;
  }

  /** The members that the client sends on its own, when nobody set them. */
  static Map<String, Object> withoutAdditions(
      ServiceModel service, Map<String, Object> asked, Map<String, Object> read) {
    Set<String> additions =
        switch (service.name()) {
          // Since 2.30 the client adds a checksum to every request that may have one.
          case "s3", "s3control" ->
              Set.of(
                  "ChecksumAlgorithm",
                  "ChecksumCRC32",
                  "ContentMD5",
                  "ContentLength",
                  "ContentType");
          case "apigateway" -> Set.of("accepts");
          case "glacier" -> Set.of("checksum");
          default -> Set.of();
        };
    Map<String, Object> less = new TreeMap<>(read);
    additions.stream().filter(name -> !asked.containsKey(name)).forEach(less::remove);
    return less;
  }
}
