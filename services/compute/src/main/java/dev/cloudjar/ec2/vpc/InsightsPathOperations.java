package dev.cloudjar.ec2.vpc;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Listing;
import dev.cloudjar.ec2.ground.Page;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.References;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTags;
import dev.cloudjar.ec2.ground.TagOperations;
import dev.cloudjar.ec2.vpc.InsightsPath.Filter;
import dev.cloudjar.ec2.vpc.InsightsPath.Ports;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateNetworkInsightsPathRequest;
import software.amazon.awssdk.services.ec2.model.CreateNetworkInsightsPathResponse;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkInsightsPathRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkInsightsPathResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInsightsPathsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInsightsPathsResponse;
import software.amazon.awssdk.services.ec2.model.FilterPortRange;
import software.amazon.awssdk.services.ec2.model.NetworkInsightsPath;
import software.amazon.awssdk.services.ec2.model.PathFilter;
import software.amazon.awssdk.services.ec2.model.PathRequestFilter;
import software.amazon.awssdk.services.ec2.model.RequestFilterPortRange;

/** Paths that Reachability Analyzer is to look at. */
final class InsightsPathOperations {
  private static final int MOST_AT_ONCE = 100;

  private final Ground ground;
  private final Listing<InsightsPath> listing =
      new Listing<>(NetworkTables.INSIGHTS_PATHS)
          .pages(1, MOST_AT_ONCE)
          .byReference("source", InsightsPath::source)
          .byReference("destination", it -> it.destination().orElse(null))
          .by("protocol", InsightsPath::protocol);

  InsightsPathOperations(Ground ground) {
    this.ground = ground;
  }

  void register(Ec2Operations ops) {
    ops.making(
        ResourceKind.NETWORK_INSIGHTS_PATH,
        CreateNetworkInsightsPathRequest.class,
        CreateNetworkInsightsPathResponse.class,
        it -> List.of(),
        this::create);
    ops.on(
        DescribeNetworkInsightsPathsRequest.class,
        DescribeNetworkInsightsPathsResponse.class,
        this::describe);
    ops.on(
        DeleteNetworkInsightsPathRequest.class,
        DeleteNetworkInsightsPathResponse.class,
        DeleteNetworkInsightsPathRequest::networkInsightsPathId,
        this::delete);
  }

