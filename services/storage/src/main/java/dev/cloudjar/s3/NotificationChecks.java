package dev.cloudjar.s3;

import dev.cloudjar.s3.Document.Structure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What AWS refuses of a configuration of event notifications by itself, and how it completes one.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html">Configuring
 *     event notifications using object key name filtering</a>
 */
final class NotificationChecks {
  private static final int MOST_CONFIGURATIONS = 100;
  private static final int MAX_FILTER_BYTES = 1024;
  private static final Pattern ARN =
      Pattern.compile("arn:aws[a-z-]*:(sqs|sns|lambda):([a-z0-9-]+):(\\d{12}):(\\S+)");

  /** All that can be asked for: the events themselves, and all of a group. */
  private static final Set<String> EVENTS =
      Arrays.stream(ObjectEvent.values())
          .map(ObjectEvent::recordName)
          .filter(name -> !name.isEmpty())
          .flatMap(NotificationChecks::withGroup)
          .collect(Collectors.toUnmodifiableSet());

  private NotificationChecks() {}

  private static Stream<String> withGroup(String name) {
    int colon = name.indexOf(':');
    String event = "s3:" + name;
    return colon < 0 || name.startsWith("ObjectAcl:")
        ? Stream.of(event)
        : Stream.of(event, "s3:" + name.substring(0, colon) + ":*");
  }

  /** The configuration as it is kept. */
  static Structure check(Bucket bucket, Structure configuration) {
    Map<String, Document> members = new LinkedHashMap<>(configuration.members());
    Set<String> ids = new HashSet<>();
    for (NotificationRule.Kind kind : NotificationRule.Kind.values()) {
      List<Document> completed = new ArrayList<>();
      for (Structure each : configuration.structures(kind.member())) {
        completed.add(complete(each, ids));
      }
      if (!completed.isEmpty()) {
        members.put(kind.member(), new Document.Sequence(List.copyOf(completed)));
      }
    }
    Structure whole = new Structure(members);
    List<NotificationRule> rules = NotificationRule.of(whole);
    if (rules.size() > MOST_CONFIGURATIONS) {
      throw NotificationFaults.tooMany();
    }
    rules.forEach(rule -> check(bucket, rule));
    for (int first = 0; first < rules.size(); first++) {
      for (int second = first + 1; second < rules.size(); second++) {
        NotificationRule one = rules.get(first);
        if (one.overlaps(rules.get(second))) {
          throw NotificationFaults.overlap(one.isFiltered() || rules.get(second).isFiltered());
        }
      }
    }
    return whole;
  }

  private static Structure complete(Structure configuration, Set<String> ids) {
    String id = configuration.text("Id");
    String name = id == null || id.isEmpty() ? UUID.randomUUID().toString() : id;
    if (!ids.add(name)) {
      throw NotificationFaults.repeatedId(name);
    }
    Map<String, Document> members = new LinkedHashMap<>(configuration.members());
    members.put("Id", new Document.Text(name));
    List<Structure> filters = NotificationRule.filterRules(configuration);
    if (!filters.isEmpty()) {
      members.put("Filter", filter(filters));
    }
    return new Structure(members);
  }

  private static Structure filter(List<Structure> rules) {
    List<Document> kept = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Structure rule : rules) {
      String sent = String.valueOf(rule.text("Name"));
      String name = sent.toLowerCase(Locale.ROOT);
      if (!name.equals("prefix") && !name.equals("suffix")) {
        throw NotificationFaults.unknownFilter(sent);
      }
      if (!names.add(name)) {
        throw NotificationFaults.repeatedFilter(name);
      }
      String value = Objects.requireNonNullElse(rule.text("Value"), "");
      if (value.getBytes(StandardCharsets.UTF_8).length > MAX_FILTER_BYTES) {
        throw NotificationFaults.longFilter(value);
      }
      kept.add(
          new Structure(
              Map.of(
                  "Name",
                  new Document.Text(name.equals("prefix") ? "Prefix" : "Suffix"),
                  "Value",
                  new Document.Text(value))));
    }
    return Structure.of(
        "Key", Structure.of("FilterRules", new Document.Sequence(List.copyOf(kept))));
  }

  private static void check(Bucket bucket, NotificationRule rule) {
    if (rule.events().isEmpty()) {
      throw S3Faults.malformedXml();
    }
    rule.events().stream()
        .filter(event -> !EVENTS.contains(event))
        .findFirst()
        .ifPresent(
            event -> {
              throw NotificationFaults.unsupportedEvent(event);
            });
    String member =
        switch (rule.kind()) {
          case QUEUE -> "Queue";
          case TOPIC -> "Topic";
          case FUNCTION -> "CloudFunction";
        };
    Matcher arn = ARN.matcher(rule.destination());
    if (!arn.matches() || !arn.group(1).equals(service(rule.kind()))) {
      throw NotificationFaults.unparsedArn(member, rule.destination());
    }
    if (rule.kind() == NotificationRule.Kind.QUEUE && rule.destination().endsWith(".fifo")) {
      throw NotificationFaults.ordered(rule.destination());
    }
    if (!arn.group(2).equals(bucket.region())) {
      throw NotificationFaults.otherRegion(member, rule.destination());
    }
  }

  private static String service(NotificationRule.Kind kind) {
    return switch (kind) {
      case QUEUE -> "sqs";
      case TOPIC -> "sns";
      case FUNCTION -> "lambda";
    };
  }
}
