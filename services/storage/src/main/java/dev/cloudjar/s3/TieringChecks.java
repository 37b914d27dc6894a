package dev.cloudjar.s3;

import dev.cloudjar.s3.Document.Structure;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What AWS refuses of an Intelligent-Tiering configuration.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketIntelligentTieringConfiguration.html">PutBucketIntelligentTieringConfiguration</a>
 */
final class TieringChecks {
  private static final int ARCHIVE_DAYS = 90;
  private static final int DEEP_DAYS = 180;
  private static final int MAX_DAYS = 730;

  private TieringChecks() {}

  static Structure check(Bucket bucket, Structure document) {
    String status = document.text("Status");
    List<Structure> tierings = document.structures("Tierings");
    if ((!"Enabled".equals(status) && !"Disabled".equals(status)) || tierings.isEmpty()) {
      throw S3Faults.malformedXml();
    }
    if (LifecycleDocuments.structure(document, "Filter").members().size() > 1) {
      throw S3Faults.malformedXml();
    }
    Set<String> tiers = new HashSet<>();
    for (Structure each : tierings) {
      String tier = each.text("AccessTier");
      Long days = LifecycleDocuments.number(each, "Days");
      boolean deep = Archive.DEEP_ARCHIVE_ACCESS.equals(tier);
      if (tier == null
          || days == null
          || !(deep || Archive.ARCHIVE_ACCESS.equals(tier))
          || !tiers.add(tier)) {
        throw S3Faults.malformedXml();
      }
      int least = deep ? DEEP_DAYS : ARCHIVE_DAYS;
      if (days < least || days > MAX_DAYS) {
        throw S3Faults.invalidArgument(
            "'Days' for the " + tier + " tier must be between " + least + " and " + MAX_DAYS,
            "Days",
            Long.toString(days));
      }
    }
    return document;
  }
}
