package dev.cloudjar.ec2.spot;

import dev.cloudjar.ec2.ground.Ec2Resource;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A request for a Spot instance.
 *
 * @param specification what it asks for, as a launch template would say it
 * @param instanceId the instance that it got last
 * @param interruption when that is taken away, once notice was given
 */
public record SpotRequest(
    String id,
    Terms terms,
    Map<String, String> specification,
    State state,
    Status status,
    String instanceId,
    Optional<Instant> interruption)
    implements Ec2Resource {

  /** Copies the map. */
  public SpotRequest {
    specification = Map.copyOf(specification);
  }

  /**
   * On which terms.
   *
   * @param type one-time or persistent
   * @param interruptionBehavior terminate or stop
   * @param maxPrice what was offered at most; empty for the On-Demand price
   */
  public record Terms(
      Instant created,
      String type,
      String interruptionBehavior,
      Optional<String> maxPrice,
      Optional<Instant> validUntil,
      String zone) {
    boolean isPersistent() {
      return type.equals("persistent");
    }
  }

  /** Where a request is in its life. */
  public enum State {
    OPEN,
    ACTIVE,
    DISABLED,
    CLOSED,
    CANCELLED;

    /** As AWS spells it. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Whether nothing more becomes of it. */
    public boolean isOver() {
      return this == CLOSED || this == CANCELLED;
    }
  }

  /** Why it is there. */
  public record Status(String code, String message, Instant since) {}

  /** Another state, in which no notice is given. */
  public SpotRequest to(State next, SpotStatus why, Instant now) {
    return new SpotRequest(
        id,
        terms,
        specification,
        next,
        new Status(why.code(), why.message(), now),
        instanceId,
        Optional.empty());
  }

  /** Notice is given that the instance will be taken away. */
  public SpotRequest warned(Instant end, Instant now) {
    SpotStatus why =
        terms.interruptionBehavior().equals("stop")
            ? SpotStatus.MARKED_FOR_STOP
            : SpotStatus.MARKED_FOR_TERMINATION;
    return new SpotRequest(
        id,
        terms,
        specification,
        state,
        new Status(why.code(), why.message(), now),
        instanceId,
        Optional.of(end));
  }

  /** The same state for another reason. */
  public SpotRequest because(SpotStatus why, Instant now) {
    return to(state, why, now);
  }

  @Override
  public Set<String> references() {
    return Set.of(instanceId);
  }
}
