package dev.cloudjar.conformance.access;

import dev.cloudjar.catalog.Catalog;
import dev.cloudjar.catalog.OperationModel;
import dev.cloudjar.catalog.RequiredActions;
import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.conformance.access.ActionTableTest.Registered;
import dev.cloudjar.conformance.access.Invoker.Outcome;
import dev.cloudjar.junit.TestCloud;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.SelectObjectContentRequest;

/** One operation, with a request for it that is about things which are there. */
final class Trial {
  private static final Catalog CATALOG = Catalog.load();

  /** Operations that cannot be tried like the others, with the reason. */
  private static final Map<String, String> NOT_TRIED =
      Map.of(
          "sts AssumeRoleWithSAML", "an assertion of a provider says who asks, not a key",
          "sts AssumeRoleWithWebIdentity", "a token of a provider says who asks, not a key");

  private final TestCloud cloud;
  private final ServiceModel service;
  private final OperationModel operation;
  private final Fixtures fixture;
  private final RequestMaker maker;
  private final SdkPojo request;

  /** Makes what the operation is about, in the test's account. */
  Trial(Registered tried, TestCloud cloud) {
    this.cloud = cloud;
    this.service = CATALOG.service(tried.service());
    this.operation = service.operations().get(tried.operation().name());
    this.fixture = fixture(tried.service());
    this.maker = new RequestMaker(service, fixture.make(cloud));
    this.request = maker.request(operation);
  }

  /** The operations of the rooms that have fixtures. */
  static List<Registered> registered() throws IOException {
    List<String> services = Arrays.stream(Fixtures.values()).map(Fixtures::service).toList();
    return ActionTableTest.registered().stream()
        .filter(each -> services.contains(each.service()))
        .toList();
  }

  /** Those of them that can be tried with a user's key. */
  static List<Registered> tried() throws IOException {
    return registered().stream().filter(each -> !NOT_TRIED.containsKey(each.toString())).toList();
  }

  private static Fixtures fixture(String service) {
    return Arrays.stream(Fixtures.values())
        .filter(each -> each.service().equals(service))
        .findFirst()
        .orElseThrow();
  }

  OperationModel operation() {
    return operation;
  }

  /** What AWS documents that the operation needs. */
  RequiredActions actions() {
    return operation.actions();
  }

  Outcome call(AwsCredentialsProvider credentials) {
    if (request instanceof SelectObjectContentRequest query) {
      return EventInvoker.call(cloud.client(S3AsyncClient.class, credentials), query);
    }
    return new Invoker(fixture.client(), cloud.client(fixture.client(), credentials)).call(request);
  }

  /** What the root of the account is told by another operation of the service. */
  String gistForRoot(String otherOperation) {
    return new Invoker(fixture.client(), cloud.client(fixture.client()))
        .call(maker.request(service.operations().get(otherOperation)))
        .gist();
  }
}
