package dev.cloudjar.cloud;

import dev.cloudjar.fabric.MachineRoom;
import dev.cloudjar.store.Blobs;
import dev.cloudjar.store.KeyValueStore;

/**
 * Everything a {@link Cloud} consists of, put together over a store: clock, work, events, signals,
 * ids and credentials.
 *
 * <p>Whoever assembles a cloud gives rooms {@link #cloud}, calls {@link #start} once rooms can be
 * opened, and closes it before the store.
 */
public final class CloudAssembly implements AutoCloseable {
  private final Cloud cloud;
  private final VirtualClock clock;
  private final DurableWork work;
  private final DurableEvents events;
  private final LocalSignals signals;
  private final WorkDispatcher dispatcher;
  private final ClockControl clockControl;
  private final Backlogs backlogs = new Backlogs();
  private final Learning learning;

  private CloudAssembly(
      KeyValueStore store,
      Blobs blobs,
      Secrets secrets,
      Meter meter,
      RoomOpener rooms,
      CallObservers observers,
      Actions actions,
      MachineRoom machineRoom,
      Doors doors,
      Settings settings,
      Calls calls) {
    clock = new VirtualClock(store);
    signals = new LocalSignals(clock);
    work = new DurableWork(store, clock);
    events = new DurableEvents(store, clock, work, rooms);
    dispatcher = new WorkDispatcher(store, clock, work, rooms, this::awaitCalm);
    clockControl = new ClockControl(clock, dispatcher);
    Ids ids = new RandomIds();
    learning = new Learning();
    cloud =
        new Cloud(
            store,
            blobs,
            clock,
            work,
            events,
            signals,
            meter,
            ids,
            new StoredCredentials(store, work),
            new Identities(rooms),
            new Decisions(secrets, ids),
            secrets,
            observers,
            backlogs,
            actions,
            new Interruptions(rooms),
            new Quotas(store, rooms),
            new Costs(store, clock, backlogs),
            new ZoneOutages(store, clock, events),
            new Paths(rooms),
            machineRoom,
            doors,
            settings,
            calls);
  }

  /**
   * A cloud whose rooms call no others and whose secrets end with it. Nothing runs before {@link
   * #start}.
   */
  public static CloudAssembly over(
      KeyValueStore store, Blobs blobs, Meter meter, RoomOpener rooms) {
    return over(
        store,
        blobs,
        Secrets.inMemory(),
        meter,
        rooms,
        observer -> {},
        Actions.NONE,
        new NoMachineRoom("there is none"),
        Doors.NONE,
        Settings.NONE,
        Calls.NONE);
  }

  /**
   * Puts a cloud together. Nothing runs before {@link #start}.
   *
   * @param secrets kept as long as the store, but not with it
   * @param rooms opens a room that work or news have turned up for; called on threads of the cloud
   * @param observers where rooms ask to be told of calls
   * @param actions what policies can be about
   * @param machineRoom not closed with the cloud
   * @param doors take connections over that rooms have accepted
   * @param settings what is wanted of single rooms
   * @param calls makes calls between rooms
   */
  public static CloudAssembly over(
      KeyValueStore store,
      Blobs blobs,
      Secrets secrets,
      Meter meter,
      RoomOpener rooms,
      CallObservers observers,
      Actions actions,
      MachineRoom machineRoom,
      Doors doors,
      Settings settings,
      Calls calls) {
    return new CloudAssembly(
        store,
        blobs,
        secrets,
        meter,
        rooms,
        observers,
        actions,
        machineRoom,
        doors,
        settings,
        calls);
  }

  /** What rooms are given. */
  public Cloud cloud() {
    return cloud;
  }

  /** Moves the clock. */
  public ClockControl clockControl() {
    return clockControl;
  }

  /** Watches what principals need. */
  public Learning learning() {
    return learning;
  }

  /** Shows what has failed. */
  public DurableWork work() {
    return work;
  }

  /** Shows what has failed. */
  public DurableEvents events() {
    return events;
  }

  /** Begins to do what is due and to tell what is new, first what was left by the last time. */
  public void start() {
    events.start();
    dispatcher.start();
  }

  /** Lets calls that wait go, and lets none wait from now on, so that all are answered soon. */
  public void letWaitingCallsGo() {
    signals.close();
  }

  /** Waits until what has happened has been written down, and heard. */
  private void awaitCalm() {
    backlogs.flush();
    events.awaitCalm();
  }

  /** Lets calls that wait go, ends background work after what is being done, and stops. */
  @Override
  public void close() {
    signals.close();
    dispatcher.close();
    events.close();
    backlogs.close();
    clock.close();
  }

  /** Stops as a crash would: nothing more is written down, and nobody waited for. For tests. */
  void abandon() {
    signals.close();
    dispatcher.abandon();
    events.abandon();
    backlogs.abandon();
  }

  /** Waits until what was abandoned has noticed. */
  void awaitEnd() {
    dispatcher.awaitEnd();
    events.awaitEnd();
  }
}
