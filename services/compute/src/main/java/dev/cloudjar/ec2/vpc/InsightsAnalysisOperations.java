package dev.cloudjar.ec2.vpc;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Work;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Listing;
import dev.cloudjar.ec2.ground.Page;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTags;
import dev.cloudjar.ec2.ground.TagOperations;
import dev.cloudjar.ec2.vpc.InsightsAnalysis.Way;
import dev.cloudjar.fabric.PathFinder;
import dev.cloudjar.fabric.PathFinder.Answer;
import dev.cloudjar.fabric.PathFinder.Question;
import dev.cloudjar.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkInsightsAnalysisRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkInsightsAnalysisResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInsightsAnalysesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInsightsAnalysesResponse;
import software.amazon.awssdk.services.ec2.model.StartNetworkInsightsAnalysisRequest;
import software.amazon.awssdk.services.ec2.model.StartNetworkInsightsAnalysisResponse;

/** Reachability Analyzer: what becomes of packets, worked out from what networks are. */
final class InsightsAnalysisOperations {
  private static final String KIND = "ec2:analyse-path";
  private static final int MOST_AT_ONCE = 100;

  private final Ground ground;
  private final NetworkPlans plans;
  private final Listing<InsightsAnalysis> listing =
      new Listing<>(NetworkTables.INSIGHTS_ANALYSES)
          .pages(1, MOST_AT_ONCE)
          .by("status", InsightsAnalysis::status)
          .by("path-found", it -> it.way().map(Way::found).orElse(null));

  InsightsAnalysisOperations(Ground ground, NetworkPlans plans) {
    this.ground = ground;
    this.plans = plans;
    ground.cloud().work().handle(KIND, this::analyse);
  }

  void register(Ec2Operations ops) {
    ops.making(
            ResourceKind.NETWORK_INSIGHTS_ANALYSIS,
            StartNetworkInsightsAnalysisRequest.class,
            StartNetworkInsightsAnalysisResponse.class,
            it -> List.of(it.networkInsightsPathId()),
            this::start)
        .recordedMember("AdditionalAccounts", "networks of all accounts are looked at");
    ops.on(
        DescribeNetworkInsightsAnalysesRequest.class,
        DescribeNetworkInsightsAnalysesResponse.class,
        this::describe);
    ops.on(
        DeleteNetworkInsightsAnalysisRequest.class,
        DeleteNetworkInsightsAnalysisResponse.class,
        DeleteNetworkInsightsAnalysisRequest::networkInsightsAnalysisId,
        this::delete);
  }

  private StartNetworkInsightsAnalysisResponse start(
      Call call, StartNetworkInsightsAnalysisRequest request) {
    Place place = Place.of(call);
    if (!request.filterInArns().isEmpty() || !request.filterOutArns().isEmpty()) {
      throw Ec2Faults.unsupportedOperation(
          "Cloudjar finds the one way that a packet takes: it can be made to take no other.");
    }
    Map<String, String> tags =
        TagOperations.atCreation(
            request.tagSpecifications(), ResourceKind.NETWORK_INSIGHTS_ANALYSIS);
    return ground.transact(
        transaction -> {
          String id =
              ground
                  .tokens()
                  .once(
                      transaction,
                      call,
                      request,
                      request.clientToken(),
                      () -> make(transaction, call, request.networkInsightsPathId(), tags));
          return StartNetworkInsightsAnalysisResponse.builder()
              .networkInsightsAnalysis(
                  new InsightsViewOperations(transaction, place)
                      .describe(NetworkTables.INSIGHTS_ANALYSES.require(transaction, place, id)))
              .build();
        });
  }

  private String make(Transaction transaction, Call call, String pathId, Map<String, String> tags) {
    Place place = Place.of(call);
    NetworkTables.INSIGHTS_PATHS.require(transaction, place, pathId);
    String id = ground.ids().next(ResourceKind.NETWORK_INSIGHTS_ANALYSIS);
    NetworkTables.INSIGHTS_ANALYSES.put(
        transaction,
        place,
        new InsightsAnalysis(
            id, pathId, call.time(), InsightsAnalysis.RUNNING, "", Optional.empty()));
    ResourceTags.add(transaction, place, id, tags);
    String item = String.join("/", place.accountId(), place.region(), id);
    ground
        .cloud()
        .work()
        .schedule(transaction, KIND, item, call.time(), item.getBytes(StandardCharsets.UTF_8));
    return id;
  }

