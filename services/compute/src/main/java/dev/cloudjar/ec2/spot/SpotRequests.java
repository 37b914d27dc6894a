package dev.cloudjar.ec2.spot;

import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTable;
import dev.cloudjar.ec2.spot.SpotRequest.State;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The Spot requests of accounts, which follow what becomes of their instances. */
public final class SpotRequests {
  public static final ResourceTable<SpotRequest> TABLE =
      new ResourceTable<>(ResourceKind.SPOT_REQUEST, SpotRequest.class);

  private SpotRequests() {}

  private static void change(
      Transaction transaction, Place place, String id, UnaryOperator<SpotRequest> change) {
    SpotRequest request = TABLE.find(transaction, place, id);
    if (request != null) {
      TABLE.put(transaction, place, change.apply(request));
    }
  }

  /** When an instance is taken away, once notice was given. */
  public static Optional<Instant> interruption(Snapshot snapshot, Place place, String id) {
    SpotRequest request = TABLE.find(snapshot, place, id);
    return request == null ? Optional.empty() : request.interruption();
  }

  /** Its instance has been started again. */
  public static void started(Transaction transaction, Place place, String id, Instant now) {
    change(
        transaction,
        place,
        id,
        it -> it.state().isOver() ? it : it.to(State.ACTIVE, SpotStatus.FULFILLED, now));
  }

  /** Its instance is being stopped. */
  public static void stopped(
      Transaction transaction, Place place, String id, boolean interrupted, Instant now) {
    SpotStatus why =
        interrupted ? SpotStatus.INSTANCE_STOPPED_NO_CAPACITY : SpotStatus.INSTANCE_STOPPED_BY_USER;
    change(
        transaction,
        place,
        id,
        it -> it.state().isOver() ? it.because(why, now) : it.to(State.DISABLED, why, now));
  }

  /** Its instance is ending. A persistent request asks again, for what is not there. */
  public static void ended(
      Transaction transaction, Place place, String id, boolean interrupted, Instant now) {
    SpotStatus why =
        interrupted
            ? SpotStatus.INSTANCE_TERMINATED_NO_CAPACITY
            : SpotStatus.INSTANCE_TERMINATED_BY_USER;
    change(
        transaction,
        place,
        id,
        it -> {
          if (it.state() == State.CANCELLED) {
            return it.because(why, now);
          }
          return it.terms().isPersistent()
              ? it.to(State.OPEN, SpotStatus.CAPACITY_NOT_AVAILABLE, now)
              : it.to(State.CLOSED, why, now);
        });
  }
}