  private CreateNetworkInsightsPathResponse create(
      Call call, CreateNetworkInsightsPathRequest request) {
    Place place = Place.of(call);
    check(request);
    Map<String, String> tags =
        TagOperations.atCreation(request.tagSpecifications(), ResourceKind.NETWORK_INSIGHTS_PATH);
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
                      () -> make(transaction, call, request, tags));
          return CreateNetworkInsightsPathResponse.builder()
              .networkInsightsPath(
                  describe(
                      transaction,
                      place,
                      NetworkTables.INSIGHTS_PATHS.require(transaction, place, id)))
              .build();
        });
  }

  private static void check(CreateNetworkInsightsPathRequest request) {
    if (request.filterAtDestination() != null) {
      throw Ec2Faults.unsupportedOperation(
          "Cloudjar looks at paths by what they are at their source.");
    }
    if (request.filterAtSource() != null
        && (request.sourceIp() != null
            || request.destinationIp() != null
            || request.destinationPort() != null)) {
      throw Ec2Faults.invalidParameterCombination(
          "You can't specify FilterAtSource together with SourceIp, DestinationIp or"
              + " DestinationPort.");
    }
    boolean addressed =
        request.destinationIp() != null
            || (request.filterAtSource() != null
                && request.filterAtSource().destinationAddress() != null);
    if (request.destination() == null && !addressed) {
      throw Ec2Faults.missingParameter("Destination");
    }
  }

  private String make(
      Transaction transaction,
      Call call,
      CreateNetworkInsightsPathRequest request,
      Map<String, String> tags) {
    Place place = Place.of(call);
    InsightsPath path =
        new InsightsPath(
            ground.ids().next(ResourceKind.NETWORK_INSIGHTS_PATH),
            end(transaction, place, request.source()),
            Optional.ofNullable(request.destination()).map(it -> end(transaction, place, it)),
            Optional.ofNullable(request.sourceIp()),
            Optional.ofNullable(request.destinationIp()),
            request.protocolAsString(),
            Optional.ofNullable(request.destinationPort()),
            Optional.ofNullable(request.filterAtSource()).map(InsightsPathOperations::filter),
            call.time());
    NetworkTables.INSIGHTS_PATHS.put(transaction, place, path);
    ResourceTags.add(transaction, place, path.id(), tags);
    return path.id();
  }

  /** The id of an end that there is. */
  private static String end(Snapshot snapshot, Place place, String given) {
    String id = given.substring(given.lastIndexOf('/') + 1);
    if (given.startsWith("arn:")
        && ResourceKind.of(id).filter(kind -> place.arn(kind, id).equals(given)).isEmpty()) {
      throw Ec2Faults.unsupportedOperation(
          "Cloudjar looks at paths whose ends are in the account and the Region.");
    }
    ResourceKind kind = ResourceKind.of(id).orElse(ResourceKind.NETWORK_INTERFACE);
    switch (kind) {
      case INSTANCE -> {
        if (NetworkInterfaces.ofInstance(snapshot, place, id).isEmpty()) {
          throw Ec2Faults.notFound(kind, id);
        }
      }
      case NETWORK_INTERFACE -> NetworkTables.INTERFACES.require(snapshot, place, id);
      case INTERNET_GATEWAY -> NetworkTables.INTERNET_GATEWAYS.require(snapshot, place, id);
      default ->
          throw Ec2Faults.unsupportedOperation(
              "Cloudjar looks at paths between instances, network interfaces and internet"
                  + " gateways.");
    }
    return id;
  }

  private static Filter filter(PathRequestFilter filter) {
    return new Filter(
        Optional.ofNullable(filter.sourceAddress()),
        Optional.ofNullable(filter.sourcePortRange()).map(InsightsPathOperations::ports),
        Optional.ofNullable(filter.destinationAddress()),
        Optional.ofNullable(filter.destinationPortRange()).map(InsightsPathOperations::ports));
  }

  private static Ports ports(RequestFilterPortRange range) {
    int from = Objects.requireNonNullElse(range.fromPort(), Ports.ALL.from());
    int to = Objects.requireNonNullElse(range.toPort(), Ports.ALL.to());
    if (from > to) {
      throw Ec2Faults.invalidParameterValue(
          "The port range from %d to %d is invalid.".formatted(from, to));
    }
    return new Ports(from, to);
  }

  private DescribeNetworkInsightsPathsResponse describe(
      Call call, DescribeNetworkInsightsPathsRequest request) {
    Place place = Place.of(call);
    return ground.read(
        snapshot -> {
          Page<InsightsPath> page =
              listing.page(
                  snapshot,
                  place,
                  Ec2Operations.selection(
                      request.networkInsightsPathIds(),
                      request.filters(),
                      request.maxResults(),
                      request.nextToken()));
          return DescribeNetworkInsightsPathsResponse.builder()
              .networkInsightsPaths(page.map(it -> describe(snapshot, place, it)).items())
              .nextToken(page.nextToken())
              .build();
        });
  }

  private static NetworkInsightsPath describe(Snapshot snapshot, Place place, InsightsPath path) {
    return NetworkInsightsPath.builder()
        .networkInsightsPathId(path.id())
        .networkInsightsPathArn(place.arn(ResourceKind.NETWORK_INSIGHTS_PATH, path.id()))
        .createdDate(path.created())
        .source(path.source())
        .sourceArn(arn(place, path.source()))
        .destination(path.destination().orElse(null))
        .destinationArn(path.destination().map(it -> arn(place, it)).orElse(null))
        .sourceIp(path.sourceIp().orElse(null))
        .destinationIp(path.destinationIp().orElse(null))
        .protocol(path.protocol())
        .destinationPort(path.destinationPort().orElse(null))
        .filterAtSource(path.filter().map(InsightsPathOperations::describe).orElse(null))
        .tags(TagOperations.tags(snapshot, place, path.id()))
        .build();
  }

  private static String arn(Place place, String id) {
    return place.arn(ResourceKind.of(id).orElseThrow(), id);
  }

  private static PathFilter describe(Filter filter) {
    return PathFilter.builder()
        .sourceAddress(filter.sourceAddress().orElse(null))
        .sourcePortRange(describe(filter.sourcePorts().orElse(null)))
        .destinationAddress(filter.destinationAddress().orElse(null))
        .destinationPortRange(describe(filter.destinationPorts().orElse(null)))
        .build();
  }

  private static @Nullable FilterPortRange describe(@Nullable Ports ports) {
    return ports == null
        ? null
        : FilterPortRange.builder().fromPort(ports.from()).toPort(ports.to()).build();
  }

  private DeleteNetworkInsightsPathResponse delete(
      Call call, DeleteNetworkInsightsPathRequest request) {
    Place place = Place.of(call);
    String id = request.networkInsightsPathId();
    ground.transact(
        transaction -> {
          InsightsPath path = NetworkTables.INSIGHTS_PATHS.require(transaction, place, id);
          if (References.exist(transaction, place, id, ResourceKind.NETWORK_INSIGHTS_ANALYSIS)) {
            throw VpcFaults.analysisExists(id);
          }
          NetworkTables.INSIGHTS_PATHS.delete(transaction, place, path);
          return true;
        });
    return DeleteNetworkInsightsPathResponse.builder().networkInsightsPathId(id).build();
  }
}
