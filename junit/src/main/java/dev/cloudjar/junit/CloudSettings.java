package dev.cloudjar.junit;

import dev.cloudjar.cloud.EagerRoom;
import dev.cloudjar.cloud.PlainRoom;
import dev.cloudjar.cloud.Room;
import dev.cloudjar.cloud.Rooms;
import dev.cloudjar.cloud.RoomsProvider;
import dev.cloudjar.cloud.Settings;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * How a cloud is to be; equal settings share one.
 *
 * @param rooms the names of the rooms' classes in order; empty for all that there are
 * @param owner the class that the cloud belongs to; null for one that is shared
 */
record CloudSettings(
    List<Class<? extends Room>> rooms,
    Data data,
    boolean strict,
    String region,
    Settings wishes,
    @Nullable Class<?> owner) {
  private static final String SUFFIX = "Room";

  static CloudSettings of(CloudjarTest annotation, Class<?> testClass) {
    TreeSet<Class<? extends Room>> rooms = new TreeSet<>(Comparator.comparing(Class::getName));
    rooms.addAll(List.of(annotation.rooms()));
    boolean shared = annotation.shared() && annotation.data() == Data.MEMORY;
    return new CloudSettings(
        List.copyOf(rooms),
        annotation.data(),
        annotation.strict(),
        annotation.region(),
        wishes(annotation.settings()),
        shared ? null : testClass);
  }

  private static Settings wishes(String[] settings) {
    Map<String, String> values = new TreeMap<>();
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      if (equals <= 0) {
        throw new IllegalArgumentException(setting + " is no setting such as name=value");
      }
      values.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    return new Settings(values);
  }

  Rooms findRooms() {
    Rooms found = new Rooms();
    if (rooms.isEmpty()) {
      ServiceLoader.load(RoomsProvider.class).forEach(provider -> provider.addTo(found));
      if (found.services().isEmpty()) {
        throw new IllegalStateException(
            "no rooms on the class path: depend on cloudjar-app, or name some with"
                + " @CloudjarTest(rooms = …)");
      }
    }
    for (Class<? extends Room> room : rooms) {
      if (PlainRoom.class.isAssignableFrom(room)) {
        Class<? extends PlainRoom> plain = room.asSubclass(PlainRoom.class);
        found.addPlain(serviceOf(room), () -> ReflectionSupport.newInstance(plain));
      } else {
        found.add(serviceOf(room), () -> ReflectionSupport.newInstance(room));
      }
      if (EagerRoom.class.isAssignableFrom(room)) {
        found.eager(serviceOf(room));
      }
    }
    return found;
  }

  private static String serviceOf(Class<? extends Room> room) {
    String name = room.getSimpleName();
    if (!name.endsWith(SUFFIX)) {
      throw new IllegalArgumentException(name + " is not named after a service, as SqsRoom is");
    }
    return name.substring(0, name.length() - SUFFIX.length()).toLowerCase(Locale.ROOT);
  }
}
