package dev.cloudjar.ec2.instance;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Listing;
import dev.cloudjar.ec2.ground.Page;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.TagOperations;
import dev.cloudjar.ec2.instance.Instance.Spot;
import dev.cloudjar.ec2.spot.SpotRequest;
import dev.cloudjar.ec2.spot.SpotRequest.State;
import dev.cloudjar.ec2.spot.SpotRequests;
import dev.cloudjar.ec2.spot.SpotStatus;
import dev.cloudjar.ec2.template.TemplateData;
import dev.cloudjar.ec2.template.TemplateLaunchOperations.Filled;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.services.ec2.model.CancelSpotInstanceRequestsRequest;
import software.amazon.awssdk.services.ec2.model.CancelSpotInstanceRequestsResponse;
import software.amazon.awssdk.services.ec2.model.CancelledSpotInstanceRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSpotInstanceRequestsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSpotInstanceRequestsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSpotPriceHistoryRequest;
import software.amazon.awssdk.services.ec2.model.LaunchSpecification;
import software.amazon.awssdk.services.ec2.model.RequestSpotInstancesRequest;
import software.amazon.awssdk.services.ec2.model.RequestSpotInstancesResponse;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.SpotInstanceRequest;

/** Requests Spot instances, tells of the requests, and cancels them. */
final class SpotOperations {
  private static final String PRODUCT = "Linux/UNIX";

  private final Ground ground;
  private final LaunchOperations launches;
  private final LaunchAccessOperations access;
  private final InstanceRunner runner;
  private final Listing<SpotRequest> listing =
      new Listing<>(SpotRequests.TABLE)
          .by("spot-instance-request-id", SpotRequest::id)
          .by("state", it -> it.state().wireName())
          .by("status-code", it -> it.status().code())
          .by("status-message", it -> it.status().message())
          .by("type", it -> it.terms().type())
          .by("create-time", it -> it.terms().created())
          .by("spot-price", it -> it.terms().maxPrice().orElse(null))
          .by("valid-until", it -> it.terms().validUntil().orElse(null))
          .by("launched-availability-zone", it -> it.terms().zone())
          .by("product-description", it -> PRODUCT)
          .byReference("instance-id", SpotRequest::instanceId)
          .by("launch.image-id", it -> it.specification().get("ImageId"))
          .by("launch.instance-type", it -> it.specification().get("InstanceType"))
          .by("launch.key-name", it -> it.specification().get("KeyName"));

  SpotOperations(
      Ground ground,
      LaunchOperations launches,
      LaunchAccessOperations access,
      InstanceRunner runner) {
    this.ground = ground;
    this.launches = launches;
    this.access = access;
    this.runner = runner;
  }

  void register(Ec2Operations ops) {
    ops.onAll(
            RequestSpotInstancesRequest.class,
            RequestSpotInstancesResponse.class,
            (call, it) -> resources(it),
            this::request)
        .authorises((call, it) -> access.passing(call, run(it)))
        .recordedMember("SpotPrice", "nobody outbids anybody")
        .recordedMember("ValidUntil", "requests are fulfilled at once");
    ops.on(
        DescribeSpotInstanceRequestsRequest.class,
        DescribeSpotInstanceRequestsResponse.class,
        this::describe);
    ops.onAll(
        CancelSpotInstanceRequestsRequest.class,
        CancelSpotInstanceRequestsResponse.class,
        (call, it) -> it.spotInstanceRequestIds(),
        this::cancel);
    ops.unsupported(
        DescribeSpotPriceHistoryRequest.class, "Cloudjar knows no prices, and makes none up");
  }

  private static List<String> resources(RequestSpotInstancesRequest request) {
    return Stream.concat(
            Stream.of("spot-instances-request/*"),
            LaunchAccessOperations.resources(run(request)).stream()
                .filter(it -> !it.equals("instance/*") && !it.equals("volume/*")))
        .toList();
  }

  /** The launch that a request comes down to. */
  private static RunInstancesRequest run(RequestSpotInstancesRequest request) {
    var run = RunInstancesRequest.builder();
    if (request.launchSpecification() != null) {
      TemplateData.of(request.launchSpecification()).writeTo(run);
    }
    int count = Objects.requireNonNullElse(request.instanceCount(), 1);
    return run.minCount(count)
        .maxCount(count)
        .tagSpecifications(request.tagSpecifications())
        .instanceMarketOptions(
            m ->
                m.marketType("spot")
                    .spotOptions(
                        s ->
                            s.maxPrice(request.spotPrice())
                                .spotInstanceType(request.typeAsString())
                                .validUntil(request.validUntil())
                                .instanceInterruptionBehavior(
                                    request.instanceInterruptionBehaviorAsString())))
        .build();
  }

  /** The request of a Spot instance that is being launched. */
  static SpotRequest made(Spot spot, Instance instance, RunInstancesRequest request, Instant now) {
    var options = request.instanceMarketOptions().spotOptions();
    List<String> told =
        LaunchSpecification.builder().sdkFields().stream().map(SdkField::memberName).toList();
    Map<String, String> specification =
        TemplateData.of(request).values().entrySet().stream()
            .filter(
                it -> {
                  String member = it.getKey().split("\\.", 2)[0];
                  return told.contains(member) || member.equals("SecurityGroupIds");
                })
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    return new SpotRequest(
        spot.requestId(),
        new SpotRequest.Terms(
            now,
            spot.type(),
            spot.interruptionBehavior(),
            spot.maxPrice(),
            Optional.ofNullable(options == null ? null : options.validUntil()),
            instance.launch().zone()),
        specification,
        State.ACTIVE,
        new SpotRequest.Status(SpotStatus.FULFILLED.code(), SpotStatus.FULFILLED.message(), now),
        instance.id(),
        Optional.empty());
  }

