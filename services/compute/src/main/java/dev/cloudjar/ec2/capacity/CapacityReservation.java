package dev.cloudjar.ec2.capacity;

import dev.cloudjar.ec2.ground.Ec2Resource;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Capacity that is kept free.
 *
 * @param total for how many instances
 * @param open whether instances use it that don't ask for it
 * @param end when it expires; empty for never
 */
public record CapacityReservation(
    String id,
    Match match,
    int total,
    boolean open,
    boolean ebsOptimized,
    boolean ephemeralStorage,
    Optional<Instant> end,
    Instant created,
    State state)
    implements Ec2Resource {

  /**
   * What instances have to be to use it.
   *
   * @param platform such as {@code Linux/UNIX}, which all instances here are
   */
  public record Match(String type, String platform, String zone, String tenancy) {
    /** By which those that are open are found. */
    String key() {
      return String.join("/", "capacity", type, platform, zone, tenancy);
    }
  }

  /** Where it is in its life. */
  public enum State {
    ACTIVE,
    EXPIRED,
    CANCELLED;

    /** As AWS spells it. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public CapacityReservation in(State next) {
    return new CapacityReservation(
        id, match, total, open, ebsOptimized, ephemeralStorage, end, created, next);
  }

  /** The same capacity on other terms. */
  public CapacityReservation with(int count, boolean opened, Optional<Instant> ends) {
    return new CapacityReservation(
        id, match, count, opened, ebsOptimized, ephemeralStorage, ends, created, state);
  }

  @Override
  public Set<String> references() {
    return open && state == State.ACTIVE ? Set.of(match.key()) : Set.of();
  }
}
