package dev.cloudjar.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.services.kms.model.KmsException;

/** Asserts how calls are refused. */
final class Refusals {
  private Refusals() {}

  static Refusal refused(ThrowingCallable call) {
    KmsException refusal = catchThrowableOfType(KmsException.class, call);
    assertThat(refusal).as("refusal").isNotNull();
    return new Refusal(refusal);
  }

  /** A refusal, as the SDK understood it. */
  record Refusal(KmsException exception) {

    Refusal withCode(String code) {
      assertThat(exception.awsErrorDetails().errorCode()).isEqualTo(code);
      return this;
    }

    Refusal withStatus(int status) {
      assertThat(exception.statusCode()).isEqualTo(status);
      return this;
    }

    Refusal saying(String message) {
      assertThat(exception.awsErrorDetails().errorMessage()).isEqualTo(message);
      return this;
    }

    Refusal as(Class<? extends KmsException> type) {
      assertThat(exception).isInstanceOf(type);
      return this;
    }
  }
}
