package dev.cloudjar.wire.protocol;

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
      case "s3", "s3control" -> forS3(type, name);
      // An endpoint id makes the client sign with SigV4a, whose library isn't here.
      case "eventbridge" -> name.equals("EndpointId") ? NEVER : null;
      // The client takes it for signing the inner URL and never sends it.
      case "rds" -> name.equals("SourceRegion") ? NEVER : null;
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

  private static Object forS3(String type, String name) {
    return switch (name) {
      // The client computes what this names, and knows no other names than its own.
      case "ChecksumAlgorithm", "ContentMD5" -> type.endsWith("Request") ? NEVER : null;
      // The client makes the copy source of these itself.
      case "SourceBucket", "SourceKey", "SourceVersionId" ->
          type.startsWith("CopyObject") || type.startsWith("UploadPartCopy") ? NEVER : null;
      // It becomes a part of the host name.
      case "AccountId" -> type.endsWith("Request") ? "123456789012" : null;
      default -> null;
    };
  }

  /** The members of a response that the body brings with it, when nobody set them. */
  static Map<String, Object> withoutContentType(
      Map<String, Object> answered, Map<String, Object> received) {
    Map<String, Object> less = new TreeMap<>(received);
    Set.of("contentType", "ContentType").stream()
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
          case "s3", "s3control" -> Set.of("ChecksumAlgorithm", "ChecksumCRC32", "ContentMD5");
          case "apigateway" -> Set.of("accepts");
          case "glacier" -> Set.of("checksum");
          default -> Set.of();
        };
    Map<String, Object> less = new TreeMap<>(read);
    additions.stream().filter(name -> !asked.containsKey(name)).forEach(less::remove);
    return less;
  }
}
