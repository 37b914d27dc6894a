package dev.cloudjar.cloudtrail;

import java.util.List;
import java.util.function.BiPredicate;

/**
 * Which events a trail wants: by basic selectors, or by advanced ones where there are such.
 *
 * @param basic any of them
 * @param advanced any of them
 */
record Selectors(List<Basic> basic, List<Advanced> advanced) {

  /** All management events and no data events, as a trail has it that nobody has told. */
  static final Selectors STANDARD =
      new Selectors(List.of(new Basic("All", true, List.of(), List.of())), List.of());

  /**
   * A basic selector.
   *
   * @param readWriteType {@code All}, {@code ReadOnly} or {@code WriteOnly}
   * @param excluded sources whose management events are not wanted
   */
  record Basic(
      String readWriteType,
      boolean includeManagementEvents,
      List<DataResource> dataResources,
      List<String> excluded) {}

  /** Data events of resources whose ARNs begin with one of the values. */
  record DataResource(String type, List<String> values) {}

  /** All of the conditions have to hold. */
  record Advanced(String name, List<Field> fields) {}

  /** A condition on a field; of its lists, those that are not empty count. */
  record Field(
      String field,
      List<String> equalTo,
      List<String> startsWith,
      List<String> endsWith,
      List<String> notEquals,
      List<String> notStartsWith,
      List<String> notEndsWith) {}

  boolean isStandard() {
    return equals(STANDARD);
  }

  boolean wantData() {
    return basic.stream().anyMatch(it -> !it.dataResources().isEmpty())
        || advanced.stream()
            .flatMap(it -> it.fields().stream())
            .anyMatch(it -> it.field().equals("eventCategory") && it.equalTo().contains("Data"));
  }

  /** Whether some management events are wanted that read, or some that write. */
  boolean wantManagement(boolean readOnly) {
    return basic.stream()
            .anyMatch(
                it ->
                    it.includeManagementEvents()
                        && !it.readWriteType().equals(readOnly ? "WriteOnly" : "ReadOnly"))
        || advanced.stream()
            .anyMatch(
                it ->
                    it.fields().stream()
                        .allMatch(
                            field ->
                                switch (field.field()) {
                                  case "eventCategory" -> field.equalTo().contains("Management");
                                  case "readOnly" ->
                                      field.equalTo().contains(Boolean.toString(readOnly));
                                  default -> true;
                                }));
  }

  boolean want(RecordedEvent event) {
    return basic.stream().anyMatch(it -> wants(it, event))
        || advanced.stream().anyMatch(it -> it.fields().stream().allMatch(f -> holds(f, event)));
  }

  private static boolean wants(Basic selector, RecordedEvent event) {
    OperationKind kind = event.kind();
    if (selector.readWriteType().equals(kind.readOnly() ? "WriteOnly" : "ReadOnly")) {
      return false;
    }
    if (!kind.isData()) {
      return selector.includeManagementEvents() && !selector.excluded().contains(kind.source());
    }
    return selector.dataResources().stream()
        .filter(it -> it.type().equals(kind.dataType()))
        .flatMap(it -> it.values().stream())
        .anyMatch(value -> event.resources().stream().anyMatch(it -> it.name().startsWith(value)));
  }

  private static boolean holds(Field field, RecordedEvent event) {
    OperationKind kind = event.kind();
    List<String> actual =
        switch (field.field()) {
          case "eventCategory" -> List.of(kind.isData() ? "Data" : "Management");
          case "eventName" -> List.of(kind.eventName());
          case "eventSource" -> List.of(kind.source());
          case "readOnly" -> List.of(Boolean.toString(kind.readOnly()));
          case "resources.type" -> List.of(kind.dataType());
          case "resources.ARN" ->
              event.resources().stream().limit(1).map(RecordedEvent.Named::name).toList();
          case "eventType" -> List.of(kind.eventType());
          case "errorCode" -> event.errorCode().isEmpty() ? List.of() : List.of(event.errorCode());
          case "userIdentity.arn" -> List.of(between(event.identity(), "\"arn\":\"", "\""));
          default -> List.of();
        };
    return any(field.equalTo(), actual, String::equals)
        && any(field.startsWith(), actual, String::startsWith)
        && any(field.endsWith(), actual, String::endsWith)
        && none(field.notEquals(), actual, String::equals)
        && none(field.notStartsWith(), actual, String::startsWith)
        && none(field.notEndsWith(), actual, String::endsWith);
  }

  private static boolean any(
      List<String> values, List<String> actual, BiPredicate<String, String> test) {
    return values.isEmpty()
        || actual.stream().anyMatch(it -> values.stream().anyMatch(value -> test.test(it, value)));
  }

  private static boolean none(
      List<String> values, List<String> actual, BiPredicate<String, String> test) {
    return actual.stream().noneMatch(it -> values.stream().anyMatch(value -> test.test(it, value)));
  }

  private static String between(String text, String start, String end) {
    int from = text.indexOf(start);
    return from < 0
        ? ""
        : text.substring(from + start.length(), text.indexOf(end, from + start.length()));
  }
}
