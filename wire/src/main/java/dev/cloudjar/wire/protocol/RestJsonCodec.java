package dev.cloudjar.wire.protocol;

import dev.cloudjar.catalog.ErrorModel;
import dev.cloudjar.catalog.OperationModel;
import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.wire.ProtocolCodec;
import dev.cloudjar.wire.Reply;
import dev.cloudjar.wire.RequestHead;
import dev.cloudjar.wire.WireError;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;

/** restJson1: members in path, query, headers and a JSON body. */
final class RestJsonCodec implements ProtocolCodec {
  private static final Refusal MALFORMED = new Refusal("SerializationException", 400);
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final HttpRequestReader httpReader =
      new HttpRequestReader(
          new Texts(MALFORMED, TimestampFormatTrait.Format.RFC_822, false),
          new Texts(MALFORMED, TimestampFormatTrait.Format.ISO_8601, false));
  private final HttpResponseWriter httpWriter =
      new HttpResponseWriter(new Texts(MALFORMED, TimestampFormatTrait.Format.RFC_822, false));
  private final TokenShapeReader reader = new TokenShapeReader(new JsonFormat(), false, MALFORMED);
  private final TokenShapeWriter writer = new TokenShapeWriter(new JsonFormat(), false);

  @Override
  public SdkPojo read(
      ServiceModel service,
      OperationModel operation,
      SdkPojo builder,
      RequestHead head,
      ByteBuffer body) {
    Structure structure = Structure.of(builder);
    httpReader.read(operation, head, builder, structure);
    Member payload = structure.payload;
    if (payload != null) {
      readPayload(payload, builder, body);
    } else if (!structure.body.isEmpty() && !operation.eventStreamInput()) {
      reader.read(body, builder, structure);
    }
    return Shape.build(builder);
  }

  private void readPayload(Member payload, SdkPojo builder, ByteBuffer body) {
    if (!body.hasRemaining()) {
      return;
    }
    switch (payload.shape) {
      case Shape.Nested nested -> {
        SdkPojo inner = nested.newBuilder();
        reader.read(body, inner, nested.structure());
        payload.set(builder, Shape.build(inner));
      }
      case Shape.Scalar scalar when scalar.kind() == Kind.BYTES ->
          payload.set(builder, SdkBytes.fromByteBuffer(body.duplicate()));
      case Shape.Scalar scalar when scalar.kind() == Kind.STRING ->
          payload.set(builder, Payloads.text(body, MALFORMED));
      default -> {
        Object value = reader.readValue(body, payload.shape, payload.name);
        if (value != null) {
          payload.set(builder, value);
        }
      }
    }
  }

  @Override
  public Reply write(
      ServiceModel service, OperationModel operation, SdkPojo response, String requestId) {
    Structure structure = Structure.of(response);
    List<Map.Entry<String, String>> headers = new ArrayList<>(8);
    headers.add(Map.entry("x-amzn-RequestId", requestId));
    int status = httpWriter.write(response, structure, operation.successStatus(), headers);
    Member payload = structure.payload;
    ByteBuffer body = NOTHING;
    String contentType = "application/json";
    if (payload != null) {
      Object value = payload.get(response);
      if (value instanceof SdkBytes bytes) {
        body = bytes.asByteBuffer();
        contentType = "application/octet-stream";
      } else if (value instanceof String text) {
        body = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        contentType = "text/plain";
      } else if (value != null) {
        body = writer.writeValue(payload.shape, value);
      }
    } else if (!structure.body.isEmpty()) {
      body = writer.write(response, structure);
    }
    if (operation.eventStreamOutput()) {
      Payloads.contentType(headers, EventStreamWriter.CONTENT_TYPE);
    }
    if (operation.streamingOutput() || operation.eventStreamOutput() || status == 204) {
      return new Reply(status, headers, NOTHING);
    }
    if (payload == null || body.hasRemaining()) {
      Payloads.contentType(headers, contentType);
    }
    return new Reply(status, headers, body);
  }

  @Override
  public Reply writeError(ServiceModel service, WireError error, String requestId) {
    ErrorModel model = service.error(error.code()).orElse(null);
    List<Map.Entry<String, String>> headers = new ArrayList<>(4);
    headers.add(Map.entry("x-amzn-RequestId", requestId));
    headers.add(Map.entry("x-amzn-ErrorType", model == null ? error.code() : model.shape()));
    headers.add(Map.entry("Content-Type", "application/json"));
    if (error.shape() != null) {
      httpWriter.write(error.shape(), Structure.of(error.shape()), error.status(), headers);
    }
    headers.addAll(error.headers().entrySet());
    return new Reply(error.status(), headers, writer.write(error, null));
  }
}
