package dev.cloudjar.ec2.capacity;

import dev.cloudjar.ec2.capacity.CapacityReservation.Match;
import dev.cloudjar.ec2.capacity.CapacityReservation.State;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTable;
import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The capacity reservations of accounts, and which instances use them while they run. */
public final class CapacityReservations {
  public static final ResourceTable<CapacityReservation> TABLE =
      new ResourceTable<>(ResourceKind.CAPACITY_RESERVATION, CapacityReservation.class);
  private static final Table<Use, Used> USERS =
      new Table<>("ec2.capacity-user", Use.CODEC, RecordCodec.of(Used.class));
  private static final Table<Use, Used> USES =
      new Table<>("ec2.capacity-use", Use.CODEC, RecordCodec.of(Used.class));

  private CapacityReservations() {}

  private record Used(String reservationId) {}

  /** An instance in a reservation, or an instance alone, with an empty text for the other. */
  private record Use(Place place, String reservationId, String instanceId) {
    static final KeyCodec<Use> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(Use key, KeyWriter out) {
            reservation(key.place(), key.reservationId(), out).text(key.instanceId());
          }

          @Override
          public Use read(KeyReader in) {
            return new Use(new Place(in.text(), in.text()), in.text(), in.text());
          }
        };

    static KeyWriter reservation(Place place, String reservationId, KeyWriter out) {
      return out.text(place.accountId()).text(place.region()).text(reservationId);
    }
  }

  /**
   * What an instance wants of reservations.
   *
   * @param preference open, none or capacity-reservations-only
   * @param target the reservation that it is to use
   */
  public record Demand(
      String instanceId, Match match, String preference, Optional<String> target) {}

  /** The instances that use a reservation. */
  public static List<String> users(Snapshot snapshot, Place place, String reservationId) {
    List<String> users = new ArrayList<>();
    try (Rows<Use, Used> rows =
        USERS.scan(
            snapshot, USERS.startingWith(out -> Use.reservation(place, reservationId, out)))) {
      while (rows.next()) {
        users.add(rows.key().instanceId());
      }
    }
    return users;
  }

  /** The reservation that an instance uses. */
  public static Optional<String> of(Snapshot snapshot, Place place, String instanceId) {
    return Optional.ofNullable(USES.get(snapshot, new Use(place, "", instanceId)))
        .map(Used::reservationId);
  }

  /** How many more instances can use a reservation. */
  public static int available(Snapshot snapshot, Place place, CapacityReservation reservation) {
    return reservation.state() == State.ACTIVE
        ? Math.max(0, reservation.total() - users(snapshot, place, reservation.id()).size())
        : 0;
  }

  /**
   * An instance is being started.
   *
   * @throws dev.cloudjar.cloud.Fault where it wants a reservation that has no place for it
   */
  public static void enter(Transaction transaction, Place place, Demand demand) {
    if (demand.target().isPresent()) {
      CapacityReservation wanted = TABLE.require(transaction, place, demand.target().get());
      if (!wanted.match().equals(demand.match())) {
        throw Ec2Faults.invalidParameterCombination(
            "The attributes of the instance do not match those of the targeted Capacity Reservation"
                + " '%s'.".formatted(wanted.id()));
      }
      if (available(transaction, place, wanted) == 0) {
        throw exceeded();
      }
      use(transaction, place, wanted.id(), demand.instanceId());
      return;
    }
    if (demand.preference().equals("none")) {
      return;
    }
    Optional<CapacityReservation> free =
        TABLE.referring(transaction, place, demand.match().key()).stream()
            .filter(it -> available(transaction, place, it) > 0)
            .findFirst();
    free.ifPresent(it -> use(transaction, place, it.id(), demand.instanceId()));
    if (free.isEmpty() && demand.preference().equals("capacity-reservations-only")) {
      throw exceeded();
    }
  }

  private static dev.cloudjar.cloud.Fault exceeded() {
    return Ec2Faults.of(
        "ReservationCapacityExceeded",
        "The targeted Capacity Reservation does not have enough available instance capacity to"
            + " fulfill your request.");
  }

  /** Lets an instance use a reservation that it matches. */
  public static void use(
      Transaction transaction, Place place, String reservationId, String instanceId) {
    USERS.put(transaction, new Use(place, reservationId, instanceId), new Used(reservationId));
    USES.put(transaction, new Use(place, "", instanceId), new Used(reservationId));
  }

  /** An instance no longer runs, or its reservation is no longer there. */
  public static void leave(Transaction transaction, Place place, String instanceId) {
    of(transaction, place, instanceId)
        .ifPresent(
            it -> {
              USERS.delete(transaction, new Use(place, it, instanceId));
              USES.delete(transaction, new Use(place, "", instanceId));
            });
  }

  /** Ends a reservation; the instances that use it run on. */
  public static void end(
      Transaction transaction, Place place, CapacityReservation reservation, State state) {
    TABLE.put(transaction, place, reservation.in(state));
    users(transaction, place, reservation.id()).forEach(it -> leave(transaction, place, it));
  }
}
