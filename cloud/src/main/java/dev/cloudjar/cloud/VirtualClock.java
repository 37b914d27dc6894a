package dev.cloudjar.cloud;

import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The clock of the cloud: the machine's time plus an offset, or standing still. Its setting is kept
 * in the store, so that it goes on after a restart, and it never runs backwards: neither when it is
 * frozen, nor when the machine's own clock is set back, nor over a restart.
 *
 * <p>It is moved by {@link ClockControl} and {@link WorkDispatcher} only. Reading it takes a few
 * dozen nanoseconds and no lock.
 */
public final class VirtualClock implements Clock {

  /** Hears that the clock was moved or changed its pace; returns soon. */
  @FunctionalInterface
  interface Listener {
    /**
     * Something has changed.
     *
     * @param paceChanged whether it was frozen or released, so that waits for it have to be
     *     reckoned anew
     */
    void clockChanged(boolean paceChanged);
  }

  private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long TOLERANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** How to reckon the time. One is told from another by which it is, not by what it says. */
  private static final class Pace {
    /** Whether it is {@link #base} all the time. */
    final boolean standing;

    /** The time at {@link #anchorTick}. */
    final long base;

    final long anchorTick;

    /** The wall time at {@link #anchorTick}. */
    final long anchorWall;

    Pace(boolean standing, long base, long anchorTick, long anchorWall) {
      this.standing = standing;
      this.base = base;
      this.anchorTick = anchorTick;
      this.anchorWall = anchorWall;
    }
  }

  /** In force for the instant in which the clock is being stopped: whoever reads it waits. */
  private static final Pace STOPPING = new Pace(false, 0, 0, 0);

  private final KeyValueStore store;
  private final TimeSource source;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final ReentrantLock changing = new ReentrantLock();
  private final ClockHistory history;

  private volatile Pace pace;
  private volatile long nextCheckTick;

  // Guarded by changing.
  private boolean frozen;
  private boolean held;
  private OptionalLong advancingTo;
  private long promised = Long.MIN_VALUE;

  /** Opens the clock where it was left in {@code store}; at the wall time if it is new. */
  public VirtualClock(KeyValueStore store) {
    this(store, TimeSource.MACHINE);
  }

  VirtualClock(KeyValueStore store, TimeSource source) {
    this.store = store;
    this.source = source;
    ClockState state = store.read(ClockState::get);
    this.history = store.read(ClockHistory::get);
    long wall = wallNanos();
    this.frozen = state.frozen();
    this.advancingTo = state.advancingTo();
    this.held = advancingTo.isPresent();
    boolean standing = frozen || held;
    long base = standing ? state.atLeast() : Math.max(wall + state.offset(), state.atLeast());
    long tick = source.ticks();
    this.pace = new Pace(standing, base, tick, wall);
    history.changed(wall, base, standing);
    this.nextCheckTick = tick + CHECK_NANOS;
  }

  @Override
  public Instant now() {
    return EpochNanos.instant(nowNanos());
  }

  @Override
  public Instant wallTime() {
    return source.wallTime();
  }

  @Override
  public Instant at(Instant wallTime) {
    return EpochNanos.instant(history.at(EpochNanos.of(wallTime)));
  }

  /** The time in nanoseconds since 1970. */
  long nowNanos() {
    while (true) {
      Pace current = pace;
      if (current.standing) {
        return current.base;
      }
      if (current == STOPPING) {
        awaitStop();
        continue;
      }
      long tick = source.ticks();
      // If the clock is being stopped meanwhile, it may come to stand before this tick.
      if (pace == current) {
        if (tick - nextCheckTick >= 0) {
          followTheMachine();
        }
        return current.base + (tick - current.anchorTick);
      }
    }
  }

  /**
   * How long it takes in real time until the clock shows {@code nanos}, if nobody moves it; {@link
   * Long#MAX_VALUE} while it stands still before that.
   */
  long realNanosUntil(long nanos) {
    long left = nanos - nowNanos();
    if (left <= 0) {
      return 0;
    }
    return pace.standing ? Long.MAX_VALUE : left;
  }

  boolean isFrozen() {
    changing.lock();
    try {
      return frozen;
    } finally {
      changing.unlock();
    }
  }

  void addListener(Listener listener) {
    listeners.add(listener);
  }

  /** Stops the clock until {@link #resume}. */
  void freeze() {
    changing.lock();
    try {
      if (frozen) {
        return;
      }
      stop();
      frozen = true;
      store.transact(this::saveAll);
    } finally {
      changing.unlock();
    }
    tell(true);
  }

  /** Lets the clock go on from where it stands. */
  void resume() {
    changing.lock();
    try {
      if (!frozen) {
        return;
      }
      frozen = false;
      store.transact(this::saveAll);
      if (!held) {
        run(pace.base);
      }
    } finally {
      changing.unlock();
    }
    tell(true);
  }

