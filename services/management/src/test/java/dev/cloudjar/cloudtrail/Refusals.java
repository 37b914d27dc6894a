package dev.cloudjar.cloudtrail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.services.cloudtrail.model.CloudTrailException;

/** Asserts how calls are refused. */
final class Refusals {
  private Refusals() {}

  static void refused(Class<? extends CloudTrailException> type, ThrowingCallable call) {
    CloudTrailException refusal = catchThrowableOfType(CloudTrailException.class, call);
    assertThat(refusal).as("refusal").isNotNull().isInstanceOf(type);
    assertThat(refusal.statusCode()).isBetween(400, 499);
  }
}
