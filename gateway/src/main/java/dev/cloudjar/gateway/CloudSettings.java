package dev.cloudjar.gateway;

import dev.cloudjar.cloud.CallObserver;
import dev.cloudjar.cloud.Gate;
import dev.cloudjar.cloud.Meter;
import dev.cloudjar.cloud.Rooms;
import dev.cloudjar.cloud.Settings;
import dev.cloudjar.store.Durability;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How a cloud is to be.
 *
 * @param gate decides every call; empty for the policies that apply to it
 * @param meter makes what takes measurements, anew for each house
 * @param data where its data is kept; empty for in memory
 * @param zones a directory for each zone that content has copies in; empty for those that the data
 *     has had, if any
 * @param wishes what is wanted of single rooms
 */
record CloudSettings(
    Rooms rooms,
    Optional<Gate> gate,
    Supplier<Meter> meter,
    List<CallObserver> observers,
    Optional<Path> data,
    List<Path> zones,
    Durability durability,
    String region,
    boolean strict,
    Settings wishes) {}
