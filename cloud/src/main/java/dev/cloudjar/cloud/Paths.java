package dev.cloudjar.cloud;

import dev.cloudjar.fabric.PathFinder;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where those are asked who know the ways of packets. The room that owns networks provides them
 * when it opens, and is opened when it is first asked.
 */
public final class Paths {
  private static final String OWNER = "ec2";

  private final RoomOpener rooms;
  private volatile @Nullable Supplier<PathFinder> source;

  Paths(RoomOpener rooms) {
    this.rooms = rooms;
  }

  /** Says how to find the ways of packets, as networks are at the time of asking. */
  public void provide(Supplier<PathFinder> finder) {
    source = finder;
  }

  /** Finds the ways of packets as networks are now; empty where there is no room for networks. */
  public Optional<PathFinder> finder() {
    if (source == null) {
      rooms.open(OWNER);
    }
    Supplier<PathFinder> known = source;
    return known == null ? Optional.empty() : Optional.of(known.get());
  }
}
