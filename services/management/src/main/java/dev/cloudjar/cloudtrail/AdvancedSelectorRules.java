package dev.cloudjar.cloudtrail;

import dev.cloudjar.cloudtrail.Selectors.Advanced;
import dev.cloudjar.cloudtrail.Selectors.Field;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What advanced event selectors of trails may say.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html">AdvancedFieldSelector</a>
 */
final class AdvancedSelectorRules {
  private static final int MOST_VALUES = 500;
  private static final String CATEGORY = "eventCategory";
  private static final String READ_ONLY = "readOnly";
  private static final String TYPE = "resources.type";
  private static final String DATA = "Data";

  private static final Set<String> CATEGORIES = Set.of("Management", DATA, "NetworkActivity");
  private static final Set<String> FIELDS =
      Set.of(
          CATEGORY,
          READ_ONLY,
          TYPE,
          "resources.ARN",
          "eventName",
          "eventSource",
          "eventType",
          "errorCode",
          "sessionCredentialFromConsole",
          "userIdentity.arn",
          "vpcEndpointId");

  /** Fields that are compared as a whole. */
  private static final Set<String> EXACT = Set.of(CATEGORY, READ_ONLY, TYPE);

  private AdvancedSelectorRules() {}

  /** What is wrong; empty where nothing is. */
  static Optional<String> complaint(List<Advanced> selectors) {
    long values =
        selectors.stream()
            .flatMap(it -> it.fields().stream())
            .mapToLong(it -> all(it).count())
            .sum();
    return values > MOST_VALUES
        ? Optional.of("A trail can have up to 500 values in its advanced event selectors.")
        : selectors.stream().flatMap(it -> complaint(it).stream()).findFirst();
  }

  private static Optional<String> complaint(Advanced selector) {
    Set<String> seen = new HashSet<>();
    for (Field field : selector.fields()) {
      if (!FIELDS.contains(field.field())) {
        return Optional.of("The field " + field.field() + " cannot be selected by.");
      }
      if (!seen.add(field.field())) {
        return Optional.of("There is more than one condition on " + field.field() + ".");
      }
      if (all(field).findAny().isEmpty()) {
        return Optional.of("The condition on " + field.field() + " has no values.");
      }
      if (EXACT.contains(field.field()) && all(field).count() != field.equalTo().size()) {
        return Optional.of("The field " + field.field() + " can only be compared by Equals.");
      }
    }
    List<String> categories = equalTo(selector, CATEGORY);
    if (categories.size() != 1 || !CATEGORIES.contains(categories.getFirst())) {
      return Optional.of("An advanced event selector needs one eventCategory.");
    }
    if (categories.getFirst().equals(DATA) && equalTo(selector, TYPE).size() != 1) {
      return Optional.of("A selector of data events needs one resources.type.");
    }
    if (!Set.of("true", "false").containsAll(equalTo(selector, READ_ONLY))) {
      return Optional.of("The field readOnly is true or false.");
    }
    return Optional.empty();
  }

  private static List<String> equalTo(Advanced selector, String name) {
    return selector.fields().stream()
        .filter(it -> it.field().equals(name))
        .flatMap(it -> it.equalTo().stream())
        .toList();
  }

  private static Stream<String> all(Field field) {
    return Stream.of(
            field.equalTo(),
            field.startsWith(),
            field.endsWith(),
            field.notEquals(),
            field.notStartsWith(),
            field.notEndsWith())
        .flatMap(List::stream);
  }
}