  /** Where an advance has been broken off by the end of the process; empty otherwise. */
  OptionalLong unfinishedAdvance() {
    changing.lock();
    try {
      return advancingTo;
    } finally {
      changing.unlock();
    }
  }

  /** Stops the clock to be moved by hand until {@link #release}, and returns where it stands. */
  long hold() {
    changing.lock();
    try {
      stop();
      held = true;
      return pace.base;
    } finally {
      changing.unlock();
    }
  }

  /**
   * Writes down that the held clock is on its way to {@code target} and may have come as far as
   * {@code nanos}, which is where it stands after a crash.
   */
  void promise(Transaction transaction, long nanos, long target) {
    changing.lock();
    try {
      advancingTo = OptionalLong.of(target);
      promised = Math.max(promised, nanos);
      save(transaction);
    } finally {
      changing.unlock();
    }
  }

  /** Moves the clock on while it is held; never back. */
  void moveTo(long nanos) {
    changing.lock();
    try {
      if (!held || nanos <= pace.base) {
        return;
      }
      pace = new Pace(true, nanos, pace.anchorTick, pace.anchorWall);
    } finally {
      changing.unlock();
    }
    tell(false);
  }

  /**
   * Moves the held clock to {@code target}, unless it is past that, and lets it go on from there,
   * unless it is frozen.
   */
  void release(long target) {
    changing.lock();
    try {
      long base = Math.max(pace.base, target);
      held = false;
      advancingTo = OptionalLong.empty();
      promised = Long.MIN_VALUE;
      goOn(new Pace(true, base, source.ticks(), wallNanos()));
      try {
        store.transact(this::saveAll);
      } finally {
        if (!frozen) {
          run(base);
        }
      }
    } finally {
      changing.unlock();
    }
    tell(true);
  }

  /** Writes down where the clock is, so that it is not behind that when it is opened again. */
  void close() {
    changing.lock();
    try {
      store.transact(this::saveAll);
    } finally {
      changing.unlock();
    }
  }

  /** Writes down how it goes on from now, which the caller lets it do. */
  private ClockState saveAll(Transaction transaction) {
    history.put(transaction, wallNanos(), reading(), frozen || held);
    return save(transaction);
  }

  private ClockState save(Transaction transaction) {
    ClockState state = new ClockState(offset(), frozen, advancingTo, Math.max(reading(), promised));
    state.put(transaction);
    return state;
  }

  private long offset() {
    Pace current = pace;
    return current.standing ? current.base - wallNanos() : current.base - current.anchorWall;
  }

  /** The time, for who holds the lock. */
  private long reading() {
    Pace current = pace;
    return current.standing ? current.base : current.base + (source.ticks() - current.anchorTick);
  }

  private void awaitStop() {
    changing.lock();
    try {
      assert pace != STOPPING;
    } finally {
      changing.unlock();
    }
  }

  private void stop() {
    Pace running = pace;
    if (running.standing) {
      return;
    }
    pace = STOPPING;
    long tick = source.ticks();
    long wall = wallNanos();
    goOn(new Pace(true, running.base + (tick - running.anchorTick), tick, wall));
  }

  private void run(long base) {
    long tick = source.ticks();
    goOn(new Pace(false, base, tick, wallNanos()));
    nextCheckTick = tick + CHECK_NANOS;
  }

  /**
   * Ticks don't count while the machine sleeps, and its clock may be set: steps forward are
   * followed, steps back are not.
   */
  private void followTheMachine() {
    if (!changing.tryLock()) {
      return;
    }
    boolean stepped = false;
    try {
      Pace current = pace;
      long tick = source.ticks();
      if (current.standing || tick - nextCheckTick < 0) {
        return;
      }
      nextCheckTick = tick + CHECK_NANOS;
      long wall = wallNanos();
      long passed = tick - current.anchorTick;
      long ahead = wall - (current.anchorWall + passed);
      if (Math.abs(ahead) > TOLERANCE_NANOS) {
        long base = current.base + passed + Math.max(0, ahead);
        goOn(new Pace(false, base, tick, wall));
        stepped = true;
      }
    } finally {
      changing.unlock();
    }
    if (stepped) {
      // Whoever happened to read the time may hold locks that the listeners want.
      Thread.ofVirtual().name("clock-stepped").start(() -> tell(true));
    }
  }

  private void goOn(Pace next) {
    pace = next;
    history.changed(next.anchorWall, next.base, next.standing);
  }

  private void tell(boolean paceChanged) {
    for (Listener listener : listeners) {
      listener.clockChanged(paceChanged);
    }
  }

  private long wallNanos() {
    return EpochNanos.of(source.wallTime());
  }
}
