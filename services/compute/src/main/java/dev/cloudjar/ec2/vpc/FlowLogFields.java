package dev.cloudjar.ec2.vpc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The fields of a flow log's records.
 *
 * @param names in order
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html">Flow log
 *     records</a>
 */
record FlowLogFields(List<String> names) {
  private static final String MISSING = "-";
  private static final Pattern FIELD = Pattern.compile("\\$\\{([a-z0-9-]+)}");
  private static final Pattern FORMAT = Pattern.compile(FIELD + "( " + FIELD + ")*");

  /** What a log has whose creator asks for nothing else: all fields of the second version. */
  static final String DEFAULT =
      "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport}"
          + " ${protocol} ${packets} ${bytes} ${start} ${end} ${action} ${log-status}";

  private static final Map<Integer, List<String>> BY_VERSION =
      Map.of(
          2,
          List.of(
              "version",
              "account-id",
              "interface-id",
              "srcaddr",
              "dstaddr",
              "srcport",
              "dstport",
              "protocol",
              "packets",
              "bytes",
              "start",
              "end",
              "action",
              "log-status"),
          3,
          List.of(
              "vpc-id",
              "subnet-id",
              "instance-id",
              "tcp-flags",
              "type",
              "pkt-srcaddr",
              "pkt-dstaddr"),
          4,
          List.of("region", "az-id", "sublocation-type", "sublocation-id"),
          5,
          List.of("pkt-src-aws-service", "pkt-dst-aws-service", "flow-direction", "traffic-path"),
          7,
          List.of(
              "ecs-cluster-arn",
              "ecs-cluster-name",
              "ecs-container-instance-arn",
              "ecs-container-instance-id",
              "ecs-container-id",
              "ecs-second-container-id",
              "ecs-service-name",
              "ecs-task-definition-arn",
              "ecs-task-arn",
              "ecs-task-id"),
          8,
          List.of("reject-reason"));

  private static final Map<String, Integer> VERSIONS = new HashMap<>();

  static {
    BY_VERSION.forEach((version, names) -> names.forEach(name -> VERSIONS.put(name, version)));
  }

  /** Copies the list. */
  FlowLogFields {
    names = List.copyOf(names);
  }

  /** The fields of a format such as {@code ${srcaddr} ${dstaddr}}. */
  static FlowLogFields of(String format) {
    List<String> names = new ArrayList<>();
    Matcher field = FIELD.matcher(format);
    while (field.find()) {
      names.add(field.group(1));
    }
    return new FlowLogFields(names);
  }

  /** Whether a format is one, of fields that there are. */
  static boolean isFormat(String format) {
    return FORMAT.matcher(format).matches()
        && of(format).names().stream().allMatch(it -> version(it) > 0);
  }

  private static int version(String name) {
    return VERSIONS.getOrDefault(name, 0);
  }

  /** The highest version of a field. */
  private int version() {
    return names.stream().mapToInt(FlowLogFields::version).max().orElse(2);
  }

  /** The first line of a file. */
  String header() {
    return String.join(" ", names);
  }

  /** A record, of what is known of it. */
  String line(Map<String, String> values) {
    return names.stream()
        .map(
            name ->
                name.equals("version")
                    ? Integer.toString(version())
                    : values.getOrDefault(name, MISSING))
        .collect(Collectors.joining(" "));
  }
}
