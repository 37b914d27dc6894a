package dev.cloudjar.junit;

import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestInstantiationAwareExtension;
import org.junit.platform.commons.support.AnnotationSupport;

/** Finds or starts the cloud of a test class, and hands out what its tests ask for. */
final class CloudjarExtension implements ParameterResolver, TestInstantiationAwareExtension {
  private static final Namespace NAMESPACE = Namespace.create(CloudjarExtension.class);

  /** Constructors are given what belongs to the test that the instance is made for. */
  @Override
  public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
    return ExtensionContextScope.TEST_METHOD;
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == TestCloud.class || type == TestClock.class || SdkClients.canMake(type);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    TestCloud cloud = cloudOf(context);
    if (type == TestCloud.class) {
      return cloud;
    }
    if (type == TestClock.class) {
      return cloud.clock();
    }
    return parameter.isAnnotated(OverSocket.class)
        ? cloud.clientOverSocket(type, cloud.credentials())
        : cloud.client(type);
  }

  /** What belongs to the test, or to its class if that has asked before any test. */
  private static TestCloud cloudOf(ExtensionContext context) {
    return context
        .getStore(NAMESPACE)
        .computeIfAbsent(
            TestCloud.class, type -> new TestCloud(runningCloudOf(context)), TestCloud.class);
  }

  private static RunningCloud runningCloudOf(ExtensionContext context) {
    CloudSettings settings = settingsOf(context.getRequiredTestClass());
    return home(settings, context)
        .getStore(NAMESPACE)
        .computeIfAbsent(settings, RunningCloud::new, RunningCloud.class);
  }

  /** Whatever the cloud lives as long as: the class that it belongs to, or all tests. */
  private static ExtensionContext home(CloudSettings settings, ExtensionContext context) {
    Class<?> owner = settings.owner();
    if (owner != null) {
      for (Optional<ExtensionContext> each = Optional.of(context);
          each.isPresent();
          each = each.get().getParent()) {
        // A test's context knows its class, too.
        if (each.get().getElement().filter(owner::equals).isPresent()) {
          return each.get();
        }
      }
    }
    return context.getRoot();
  }

  private static CloudSettings settingsOf(Class<?> testClass) {
    for (Class<?> each = testClass; each != null; each = each.getEnclosingClass()) {
      var annotation = AnnotationSupport.findAnnotation(each, CloudjarTest.class);
      if (annotation.isPresent()) {
        return CloudSettings.of(annotation.get(), each);
      }
    }
    throw new IllegalStateException(testClass + " has no @CloudjarTest");
  }
}
