package dev.cloudjar.wire.protocol;

import dev.cloudjar.catalog.ErrorModel;
import dev.cloudjar.catalog.OperationModel;
import dev.cloudjar.catalog.Protocol;
import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.wire.ProtocolCodec;
import dev.cloudjar.wire.Reply;
import dev.cloudjar.wire.RequestHead;
import dev.cloudjar.wire.WireError;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/** The protocols whose requests and responses are one document: awsJson, rpcv2Cbor. */
final class RpcCodec implements ProtocolCodec {
  private static final Refusal MALFORMED = new Refusal("SerializationException", 400);
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final String contentType;
  private final @Nullable String smithyProtocol;
  private final TokenShapeReader reader;
  private final TokenShapeReader modelNameReader;
  private final TokenShapeWriter writer;
  private final TokenShapeWriter modelNameWriter;
  private final boolean alwaysWithBody;

  /**
   * A codec.
   *
   * @param smithyProtocol the protocol's name in the header {@code smithy-protocol}; null for none
   */
  RpcCodec(TokenFormat format, String contentType, @Nullable String smithyProtocol) {
    this.contentType = contentType;
    this.smithyProtocol = smithyProtocol;
    this.alwaysWithBody = smithyProtocol != null;
    reader = new TokenShapeReader(format, false, MALFORMED);
    modelNameReader = new TokenShapeReader(format, true, MALFORMED);
    writer = new TokenShapeWriter(format, false);
    modelNameWriter = new TokenShapeWriter(format, true);
  }

  /** The names on the wire of a Query or XML service are not those of its JSON form. */
  private static boolean usesModelNames(ServiceModel service) {
    Protocol own = service.protocol();
    return own == Protocol.AWS_QUERY || own == Protocol.EC2_QUERY || own == Protocol.REST_XML;
  }

  @Override
  public SdkPojo read(
      ServiceModel service,
      OperationModel operation,
      SdkPojo builder,
      RequestHead head,
      ByteBuffer body) {
    (usesModelNames(service) ? modelNameReader : reader).read(body, builder, Structure.of(builder));
    return Shape.build(builder);
  }

  @Override
  public Reply write(
      ServiceModel service, OperationModel operation, SdkPojo response, String requestId) {
    if (operation.eventStreamOutput()) {
      return new Reply(
          operation.successStatus(), headers(requestId, EventStreamWriter.CONTENT_TYPE), NOTHING);
    }
    Structure structure = Structure.of(response);
    ByteBuffer body =
        structure.members.isEmpty() && !alwaysWithBody
            ? NOTHING
            : (usesModelNames(service) ? modelNameWriter : writer).write(response, structure);
    return new Reply(operation.successStatus(), headers(requestId, contentType), body);
  }

  @Override
  public Reply writeError(ServiceModel service, WireError error, String requestId) {
    ErrorModel model = service.error(error.code()).orElse(null);
    ByteBuffer body =
        (usesModelNames(service) ? modelNameWriter : writer)
            .write(error, model == null ? error.code() : model.shape());
    List<Map.Entry<String, String>> headers = headers(requestId, contentType);
    if (service.queryCompatible()) {
      String legacyCode = model == null ? error.code() : model.legacyCode();
      headers.add(
          Map.entry(
              "x-amzn-query-error", legacyCode + (error.senderFault() ? ";Sender" : ";Receiver")));
    }
    headers.addAll(error.headers().entrySet());
    return new Reply(error.status(), headers, body);
  }

  private List<Map.Entry<String, String>> headers(String requestId, String contentType) {
    List<Map.Entry<String, String>> headers = new ArrayList<>(4);
    headers.add(Map.entry("x-amzn-RequestId", requestId));
    headers.add(Map.entry("Content-Type", contentType));
    if (smithyProtocol != null) {
      headers.add(Map.entry("smithy-protocol", smithyProtocol));
    }
    return headers;
  }
}
