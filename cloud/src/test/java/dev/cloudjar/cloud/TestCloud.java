package dev.cloudjar.cloud;

import dev.cloudjar.store.Blobs;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.MemoryStore;
import dev.cloudjar.store.Transaction;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A cloud over one store that can crash and be started again. */
final class TestCloud implements AutoCloseable {
  /** Nothing here has content. */
  private static final Blobs NO_BLOBS =
      (Blobs)
          Proxy.newProxyInstance(
              Blobs.class.getClassLoader(),
              new Class<?>[] {Blobs.class},
              (proxy, method, arguments) -> {
                throw new UnsupportedOperationException(method.getName());
              });

  private final KeyValueStore store = new MemoryStore();
  private final Map<String, Consumer<Cloud>> rooms = new LinkedHashMap<>();
  final AtomicInteger opened = new AtomicInteger();

  private CloudAssembly assembly;

  TestCloud() {
    assembly = assemble();
  }

  /** What the room of a service does when it is opened, in this and every later life. */
  TestCloud room(String service, Consumer<Cloud> open) {
    rooms.put(service, open);
    return this;
  }

  TestCloud start() {
    assembly.start();
    return this;
  }

  TestCloud frozen() {
    control().freeze();
    return this;
  }

  /** Opens a room as a request does. */
  void open(String service) {
    opener.open(service);
  }

  void crash() {
    assembly.abandon();
    assembly.awaitEnd();
    assembly = assemble();
  }

  void restart() {
    assembly.close();
    assembly = assemble();
  }

  Cloud cloud() {
    return assembly.cloud();
  }

  ClockControl control() {
    return assembly.clockControl();
  }

  CloudAssembly assembly() {
    return assembly;
  }

  Instant now() {
    return cloud().clock().now();
  }

  KeyValueStore store() {
    return store;
  }

  void transact(Consumer<Transaction> body) {
    store.transact(
        transaction -> {
          body.accept(transaction);
          return 0;
        });
  }

  void schedule(String kind, String id, Instant due) {
    transact(transaction -> cloud().work().schedule(transaction, kind, id, due, new byte[0]));
  }

  @Override
  public void close() {
    assembly.close();
  }

  private RoomOpener opener;

  private CloudAssembly assemble() {
    Map<String, Boolean> open = new ConcurrentHashMap<>();
    CloudAssembly[] self = new CloudAssembly[1];
    opener =
        service -> {
          Consumer<Cloud> room = rooms.get(service);
          if (room != null) {
            open.computeIfAbsent(
                service,
                name -> {
                  opened.incrementAndGet();
                  room.accept(self[0].cloud());
                  return true;
                });
          }
          return room != null;
        };
    self[0] = CloudAssembly.over(store, NO_BLOBS, Meter.NONE, opener);
    return self[0];
  }
}
