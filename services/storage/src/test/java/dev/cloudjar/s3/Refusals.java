package dev.cloudjar.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.cloudjar.cloud.Fault;
import org.assertj.core.api.ObjectAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Says that calls are refused. */
final class Refusals {
  private Refusals() {}

  static ObjectAssert<S3Exception> assertRefused(ThrowingCallable call, int status, String code) {
    return assertThatThrownBy(call)
        .asInstanceOf(type(S3Exception.class))
        .satisfies(
            e -> {
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
              assertThat(e.statusCode()).isEqualTo(status);
            });
  }

  /** With words that the message has among others. */
  static void assertRefused(ThrowingCallable call, int status, String code, String words) {
    assertRefused(call, status, code)
        .satisfies(e -> assertThat(e.awsErrorDetails().errorMessage()).contains(words));
  }

  static ObjectAssert<Fault> assertFault(ThrowingCallable call, String code) {
    return assertThatThrownBy(call)
        .asInstanceOf(type(Fault.class))
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }
}
