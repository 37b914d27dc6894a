package dev.cloudjar.s3;

import dev.cloudjar.s3.Document.Structure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Which changes of a bucket's objects one destination is notified of.
 *
 * @param id as the configuration names it
 * @param destination an ARN
 * @param events such as {@code s3:ObjectCreated:*}
 * @param prefix of keys; empty for all
 * @param suffix of keys; empty for all
 */
record NotificationRule(
    Kind kind, String id, String destination, List<String> events, String prefix, String suffix) {
  private static final String SERVICE = "s3:";

  /** What is notified. */
  enum Kind {
    QUEUE("QueueConfigurations", "QueueArn"),
    TOPIC("TopicConfigurations", "TopicArn"),
    FUNCTION("LambdaFunctionConfigurations", "LambdaFunctionArn");

    private final String member;
    private final String arnMember;

    Kind(String member, String arnMember) {
      this.member = member;
      this.arnMember = arnMember;
    }

    /** The list of these in a configuration. */
    String member() {
      return member;
    }

    String arnMember() {
      return arnMember;
    }
  }

  /** The rules of a configuration. */
  static List<NotificationRule> of(Structure configuration) {
    List<NotificationRule> rules = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      for (Structure each : configuration.structures(kind.member())) {
        rules.add(
            new NotificationRule(
                kind,
                Objects.requireNonNullElse(each.text("Id"), ""),
                Objects.requireNonNullElse(each.text(kind.arnMember()), ""),
                each.texts("Events"),
                filter(each, "prefix"),
                filter(each, "suffix")));
      }
    }
    return rules;
  }

  private static String filter(Structure configuration, String name) {
    for (Structure rule : filterRules(configuration)) {
      if (name.equals(String.valueOf(rule.text("Name")).toLowerCase(Locale.ROOT))) {
        return Objects.requireNonNullElse(rule.text("Value"), "");
      }
    }
    return "";
  }

  static List<Structure> filterRules(Structure configuration) {
    return configuration.member("Filter") instanceof Structure filter
            && filter.member("Key") instanceof Structure key
        ? key.structures("FilterRules")
        : List.of();
  }

  boolean matches(ObjectEvent event, String key) {
    String name = SERVICE + event.recordName();
    return key.startsWith(prefix)
        && key.endsWith(suffix)
        && !event.recordName().isEmpty()
        && events.stream().anyMatch(each -> covers(each, name));
  }

  /** Whether there can be a change of which both would be notified. */
  boolean overlaps(NotificationRule other) {
    return (prefix.startsWith(other.prefix) || other.prefix.startsWith(prefix))
        && (suffix.endsWith(other.suffix) || other.suffix.endsWith(suffix))
        && events.stream()
            .anyMatch(
                mine ->
                    other.events.stream()
                        .anyMatch(their -> covers(mine, their) || covers(their, mine)));
  }

  boolean isFiltered() {
    return !prefix.isEmpty() || !suffix.isEmpty();
  }

  private static boolean covers(String asked, String name) {
    return asked.endsWith("*")
        ? name.startsWith(asked.substring(0, asked.length() - 1))
        : asked.equals(name);
  }
}
