package dev.cloudjar.cloud;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

/**
 * Somebody in whose name a room calls other rooms.
 *
 * @param session what the principal's credentials carry; empty for none
 * @param region the Region that is called
 * @param calledVia the services through which the principal's call comes, the first one first
 */
public record RoomCaller(
    Calls calls,
    Principal principal,
    Optional<Session> session,
    String region,
    List<String> calledVia) {

  /** A service that acts by itself, as background work does. */
  public static RoomCaller service(Calls calls, Principal.Service service, String region) {
    return new RoomCaller(calls, service, Optional.empty(), region, List.of());
  }

  /**
   * Calls an operation.
   *
   * @throws Fault what it refuses with
   */
  public <I extends AwsRequest, O extends AwsResponse> O to(I request, Class<O> response) {
    return calls.call(this, request, new WholeBody(ByteBuffer.allocate(0)), response);
  }

  /**
   * Calls an operation that takes a stream, such as {@code PutObject}.
   *
   * @throws Fault what it refuses with
   */
  public <I extends AwsRequest, O extends AwsResponse> O upload(
      I request, Body body, Class<O> response) {
    return calls.call(this, request, body, response);
  }

  /**
   * Calls an operation that answers with a stream, such as {@code GetObject}. Close its content.
   *
   * @throws Fault what it refuses with
   */
  public <I extends AwsRequest, O extends AwsResponse> Operations.Download<O> download(
      I request, Class<O> response) {
    return calls.download(this, request, response);
  }
}
