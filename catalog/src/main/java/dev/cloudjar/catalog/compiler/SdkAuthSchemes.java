package dev.cloudjar.catalog.compiler;

import java.lang.reflect.InvocationTargetException;
import java.util.List;
import software.amazon.awssdk.http.auth.spi.scheme.AuthSchemeOption;
import software.amazon.awssdk.http.auth.spi.scheme.AuthSchemeProvider;
import software.amazon.awssdk.regions.Region;

/** Which operations the SDK sends without a signature. */
final class SdkAuthSchemes {
  private static final String NO_AUTHENTICATION = "smithy.api#noAuth";

  private final AuthSchemeProvider provider;
  private final Class<?> providerClass;
  private final Class<?> parameters;

  private SdkAuthSchemes(AuthSchemeProvider provider, Class<?> providerClass, Class<?> parameters) {
    this.provider = provider;
    this.providerClass = providerClass;
    this.parameters = parameters;
  }

  /**
   * The schemes of a service.
   *
   * @param prefix what the names of its classes start with, such as {@code
   *     software.amazon.awssdk.services.sts.auth.scheme.Sts}
   */
  static SdkAuthSchemes of(String prefix) {
    try {
      Class<?> providerClass = Class.forName(prefix + "AuthSchemeProvider");
      Object provider = providerClass.getMethod("defaultProvider").invoke(null);
      return new SdkAuthSchemes(
          (AuthSchemeProvider) provider, providerClass, Class.forName(prefix + "AuthSchemeParams"));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(prefix, e);
    }
  }

  boolean signed(String operation) {
    try {
      Object builder = parameters.getMethod("builder").invoke(null);
      Class<?> builderClass = Class.forName(parameters.getName() + "$Builder");
      builderClass.getMethod("operation", String.class).invoke(builder, operation);
      builderClass.getMethod("region", Region.class).invoke(builder, Region.US_EAST_1);
      Object options =
          providerClass
              .getMethod("resolveAuthScheme", parameters)
              .invoke(provider, builderClass.getMethod("build").invoke(builder));
      return ((List<?>) options)
          .stream()
              .map(AuthSchemeOption.class::cast)
              .noneMatch(option -> option.schemeId().equals(NO_AUTHENTICATION));
    } catch (InvocationTargetException e) {
      // Where the endpoint decides, as for S3 and EventBridge, all is signed.
      return true;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(parameters.getName(), e);
    }
  }
}
