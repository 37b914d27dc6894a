package dev.cloudjar.organizations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.services.organizations.model.OrganizationsException;

/** Asserts how calls are refused. */
final class Refusals {
  private Refusals() {}

  static void refused(Class<? extends OrganizationsException> type, ThrowingCallable call) {
    OrganizationsException refusal = catchThrowableOfType(OrganizationsException.class, call);
    assertThat(refusal).as("refusal").isNotNull().isInstanceOf(type);
    assertThat(refusal.statusCode()).isEqualTo(400);
  }
}
