package dev.cloudjar.gateway;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.CallObserver;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

/** What observers are told of one call. */
final class Trail {
  private final Observers observers;
  private final long startNanos;
  private @Nullable Call call;
  private @Nullable AwsRequest request;

  Trail(Observers observers) {
    this.observers = observers;
    this.startNanos = System.nanoTime();
  }

  void begin(Call begun) {
    call = begun;
  }

  void read(AwsRequest readRequest) {
    request = readRequest;
  }

  void answered(AwsResponse response, int status) {
    tell(response, null, null, status);
  }

  /** A request that is no operation, and has no structures. */
  void answered(int status) {
    tell(null, null, null, status);
  }

  void refused(String errorCode, @Nullable String errorMessage, int status) {
    tell(null, errorCode, errorMessage, status);
  }

  private void tell(
      @Nullable AwsResponse response,
      @Nullable String errorCode,
      @Nullable String errorMessage,
      int status) {
    Call known = call;
    if (known == null) {
      return;
    }
    observers.answered(
        new CallObserver.Answered(
            known,
            request,
            response,
            errorCode,
            errorMessage,
            status,
            System.nanoTime() - startNanos));
  }
}
