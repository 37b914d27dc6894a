package dev.cloudjar.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.s3.S3Client;

/** Reads access logs back as whoever analyses them would. */
final class AccessLogLines {
  private static final Pattern FIELD = Pattern.compile("\\[[^]]*]|\"[^\"]*\"|[^ ]+");
  private static final List<String> NAMES =
      List.of(
          "owner",
          "bucket",
          "time",
          "ip",
          "requester",
          "id",
          "operation",
          "key",
          "uri",
          "status",
          "error",
          "sent",
          "size",
          "total",
          "turnaround",
          "referer",
          "agent",
          "version",
          "host id",
          "signature",
          "cipher",
          "authentication",
          "host",
          "tls",
          "access point",
          "acl",
          "region");

  private AccessLogLines() {}

  /** A line by the names of its fields. */
  record Line(List<String> fields) {
    String get(String name) {
      return fields.get(NAMES.indexOf(name));
    }

    boolean is(String operation, String key) {
      return get("operation").equals(operation) && get("key").equals(key);
    }
  }

  static List<String> objects(S3Client s3, String bucket, String prefix) {
    return s3.listObjectsV2Paginator(it -> it.bucket(bucket).prefix(prefix)).contents().stream()
        .map(it -> it.key())
        .toList();
  }

  /** All lines of all objects. */
  static List<Line> read(S3Client s3, String bucket, String prefix) {
    List<Line> lines = new ArrayList<>();
    for (String key : objects(s3, bucket, prefix)) {
      String text = s3.getObjectAsBytes(it -> it.bucket(bucket).key(key)).asUtf8String();
      assertThat(text).endsWith("\n");
      text.lines().forEach(line -> lines.add(parse(line)));
    }
    return lines;
  }

  static Line only(List<Line> lines, String operation, String key) {
    List<Line> found = lines.stream().filter(line -> line.is(operation, key)).toList();
    assertThat(found).as(operation + " of " + key + " in " + lines).hasSize(1);
    return found.getFirst();
  }

  private static Line parse(String line) {
    Matcher matcher = FIELD.matcher(line);
    List<String> fields = new ArrayList<>();
    while (matcher.find()) {
      fields.add(matcher.group());
    }
    assertThat(fields).as(line).hasSize(NAMES.size());
    return new Line(fields);
  }
}
