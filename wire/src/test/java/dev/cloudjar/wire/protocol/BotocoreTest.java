package dev.cloudjar.wire.protocol;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.cloudjar.catalog.Catalog;
import dev.cloudjar.catalog.ErrorModel;
import dev.cloudjar.catalog.OperationModel;
import dev.cloudjar.catalog.Protocol;
import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.catalog.ServiceSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Every operation and every error of every service in every protocol that it takes, judged by
 * botocore, on which the AWS CLI and boto3 stand. Skipped on machines that have none.
 */
@Execution(ExecutionMode.SAME_THREAD)
class BotocoreTest {
  private static final long SEED = Long.getLong("specimens.seed", 20_251_123);

  private static Botocore botocore;
  private static int services;
  private static int operations;
  private static int cases;
  private static int unknown;

  @BeforeAll
  static void start() {
    assumeTrue(
        Botocore.isInstalled(),
        "SKIPPED: this machine's python3 has no botocore, the second judge of the codecs");
    botocore = new Botocore();
  }

  @AfterAll
  static void stop() {
    if (botocore != null) {
      botocore.close();
      System.out.printf(
          "Proven by botocore: %d services, %d operations by protocol, %d cases, %d of operations"
              + " that botocore doesn't know; seed %d%n",
          services, operations, cases, unknown, SEED);
    }
  }

  @TestFactory
  Stream<DynamicTest> everyServiceTravelsUnchanged() {
    Catalog catalog = Catalog.load();
    return catalog.services().stream()
        .map(ServiceSummary::name)
        .map(catalog::service)
        .map(service -> dynamicTest(service.name(), () -> prove(service)));
  }

  private static void prove(ServiceModel service) {
    List<String> failures = new ArrayList<>();
    BotocoreProof proof = new BotocoreProof(service, botocore, SEED);
    services++;
    for (Protocol protocol : proof.protocols()) {
      for (OperationModel operation : service.operations().values()) {
        operations++;
        for (boolean edge : new boolean[] {false, true}) {
          attempt(failures, operation, () -> proof.proveRequest(operation, protocol, edge));
          // Its events have no parser that could be called alone; the SDK's client has judged them.
          if (!operation.eventStreamOutput()) {
            attempt(failures, operation, () -> proof.proveResponse(operation, protocol, edge));
          }
        }
      }
      for (ErrorModel error : service.errors().values()) {
        try {
          cases++;
          proof.proveError(error, protocol);
        } catch (AssertionError | RuntimeException failed) {
          failures.add(error.code() + " in " + protocol + ": " + failed);
        }
      }
    }
    if (!failures.isEmpty()) {
      fail(
          "%d failures, seed %d, the first ones:%n%s"
              .formatted(
                  failures.size(),
                  SEED,
                  String.join("\n", failures.subList(0, Math.min(5, failures.size())))));
    }
  }

  private static void attempt(
      List<String> failures, OperationModel operation, BooleanSupplier proof) {
    try {
      cases++;
      if (!proof.getAsBoolean()) {
        unknown++;
      }
    } catch (AssertionError | RuntimeException failed) {
      failures.add(operation.name() + ": " + failed);
    }
  }
}
