package dev.cloudjar.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Rooms;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.ThrottleReason;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/** Errors with members of their own; that all of them arrive is proven where they are written. */
class FaultShapeTest {
  @Test
  void aFaultBringsTheMembersOfItsShape() throws IOException {
    Rooms rooms =
        new Rooms()
            .add(
                "lambda",
                () ->
                    (operations, cloud) ->
                        operations
                            .on(
                                GetFunctionRequest.class,
                                GetFunctionResponse.class,
                                (call, request) -> {
                                  throw Fault.of("TooManyRequestsException", "Rate Exceeded.")
                                      .with(
                                          TooManyRequestsException.builder()
                                              .retryAfterSeconds("7")
                                              .reason(ThrottleReason.CALLER_RATE_LIMIT_EXCEEDED)
                                              .build());
                                })
                            .needsNoPermission());
    try (CloudServer server = CloudServer.builder().rooms(rooms).start();
        LambdaClient lambda = Sdk.client(server, LambdaClient.builder(), Sdk.key("test"))) {
      assertThatThrownBy(() -> lambda.getFunction(it -> it.functionName("f")))
          .isInstanceOfSatisfying(
              TooManyRequestsException.class,
              e -> {
                assertThat(e.statusCode()).isEqualTo(429);
                assertThat(e.awsErrorDetails().errorMessage()).isEqualTo("Rate Exceeded.");
                assertThat(e.retryAfterSeconds()).isEqualTo("7");
                assertThat(e.reason()).isEqualTo(ThrottleReason.CALLER_RATE_LIMIT_EXCEEDED);
              });
    }
  }
}
