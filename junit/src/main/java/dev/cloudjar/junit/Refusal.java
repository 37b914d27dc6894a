package dev.cloudjar.junit;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.function.Executable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * Says how a call was refused, as the SDK understood it: {@code refused(() ->
 * iam.deleteUser(...)).withCode("NoSuchEntity").withStatus(404)}.
 */
public record Refusal(AwsServiceException exception) {

  /** Makes a call that has to be refused. */
  public static Refusal refused(Executable call) {
    return new Refusal(Assertions.assertThrows(AwsServiceException.class, call, "refusal"));
  }

  /** It has this error code. */
  public Refusal withCode(String code) {
    Assertions.assertEquals(code, exception.awsErrorDetails().errorCode(), exception::getMessage);
    return this;
  }

  /** It has this HTTP status. */
  public Refusal withStatus(int status) {
    Assertions.assertEquals(status, exception.statusCode(), exception::getMessage);
    return this;
  }

  /** It has exactly this message. */
  public Refusal saying(String message) {
    Assertions.assertEquals(message, exception.awsErrorDetails().errorMessage());
    return this;
  }

  /** The SDK took it for this exception. */
  public Refusal as(Class<? extends AwsServiceException> type) {
    Assertions.assertInstanceOf(type, exception);
    return this;
  }
}
