package dev.cloudjar.junit;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import software.amazon.awssdk.awscore.presigner.SdkPresigner;

/**
 * Has S3's clients name buckets in the path: in the host, they would need a name server. By
 * reflection, so that S3's client need not be there.
 */
final class PathStyle {
  private PathStyle() {}

  /**
   * Does it where it can be done.
   *
   * @param builder the builder of any service's client or presigner
   * @param type its public interface
   */
  static void use(Object builder, Class<?> type)
      throws IllegalAccessException, InvocationTargetException {
    try {
      if (builder instanceof SdkPresigner.Builder) {
        usePresigner(builder, type);
      } else {
        type.getMethod("forcePathStyle", Boolean.class).invoke(builder, true);
      }
    } catch (NoSuchMethodException e) {
      // Only S3 puts names into hosts.
    }
  }

  private static void usePresigner(Object builder, Class<?> type)
      throws NoSuchMethodException, IllegalAccessException, InvocationTargetException {
    for (Method setter : type.getMethods()) {
      if (setter.getName().equals("serviceConfiguration") && setter.getParameterCount() == 1) {
        Class<?> configuration = setter.getParameterTypes()[0];
        Method factory = configuration.getMethod("builder");
        Class<?> made = factory.getReturnType();
        Object parts = factory.invoke(null);
        made.getMethod("pathStyleAccessEnabled", Boolean.class).invoke(parts, true);
        setter.invoke(builder, made.getMethod("build").invoke(parts));
      }
    }
  }
}
