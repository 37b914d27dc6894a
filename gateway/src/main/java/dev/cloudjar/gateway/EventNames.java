package dev.cloudjar.gateway;

import java.lang.reflect.Method;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The names of events in their streams. The SDK generates {@code sdkEventType()} for each stream,
 * with an enumeration of its own, and nothing that all streams share.
 */
final class EventNames {
  private static final String UNKNOWN = "UNKNOWN_TO_SDK_VERSION";

  private static final ClassValue<Method> TYPES =
      new ClassValue<>() {
        @Override
        protected Method computeValue(Class<?> event) {
          try {
            return event.getMethod("sdkEventType");
          } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException(event.getName() + " is no event", e);
          }
        }
      };

  private EventNames() {}

  /** The name of an event, such as {@code Records}. */
  static String of(SdkPojo event) {
    try {
      Enum<?> type = (Enum<?>) TYPES.get(event.getClass()).invoke(event);
      if (type.name().equals(UNKNOWN)) {
        throw new IllegalArgumentException(
            event.getClass().getName() + " was not made by a builder of its stream");
      }
      return type.toString();
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(event.getClass().getName() + " is no event", e);
    }
  }
}
