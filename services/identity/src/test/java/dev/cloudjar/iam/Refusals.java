package dev.cloudjar.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.services.iam.model.IamException;

/** Asserts how calls are refused. */
final class Refusals {
  private Refusals() {}

  static Refusal refused(ThrowingCallable call) {
    IamException refusal = catchThrowableOfType(IamException.class, call);
    assertThat(refusal).as("refusal").isNotNull();
    return new Refusal(refusal);
  }

  /** A refusal, as the SDK understood it. */
  record Refusal(IamException exception) {

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

    Refusal as(Class<? extends IamException> type) {
      assertThat(exception).isInstanceOf(type);
      return this;
    }
  }
}
