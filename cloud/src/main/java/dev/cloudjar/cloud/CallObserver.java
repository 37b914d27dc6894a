package dev.cloudjar.cloud;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

/**
 * Watches calls, from outside and between rooms: for trails, request metrics and meters. Called on
 * the thread that made the answer, before it is sent, so it returns at once.
 */
@FunctionalInterface
public interface CallObserver {

  /** A call has been answered. */
  void answered(Answered answered);

  /** Somebody has tried to sign in. */
  default void signedIn(ConsoleSignIn signIn) {}

  /**
   * A call and what came of it.
   *
   * @param call who called what; calls whose sender was not believed never become one
   * @param request null where it could not be read
   * @param response null where it was refused, and where the request is no operation
   * @param errorCode null where it was not refused
   * @param errorMessage null where the refusal has none
   * @param status the HTTP status
   * @param nanos how long the answer took to make
   */
  record Answered(
      Call call,
      @Nullable AwsRequest request,
      @Nullable AwsResponse response,
      @Nullable String errorCode,
      @Nullable String errorMessage,
      int status,
      long nanos) {}
}
