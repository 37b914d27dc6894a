package dev.cloudjar.cloudtrail;

import dev.cloudjar.cloud.Backlog;
import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Cloud;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.cloudtrail.model.AdvancedEventSelector;
import software.amazon.awssdk.services.cloudtrail.model.AdvancedFieldSelector;
import software.amazon.awssdk.services.cloudtrail.model.DataResource;
import software.amazon.awssdk.services.cloudtrail.model.EventSelector;
import software.amazon.awssdk.services.cloudtrail.model.GetEventSelectorsRequest;
import software.amazon.awssdk.services.cloudtrail.model.GetEventSelectorsResponse;
import software.amazon.awssdk.services.cloudtrail.model.GetInsightSelectorsRequest;
import software.amazon.awssdk.services.cloudtrail.model.GetInsightSelectorsResponse;
import software.amazon.awssdk.services.cloudtrail.model.InsightSelector;
import software.amazon.awssdk.services.cloudtrail.model.PutEventSelectorsRequest;
import software.amazon.awssdk.services.cloudtrail.model.PutEventSelectorsResponse;
import software.amazon.awssdk.services.cloudtrail.model.PutInsightSelectorsRequest;
import software.amazon.awssdk.services.cloudtrail.model.PutInsightSelectorsResponse;

/** Says which events trails want. */
final class SelectorOperations {
  private static final int MOST_SELECTORS = 5;
  private static final int MOST_RESOURCES = 250;

  private static final Set<String> BASIC_TYPES =
      Set.of("AWS::S3::Object", "AWS::Lambda::Function", "AWS::DynamoDB::Table");

  private final Cloud cloud;
  private final TrailWatch watch;
  private final Backlog<?> backlog;

  SelectorOperations(Cloud cloud, TrailWatch watch, Backlog<?> backlog) {
    this.cloud = cloud;
    this.watch = watch;
    this.backlog = backlog;
  }

  PutEventSelectorsResponse put(Call call, PutEventSelectorsRequest request) {
    boolean basic = !request.eventSelectors().isEmpty();
    boolean advanced = !request.advancedEventSelectors().isEmpty();
    if (basic == advanced) {
      throw CloudTrailFaults.invalidSelectors(
          "Specify either event selectors or advanced event selectors.");
    }
    Selectors selectors =
        new Selectors(
            request.eventSelectors().stream().map(SelectorOperations::read).toList(),
            request.advancedEventSelectors().stream().map(SelectorOperations::read).toList());
    check(selectors);
    Trail trail = change(call, request.trailName(), it -> it.withSelectors(selectors));
    return PutEventSelectorsResponse.builder()
        .trailARN(trail.key().arn())
        .eventSelectors(basic ? shownBasic(selectors) : null)
        .advancedEventSelectors(advanced ? shownAdvanced(selectors) : null)
        .build();
  }

  GetEventSelectorsResponse get(Call call, GetEventSelectorsRequest request) {
    Trail trail = require(call, request.trailName());
    Selectors selectors = trail.selectors();
    return GetEventSelectorsResponse.builder()
        .trailARN(trail.key().arn())
        .eventSelectors(selectors.basic().isEmpty() ? null : shownBasic(selectors))
        .advancedEventSelectors(selectors.advanced().isEmpty() ? null : shownAdvanced(selectors))
        .build();
  }

  PutInsightSelectorsResponse putInsights(Call call, PutInsightSelectorsRequest request) {
    List<Trail.Insight> insights =
        request.insightSelectors().stream()
            .map(
                it ->
                    new Trail.Insight(
                        Objects.requireNonNullElse(it.insightTypeAsString(), ""),
                        List.copyOf(it.eventCategoriesAsStrings())))
            .toList();
    if (request.trailName() == null) {
      throw CloudTrailFaults.invalidCombination("Specify the name of a trail.");
    }
    if (insights.stream().anyMatch(it -> it.type().isEmpty())) {
      throw CloudTrailFaults.invalidInsightSelectors("An Insights type is missing.");
    }
    if (request.eventDataStore() != null || request.insightsDestination() != null) {
      throw CloudTrailFaults.invalidCombination(
          "A trail's name cannot be specified with an event data store.");
    }
    Trail trail =
        change(
            call,
            request.trailName(),
            it -> {
              insights.forEach(insight -> requireEvents(it, insight));
              return it.withInsights(insights);
            });
    return PutInsightSelectorsResponse.builder()
        .trailARN(trail.key().arn())
        .insightSelectors(shownInsights(trail))
        .build();
  }

  GetInsightSelectorsResponse getInsights(Call call, GetInsightSelectorsRequest request) {
    if (request.trailName() == null) {
      throw CloudTrailFaults.invalidCombination("Specify the name of a trail.");
    }
    Trail trail = require(call, request.trailName());
    if (trail.insights().isEmpty()) {
      throw CloudTrailFaults.insightNotEnabled(trail.key());
    }
    return GetInsightSelectorsResponse.builder()
        .trailARN(trail.key().arn())
        .insightSelectors(shownInsights(trail))
        .build();
  }

