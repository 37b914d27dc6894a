package dev.cloudjar.s3.lifecycle;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * From which storage class rules move objects to which.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html">Transitioning
 *     objects using Amazon S3 Lifecycle</a>
 */
public final class Waterfall {
  private static final String STANDARD_IA = "STANDARD_IA";
  private static final String ONEZONE_IA = "ONEZONE_IA";
  private static final String GLACIER_IR = "GLACIER_IR";
  private static final String INTELLIGENT_TIERING = "INTELLIGENT_TIERING";
  private static final String GLACIER = "GLACIER";
  private static final String DEEP_ARCHIVE = "DEEP_ARCHIVE";

  /** Where several are due, the cheapest, but for Intelligent-Tiering, which S3 favours. */
  private static final List<String> BY_PREFERENCE =
      List.of(STANDARD_IA, ONEZONE_IA, GLACIER_IR, INTELLIGENT_TIERING, GLACIER, DEEP_ARCHIVE);

  private static final List<String> BY_TEMPERATURE =
      List.of(STANDARD_IA, INTELLIGENT_TIERING, ONEZONE_IA, GLACIER_IR, GLACIER, DEEP_ARCHIVE);

  private static final Map<String, Set<String>> TO =
      Map.of(
          "STANDARD",
          Set.copyOf(BY_PREFERENCE),
          "REDUCED_REDUNDANCY",
          Set.copyOf(BY_PREFERENCE),
          STANDARD_IA,
          Set.of(INTELLIGENT_TIERING, ONEZONE_IA, GLACIER_IR, GLACIER, DEEP_ARCHIVE),
          INTELLIGENT_TIERING,
          Set.of(ONEZONE_IA, GLACIER_IR, GLACIER, DEEP_ARCHIVE),
          ONEZONE_IA,
          Set.of(GLACIER, DEEP_ARCHIVE),
          GLACIER_IR,
          Set.of(GLACIER, DEEP_ARCHIVE),
          GLACIER,
          Set.of(DEEP_ARCHIVE));

  private Waterfall() {}

  static boolean allows(String from, String to) {
    return TO.getOrDefault(from, Set.of()).contains(to);
  }

  /** Whether it is a class that rules can move objects to. */
  public static boolean isTarget(String storageClass) {
    return BY_PREFERENCE.contains(storageClass);
  }

  /** Whether objects must have been kept for 30 days before rules move them there. */
  public static boolean isInfrequentAccess(String storageClass) {
    return storageClass.equals(STANDARD_IA) || storageClass.equals(ONEZONE_IA);
  }

  static boolean isArchive(String storageClass) {
    return storageClass.equals(GLACIER) || storageClass.equals(DEEP_ARCHIVE);
  }

  /** Where a class stands among the others, from warm to cold. */
  public static int temperature(String storageClass) {
    return BY_TEMPERATURE.indexOf(storageClass);
  }

  static int preference(String storageClass) {
    return BY_PREFERENCE.indexOf(storageClass);
  }
}
