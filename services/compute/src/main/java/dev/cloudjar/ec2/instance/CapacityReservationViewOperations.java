package dev.cloudjar.ec2.instance;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.ec2.capacity.CapacityReservation;
import dev.cloudjar.ec2.capacity.CapacityReservations;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Listing;
import dev.cloudjar.ec2.ground.Page;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.TagOperations;
import dev.cloudjar.ec2.ground.Zones;
import dev.cloudjar.store.Snapshot;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.DescribeCapacityReservationsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeCapacityReservationsResponse;
import software.amazon.awssdk.services.ec2.model.GetCapacityReservationUsageRequest;
import software.amazon.awssdk.services.ec2.model.GetCapacityReservationUsageResponse;
import software.amazon.awssdk.services.ec2.model.InstanceUsage;

/** Tells of capacity reservations. */
final class CapacityReservationViewOperations {
  private final Ground ground;
  private final Listing<CapacityReservation> listing =
      new Listing<>(CapacityReservations.TABLE)
          .pages(1, 1_000)
          .by("instance-type", it -> it.match().type())
          .by("instance-platform", it -> it.match().platform())
          .by("availability-zone", it -> it.match().zone())
          .by("tenancy", it -> it.match().tenancy())
          .by("state", it -> it.state().wireName())
          .by("start-date", CapacityReservation::created)
          .by("end-date", it -> it.end().orElse(null))
          .by("end-date-type", CapacityReservationViewOperations::endType)
          .by("instance-match-criteria", CapacityReservationViewOperations::criteria)
          .byLooking("owner-id", (snapshot, place, it) -> List.of(place.accountId()))
          .byEach("outpost-arn", it -> List.of())
          .byEach("placement-group-arn", it -> List.of());

  CapacityReservationViewOperations(Ground ground) {
    this.ground = ground;
  }

  void register(Ec2Operations ops) {
    ops.on(
        DescribeCapacityReservationsRequest.class,
        DescribeCapacityReservationsResponse.class,
        this::describe);
    ops.on(
        GetCapacityReservationUsageRequest.class,
        GetCapacityReservationUsageResponse.class,
        GetCapacityReservationUsageRequest::capacityReservationId,
        this::usage);
  }

  static String endType(CapacityReservation it) {
    return it.end().isPresent() ? "limited" : "unlimited";
  }

  private static String criteria(CapacityReservation it) {
    return it.open() ? "open" : "targeted";
  }

  static software.amazon.awssdk.services.ec2.model.CapacityReservation describe(
      Snapshot snapshot, Place place, CapacityReservation it) {
    return software.amazon.awssdk.services.ec2.model.CapacityReservation.builder()
        .capacityReservationId(it.id())
        .capacityReservationArn(place.arn(ResourceKind.CAPACITY_RESERVATION, it.id()))
        .ownerId(place.accountId())
        .instanceType(it.match().type())
        .instancePlatform(it.match().platform())
        .availabilityZone(it.match().zone())
        .availabilityZoneId(
            Zones.named(place.region(), it.match().zone()).map(Zones.Zone::id).orElse(null))
        .tenancy(it.match().tenancy())
        .totalInstanceCount(it.total())
        .availableInstanceCount(CapacityReservations.available(snapshot, place, it))
        .ebsOptimized(it.ebsOptimized())
        .ephemeralStorage(it.ephemeralStorage())
        .state(it.state().wireName())
        .startDate(it.created())
        .createDate(it.created())
        .endDate(it.end().orElse(null))
        .endDateType(endType(it))
        .instanceMatchCriteria(criteria(it))
        .reservationType("default")
        .tags(TagOperations.tags(snapshot, place, it.id()))
        .build();
  }

  private DescribeCapacityReservationsResponse describe(
      Call call, DescribeCapacityReservationsRequest request) {
    Place place = Place.of(call);
    return ground.read(
        snapshot -> {
          Page<CapacityReservation> page =
              listing.page(
                  snapshot,
                  place,
                  Ec2Operations.selection(
                      request.capacityReservationIds(),
                      request.filters(),
                      request.maxResults(),
                      request.nextToken()));
          return DescribeCapacityReservationsResponse.builder()
              .capacityReservations(page.map(it -> describe(snapshot, place, it)).items())
              .nextToken(page.nextToken())
              .build();
        });
  }

  private GetCapacityReservationUsageResponse usage(
      Call call, GetCapacityReservationUsageRequest request) {
    Place place = Place.of(call);
    return ground.read(
        snapshot -> {
          CapacityReservation it =
              CapacityReservations.TABLE.require(snapshot, place, request.capacityReservationId());
          int used = CapacityReservations.users(snapshot, place, it.id()).size();
          return GetCapacityReservationUsageResponse.builder()
              .capacityReservationId(it.id())
              .instanceType(it.match().type())
              .totalInstanceCount(it.total())
              .availableInstanceCount(CapacityReservations.available(snapshot, place, it))
              .state(it.state().wireName())
              .instanceUsages(
                  InstanceUsage.builder()
                      .accountId(place.accountId())
                      .usedInstanceCount(used)
                      .build())
              .build();
        });
  }
}
