package dev.cloudjar.cloud;

import dev.cloudjar.fabric.MachineRoom;
import dev.cloudjar.store.Blobs;
import dev.cloudjar.store.KeyValueStore;

/**
 * What a room is given.
 *
 * @param store where rows are kept
 * @param blobs where content is kept
 * @param clock the virtual clock
 * @param work what is to be done later
 * @param events news between rooms
 * @param signals how a call waits for something to happen
 * @param meter takes measurements
 * @param ids makes names nobody can guess
 * @param credentials the access keys that the cloud has given out
 * @param identities who there is, and which policies apply to them
 * @param decisions what the gate has refused, and why
 * @param secrets what the installation knows and its store does not
 * @param observers tells of every call
 * @param backlogs what is written down a moment later
 * @param actions what policies can be about
 * @param interruptions takes back capacity of the Spot market
 * @param quotas what limits accounts, until it is raised
 * @param costs what accounts use and would have to pay for
 * @param outages the zones that are down
 * @param paths where packets go
 * @param machineRoom networks, machines, disks and images; opened when it is first asked
 * @param doors take connections over that rooms have accepted
 * @param settings what is wanted of single rooms
 * @param calls makes calls in the name of the room's own service; within a call, use {@link Call}
 */
public record Cloud(
    KeyValueStore store,
    Blobs blobs,
    Clock clock,
    Work work,
    Events events,
    Signals signals,
    Meter meter,
    Ids ids,
    Credentials credentials,
    Identities identities,
    Decisions decisions,
    Secrets secrets,
    CallObservers observers,
    Backlogs backlogs,
    Actions actions,
    Interruptions interruptions,
    Quotas quotas,
    Costs costs,
    ZoneOutages outages,
    Paths paths,
    MachineRoom machineRoom,
    Doors doors,
    Settings settings,
    Calls calls) {}