  /** Insights are made of what the trail logs. */
  private static void requireEvents(Trail trail, Trail.Insight insight) {
    Selectors selectors = trail.selectors();
    boolean ofManagement =
        insight.categories().isEmpty() || insight.categories().contains("Management");
    if (insight.categories().contains("Data") && !selectors.wantData()) {
      throw CloudTrailFaults.invalidInsightSelectors(
          "The trail must log data events for " + insight.type() + " on data events.");
    }
    if (!ofManagement || selectors.wantManagement(false)) {
      return;
    }
    if (insight.type().equals("ApiCallRateInsight")) {
      throw CloudTrailFaults.invalidInsightSelectors(
          "The trail must log write management events for ApiCallRateInsight.");
    }
    if (!selectors.wantManagement(true)) {
      throw CloudTrailFaults.invalidInsightSelectors(
          "The trail must log management events for " + insight.type() + ".");
    }
  }

  private Trail require(Call call, String name) {
    Trail.Key key = TrailNames.key(call, name);
    return cloud.store().read(snapshot -> TrailNames.require(snapshot, key));
  }

  private Trail change(Call call, String name, UnaryOperator<Trail> edit) {
    Trail.Key key = TrailNames.key(call, name);
    backlog.flush(); // What happened before is wanted, or not, as it was before.
    return cloud
        .store()
        .transact(
            transaction -> {
              Trail changed = edit.apply(TrailNames.requireAtHome(transaction, call, key));
              TrailStore.put(transaction, changed);
              watch.changed(transaction, key.accountId());
              return changed;
            });
  }

  private static void check(Selectors selectors) {
    if (selectors.basic().size() > MOST_SELECTORS) {
      throw CloudTrailFaults.invalidSelectors("A trail can have up to 5 event selectors.");
    }
    int resources = 0;
    for (Selectors.Basic selector : selectors.basic()) {
      for (Selectors.DataResource resource : selector.dataResources()) {
        if (!BASIC_TYPES.contains(resource.type())) {
          throw CloudTrailFaults.invalidSelectors(
              "The resource type " + resource.type() + " needs an advanced event selector.");
        }
        resources += resource.values().size();
      }
    }
    if (resources > MOST_RESOURCES) {
      throw CloudTrailFaults.invalidSelectors("A trail can have up to 250 data resources.");
    }
    AdvancedSelectorRules.complaint(selectors.advanced())
        .ifPresent(
            it -> {
              throw CloudTrailFaults.invalidSelectors(it);
            });
  }

  private static Selectors.Basic read(EventSelector selector) {
    return new Selectors.Basic(
        Objects.requireNonNullElse(selector.readWriteTypeAsString(), "All"),
        selector.includeManagementEvents() == null || selector.includeManagementEvents(),
        selector.dataResources().stream()
            .map(it -> new Selectors.DataResource(it.type(), List.copyOf(it.values())))
            .toList(),
        List.copyOf(selector.excludeManagementEventSources()));
  }

  private static Selectors.Advanced read(AdvancedEventSelector selector) {
    return new Selectors.Advanced(
        Objects.requireNonNullElse(selector.name(), ""),
        selector.fieldSelectors().stream()
            .map(
                it ->
                    new Selectors.Field(
                        it.field(),
                        List.copyOf(it.equalsValue()),
                        List.copyOf(it.startsWith()),
                        List.copyOf(it.endsWith()),
                        List.copyOf(it.notEquals()),
                        List.copyOf(it.notStartsWith()),
                        List.copyOf(it.notEndsWith())))
            .toList());
  }

  private static List<EventSelector> shownBasic(Selectors selectors) {
    return selectors.basic().stream()
        .map(
            it ->
                EventSelector.builder()
                    .readWriteType(it.readWriteType())
                    .includeManagementEvents(it.includeManagementEvents())
                    .dataResources(
                        it.dataResources().stream()
                            .map(
                                resource ->
                                    DataResource.builder()
                                        .type(resource.type())
                                        .values(resource.values())
                                        .build())
                            .toList())
                    .excludeManagementEventSources(it.excluded())
                    .build())
        .toList();
  }

  private static List<AdvancedEventSelector> shownAdvanced(Selectors selectors) {
    return selectors.advanced().stream()
        .map(
            it ->
                AdvancedEventSelector.builder()
                    .name(it.name().isEmpty() ? null : it.name())
                    .fieldSelectors(it.fields().stream().map(SelectorOperations::shown).toList())
                    .build())
        .toList();
  }

  private static AdvancedFieldSelector shown(Selectors.Field field) {
    AdvancedFieldSelector.Builder shown = AdvancedFieldSelector.builder().field(field.field());
    if (!field.equalTo().isEmpty()) {
      shown.equalsValue(field.equalTo());
    }
    if (!field.startsWith().isEmpty()) {
      shown.startsWith(field.startsWith());
    }
    if (!field.endsWith().isEmpty()) {
      shown.endsWith(field.endsWith());
    }
    if (!field.notEquals().isEmpty()) {
      shown.notEquals(field.notEquals());
    }
    if (!field.notStartsWith().isEmpty()) {
      shown.notStartsWith(field.notStartsWith());
    }
    if (!field.notEndsWith().isEmpty()) {
      shown.notEndsWith(field.notEndsWith());
    }
    return shown.build();
  }

  private static List<InsightSelector> shownInsights(Trail trail) {
    return trail.insights().stream()
        .map(
            it ->
                InsightSelector.builder()
                    .insightType(it.type())
                    .eventCategoriesWithStrings(it.categories().isEmpty() ? null : it.categories())
                    .build())
        .toList();
  }
}
