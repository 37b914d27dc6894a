package dev.cloudjar.cloud;

import dev.cloudjar.cloud.EventRows.Lane;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which lanes of one subscriber have events, and the threads that deliver them: one for a lane at a
 * time, some for the subscriber. Holds no events: these are read from the store, where they stand
 * in order whatever the order in which their commits are told of.
 */
final class EventLanes {
  private static final Logger LOG = System.getLogger(EventLanes.class.getName());

  private static final int MOST_THREADS = 16;
  private static final int MOST_LANES = 50_000;
  private static final long PAUSE_MILLIS = 1000;

  /** How far a delivery has come. */
  enum Progress {
    /** There was nothing left. */
    DONE,
    /** There may be more. */
    MORE,
    /** The next event has failed and is tried again later. */
    LATER
  }

  /** Finds lanes that have events. */
  @FunctionalInterface
  interface Finder {
    /** Some lanes after this one, or from the first one on; none where there are no more. */
    List<Lane> find(@Nullable Lane after);
  }

  private enum State {
    READY,
    RUNNING,
    /** Being delivered, with news since. */
    RUNNING_AGAIN,
    /** Not before its next event is to be tried again. */
    WAITING
  }

  /**
   * How it stands with a lane.
   *
   * @param ticket of what is ready or being delivered
   * @param nextTicket of the news since
   */
  private record Standing(State state, long ticket, long nextTicket) {}

  private final String subscriber;
  private final Finder finder;
  private final Function<Lane, Progress> deliver;
  private final Tickets tickets;
  private final Activity threadsAtWork;

  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by lock.
  private final Map<Lane, Standing> standings = new HashMap<>();
  private final Queue<Lane> ready = new ArrayDeque<>();
  private int threads;
  private boolean closing;

  /** Whether the store may hold lanes that are not known here. */
  private boolean behind;

  private long behindTicket;

  /** Whether some of these may stand before where the look has come to. */
  private boolean behindAgain;

  private @Nullable Lane lookedUpTo;

  /**
   * No lanes.
   *
   * @param finder finds the lanes that have events
   * @param deliver delivers the next events of a lane
   * @param tickets for what is to be delivered now
   * @param threadsAtWork counts the threads
   */
  EventLanes(
      String subscriber,
      Finder finder,
      Function<Lane, Progress> deliver,
      Tickets tickets,
      Activity threadsAtWork) {
    this.subscriber = subscriber;
    this.finder = finder;
    this.deliver = deliver;
    this.tickets = tickets;
    this.threadsAtWork = threadsAtWork;
  }

  /** A lane has news. */
  void ready(Lane lane) {
    lock.lock();
    try {
      Standing standing = standings.get(lane);
      if (standing == null) {
        add(lane);
      } else if (standing.state() == State.RUNNING) {
        standings.put(lane, new Standing(State.RUNNING_AGAIN, standing.ticket(), tickets.take()));
      }
    } finally {
      lock.unlock();
    }
  }

  /** The time has come to try a lane again. */
  void retry(Lane lane) {
    lock.lock();
    try {
      Standing standing = standings.get(lane);
      if (standing != null && standing.state() == State.WAITING) {
        standings.remove(lane);
      }
    } finally {
      lock.unlock();
    }
    ready(lane);
  }

  /** Delivers whatever the store holds. */
  void catchUp() {
    lock.lock();
    try {
      fallBehind();
      startThread();
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closing = true;
    } finally {
      lock.unlock();
    }
  }

  private void add(Lane lane) {
    if (ready.size() >= MOST_LANES) {
      // The store remembers it: it is looked for once there is less to do.
      fallBehind();
      return;
    }
    enqueue(lane, tickets.take());
    startThread();
  }

  private void enqueue(Lane lane, long ticket) {
    standings.put(lane, new Standing(State.READY, ticket, 0));
    ready.add(lane);
  }

  private void fallBehind() {
    if (!behind) {
      behind = true;
      behindTicket = tickets.take();
    } else if (lookedUpTo != null) {
      behindAgain = true;
    }
  }

  private void startThread() {
    if (threads < MOST_THREADS && !closing) {
      threads++;
      threadsAtWork.begin();
      Thread.ofVirtual().name("events-" + subscriber).start(this::run);
    }
  }

  private void run() {
    try {
      Lane lane;
      while ((lane = next()) != null) {
        deliver(lane);
      }
    } finally {
      threadsAtWork.end();
    }
  }

  /** The next lane to deliver; null where there is none, and then this thread does not count. */
  private @Nullable Lane next() {
    while (true) {
      lock.lock();
      try {
        Lane lane = closing ? null : ready.poll();
        if (lane != null) {
          standings.computeIfPresent(
              lane, (same, standing) -> new Standing(State.RUNNING, standing.ticket(), 0));
          return lane;
        }
        if (!behind || closing) {
          threads--;
          return null;
        }
        look();
      } finally {
        lock.unlock();
      }
    }
  }

  /** Looks in the store for lanes that have events, with the lock held: nothing else is to do. */
  private void look() {
    List<Lane> found;
    try {
      found = finder.find(lookedUpTo);
    } catch (RuntimeException e) {
      LOG.log(
          Level.ERROR, "Events for " + subscriber + " are held up until there are new ones.", e);
      found = List.of();
    }
    if (found.isEmpty()) {
      lookedUpTo = null;
      behind = behindAgain;
      behindAgain = false;
      if (!behind) {
        tickets.giveBack(behindTicket);
      }
      return;
    }
    lookedUpTo = found.getLast();
    for (Lane lane : found) {
      if (!standings.containsKey(lane)) {
        add(lane);
      }
    }
  }

  private void deliver(Lane lane) {
    Progress progress;
    try {
      progress = deliver.apply(lane);
    } catch (Throwable e) {
      // The store fails, not the subscriber: try again until it works.
      LOG.log(Level.ERROR, "Events of " + lane + " are held up.", e);
      pause();
      progress = Progress.MORE;
    }
    lock.lock();
    try {
      Standing standing = standings.remove(lane);
      if (standing != null) {
        delivered(lane, standing, progress);
      }
    } finally {
      lock.unlock();
    }
  }

  private void delivered(Lane lane, Standing standing, Progress progress) {
    boolean again = standing.state() == State.RUNNING_AGAIN;
    switch (progress) {
      case MORE -> {
        enqueue(lane, standing.ticket());
        if (again) {
          tickets.giveBack(standing.nextTicket());
        }
      }
      case DONE -> {
        tickets.giveBack(standing.ticket());
        if (again) {
          enqueue(lane, standing.nextTicket());
        }
      }
      case LATER -> {
        tickets.giveBack(standing.ticket());
        if (again) {
          tickets.giveBack(standing.nextTicket());
        }
        if (standings.size() < MOST_LANES) {
          standings.put(lane, new Standing(State.WAITING, 0, 0));
        }
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
