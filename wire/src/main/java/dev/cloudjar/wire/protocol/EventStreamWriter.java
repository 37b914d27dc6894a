package dev.cloudjar.wire.protocol;

import dev.cloudjar.catalog.ErrorModel;
import dev.cloudjar.catalog.Protocol;
import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.wire.WireError;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;

/**
 * Writes the events of a response that is a stream of them, each as one message of {@code
 * application/vnd.amazon.eventstream}. Stateless.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/RESTSelectObjectAppendix.html">The
 *     messages, in S3's words</a>
 */
public final class EventStreamWriter {
  /** The type of a body that is a stream of events. */
  public static final String CONTENT_TYPE = "application/vnd.amazon.eventstream";

  private final ServiceModel service;
  private final String documentType;
  private final boolean opensWithResponse;
  private final @Nullable TokenShapeWriter tokens;
  private final XmlShapeWriter xml;

  private EventStreamWriter(
      ServiceModel service,
      String documentType,
      boolean opensWithResponse,
      @Nullable TokenShapeWriter tokens) {
    this.service = service;
    this.documentType = documentType;
    this.opensWithResponse = opensWithResponse;
    this.tokens = tokens;
    this.xml =
        new XmlShapeWriter(
            new Texts(
                new Refusal("InternalError", 500), TimestampFormatTrait.Format.ISO_8601, true),
            QueryNames.NONE);
  }

  /**
   * The writer for a service's events.
   *
   * @param protocol the one that the request came in, by {@link Codecs#protocolOf}
   */
  public static EventStreamWriter of(ServiceModel service, Protocol protocol) {
    return switch (protocol) {
      case AWS_JSON_1_0 -> json(service, "application/x-amz-json-1.0", true);
      case AWS_JSON_1_1 -> json(service, "application/x-amz-json-1.1", true);
      case REST_JSON_1 -> json(service, "application/json", false);
      case AWS_CBOR_1_1 ->
          new EventStreamWriter(
              service,
              "application/x-amz-cbor-1.1",
              true,
              new TokenShapeWriter(new CborFormat(true), false));
      case RPC_V2_CBOR ->
          new EventStreamWriter(
              service,
              "application/cbor",
              true,
              new TokenShapeWriter(new CborFormat(false), false));
      case REST_XML, AWS_QUERY, EC2_QUERY ->
          new EventStreamWriter(service, "text/xml", false, null);
    };
  }

  private static EventStreamWriter json(
      ServiceModel service, String contentType, boolean opensWithResponse) {
    return new EventStreamWriter(
        service, contentType, opensWithResponse, new TokenShapeWriter(new JsonFormat(), false));
  }

  /**
   * What stands before the first event: in the protocols that know no headers it is the response's
   * own members, elsewhere nothing.
   */
  public ByteBuffer opening(SdkPojo response) {
    return opensWithResponse
        ? new EventMessage()
            .header(":message-type", "event")
            .header(":event-type", "initial-response")
            .header(":content-type", documentType)
            .withPayload(document("initial-response", response))
        : ByteBuffer.allocate(0);
  }

  /**
   * An event.
   *
   * @param name its name in the stream's union, such as {@code Records}
   * @param event its members
   */
  public ByteBuffer event(String name, SdkPojo event) {
    Structure structure = Structure.of(event);
    EventMessage message =
        new EventMessage().header(":message-type", "event").header(":event-type", name);
    for (Member member : structure.members) {
      if (member.location == MarshallLocation.HEADER) {
        Object value = member.get(event);
        if (value != null) {
          message.header(member.name, value);
        }
      }
    }
    Member payload = structure.payload;
    if (payload == null) {
      return structure.body.isEmpty()
          ? message.withPayload(ByteBuffer.allocate(0))
          : message.header(":content-type", documentType).withPayload(document(name, event));
    }
    return switch (payload.get(event)) {
      case SdkBytes bytes ->
          message
              .header(":content-type", "application/octet-stream")
              .withPayload(bytes.asByteBuffer());
      case String text ->
          message
              .header(":content-type", "text/plain")
              .withPayload(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
      case SdkPojo nested ->
          message.header(":content-type", documentType).withPayload(document(name, nested));
      case null, default -> message.withPayload(ByteBuffer.allocate(0));
    };
  }

  /**
   * What went wrong after the stream had begun, after which it ends: an exception where the service
   * has it in its model and a document to write it in, else an error. S3 knows errors alone.
   */
  public ByteBuffer failure(WireError error) {
    String text = error.message();
    return tokens == null || service.error(error.code()).isEmpty()
        ? error(error.code(), text == null ? "" : text)
        : exception(error);
  }

  /** An error of the stream's model, after which the stream ends. */
  public ByteBuffer exception(WireError error) {
    ErrorModel model = service.error(error.code()).orElse(null);
    return new EventMessage()
        .header(":message-type", "exception")
        .header(":exception-type", model == null ? error.code() : model.shape())
        .header(":content-type", documentType)
        .withPayload(errorDocument(error));
  }

  /** An error that is not in the stream's model, after which the stream ends. */
  public ByteBuffer error(String code, String message) {
    return new EventMessage()
        .header(":message-type", "error")
        .header(":error-code", code)
        .header(":error-message", message)
        .withPayload(ByteBuffer.allocate(0));
  }

  private ByteBuffer document(String name, SdkPojo pojo) {
    Structure structure = Structure.of(pojo);
    if (tokens != null) {
      return tokens.write(pojo, structure);
    }
    XmlWriter out = new XmlWriter().declaration().open(name);
    xml.members(out, pojo, structure);
    return out.close(name).finish();
  }

  private ByteBuffer errorDocument(WireError error) {
    String text = error.message();
    if (tokens == null) {
      XmlWriter out =
          new XmlWriter().legible().declaration().open("Error").element("Code", error.code());
      if (text != null) {
        out.element("Message", text);
      }
      return out.close("Error").finish();
    }
    return tokens.write(error, null);
  }
}