  private RequestSpotInstancesResponse request(Call call, RequestSpotInstancesRequest request) {
    if (request.launchSpecification() == null) {
      throw Ec2Faults.missingParameter("LaunchSpecification");
    }
    if (request.validFrom() != null && request.validFrom().isAfter(call.time())) {
      throw Ec2Faults.unsupportedOperation("Cloudjar fulfils Spot requests at once or not at all.");
    }
    if (request.validUntil() != null && !request.validUntil().isAfter(call.time())) {
      throw Ec2Faults.invalidParameterValue("The valid-until time must be in the future.");
    }
    if (request.launchGroup() != null || request.availabilityZoneGroup() != null) {
      throw Ec2Faults.unsupportedOperation("Cloudjar has no groups of Spot requests.");
    }
    if (request.blockDurationMinutes() != null) {
      throw Ec2Faults.unsupportedOperation(
          "Spot Instances with a defined duration are no longer available.");
    }
    Place place = Place.of(call);
    String reservation =
        launches.launch(
            call, request, request.clientToken(), new Filled(run(request), Optional.empty()));
    return ground.read(
        snapshot ->
            RequestSpotInstancesResponse.builder()
                .spotInstanceRequests(
                    Instances.TABLE.referring(snapshot, place, reservation).stream()
                        .flatMap(it -> it.launch().spot().stream())
                        .map(it -> SpotRequests.TABLE.require(snapshot, place, it.requestId()))
                        .map(it -> describe(snapshot, place, it))
                        .toList())
                .build());
  }

  private DescribeSpotInstanceRequestsResponse describe(
      Call call, DescribeSpotInstanceRequestsRequest request) {
    Place place = Place.of(call);
    return ground.read(
        snapshot -> {
          Page<SpotRequest> page =
              listing.page(
                  snapshot,
                  place,
                  Ec2Operations.selection(
                      request.spotInstanceRequestIds(),
                      request.filters(),
                      request.maxResults(),
                      request.nextToken()));
          return DescribeSpotInstanceRequestsResponse.builder()
              .spotInstanceRequests(page.map(it -> describe(snapshot, place, it)).items())
              .nextToken(page.nextToken())
              .build();
        });
  }

  private static SpotInstanceRequest describe(Snapshot snapshot, Place place, SpotRequest it) {
    return SpotInstanceRequest.builder()
        .spotInstanceRequestId(it.id())
        .createTime(it.terms().created())
        .type(it.terms().type())
        .state(it.state().wireName())
        .status(
            s ->
                s.code(it.status().code())
                    .message(it.status().message())
                    .updateTime(it.status().since()))
        .spotPrice(it.terms().maxPrice().orElse(null))
        .validUntil(it.terms().validUntil().orElse(null))
        .instanceInterruptionBehavior(it.terms().interruptionBehavior())
        .productDescription(PRODUCT)
        .instanceId(it.state() == State.OPEN ? null : it.instanceId())
        .launchedAvailabilityZone(it.terms().zone())
        .launchSpecification(specification(it.specification()))
        .tags(TagOperations.tags(snapshot, place, it.id()))
        .build();
  }

  /** Groups are asked for as ids or names, and told of as both. */
  private static LaunchSpecification specification(Map<String, String> said) {
    Map<String, String> told = new TreeMap<>();
    said.forEach(
        (name, value) -> {
          String[] parts = name.split("\\.", 2);
          switch (parts[0]) {
            case "SecurityGroupIds" -> told.put("SecurityGroups." + parts[1] + ".GroupId", value);
            case "SecurityGroups" -> told.put("SecurityGroups." + parts[1] + ".GroupName", value);
            default -> told.put(name, value);
          }
        });
    var specification = LaunchSpecification.builder();
    new TemplateData(told).writeTo(specification);
    return specification.build();
  }

  private CancelSpotInstanceRequestsResponse cancel(
      Call call, CancelSpotInstanceRequestsRequest request) {
    Place place = Place.of(call);
    return ground.transact(
        transaction -> {
          List<CancelledSpotInstanceRequest> cancelled = new ArrayList<>();
          for (String id : request.spotInstanceRequestIds()) {
            SpotRequest before = SpotRequests.TABLE.require(transaction, place, id);
            SpotRequest after = before.state().isOver() ? before : cancelled(call, before);
            SpotRequests.TABLE.put(transaction, place, after);
            if (before.state() == State.DISABLED) {
              end(transaction, place, before.instanceId(), call.time());
            }
            cancelled.add(
                CancelledSpotInstanceRequest.builder()
                    .spotInstanceRequestId(id)
                    .state(after.state().wireName())
                    .build());
          }
          return CancelSpotInstanceRequestsResponse.builder()
              .cancelledSpotInstanceRequests(cancelled)
              .build();
        });
  }

  private static SpotRequest cancelled(Call call, SpotRequest request) {
    return request.to(
        State.CANCELLED,
        request.state() == State.ACTIVE
            ? SpotStatus.REQUEST_CANCELED_AND_INSTANCE_RUNNING
            : SpotStatus.CANCELED_BEFORE_FULFILLMENT,
        call.time());
  }

  /** An instance that was stopped does not outlive its request. */
  private void end(Transaction transaction, Place place, String instanceId, Instant now) {
    Instance instance = Instances.TABLE.find(transaction, place, instanceId);
    if (instance != null && instance.state() == InstanceState.STOPPED) {
      runner.scheduleTermination(transaction, place, instanceId, now);
      Instances.put(
          ground,
          transaction,
          place,
          instance.with(
              InstanceOperations.byUser(instance.life(), InstanceState.SHUTTING_DOWN, now)));
    }
  }
}
