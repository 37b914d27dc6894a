package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Place;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A file of a flow log.
 *
 * @param end of the interval that it is about
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-path.html">Flow log
 *     files</a>
 */
record FlowLogFile(Place place, FlowLog log, Instant end) {

  /** Where a log's files are, whatever their time; with a slash at the end. */
  static String folder(Place place, String destination, boolean hivePartitions) {
    return FlowLog.folderOf(destination)
        + "AWSLogs/"
        + (hivePartitions ? "aws-account-id=" : "")
        + place.accountId()
        + "/";
  }

  /**
   * The key of its object.
   *
   * @param unique tells it from others of the same time
   */
  String key(String unique) {
    return folder(place, log.destination(), log.hivePartitions())
        + (log.hivePartitions()
            ? "aws-service=vpcflowlogs/aws-region=%s/".formatted(place.region())
            : "vpcflowlogs/%s/".formatted(place.region()))
        + time(log.hivePartitions() ? "'year='yyyy'/month='MM'/day='dd" : "yyyy/MM/dd")
        + (log.hourPartitions() ? time(log.hivePartitions() ? "'/hour='HH" : "/HH") : "")
        + "/%s_vpcflowlogs_%s_%s_%s_%s.log.gz"
            .formatted(
                place.accountId(), place.region(), log.id(), time("yyyyMMdd'T'HHmm'Z'"), unique);
  }

  private String time(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC).format(end);
  }
}
