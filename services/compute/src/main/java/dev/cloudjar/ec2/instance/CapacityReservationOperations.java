package dev.cloudjar.ec2.instance;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Work;
import dev.cloudjar.ec2.capacity.CapacityReservation;
import dev.cloudjar.ec2.capacity.CapacityReservation.Match;
import dev.cloudjar.ec2.capacity.CapacityReservation.State;
import dev.cloudjar.ec2.capacity.CapacityReservations;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTags;
import dev.cloudjar.ec2.ground.TagOperations;
import dev.cloudjar.ec2.ground.Zones;
import dev.cloudjar.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CancelCapacityReservationRequest;
import software.amazon.awssdk.services.ec2.model.CancelCapacityReservationResponse;
import software.amazon.awssdk.services.ec2.model.CreateCapacityReservationRequest;
import software.amazon.awssdk.services.ec2.model.CreateCapacityReservationResponse;
import software.amazon.awssdk.services.ec2.model.ModifyCapacityReservationRequest;
import software.amazon.awssdk.services.ec2.model.ModifyCapacityReservationResponse;

/** Capacity reservations, and how much of them is used. */
final class CapacityReservationOperations {
  private static final String EXPIRE = "ec2:expire-capacity-reservation";
  private static final String PLATFORM = "Linux/UNIX";
  private static final int MOST_INSTANCES = 1_000;

  private final Ground ground;

  CapacityReservationOperations(Ground ground) {
    this.ground = ground;
  }

  void register(Ec2Operations ops) {
    ground.cloud().work().handle(EXPIRE, this::expire);
    ops.making(
            ResourceKind.CAPACITY_RESERVATION,
            CreateCapacityReservationRequest.class,
            CreateCapacityReservationResponse.class,
            it -> List.of(),
            this::create)
        .recordedMember("EbsOptimized", "volumes are as fast as this machine's disk")
        .recordedMember("EphemeralStorage", "instances have the store of their type");
    new CapacityReservationViewOperations(ground).register(ops);
    ops.on(
        ModifyCapacityReservationRequest.class,
        ModifyCapacityReservationResponse.class,
        ModifyCapacityReservationRequest::capacityReservationId,
        this::modify);
    ops.on(
        CancelCapacityReservationRequest.class,
        CancelCapacityReservationResponse.class,
        CancelCapacityReservationRequest::capacityReservationId,
        this::cancel);
  }

