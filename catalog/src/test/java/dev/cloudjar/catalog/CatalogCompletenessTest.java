package dev.cloudjar.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.JarURLConnection;
import java.net.URL;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.AwsRequest;

/** Nothing of the pinned SDK may be missing from the catalog, and nothing in it may be made up. */
class CatalogCompletenessTest {
  private static final Catalog CATALOG = Catalog.load();

  static Stream<String> modelPackages() {
    return CATALOG.services().stream()
        .map(s -> CATALOG.service(s.name()).modelPackage())
        .distinct()
        .sorted();
  }

  @Test
  void knowsTheServicesOfTheChecklist() {
    assertThat(CATALOG.services()).hasSize(65);
    assertThat(CATALOG.services()).extracting(ServiceSummary::name).isSorted();
  }

  @ParameterizedTest
  @MethodSource("modelPackages")
  void hasAnOperationForEachRequestClassAndNoOther(String modelPackage) throws Exception {
    Set<String> known =
        CATALOG.services().stream()
            .map(s -> CATALOG.service(s.name()))
            .filter(s -> s.modelPackage().equals(modelPackage))
            .flatMap(s -> s.operations().values().stream())
            .map(OperationModel::requestClass)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(known).isEqualTo(requestClasses(modelPackage));
  }

  @Test
  void namesResponseClassesThatAreThere() throws Exception {
    for (ServiceSummary summary : CATALOG.services()) {
      ServiceModel service = CATALOG.service(summary.name());
      for (OperationModel operation : service.operations().values()) {
        String name = service.modelPackage() + "." + operation.responseClass();
        assertThat(Class.forName(name, false, getClass().getClassLoader()).getSimpleName())
            .isEqualTo(operation.responseClass());
      }
    }
  }

  private static Set<String> requestClasses(String modelPackage) throws Exception {
    String services = modelPackage.substring(0, modelPackage.lastIndexOf('.'));
    String artifact = services.substring(services.lastIndexOf('.') + 1);
    Set<String> requests = new TreeSet<>();
    try (JarFile jar = jarOf(artifact)) {
      for (String entry : jar.stream().map(e -> e.getName()).toList()) {
        String name = entry.replace('/', '.');
        if (name.startsWith(modelPackage + ".") && name.endsWith("Request.class")) {
          Class<?> type =
              Class.forName(
                  name.substring(0, name.length() - ".class".length()),
                  false,
                  CatalogCompletenessTest.class.getClassLoader());
          if (AwsRequest.class.isAssignableFrom(type)
              && !Modifier.isAbstract(type.getModifiers())) {
            requests.add(type.getSimpleName());
          }
        }
      }
    }
    return requests;
  }

  private static JarFile jarOf(String artifact) throws IOException {
    URL marker =
        CatalogCompletenessTest.class
            .getClassLoader()
            .getResource("META-INF/maven/software.amazon.awssdk/" + artifact + "/pom.properties");
    assertThat(marker).as(artifact).isNotNull();
    return ((JarURLConnection) marker.openConnection()).getJarFile();
  }
}
