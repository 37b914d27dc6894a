package dev.cloudjar.cloud;

import java.util.List;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

/** Makes calls between rooms, each through the gate. Rooms use it by a {@link RoomCaller}. */
public interface Calls {

  /** Makes none, where there is but one room. */
  Calls NONE =
      new Calls() {
        @Override
        public <I extends AwsRequest, O extends AwsResponse> O call(
            RoomCaller caller, I request, Body body, Class<O> response) {
          throw new UnsupportedOperationException("nobody to call");
        }

        @Override
        public <I extends AwsRequest, O extends AwsResponse> Operations.Download<O> download(
            RoomCaller caller, I request, Class<O> response) {
          throw new UnsupportedOperationException("nobody to call");
        }

        @Override
        public Gate.Decision decide(Call call, List<Gate.Need> needs) {
          throw new UnsupportedOperationException("nobody to ask");
        }
      };

  /**
   * Calls an operation.
   *
   * @param body what goes with the request; empty for most
   * @throws Fault what the operation refuses with
   */
  <I extends AwsRequest, O extends AwsResponse> O call(
      RoomCaller caller, I request, Body body, Class<O> response);

  /**
   * Calls an operation that answers with a stream, which the caller closes.
   *
   * @throws Fault what the operation refuses with
   */
  <I extends AwsRequest, O extends AwsResponse> Operations.Download<O> download(
      RoomCaller caller, I request, Class<O> response);

  /** What the gate says of a call that is under way. */
  Gate.Decision decide(Call call, List<Gate.Need> needs);
}