  private CreateCapacityReservationResponse create(
      Call call, CreateCapacityReservationRequest request) {
    Place place = Place.of(call);
    refuseWhatIsNotThere(request);
    Match match = match(place, request);
    Optional<Instant> end = end(call, request.endDateTypeAsString(), request.endDate());
    int count = count(request.instanceCount());
    Map<String, String> tags =
        TagOperations.atCreation(request.tagSpecifications(), ResourceKind.CAPACITY_RESERVATION);
    boolean open = !"targeted".equals(request.instanceMatchCriteriaAsString());
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
                      () -> {
                        var made =
                            new CapacityReservation(
                                ground.ids().next(ResourceKind.CAPACITY_RESERVATION),
                                match,
                                count,
                                open,
                                Boolean.TRUE.equals(request.ebsOptimized()),
                                Boolean.TRUE.equals(request.ephemeralStorage()),
                                end,
                                call.time(),
                                State.ACTIVE);
                        CapacityReservations.TABLE.put(transaction, place, made);
                        ResourceTags.add(transaction, place, made.id(), tags);
                        scheduleEnd(transaction, place, made);
                        fill(transaction, place, made);
                        return made.id();
                      });
          return CreateCapacityReservationResponse.builder()
              .capacityReservation(
                  CapacityReservationViewOperations.describe(
                      transaction,
                      place,
                      CapacityReservations.TABLE.require(transaction, place, id)))
              .build();
        });
  }

  private static void refuseWhatIsNotThere(CreateCapacityReservationRequest request) {
    if (request.startDate() != null || request.commitmentDuration() != null) {
      throw Ec2Faults.unsupportedOperation("Cloudjar reserves capacity from now on only.");
    }
    if (request.outpostArn() != null || request.placementGroupArn() != null) {
      throw Ec2Faults.unsupportedOperation("Cloudjar reserves capacity in zones only.");
    }
    if (!PLATFORM.equals(request.instancePlatformAsString())) {
      throw Ec2Faults.unsupportedOperation("Cloudjar's instances run %s only.".formatted(PLATFORM));
    }
  }

  private static Match match(Place place, CreateCapacityReservationRequest request) {
    String type = request.instanceType();
    if (InstanceTypes.of(type).isEmpty()) {
      throw InstanceFaults.noSuchType(type);
    }
    if (request.availabilityZone() == null && request.availabilityZoneId() == null) {
      throw Ec2Faults.missingParameter("AvailabilityZone");
    }
    Zones.Zone zone =
        request.availabilityZone() != null
            ? Zones.require(place.region(), request.availabilityZone())
            : Zones.requireId(place.region(), request.availabilityZoneId());
    return new Match(
        type,
        PLATFORM,
        zone.name(),
        Objects.requireNonNullElse(request.tenancyAsString(), "default"));
  }

  private static Optional<Instant> end(Call call, @Nullable String type, @Nullable Instant date) {
    if ("limited".equals(type) && date == null) {
      throw Ec2Faults.missingParameter("EndDate");
    }
    if (!"limited".equals(type) && date != null) {
      throw Ec2Faults.invalidParameterCombination(
          "EndDate can be specified only if EndDateType is limited.");
    }
    if (date != null && !date.isAfter(call.time())) {
      throw Ec2Faults.invalidParameterValue("The end date must be in the future.");
    }
    return Optional.ofNullable(date);
  }

  private static int count(int wanted) {
    if (wanted < 1 || wanted > MOST_INSTANCES) {
      throw Ec2Faults.invalidParameterValue(
          "A Capacity Reservation is for between 1 and %d instances.".formatted(MOST_INSTANCES));
    }
    return wanted;
  }

  /** Instances that run already, and match, use it as well. */
  private static void fill(Transaction transaction, Place place, CapacityReservation reservation) {
    if (!reservation.open()) {
      return;
    }
    for (Instance it :
        Instances.TABLE.referring(
            transaction,
            place,
            Instance.capacity(reservation.match().type(), reservation.match().zone()))) {
      boolean wants =
          it.settings().options().capacityReservationId().isEmpty()
              && !it.settings()
                  .options()
                  .capacityReservationPreference()
                  .equals(Optional.of("none"))
              && it.launch().spot().isEmpty()
              && it.launch().tenancy().tenancy().equals(reservation.match().tenancy())
              && CapacityReservations.of(transaction, place, it.id()).isEmpty();
      if (wants && CapacityReservations.available(transaction, place, reservation) > 0) {
        CapacityReservations.use(transaction, place, reservation.id(), it.id());
      }
    }
  }

  /** What an instance that is being started wants of reservations; empty for nothing at all. */
  static Optional<CapacityReservations.Demand> demand(Instance it) {
    return it.launch().spot().isPresent()
        ? Optional.empty()
        : Optional.of(
            new CapacityReservations.Demand(
                it.id(),
                new Match(
                    it.settings().type(),
                    PLATFORM,
                    it.launch().zone(),
                    it.launch().tenancy().tenancy()),
                it.settings().options().capacityReservationPreference().orElse("open"),
                it.settings().options().capacityReservationId()));
  }

  private void scheduleEnd(Transaction transaction, Place place, CapacityReservation reservation) {
    reservation
        .end()
        .ifPresent(
            end ->
                ground
                    .cloud()
                    .work()
                    .schedule(
                        transaction,
                        EXPIRE,
                        reservation.id(),
                        end,
                        String.join("/", place.accountId(), place.region())
                            .getBytes(StandardCharsets.UTF_8)));
  }

  private void expire(Work.Item item) {
    String[] parts = new String(item.payload(), StandardCharsets.UTF_8).split("/", 2);
    Place place = new Place(parts[0], parts[1]);
    Instant now = ground.cloud().clock().now();
    ground.transact(
        transaction -> {
          CapacityReservation it = CapacityReservations.TABLE.find(transaction, place, item.id());
          if (it != null
              && it.state() == State.ACTIVE
              && it.end().filter(end -> !end.isAfter(now)).isPresent()) {
            CapacityReservations.end(transaction, place, it, State.EXPIRED);
          }
          return true;
        });
  }

  private CapacityReservation requireActive(Transaction transaction, Place place, String id) {
    CapacityReservation it = CapacityReservations.TABLE.require(transaction, place, id);
    if (it.state() != State.ACTIVE) {
      throw Ec2Faults.incorrectState(
          "The Capacity Reservation '%s' is %s.".formatted(id, it.state().wireName()));
    }
    return it;
  }

  private ModifyCapacityReservationResponse modify(
      Call call, ModifyCapacityReservationRequest request) {
    Place place = Place.of(call);
    ground.transact(
        transaction -> {
          CapacityReservation before =
              requireActive(transaction, place, request.capacityReservationId());
          int used = CapacityReservations.users(transaction, place, before.id()).size();
          int total =
              request.instanceCount() == null ? before.total() : count(request.instanceCount());
          if (total < used) {
            throw Ec2Faults.invalidParameterValue(
                "The Capacity Reservation '%s' is used by %d instances."
                    .formatted(before.id(), used));
          }
          boolean open =
              request.instanceMatchCriteriaAsString() == null
                  ? before.open()
                  : request.instanceMatchCriteriaAsString().equals("open");
          if (open != before.open() && used > 0) {
            throw Ec2Faults.incorrectState(
                "The Capacity Reservation '%s' must be idle for its instance eligibility to be modified."
                    .formatted(before.id()));
          }
          Optional<Instant> end =
              request.endDateTypeAsString() == null && request.endDate() == null
                  ? before.end()
                  : end(
                      call,
                      Objects.requireNonNullElse(
                          request.endDateTypeAsString(),
                          CapacityReservationViewOperations.endType(before)),
                      request.endDate());
          CapacityReservation after = before.with(total, open, end);
          CapacityReservations.TABLE.put(transaction, place, after);
          scheduleEnd(transaction, place, after);
          fill(transaction, place, after);
          return true;
        });
    return ModifyCapacityReservationResponse.builder().returnValue(true).build();
  }

  private CancelCapacityReservationResponse cancel(
      Call call, CancelCapacityReservationRequest request) {
    Place place = Place.of(call);
    ground.transact(
        transaction -> {
          CapacityReservations.end(
              transaction,
              place,
              requireActive(transaction, place, request.capacityReservationId()),
              State.CANCELLED);
          return true;
        });
    return CancelCapacityReservationResponse.builder().returnValue(true).build();
  }
}
