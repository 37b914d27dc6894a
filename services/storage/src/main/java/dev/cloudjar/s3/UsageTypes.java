package dev.cloudjar.s3;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The usage types of S3, without the prefix of a Region.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/aws-usage-report-understand.html">Understanding
 *     your AWS billing and usage reports for Amazon S3</a>
 */
final class UsageTypes {
  static final String MONITORING = "Monitoring-Automation-INT";
  static final String OUT = "DataTransfer-Out-Bytes";
  static final String IN = "DataTransfer-In-Bytes";

  private static final Map<String, String> CODES =
      Map.of(
          StorageClasses.STANDARD_IA, "SIA",
          StorageClasses.ONEZONE_IA, "ZIA",
          StorageClasses.INTELLIGENT_TIERING, "INT",
          StorageClasses.GLACIER_IR, "GIR",
          StorageClasses.GLACIER, "GLACIER",
          StorageClasses.DEEP_ARCHIVE, "GDA");

  private UsageTypes() {}

  /** Of storing in a class, Intelligent-Tiering aside. */
  static String storage(String storageClass, boolean small) {
    return switch (storageClass) {
      case StorageClasses.STANDARD -> "TimedStorage-ByteHrs";
      case StorageClasses.REDUCED_REDUNDANCY -> "TimedStorage-RRS-ByteHrs";
      case StorageClasses.GLACIER -> "TimedStorage-GlacierByteHrs";
      case StorageClasses.DEEP_ARCHIVE -> "TimedStorage-GDA-ByteHrs";
      default -> "TimedStorage-" + CODES.get(storageClass) + (small ? "-SmObjects" : "-ByteHrs");
    };
  }

  static String storage(Tiering.Tier tier) {
    String code =
        switch (tier) {
          case FREQUENT -> "FA";
          case INFREQUENT -> "IA";
          case ARCHIVE_INSTANT_ACCESS -> "AIA";
          case ARCHIVE -> "AA";
          case DEEP_ARCHIVE -> "DAA";
        };
    return "TimedStorage-INT-" + code + "-ByteHrs";
  }

  /** Of leaving a class before its minimum duration is over. */
  static String earlyDelete(String storageClass, boolean small) {
    return storageClass.equals(StorageClasses.GLACIER)
        ? "EarlyDelete-ByteHrs"
        : "EarlyDelete-" + CODES.get(storageClass) + (small ? "-SmObjects" : "");
  }

  /** Of reading what is in a class; null where reading costs nothing more. */
  static @Nullable String retrieval(@Nullable String storageClass) {
    return switch (storageClass) {
      case StorageClasses.STANDARD_IA, StorageClasses.ONEZONE_IA, StorageClasses.GLACIER_IR ->
          "Retrieval-" + CODES.get(storageClass);
      case null, default -> null;
    };
  }

  static String retrieval(Restoration.Tier tier) {
    return switch (tier) {
      case EXPEDITED -> "Expedited-Retrieval-Bytes";
      case STANDARD -> "Standard-Retrieval-Bytes";
      case BULK -> "Bulk-Retrieval-Bytes";
    };
  }

  static String restoreRequests(Restoration.Tier tier, boolean deep) {
    String code =
        switch (tier) {
          case EXPEDITED -> "Tier6";
          case STANDARD -> "Tier3";
          case BULK -> "Tier5";
        };
    return (deep ? "Requests-GDA-" : "Requests-") + code;
  }

  /** Of a rule's moving an object to a class. */
  static String transitionRequests(String storageClass) {
    return StorageClasses.isArchive(storageClass) ? "Requests-Tier3" : "Requests-Tier4";
  }

  /**
   * Of requests.
   *
   * @param storageClass of the object that they are about; null for none and for the usual ones
   * @param tier 1 for what writes and lists, 2 for the rest
   */
  static String requests(@Nullable String storageClass, int tier) {
    String code = storageClass == null ? null : CODES.get(storageClass);
    return "Requests-" + (code == null ? "" : code + "-") + "Tier" + tier;
  }
}
