package dev.cloudjar.servicequotas;

import dev.cloudjar.cloud.Fault;

/** What Service Quotas refuses with. */
final class ServiceQuotasFaults {
  private ServiceQuotasFaults() {}

  static Fault noSuchService() {
    return noSuchResource("The request failed because the specified service does not exist.");
  }

  static Fault noSuchQuota() {
    return noSuchResource("The request failed because the specified quota does not exist.");
  }

  static Fault noSuchRequest() {
    return noSuchResource("The request failed because the specified request does not exist.");
  }

  static Fault noSuchContext() {
    return noSuchResource(
        "The request failed because applied value for the specified context Id do not exist.");
  }

  private static Fault noSuchResource(String message) {
    return Fault.of("NoSuchResourceException", message);
  }

  static Fault notGreater() {
    return Fault.of(
        "IllegalArgumentException",
        "You must provide a quota value greater than the current quota value");
  }

  static Fault alreadyOpen() {
    return Fault.of(
        "ResourceAlreadyExistsException",
        "Only one open service quota increase request is allowed per quota.");
  }

  static Fault invalidToken() {
    return Fault.of("InvalidPaginationTokenException", "The pagination token is not valid.");
  }
}
