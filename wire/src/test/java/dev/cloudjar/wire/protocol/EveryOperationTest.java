package dev.cloudjar.wire.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.cloudjar.catalog.Catalog;
import dev.cloudjar.catalog.ErrorModel;
import dev.cloudjar.catalog.OperationModel;
import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.catalog.ServiceSummary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Every operation and every error of every service, judged by the SDK's own clients: what they send
 * is read back equal, what is written for them they receive equal.
 *
 * <p>The specimens are the same each time, unless {@code -Dspecimens.seed} asks for other ones.
 */
@Execution(ExecutionMode.CONCURRENT)
class EveryOperationTest {
  private static final long SEED = Long.getLong("specimens.seed", 20_251_123);

  private static final AtomicInteger SERVICES = new AtomicInteger();
  private static final AtomicInteger OPERATIONS = new AtomicInteger();
  private static final AtomicInteger CASES = new AtomicInteger();
  private static final AtomicInteger ERRORS = new AtomicInteger();
  private static final AtomicInteger ERROR_MEMBERS = new AtomicInteger();

  @TestFactory
  Stream<DynamicTest> everyServiceTravelsUnchanged() {
    Catalog catalog = Catalog.load();
    assertThat(catalog.services()).hasSizeGreaterThanOrEqualTo(62);
    return catalog.services().stream()
        .map(ServiceSummary::name)
        .map(catalog::service)
        .sorted(Comparator.comparingInt(service -> -service.operations().size()))
        .map(service -> dynamicTest(service.name(), () -> prove(service)));
  }

  @Test
  void noOperationOfTheSdkIsLeftOut() {
    Catalog catalog = Catalog.load();
    Set<String> proven = new TreeSet<>();
    Set<String> marshalled = new TreeSet<>();
    for (ServiceSummary summary : catalog.services()) {
      ServiceModel service = catalog.service(summary.name());
      String root = service.modelPackage().replaceAll("\\.model$", "");
      service.operations().values().stream()
          .map(operation -> root + '.' + operation.requestClass())
          .forEach(proven::add);
      OfficialNames.classes(service).stream()
          .filter(name -> name.contains(".transform.") && name.endsWith("RequestMarshaller"))
          .map(
              name ->
                  name.replaceAll("(\\.streams)?\\.transform\\.", ".")
                      .replaceAll("Marshaller$", ""))
          .forEach(marshalled::add);
    }
    assertThat(proven).isEqualTo(marshalled).hasSizeGreaterThanOrEqualTo(4394);
  }

  private static void prove(ServiceModel service) {
    List<String> failures = new ArrayList<>();
    SdkProof proof = new SdkProof(service, SEED);
    for (OperationModel operation : service.operations().values()) {
      OPERATIONS.incrementAndGet();
      for (int round = 0; round < SdkProof.ROUNDS; round++) {
        CASES.incrementAndGet();
        try {
          proof.prove(operation, round);
        } catch (AssertionError | RuntimeException failed) {
          failures.add(operation.name() + " round " + round + ": " + failed);
        }
      }
    }
    for (ErrorModel error : service.errors().values()) {
      ERRORS.incrementAndGet();
      try {
        proof.proveError(error);
      } catch (AssertionError | RuntimeException failed) {
        failures.add(error.code() + ": " + failed);
      }
    }
    ERROR_MEMBERS.addAndGet(proof.provenMembers());
    SERVICES.incrementAndGet();
    if (!failures.isEmpty()) {
      fail(
          "%d failures, seed %d, the first ones:%n%s"
              .formatted(
                  failures.size(),
                  SEED,
                  String.join("\n", failures.subList(0, Math.min(5, failures.size())))));
    }
  }

  @AfterAll
  static void count() {
    System.out.printf(
        "Proven by the SDK's clients: %d services, %d operations in %d cases, %d errors"
            + " with %d members; seed %d%n",
        SERVICES.get(), OPERATIONS.get(), CASES.get(), ERRORS.get(), ERROR_MEMBERS.get(), SEED);
  }
}