  private void analyse(Work.Item item) {
    String[] parts = new String(item.payload(), StandardCharsets.UTF_8).split("/", -1);
    Place place = new Place(parts[0], parts[1]);
    InsightsPath path =
        ground.read(
            snapshot -> {
              InsightsAnalysis analysis =
                  NetworkTables.INSIGHTS_ANALYSES.find(snapshot, place, parts[2]);
              return analysis == null
                  ? null
                  : NetworkTables.INSIGHTS_PATHS.find(snapshot, place, analysis.pathId());
            });
    if (path == null) {
      return;
    }
    String failure = "";
    Answer answer = null;
    try {
      answer = answer(path);
    } catch (IllegalArgumentException e) {
      failure = String.valueOf(e.getMessage());
    }
    finish(place, parts[2], answer, failure);
  }

  /** The first question that passes, or else the first one. */
  private Answer answer(InsightsPath path) {
    PathFinder finder = plans.finder();
    Answer first = null;
    for (Question question : new InsightsQuestions(plans.plans()).of(path)) {
      Answer answer = finder.findAsIfOutsideAnswered(question);
      if (answer.passes()) {
        return answer;
      }
      first = first == null ? answer : first;
    }
    if (first == null) {
      throw new IllegalArgumentException("There is nothing to ask.");
    }
    return first;
  }

  private void finish(Place place, String id, @Nullable Answer answer, String failure) {
    ground.transact(
        transaction -> {
          InsightsAnalysis analysis = NetworkTables.INSIGHTS_ANALYSES.find(transaction, place, id);
          if (analysis != null && analysis.status().equals(InsightsAnalysis.RUNNING)) {
            NetworkTables.INSIGHTS_ANALYSES.put(
                transaction,
                place,
                answer == null
                    ? analysis.ended(InsightsAnalysis.FAILED, failure, Optional.empty())
                    : analysis.ended(
                        InsightsAnalysis.SUCCEEDED,
                        "",
                        Optional.of(new InsightsFindings(transaction, place).way(answer))));
          }
          return true;
        });
  }

  private DescribeNetworkInsightsAnalysesResponse describe(
      Call call, DescribeNetworkInsightsAnalysesRequest request) {
    Place place = Place.of(call);
    return ground.read(
        snapshot -> {
          Page<InsightsAnalysis> page =
              listing.page(
                  snapshot,
                  place,
                  Ec2Operations.selection(
                      request.networkInsightsAnalysisIds(),
                      request.filters(),
                      request.maxResults(),
                      request.nextToken()));
          InsightsViewOperations views = new InsightsViewOperations(snapshot, place);
          return DescribeNetworkInsightsAnalysesResponse.builder()
              .networkInsightsAnalyses(
                  page.items().stream()
                      .filter(it -> isWanted(request, it))
                      .map(views::describe)
                      .toList())
              .nextToken(page.nextToken())
              .build();
        });
  }

  private static boolean isWanted(
      DescribeNetworkInsightsAnalysesRequest request, InsightsAnalysis analysis) {
    Instant from = request.analysisStartTime();
    Instant until = request.analysisEndTime();
    return (request.networkInsightsPathId() == null
            || request.networkInsightsPathId().equals(analysis.pathId()))
        && (from == null || !analysis.started().isBefore(from))
        && (until == null || !analysis.started().isAfter(until));
  }

  private DeleteNetworkInsightsAnalysisResponse delete(
      Call call, DeleteNetworkInsightsAnalysisRequest request) {
    Place place = Place.of(call);
    String id = request.networkInsightsAnalysisId();
    ground.transact(
        transaction -> {
          NetworkTables.INSIGHTS_ANALYSES.delete(
              transaction, place, NetworkTables.INSIGHTS_ANALYSES.require(transaction, place, id));
          return true;
        });
    return DeleteNetworkInsightsAnalysisResponse.builder().networkInsightsAnalysisId(id).build();
  }
}
