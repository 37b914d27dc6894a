package dev.cloudjar.cloud;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the house takes back capacity that was lent on the Spot market. The room that lends it
 * provides this when it opens, and is opened when it is first asked.
 */
public final class Interruptions {
  private static final String OWNER = "ec2";

  private final RoomOpener rooms;
  private volatile @Nullable Lender lender;

  Interruptions(RoomOpener rooms) {
    this.rooms = rooms;
  }

  /** Who lends capacity. */
  public interface Lender {
    /**
     * Gives notice to a Spot instance.
     *
     * @return when it ends
     * @throws IllegalArgumentException where there is no such instance that runs
     */
    Instant interrupt(String instanceId);

    /**
     * Has capacity again for a Spot instance that was stopped.
     *
     * @throws IllegalArgumentException where no such instance waits for it
     */
    void restore(String instanceId);
  }

  /** Says who lends capacity. */
  public void provide(Lender room) {
    lender = room;
  }

  /**
   * Who lends capacity.
   *
   * @throws IllegalArgumentException where nobody does
   */
  public Lender lender() {
    if (lender == null) {
      rooms.open(OWNER);
    }
    Lender known = lender;
    if (known == null) {
      throw new IllegalArgumentException("there is no room that has instances");
    }
    return known;
  }
}
