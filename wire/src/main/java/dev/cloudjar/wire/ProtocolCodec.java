package dev.cloudjar.wire;

import dev.cloudjar.catalog.OperationModel;
import dev.cloudjar.catalog.ServiceModel;
import java.nio.ByteBuffer;
import software.amazon.awssdk.core.SdkPojo;

/** Reads requests and writes responses in one protocol. Stateless. */
public interface ProtocolCodec {

  /**
   * Reads a request.
   *
   * @param builder an empty builder of the operation's request
   * @param body the whole body; empty where the payload is a stream
   * @return the built request
   * @throws MalformedRequestException for anything that is not a well-formed request of this
   *     operation
   */
  SdkPojo read(
      ServiceModel service,
      OperationModel operation,
      SdkPojo builder,
      RequestHead head,
      ByteBuffer body);

  /** Writes a response; its body is empty where the payload is a stream. */
  Reply write(ServiceModel service, OperationModel operation, SdkPojo response, String requestId);

  /** Writes an error in the shape that the service's clients understand. */
  Reply writeError(ServiceModel service, WireError error, String requestId);
}
