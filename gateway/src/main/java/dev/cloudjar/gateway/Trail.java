package dev.cloudjar.gateway;

import dev.cloudjar.cloud.Call;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

/** What observers are told of one call. */
final class Trail {
  private final List<CallObserver> observers;
  private final long startNanos;
  private @Nullable Call call;
  private @Nullable AwsRequest request;

  Trail(List<CallObserver> observers) {
    this.observers = observers;
    this.startNanos = observers.isEmpty() ? 0 : System.nanoTime();
  }

  void begin(Call begun) {
    call = begun;
  }

  void read(AwsRequest readRequest) {
    request = readRequest;
  }

  void answered(AwsResponse response, int status) {
    tell(response, null, status);
  }

  /** A request that is no operation, and has no structures. */
  void answered(int status) {
    tell(null, null, status);
  }

  void refused(String errorCode, int status) {
    tell(null, errorCode, status);
  }

  private void tell(@Nullable AwsResponse response, @Nullable String errorCode, int status) {
    Call known = call;
    if (observers.isEmpty() || known == null) {
      return;
    }
    CallObserver.Answered answered =
        new CallObserver.Answered(
            known, request, response, errorCode, status, System.nanoTime() - startNanos);
    for (CallObserver observer : observers) {
      observer.answered(answered);
    }
  }
}
